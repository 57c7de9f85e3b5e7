// The arguments that layers are constructed with, for those layers whose constructors would drop an activity regularizer.

import { forEachLayerClass } from './registered.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {(layer: object, args: any) => void} Observer
 */

/**
 * Runs `after(layer, args)` when the constructor of the base class `Layer` has run. There are three ways from a subclass
 * to it, by the form in which TF.js, or the user's own code, was compiled:
 * - native classes, and Babel's `_createSuper`, ask for the prototype of the subclass: a class put between the two is
 *   what they find. A class is known, and can be led there, from its registration with TF.js.
 * - TypeScript's ES5 functions, and Babel's loose ones, hold the base itself and run it by `Base.call(this, args)` or
 *   `apply`: own methods of these names on Layer see that.
 * No way leads to a native class of the user's own that extends Layer itself and is not registered.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 * @param {Observer} after
 */
export function afterConstruction(tf, changes, after) {
    const { Layer } = tf.layers;
    const Observed = observedBase(Layer, after);
    forEachLayerClass(tf, changes, (_, Class) => {
        /** @type {Function} */
        let child = Class;
        let base = Object.getPrototypeOf(child);
        while (base !== Layer && base !== Observed && base !== Function.prototype) {
            [child, base] = [base, Object.getPrototypeOf(base)];
        }
        if (base === Layer) changes.reparent(child, Observed);
    });

    /** @param {Function} Base @param {object} self @param {any[]} args */
    const construct = (Base, self, args) => {
        const layer = Reflect.apply(Base, self, args) ?? self;
        if (Base === Layer) after(layer, args[0]); // its subclasses inherit these methods
        return layer;
    };
    changes.value(Layer, 'call', function (self, ...args) {
        return construct(this, self, args);
    });
    changes.value(Layer, 'apply', function (self, args) {
        return construct(this, self, [...(args ?? [])]);
    });
}

/**
 * Stands for `Layer` as the base of its subclasses: the same prototype and statics, to be run with and without `new`.
 * @param {Function} Layer @param {Observer} after
 */
function observedBase(Layer, after) {
    /** @this {any} */
    function Observed(/** @type {any[]} */ ...args) {
        const layer = new.target
            ? Reflect.construct(Layer, args, new.target)
            : (Reflect.apply(Layer, this, args) ?? this);
        after(layer, args[0]);
        return layer;
    }
    Observed.prototype = Layer.prototype;
    return Object.setPrototypeOf(Observed, Layer);
}
