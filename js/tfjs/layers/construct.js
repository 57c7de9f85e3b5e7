// The arguments that layers are constructed with, for those layers whose constructors would drop an activity regularizer.

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {(layer: object, args: any) => void} Observer
 */

/**
 * Runs `after(layer, args)` when the constructor of the base class `Layer` has run for one of TF.js' layers. TF.js ships
 * its classes in two forms, ES5 functions and native classes.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 * @param {Observer} after
 */
export function afterConstruction(tf, changes, after) {
    const isNative = Function.prototype.toString.call(tf.layers.Layer).startsWith('class');
    (isNative ? observeClasses : observeFunctions)(tf, changes, after);
}

/**
 * ES5 functions run their base as `Base.call(this, args)`, or with `apply`: own methods of that name on Layer see it. Its
 * subclasses inherit those, so `this` tells whose constructor is to run.
 * @param {TensorFlow} tf @param {import('../changes.js').Changes} changes @param {Observer} after
 */
function observeFunctions(tf, changes, after) {
    const { Layer } = tf.layers;
    /** @param {Function} Base @param {object} self @param {any[]} args */
    const construct = (Base, self, args) => {
        const layer = Reflect.apply(Base, self, args) ?? self;
        if (Base === Layer) after(layer, args[0]);
        return layer;
    };
    changes.value(Layer, 'call', function (self, ...args) {
        return construct(this, self, args);
    });
    changes.value(Layer, 'apply', function (self, args) {
        return construct(this, self, [...args]);
    });
}

/**
 * Native classes look their base up whenever they run `super(args)`: a class put between Layer and its subclasses sees it.
 * @param {TensorFlow} tf @param {import('../changes.js').Changes} changes @param {Observer} after
 */
function observeClasses(tf, changes, after) {
    const { Layer } = tf.layers;
    const Observed = class extends Layer {
        constructor(/** @type {any} */ args) {
            super(args);
            after(this, args);
        }
    };
    for (const [registered] of Object.values(tf.serialization.SerializationMap.getMap().classNameMap)) {
        let child = registered;
        let base = Object.getPrototypeOf(child);
        while (base && base !== Layer) [child, base] = [base, Object.getPrototypeOf(base)];
        if (base && child !== Observed) changes.reparent(child, Observed);
    }
}
