/** Penalties of arrays of jax-js: what the core knows of each class, as functions from an array to a scalar. */

import { isRegularizer, isRegularizerClass } from '../classes/regularizer.js';
import { get } from '../configs/deserialize.js';
import { elsewhereOf } from '../configs/elsewhere.js';
import { shown, typeError } from '../input/check.js';
import { inOps } from './ops.js';

/**
 * @typedef {import('./types.js').JaxArray} JaxArray
 * @typedef {import('./types.js').Penalty} Penalty
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {import('../classes/regularizer.js').Regularizer} Regularizer
 */

/** Functions that `penalty` has made, to be taken for what they are made of. @type {WeakMap<Function, Regularizer>} */
const madeHere = new WeakMap();

/**
 * What an identifier stands for: a regularizer of the core, a function of one's own, or nothing.
 * @param {string} who
 * @param {any} identifier
 * @returns {Regularizer | ((w: JaxArray) => JaxArray) | null}
 * @throws {TypeError | RangeError} as the core's `get`, and for undefined
 */
export function identified(who, identifier) {
    if (identifier === undefined) throw typeError(who, 'a regularizer, or null for none', 'undefined');
    const isFunction =
        typeof identifier === 'function' && !isRegularizer(identifier) && !isRegularizerClass(identifier);
    if (isFunction) return madeHere.get(identifier) ?? identifier;
    const regularizer = /** @type {Regularizer | null} */ (get(identifier));
    if (regularizer && rowOf(regularizer) === undefined) {
        const name = nameOf(regularizer);
        throw typeError(
            who,
            'a class that is built in, or a function of an array of jax-js',
            `${name}, whose penalty is not known in its ops`,
        );
    }
    return regularizer;
}

/** The row of its class: undefined for one that `identified` refuses. @param {any} regularizer @returns {any} */
export const rowOf = regularizer => elsewhereOf(regularizer.constructor);

/** @param {any} regularizer */
export const nameOf = regularizer => regularizer.constructor.className;

const FLOATS = ['float32', 'float64'];

/**
 * The penalty that anything stands for, as a function of an array of jax-js. The gradient of |w| at 0 is 0, and so is that of
 * the norm of a group of zeros. Sums are taken in blocks: 2^25 ones are 2^25.
 *
 * The factors are read when the function runs: what `jit` has compiled keeps those of then.
 * @param {Identifier} identifier a regularizer or class of the core, a name or config of any Keras or TF.js, a penalty, a
 *     function of one's own from an array to a scalar; null, as in the configs of layers without one, is 0 for every array
 * @returns {Penalty} of arrays of float32 or float64 of any shape that the class takes; a scalar of the same dtype. It consumes
 *     its argument. Its `regularizer` is that of the core, for its config
 * @throws {TypeError | RangeError} as the core's `get`; for a class of one's own, whose penalty is computed on typed arrays
 * @example
 * import { grad, numpy as np } from '@jax-js/jax';
 * import { penalty } from 'regularizers/jax';
 *
 * const l1 = penalty({ class_name: 'L1', config: { l1: 0.5 } }); // as a Keras model has it
 * const w = np.array([1, 0, -2]);
 * l1(w.ref).item(); // 1.5
 * grad(l1)(w).js(); // [0.5, 0, -0.5]
 */
export function penalty(identifier) {
    const regularizer = identified('penalty', identifier);
    if (regularizer !== null && !isRegularizer(regularizer)) return regularizer;
    const run = Object.assign((/** @type {JaxArray} */ w) => penaltyOf(regularizer, w), {
        regularizer: regularizer ?? undefined,
    });
    if (regularizer) madeHere.set(run, regularizer);
    return run;
}

/**
 * @param {any} regularizer of the core; null for none
 * @param {JaxArray} w is consumed
 * @returns {JaxArray} a scalar
 * @throws {TypeError} for what is no array of floats, or of another rank than the class says
 */
export function penaltyOf(regularizer, w) {
    const name = regularizer ? nameOf(regularizer) : 'penalty';
    checkArray(name, w);
    const { rank = w.shape.length } = regularizer?.constructor ?? {};
    if (w.shape.length !== rank) {
        const got = `shape [${w.shape}]`;
        w.dispose();
        throw typeError(name, `an array of rank ${rank}`, got);
    }
    const formula = regularizer && rowOf(regularizer).formula; // of the base class there is none, it is 0
    return inOps(w, (tf, x) => (formula ? formula(tf, regularizer, x) : tf.scalar(0)));
}

/**
 * @param {string} who @param {any} w
 * @throws {TypeError}
 */
export function checkArray(who, w) {
    if (typeof w?.dispose !== 'function' || !Array.isArray(w.shape)) {
        throw typeError(who, 'an array of jax-js', shown(w));
    }
    if (FLOATS.includes(w.dtype)) return;
    const got = w.dtype;
    w.dispose();
    // Of float16 sums overflow beyond 65504, and jax-js has no gradient through a cast to float32.
    throw typeError(who, `an array of ${FLOATS.join(' or ')}`, got);
}
