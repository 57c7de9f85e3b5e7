/**
 * The formulas of the classes are written in TF.js' ops. Here are those ops for arrays of jax-js, in which they become
 * differentiable, traceable code like any other. What an op makes lives until the formula is done, as in `tf.tidy`: it may be
 * used twice, where jax-js' own functions consume their arguments.
 */

import { jit, numpy as np } from '@jax-js/jax';
import { sumOf } from './sums.js';

/** @typedef {import('./types.js').JaxArray} JaxArray */

/** Compiled, as jax-js (0.1.25) keeps an array for ever in each gradient through one that is not. */
const reciprocal = /* @__PURE__ */ jit((/** @type {JaxArray} */ x) => np.reciprocal(x));

/**
 * @param {JaxArray} x is consumed
 * @param {(tf: any, x: JaxArray) => JaxArray} formula
 * @returns {JaxArray} what the formula makes
 */
export function inOps(x, formula) {
    const made = [x];
    /** @type {JaxArray | undefined} */
    let result;
    try {
        result = formula(opsFor(x.dtype, made), x);
        return result;
    } finally {
        const kept = result ? made.lastIndexOf(result) : -1;
        made.forEach((each, i) => {
            if (i !== kept) each.dispose();
        });
    }
}

/**
 * @param {any} dtype of what the ops make of numbers
 * @param {JaxArray[]} made takes what they make
 */
function opsFor(dtype, made) {
    const keep = (/** @type {any} */ array) => {
        made.push(array);
        return array;
    };
    /** An op of two or of one, numbers or arrays. */
    const op =
        (/** @type {(...args: any[]) => any} */ f) =>
        (/** @type {any[]} */ ...args) =>
            keep(f(...args.map(arg => (typeof arg === 'number' ? arg : arg.ref))));
    const all = (/** @type {any} */ axes) => (typeof axes === 'number' ? [axes] : axes);
    return {
        getBackend: () => 'jax',
        getKernel: () => true,
        add: op(np.add),
        sub: op(np.subtract),
        mul: op(np.multiply),
        div: op((a, b) => (typeof b === 'number' ? np.divide(a, b) : np.multiply(a, reciprocal(b)))),
        neg: op(np.negative),
        maximum: op(np.maximum),
        sqrt: op(np.sqrt),
        square: op(np.square),
        // Of np.sign, which chooses twice, jax-js (0.1.25) makes code for webgpu in time that doubles with each element, up to
        // 32, of what is added up; and max and min lose NaN there.
        magnitude: op(x => {
            const isPositive = np.greater(x.ref, 0).astype(dtype);
            const isNegative = np.less(x.ref, 0).astype(dtype);
            return np.multiply(x, isPositive.sub(isNegative));
        }),
        root: op(squares => {
            const isZero = np.equal(squares.ref, 0);
            return np.where(isZero.ref, 0, np.sqrt(np.where(isZero, 1, squares)));
        }),
        matMul: op(np.matmul),
        transpose: op(np.transpose),
        addN: (/** @type {JaxArray[]} */ terms) =>
            keep(terms.map(term => term.ref).reduce((sum, term) => sum.add(term))),
        sum: (/** @type {JaxArray} */ x, /** @type {any} */ axes, keepDims = false) =>
            keep(sumOf(x.ref, all(axes), keepDims)),
        reshape: (/** @type {JaxArray} */ x, /** @type {number[]} */ shape) => keep(x.ref.reshape(shape)),
        clipByValue: (/** @type {JaxArray} */ x, /** @type {number} */ least, /** @type {number} */ most) =>
            keep(np.clip(x.ref, least, most)),
        scalar: (/** @type {number} */ value) => keep(np.full([], value, { dtype })),
        eye: (/** @type {number} */ size) => keep(np.eye(size, size, { dtype })),
        tensor: (/** @type {Float32Array<ArrayBuffer>} */ data, /** @type {number[]} */ shape) =>
            keep(np.array(data, { shape }).astype(dtype)),
    };
}
