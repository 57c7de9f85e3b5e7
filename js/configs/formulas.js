/** The formulas of the built-in classes in TF.js' ops. */

import { rangeError } from '../input/check.js';
import { sizeOf } from '../input/tensor.js';

/**
 * The ops of TF.js, handed in: nothing here imports it.
 * @typedef {any} Ops
 * @typedef {any} Tensor of those ops
 * @typedef {(tf: Ops, regularizer: any, x: Tensor) => Tensor} Formula the penalty of x, a scalar, differentiable any number of times
 * @typedef {(tf: Ops, regularizer: any, x: Tensor, step: number) => Tensor} Prox the proximal step of x
 */

/** l1 * sum|x| + l2 * sum x^2, leaving out a term whose factor is 0 (0 * Infinity would be NaN). @type {Formula} */
export function elasticNet(tf, { l1 = 0, l2 = 0 }, x) {
    const terms = [];
    if (l1 !== 0) terms.push(tf.mul(l1, tf.sum(magnitude(tf, x))));
    if (l2 !== 0) terms.push(tf.mul(l2, tf.sum(tf.square(x))));
    return terms.length ? tf.addN(terms) : tf.scalar(0);
}

/**
 * |x| as x * sign(x): its derivative at 0 is 0, as Keras' is, where that of `tf.abs` is -1.
 * Old wasm backends have no Sign kernel; step(x) - step(-x) is the same number.
 * @param {Ops} tf @param {Tensor} x @returns {Tensor}
 */
function magnitude(tf, x) {
    if (tf.magnitude) return tf.magnitude(x);
    const hasSign = tf.getKernel('Sign', tf.getBackend());
    return tf.mul(x, hasSign ? tf.sign(x) : tf.sub(tf.step(x), tf.step(tf.neg(x))));
}

/**
 * l1 * sum|x| + group * sum over the slices along an axis of sqrt(size) * norm; a slice of zeros has slope 0.
 * @type {Formula}
 */
export function grouped(tf, regularizer, x) {
    const { l1, group } = regularizer.terms();
    const { others, weight } = groupAxesOf(regularizer, x);
    const squares = tf.sum(tf.square(x), others);
    const norms = root(tf, squares);
    const terms = [];
    if (l1 !== 0) terms.push(tf.mul(l1, tf.sum(magnitude(tf, x))));
    if (group !== 0) terms.push(tf.mul(weight, tf.sum(norms)));
    return terms.length ? tf.addN(terms) : tf.scalar(0);
}

/**
 * The root of sums of squares, with slope 0 at 0.
 * @param {Ops} tf @param {Tensor} squares @returns {Tensor}
 */
function root(tf, squares) {
    // Ops that are compiled together have one of their own: the sum below would be reordered, and small squares lost in it.
    if (tf.root) return tf.root(squares);
    const isPositive = tf.step(squares);
    // The root of 1 in place of 0: its slope is finite, so that 0 times it is 0.
    return tf.mul(isPositive, tf.sqrt(tf.add(squares, tf.sub(1, isPositive))));
}

/** Norms below this are 0 as far as a division goes. */
const SMALLEST_NORM = 1e-30;

/** A soft threshold, then of each slice the block soft threshold. @type {Prox} */
export function groupedProx(tf, regularizer, x, step) {
    const { l1 } = regularizer.terms();
    const { others, weight } = groupAxesOf(regularizer, x);
    const soft = l1 ? tf.sub(x, tf.clipByValue(x, -step * l1, step * l1)) : x;
    const norms = tf.sqrt(tf.sum(tf.square(soft), others, true));
    return tf.mul(soft, tf.maximum(0, tf.sub(1, tf.div(step * weight, tf.maximum(norms, SMALLEST_NORM)))));
}

/**
 * Over which axes the squares of a group penalty are added up, and what a norm counts.
 * @param {any} regularizer a GroupLasso or SparseGroupLasso
 * @param {Tensor} x
 * @returns {{ others: number[], weight: number }}
 * @throws {RangeError} when x has no such axis
 */
function groupAxesOf(regularizer, { shape, size }) {
    const { group, axis } = regularizer.terms();
    const at = axis < 0 ? axis + shape.length : axis;
    if (!(at >= 0 && at < shape.length)) {
        throw rangeError(regularizer.constructor.className, `a tensor with axis ${axis}`, `shape [${shape}]`);
    }
    const others = [...shape.keys()].filter(d => d !== at);
    return { others, weight: group * Math.sqrt(shape[at] ? size / shape[at] : 0) };
}

/** factor * (mean of |a . b| over the pairs of normalised rows or columns), Keras >= 2.10. @type {Formula} */
export function orthogonal(tf, { factor, mode }, x) {
    const rows = mode === 'rows' ? x : tf.transpose(x);
    const count = rows.shape[0];
    if (count < 2) return tf.scalar(0);
    const norm = root(tf, tf.sum(tf.square(rows), 1, true));
    const unit = tf.div(rows, tf.maximum(norm, 1e-7)); // the floor of Keras 3
    // An explicit transpose: with matMul's own flag the wasm backend takes ten times as long.
    const products = tf.mul(tf.matMul(unit, tf.transpose(unit)), tf.sub(1, tf.eye(count)));
    return tf.mul(factor / (count * (count - 1)), tf.sum(magnitude(tf, products)));
}

/** l2 * sum importance * (x - anchor)^2. @type {Formula} */
export function anchored(tf, regularizer, x) {
    const { l2, anchor, importance } = anchoredTermsOf(tf, regularizer, x);
    if (l2 === 0) return tf.scalar(0);
    const squares = tf.square(anchor ? tf.sub(x, anchor) : x);
    return tf.mul(l2, tf.sum(importance ? tf.mul(importance, squares) : squares));
}

/**
 * A share of the way to the anchor, p / (1 + p) with p = 2 * step * l2 * importance: 1 where that is infinite.
 * @type {Prox}
 */
export function anchoredProx(tf, regularizer, x, step) {
    const { l2, anchor, importance } = anchoredTermsOf(tf, regularizer, x);
    const pull = Math.min(2 * step * l2, 3e38);
    const way = anchor ? tf.sub(anchor, x) : tf.neg(x);
    if (!importance) return tf.add(x, tf.mul(pull / (1 + pull), way));
    return tf.add(x, tf.mul(tf.sub(1, tf.div(1, tf.add(1, tf.mul(pull, importance)))), way));
}

/**
 * The factor, the anchor and the importance, in the shape of x.
 * @param {Ops} tf
 * @param {any} regularizer an AnchoredL2
 * @param {Tensor} x
 * @throws {RangeError} when x has not as many elements
 */
function anchoredTermsOf(tf, regularizer, x) {
    const { l2, ...given } = regularizer.terms();
    const [anchor, importance] = ['anchor', 'importance'].map(name => {
        const numbers = given[name];
        if (!numbers || numbers.data.length === x.size) return numbers && tf.tensor(numbers.data, x.shape);
        const expected = `a tensor of ${numbers.data.length} elements like ${name}`;
        throw rangeError(regularizer.constructor.className, expected, `shape [${x.shape}]`);
    });
    return { l2, anchor, importance };
}

/** factor * squared Frobenius norm of the Gram matrix less the identity, with the diagonal or without. @type {Formula} */
export function softOrthogonal(tf, regularizer, x) {
    const { factor, mode, diagonal } = regularizer;
    const [cols = 0, ...others] = [...x.shape].reverse();
    if (others.length === 0) {
        throw rangeError(regularizer.constructor.className, 'a tensor of rank 2 or more', `shape [${x.shape}]`);
    }
    if (factor === 0) return tf.scalar(0);
    const matrix = tf.reshape(x, [sizeOf(others), cols]);
    const turned = tf.transpose(matrix);
    const products = mode === 'rows' ? tf.matMul(matrix, turned) : tf.matMul(turned, matrix);
    const identity = tf.eye(products.shape[0]);
    const rest = diagonal ? tf.sub(products, identity) : tf.mul(products, tf.sub(1, identity));
    return tf.mul(factor, tf.sum(tf.square(rest)));
}
