// The penalties written in TF.js ops: for backends whose memory is not ours to read, and for second derivatives.

import { GroupLasso, L1, L1L2, L2, OrthogonalRegularizer, SparseGroupLasso } from '../../index.js';
import { rangeError } from '../../input/check.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {(tf: TensorFlow, regularizer: any, x: Tensor) => Tensor} Formula
 */

/** The built-in classes; a custom one has no formula that a GPU could run. */
const formulas = new Map(
    /** @type {Array<[Function, Formula]>} */ ([
        [L1, elementwise],
        [L2, elementwise],
        [L1L2, elementwise],
        [OrthogonalRegularizer, orthogonal],
        [GroupLasso, grouped],
        [SparseGroupLasso, grouped],
    ]),
);

/**
 * The formula of a class: its own, or that of the class whose methods it inherits. What a class says of itself counts, not
 * the fields of its instances, whose names may mean anything.
 * @param {any} Class
 * @returns {Formula | undefined}
 */
function formulaOf(Class) {
    const known = formulas.get(Class);
    if (known || typeof Class !== 'function') return known;
    const redefined = ['call', 'apply', 'grad', 'valueAndGrad'].some(name =>
        Object.hasOwn(Class.prototype ?? {}, name),
    );
    return redefined ? undefined : formulaOf(Object.getPrototypeOf(Class));
}

/**
 * Whether a regularizer is l1 * sum|x| + l2 * sum x^2.
 * @param {any} regularizer
 */
export const isElementwise = regularizer => formulaOf(regularizer.constructor) === elementwise;

/**
 * The penalty of `x` as a scalar on x's own backend, with no read-back; differentiable any number of times.
 * @type {Formula}
 * @throws {TypeError} for a regularizer without a formula
 */
export function composedPenalty(tf, regularizer, x) {
    const formula = formulaOf(regularizer.constructor);
    if (!formula) {
        const { className } = regularizer.constructor;
        throw new TypeError(
            `${className}: no TF.js ops are known for it, so it runs on the 'cpu' and 'wasm' backends only`,
        );
    }
    return tf.tidy(() => formula(tf, regularizer, x));
}

/** l1 * sum|x| + l2 * sum x^2, leaving out a term whose factor is 0 (0 * Infinity would be NaN). @type {Formula} */
function elementwise(tf, { l1 = 0, l2 = 0 }, x) {
    const terms = [];
    if (l1 !== 0) terms.push(tf.mul(l1, tf.sum(magnitude(tf, x))));
    if (l2 !== 0) terms.push(tf.mul(l2, tf.sum(tf.square(x))));
    return terms.length ? tf.addN(terms) : tf.scalar(0);
}

/**
 * |x| as x * sign(x): its derivative at 0 is 0, as Keras' is, where that of `tf.abs` is -1.
 * Old wasm backends have no Sign kernel; step(x) - step(-x) is the same number.
 * @param {TensorFlow} tf @param {Tensor} x @returns {Tensor}
 */
function magnitude(tf, x) {
    const hasSign = tf.getKernel('Sign', tf.getBackend());
    return tf.mul(x, hasSign ? tf.sign(x) : tf.sub(tf.step(x), tf.step(tf.neg(x))));
}

/**
 * l1 * sum|x| + group * sum over the slices along an axis of sqrt(size) * norm; a slice of zeros has slope 0.
 * @type {Formula}
 */
function grouped(tf, regularizer, x) {
    const { l1, group } = regularizer.terms();
    const { others, weight } = slicesOf(regularizer, x);
    const squares = tf.sum(tf.square(x), others);
    const isPositive = tf.step(squares);
    // The root of 1 in place of 0: its slope is finite, so that 0 times it is 0.
    const norms = tf.mul(isPositive, tf.sqrt(tf.add(squares, tf.sub(1, isPositive))));
    const terms = [];
    if (l1 !== 0) terms.push(tf.mul(l1, tf.sum(magnitude(tf, x))));
    if (group !== 0) terms.push(tf.mul(weight, tf.sum(norms)));
    return terms.length ? tf.addN(terms) : tf.scalar(0);
}

/**
 * Over which axes the squares of a group penalty are added up, and what a norm counts.
 * @param {any} regularizer a GroupLasso or SparseGroupLasso
 * @param {Tensor} x
 * @returns {{ others: number[], weight: number }}
 * @throws {RangeError} when x has no such axis
 */
export function slicesOf(regularizer, { shape, size }) {
    const { group, axis } = regularizer.terms();
    const at = axis < 0 ? axis + shape.length : axis;
    if (!(at >= 0 && at < shape.length)) {
        throw rangeError(regularizer.constructor.className, `a tensor with axis ${axis}`, `shape [${shape}]`);
    }
    const others = [...shape.keys()].filter(d => d !== at);
    return { others, weight: group * Math.sqrt(shape[at] ? size / shape[at] : 0) };
}

/** Whether a regularizer is one of the group penalties, by the methods that it inherits. @param {any} regularizer */
export const isGrouped = regularizer => formulaOf(regularizer.constructor) === grouped;

/** factor * (mean of |a . b| over the pairs of normalised rows or columns), Keras >= 2.10. @type {Formula} */
function orthogonal(tf, { factor, mode }, x) {
    if (x.shape.length !== 2) {
        throw new TypeError(`OrthogonalRegularizer: expected a tensor of rank 2, got shape [${x.shape}]`);
    }
    const rows = mode === 'rows' ? x : tf.transpose(x);
    const count = rows.shape[0];
    if (count < 2) return tf.scalar(0);
    const norm = tf.sqrt(tf.sum(tf.square(rows), 1, true));
    const unit = tf.div(rows, tf.maximum(norm, 1e-7)); // the floor of Keras 3
    // An explicit transpose: with matMul's own flag the wasm backend takes ten times as long.
    const products = tf.mul(tf.matMul(unit, tf.transpose(unit)), tf.sub(1, tf.eye(count)));
    return tf.mul(factor / (count * (count - 1)), tf.sum(magnitude(tf, products)));
}
