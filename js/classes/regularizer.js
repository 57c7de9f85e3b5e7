/** The base class of all regularizers. */

import { isPlainObject, shown, tagOf, typeError } from '../input/check.js';
import { clear } from '../input/float32.js';
import { Callable } from './callable.js';
import { bareNameOf, savedNameOf } from './names.js';
import { gradArguments } from './options.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./options.js').GradOptions} GradOptions */
/** @typedef {import('./options.js').StepOptions} StepOptions */

/**
 * What getConfig gives and a constructor takes: arguments by their names.
 * @typedef {Record<string, unknown>} Arguments
 */

/** Tells regularizers of any copy of this package, which `instanceof` does not. */
const BRAND = Symbol.for('regularizers.Regularizer');

/**
 * The base class, Keras' Regularizer. Its own penalty is 0, as in Keras; a subclass overrides `call`, and `getConfig`
 * where it is to be saved. Instances are functions: `reg(w)`, `reg.call(w)` and `reg.apply(w)` are the same.
 * @example
 * import { register, Regularizer, serialize } from 'regularizers';
 *
 * class Largest extends Regularizer {
 *     static className = 'Largest';
 *     constructor({ factor = 0.01 } = {}) {
 *         super();
 *         this.factor = factor;
 *     }
 *     call(w) {
 *         return this.factor * Math.max(...Array.from(w, Math.abs));
 *     }
 *     getConfig() {
 *         return { factor: this.factor };
 *     }
 * }
 * register(Largest, { package: 'example' });
 *
 * const largest = new Largest({ factor: 0.5 });
 * largest([1, -3, 2]); // 1.5
 * serialize(largest); // { class_name: 'example>Largest', config: { factor: 0.5 } }
 * largest.grad([1]); // Error: Largest does not implement grad()
 */
export class Regularizer extends Callable {
    /** The name in configs. Written out, because minifiers rename classes. */
    static className = 'Regularizer';

    /**
     * The rank that weights must have, 2 for a matrix; undefined where any will do.
     * @type {number | undefined}
     */
    static rank = undefined;

    /**
     * The penalty.
     * @override
     * @param {Weights} w of the rank that the class needs
     * @returns {number}
     */
    call(w) {
        return Object.hasOwn(this, 'apply') ? this.apply(w) : 0;
    }

    /**
     * The penalty, by another name. A subclass may override either, by a method or a field, and means both by it.
     * @override
     * @param {Weights} w of the rank that the class needs
     * @returns {number}
     */
    apply(w) {
        return Object.hasOwn(this, 'call') ? this.call(w) : 0;
    }

    /**
     * Whether another regularizer is of the same class and has the same config, which `===` and the deep comparisons of
     * test runners, for which functions are equal only to themselves, do not tell.
     * @param {unknown} other of this or another copy of the package, where of the same saved name
     * @returns {boolean} also false where one of them has no config
     */
    equals(other) {
        if (/** @type {unknown} */ (this) === other) return true;
        if (!isRegularizer(other)) return false;
        try {
            return JSON.stringify(this) === JSON.stringify(other);
        } catch {
            return false;
        }
    }

    /**
     * Gradient of the penalty; of the base class' own, which is 0, zeros.
     * @param {Weights} w of the rank that the class needs
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {Float32Array} row-major like w
     * @throws {Error} where a subclass has a penalty of its own and does not override this
     */
    grad(w, options) {
        if (this.call !== Regularizer.prototype.call || Object.hasOwn(this, 'apply')) throw missing(this, 'grad');
        const { out, accumulate } = gradArguments(`${nameOf(this)}.grad`, w, options);
        return accumulate ? out : clear(out);
    }

    /**
     * Penalty and gradient; in one read of w where the class can.
     * @param {Weights} w of the rank that the class needs
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        const value = this.call(w);
        return { value, grad: this.grad(w, options) };
    }

    /**
     * Proximal step: argmin_u step*penalty(u) + |u - w|^2/2 (Parikh and Boyd, Proximal Algorithms, 2014).
     * @param {Weights} w of the rank that the class needs
     * @param {number} step the learning rate, finite and >= 0
     * @param {StepOptions} [options] where the result goes
     * @returns {Float32Array} row-major like w
     * @throws {Error} where the class has none
     */
    prox(w, step, options) {
        throw missing(this, 'prox');
    }

    /**
     * The constructor's arguments by name, from which fromConfig makes an equal one.
     * @returns {Arguments}
     * @throws {Error} where a subclass does not override it
     */
    getConfig() {
        throw missing(this, 'getConfig');
    }

    /**
     * An instance from what getConfig of another one has returned.
     * @template {typeof Regularizer} C
     * @this {C}
     * @param {Arguments} [config] arguments by their names, the defaults without any
     * @returns {InstanceType<C>}
     * @throws {TypeError | RangeError} as the constructor, and for what is no plain object
     */
    static fromConfig(config = {}) {
        if (!isPlainObject(config)) {
            throw typeError(`${bareNameOf(this)}.fromConfig`, 'the config to be a plain object', shown(config));
        }
        return /** @type {any} */ (new /** @type {any} */ (this)(config));
    }

    /**
     * The name and the config, which is what JSON.stringify writes.
     * @returns {{ class_name: string, config: Arguments }}
     * @throws {TypeError} where the class has no name
     */
    toJSON() {
        return { class_name: savedNameOf('toJSON', classOf(this)), config: this.getConfig() };
    }

    /** @internal */
    get [BRAND]() {
        return true;
    }

    /** @internal */
    [Symbol.for('nodejs.util.inspect.custom')](
        /** @type {number} */ _depth,
        /** @type {unknown} */ style,
        /** @type {(value: unknown, style: unknown) => string} */ inspect,
    ) {
        if (this.getConfig === Regularizer.prototype.getConfig) return `${nameOf(this)} {}`;
        try {
            return `${nameOf(this)} ${inspect(this.getConfig(), style)}`;
        } catch (error) {
            return `${nameOf(this)} { <${error instanceof Error ? error.message : 'no config'}> }`;
        }
    }

    /** @internal */
    get [Symbol.toStringTag]() {
        return nameOf(this);
    }
}

/**
 * @param {Regularizer} regularizer
 * @returns {typeof Regularizer}
 */
export const classOf = regularizer => /** @type {any} */ (regularizer.constructor);

/**
 * Who refuses an argument, `L1.grad`; put together only where it is printed, as looking a name up takes 15 ns.
 * @param {Regularizer} regularizer
 * @param {string} name of the method
 * @returns {any} for messages, in place of a string
 */
export const methodOf = (regularizer, name) => ({ toString: () => `${nameOf(regularizer)}.${name}` });

/** @param {Regularizer} regularizer */
export const nameOf = regularizer => bareNameOf(classOf(regularizer));

/**
 * @param {any} x
 * @returns {x is Regularizer} whether x is a regularizer, of this or another copy of the package
 */
export const isRegularizer = x => typeof x === 'function' && x[BRAND] === true;

/**
 * @param {any} x
 * @returns {x is typeof Regularizer} whether x is Regularizer or a subclass, of this or another copy of the package
 */
export const isRegularizerClass = x => typeof x === 'function' && x.prototype?.[BRAND] === true;

/**
 * Whether x computes a penalty when it is called: an instance, or a function of the user's own. A class is none, whose
 * prototype cannot be replaced where it is not written in ES5; nor is a function whose answer is a promise or an iterator.
 * @param {any} x
 * @returns {x is import('./names.js').RegularizerFunction}
 */
export const isPenalty = x =>
    typeof x === 'function' &&
    (isRegularizer(x) ||
        (Object.getOwnPropertyDescriptor(x, 'prototype')?.writable !== false && tagOf(x) === 'Function'));

/**
 * @param {Regularizer} regularizer
 * @param {string} method
 */
const missing = (regularizer, method) => new Error(`${nameOf(regularizer)} does not implement ${method}()`);
