// Regularizers of the core, and functions, in the shape of TF.js: on its own base class, since layers accept nothing else.

import { bareNameOf, customNames, fullNameOf } from '../classes/names.js';
import { isRegularizer } from '../classes/regularizer.js';
import { shown, typeError } from '../input/check.js';
import { penaltyOf } from './backends/penalty.js';
import { wayOf } from './backends/way.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 */

/** In the config of a regularizer that no name leads back to: itself, for copies of its layer. JSON leaves it out. */
export const ITSELF = Symbol('regularizer');

/**
 * @param {TensorFlow} tf
 * @returns {{ Base: any, CoreBacked: any, FunctionBacked: any }} Base: TF.js' Regularizer, which is not exported, but its
 *     subclass behind `tf.regularizers` is
 */
export function wrappersIn(tf) {
    const Base = Object.getPrototypeOf(tf.regularizers.l1l2().constructor);
    return { Base, CoreBacked: coreBackedClass(tf, Base), FunctionBacked: functionBackedClass(tf, Base) };
}

/** @param {TensorFlow} tf @param {any} Base @returns {any} the class of those that stand for a regularizer of the core */
const coreBackedClass = (tf, Base) =>
    class CoreBacked extends Base {
        /** @param {any} regularizer of the core */
        constructor(regularizer) {
            super();
            this.regularizer = regularizer;
            wrapped.set(this, regularizer);
        }

        /** @param {Tensor} x a tensor, or numbers as TF.js takes them @returns {Tensor} the penalty, a differentiable scalar */
        apply(x) {
            const { regularizer } = this;
            const way = wayOf(regularizer);
            return onFloats(tf, x, x => {
                if (way === 'numbers') return penaltyOf(tf, regularizer, x);
                if (way === 'nothing') return tf.sum(tf.zerosLike(x)); // whose gradient is 0, and is there
                return checked(tf, nameInConfigs(regularizer.constructor), regularizer[way](x));
            });
        }

        getClassName() {
            return nameInConfigs(this.regularizer.constructor);
        }

        getConfig() {
            return withItself(this, this.regularizer.getConfig());
        }
    };

/** @param {TensorFlow} tf @param {any} Base @returns {any} the class of those that stand for a function */
const functionBackedClass = (tf, Base) =>
    class FunctionBacked extends Base {
        /** @param {(x: Tensor) => Tensor} fn */
        constructor(fn) {
            super();
            this.fn = fn;
            wrapped.set(this, fn);
        }

        /** @param {Tensor} x @returns {Tensor} */
        apply(x) {
            return onFloats(tf, x, x => checked(tf, this.getClassName(), this.fn(x)));
        }

        /** The name under which it is registered; an anonymous function has none. */
        getClassName() {
            return fullNameOf(this.fn) || '(anonymous)';
        }

        getConfig() {
            return withItself(this, {});
        }
    };

/** What each wrapper wraps. A field of a stranger's class may be called anything. @type {WeakMap<object, any>} */
const wrapped = new WeakMap();

/**
 * The regularizer of the core, or the function, that one of TF.js stands for; undefined for any other.
 * @param {object} regularizer
 */
export const wrappedBy = regularizer => wrapped.get(regularizer);

/** @param {object} regularizer of TF.js */
export function isUnregisteredFunction(regularizer) {
    const fn = wrappedBy(regularizer);
    return fn !== undefined && !isRegularizer(fn) && !customNames().names.has(fn);
}

/** Whether a class is one of Keras', in any copy of this package. @param {any} Class */
export const isBuiltIn = Class => Object.hasOwn(Class, 'module') && Class.module === 'keras.regularizers';

/** As Keras names a class in a config: with its package, unless it is built in. @param {any} Class */
export const nameInConfigs = Class => (isBuiltIn(Class) ? bareNameOf(Class) : fullNameOf(Class));

/** @param {TfRegularizer} regularizer @param {Record<string, any>} config */
const withItself = (regularizer, config) => Object.defineProperty({ ...config }, ITSELF, { value: regularizer });

/** @param {TensorFlow} tf @param {any} x @param {(x: Tensor) => Tensor} penalty */
function onFloats(tf, x, penalty) {
    if (x instanceof tf.Tensor && x.dtype === 'float32') return penalty(x);
    return tf.tidy(() => penalty(tf.cast(x instanceof tf.Tensor ? x : tf.tensor(x), 'float32')));
}

/**
 * What a penalty in TF.js ops came to, as a scalar.
 * @param {TensorFlow} tf @param {string} name @param {any} result
 */
function checked(tf, name, result) {
    const expected = 'its penalty to be a scalar tensor, computed from the tensor of the weights by TF.js ops';
    if (typeof result === 'number') throw typeError(name, expected, `the number ${result}, which has no gradient`);
    if (!(result instanceof tf.Tensor)) throw typeError(name, expected, shown(result));
    if (result.size !== 1) throw typeError(name, expected, `a tensor of shape [${result.shape}]`);
    return result.rank === 0 ? result : tf.reshape(result, []);
}
