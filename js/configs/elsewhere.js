/** What a class that is built in is elsewhere: its formula in TF.js' ops, its code in other frameworks, what differs there. */

import { AnchoredL2 } from '../classes/anchored.js';
import { L1, L1L2, L2 } from '../classes/elastic-net.js';
import { GroupLasso, SparseGroupLasso } from '../classes/groups.js';
import { OrthogonalRegularizer, SoftOrthogonal } from '../classes/orthogonal.js';
import { Regularizer } from '../classes/regularizer.js';
import { rangeError } from '../input/check.js';
import { BUILT_INS } from './built-in.js';

/**
 * The ops of TF.js, handed in: nothing here imports it.
 * @typedef {any} Ops
 * @typedef {any} Tensor of those ops
 * @typedef {(tf: Ops, regularizer: any, x: Tensor) => Tensor} Formula the penalty of x, a scalar, differentiable any number of times
 */

/**
 * @typedef {object} Elsewhere
 * @property {typeof Regularizer} Class
 * @property {Formula} [formula] of its penalty; x has the rank that the class says
 * @property {(tf: Ops, regularizer: any, x: Tensor, step: number) => Tensor} [prox] its proximal step, where there is one that no
 *     backend has a kernel for
 * @property {boolean} [isElementwise] whether it is l1 * sum|x| + l2 * sum x^2, which every backend has a kernel for
 * @property {Record<string, (config: any) => string>} [code] how it is written in each framework, from its config
 * @property {readonly string[]} [notes] what holds for it whatever a config says
 */

const NOT_THERE =
    'Neither Keras nor TF.js has such a class: there it loads only where one is registered under this name.';

/** @type {readonly Elsewhere[]} */
const ROWS = [
    {
        Class: L1,
        formula: elasticNet,
        isElementwise: true,
        code: {
            'TF.js': ({ l1 }) => `tf.regularizers.l1({ l1: ${l1} })`,
            PyTorch: ({ l1 }) => `loss = loss + ${l1} * weight.abs().sum()`,
        },
        notes: [
            'The gradient at a weight of exactly 0 is 0 here, in TensorFlow and in PyTorch, +1 in JAX and -1 in TF.js.',
            'Keras stores the factor as float32: 0.01 is saved as 0.009999999776482582. Both load here, and 0.01 stays 0.01.',
        ],
    },
    {
        Class: L2,
        formula: elasticNet,
        isElementwise: true,
        code: {
            'TF.js': ({ l2 }) => `tf.regularizers.l2({ l2: ${l2} })`,
            PyTorch: ({ l2 }) =>
                `torch.optim.SGD([weight], lr, weight_decay=${2 * l2})  # its penalty is half the squares`,
        },
        notes: [
            "PyTorch's weight_decay is twice this factor: its penalty is half of weight_decay times the sum of squares.",
            'Stock TF.js has no L2 class: it writes L1L2 with an l1 of 0.',
        ],
    },
    {
        Class: L1L2,
        formula: elasticNet,
        isElementwise: true,
        code: {
            'TF.js': ({ l1, l2 }) => `tf.regularizers.l1l2({ l1: ${l1}, l2: ${l2} })`,
            PyTorch: ({ l1, l2 }) => `loss = loss + ${l1} * weight.abs().sum() + ${l2} * weight.square().sum()`,
        },
        notes: ['The class defaults to 0 and 0 in every Keras, and to 0.01 and 0.01 in TF.js.'],
    },
    {
        Class: OrthogonalRegularizer,
        formula: orthogonal,
        code: {
            'TF.js': ({ factor, mode }) =>
                `install(tf).orthogonal({ factor: ${factor}, mode: '${mode}' })  // from regularizers/tfjs`,
        },
        notes: [
            'A matrix of one row gives 0 here, NaN in Keras.',
            'Stock TF.js has no such class; regularizers/tfjs adds it.',
        ],
    },
    {
        Class: GroupLasso,
        formula: grouped,
        prox: groupedProx,
        code: {
            'TF.js': ({ factor, axis }) =>
                `install(tf).groupLasso({ factor: ${factor}, axis: ${axis} })  // from regularizers/tfjs`,
        },
        notes: [NOT_THERE],
    },
    {
        Class: SparseGroupLasso,
        formula: grouped,
        prox: groupedProx,
        code: {
            'TF.js': ({ l1, group, axis }) =>
                `install(tf).sparseGroupLasso({ l1: ${l1}, group: ${group}, axis: ${axis} })  // from regularizers/tfjs`,
        },
        notes: [NOT_THERE],
    },
    {
        Class: SoftOrthogonal,
        formula: softOrthogonal,
        code: {
            'TF.js': config => `install(tf).softOrthogonal(${JSON.stringify(config)})  // from regularizers/tfjs`,
            PyTorch: ({ factor, mode, diagonal }) => {
                const gram = mode === 'rows' ? 'w @ w.T' : 'w.T @ w';
                const rest = diagonal ? `${gram} - torch.eye(n)` : `(${gram}) * (1 - torch.eye(n))`;
                return `loss = loss + ${factor} * (${rest}).square().sum()  # n: how many ${mode} w has`;
            },
        },
        notes: [NOT_THERE],
    },
    {
        Class: AnchoredL2,
        formula: anchored,
        prox: anchoredProx,
        code: {
            'TF.js': config => `install(tf).anchoredL2(${JSON.stringify(config)})  // from regularizers/tfjs`,
            PyTorch: ({ l2, anchor, importance }) => {
                const away = anchor ? '(weight - anchor)' : 'weight';
                return `loss = loss + ${l2} * (${importance ? 'importance * ' : ''}${away}.square()).sum()`;
            },
        },
        notes: [NOT_THERE],
    },
    {
        Class: Regularizer,
        notes: ['The base class: its penalty is always 0.'],
    },
];

/** @type {Map<Function, Elsewhere>} */
const byClass = new Map(ROWS.map(row => [row.Class, row]));

/** The `prox` of the classes that have no proximal step, which only says so. */
export const refusals = new Set(
    ROWS.filter(({ isElementwise, prox }) => !isElementwise && !prox).map(({ Class }) => Class.prototype.prox),
);

/** Methods that make up a penalty: a subclass that has its own is another one. `apply` is TF.js' name for `call`. */
const DEFINING = ['call', 'apply', 'grad', 'valueAndGrad'];

/**
 * The row of a class: its own, or that of the class whose methods it inherits. What a class says of itself counts, not the
 * fields of its instances, whose names may mean anything.
 * @param {any} Class
 * @returns {Elsewhere | undefined} undefined for a class with a penalty of its own
 */
export function elsewhereOf(Class) {
    const row = byClass.get(Class);
    if (row || typeof Class !== 'function') return row;
    const isAnother = DEFINING.some(name => Object.hasOwn(Class.prototype ?? {}, name));
    return isAnother ? undefined : elsewhereOf(Object.getPrototypeOf(Class));
}

/**
 * The row of what is built in under a name.
 * @param {string | undefined} name of a class, as it is saved
 * @returns {Elsewhere | undefined}
 */
export const builtInOf = name =>
    elsewhereOf(BUILT_INS.find(({ names }) => name !== undefined && names.includes(name))?.Class);

/** l1 * sum|x| + l2 * sum x^2, leaving out a term whose factor is 0 (0 * Infinity would be NaN). @type {Formula} */
function elasticNet(tf, { l1 = 0, l2 = 0 }, x) {
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
function grouped(tf, regularizer, x) {
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

/** A soft threshold, then of each slice the block soft threshold. @type {NonNullable<Elsewhere['prox']>} */
function groupedProx(tf, regularizer, x, step) {
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
function orthogonal(tf, { factor, mode }, x) {
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
function anchored(tf, regularizer, x) {
    const { l2, anchor, importance } = anchoredTermsOf(tf, regularizer, x);
    if (l2 === 0) return tf.scalar(0);
    const squares = tf.square(anchor ? tf.sub(x, anchor) : x);
    return tf.mul(l2, tf.sum(importance ? tf.mul(importance, squares) : squares));
}

/**
 * A share of the way to the anchor, p / (1 + p) with p = 2 * step * l2 * importance: 1 where that is infinite.
 * @type {NonNullable<Elsewhere['prox']>}
 */
function anchoredProx(tf, regularizer, x, step) {
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
function softOrthogonal(tf, regularizer, x) {
    const { factor, mode, diagonal } = regularizer;
    const [cols = 0, ...others] = [...x.shape].reverse();
    if (others.length === 0) {
        throw rangeError(regularizer.constructor.className, 'a tensor of rank 2 or more', `shape [${x.shape}]`);
    }
    if (factor === 0) return tf.scalar(0);
    const matrix = tf.reshape(x, [others.reduce((size, side) => size * side, 1), cols]);
    const turned = tf.transpose(matrix);
    const products = mode === 'rows' ? tf.matMul(matrix, turned) : tf.matMul(turned, matrix);
    const identity = tf.eye(products.shape[0]);
    const rest = diagonal ? tf.sub(products, identity) : tf.mul(products, tf.sub(1, identity));
    return tf.mul(factor, tf.sum(tf.square(rest)));
}
