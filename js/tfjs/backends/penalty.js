// Penalties of tensors, differentiable: a kernel with a registered gradient where the backend has one, TF.js' ops elsewhere.

import { removeCarried, runCarried } from './carried.js';
import { composedPenalty, isElementwise } from './composed.js';
import { hasKernel, kernelsOf } from './kernels.js';
import { addLater, hold, observePasses } from './passes.js';

const PENALTY = { name: 'RegularizerPenalty', inputsToSave: [] };
const ACCUMULATE = { name: 'RegularizerAccumulate' };
const GRADIENT = { name: 'RegularizerGradient', inputsToSave: ['x', 'dy'] };

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./kernels.js').Term} Term
 */

/** Methods `apply` of regularizers of TF.js that do nothing but ask for the penalty of their `regularizer`. @type {WeakSet<Function>} */
export const computedByCore = new WeakSet();

/**
 * The penalty of a float32 tensor as a scalar tensor.
 * @param {TensorFlow} tf
 * @param {any} regularizer of the core
 * @param {Tensor} x
 * @returns {Tensor}
 */
export function penaltyOf(tf, regularizer, x) {
    const engine = tf.engine();
    if (!isFusible(tf, regularizer)) return composedPenalty(tf, regularizer, x);
    const held = hold(engine, x);
    if (!held && engine.isTapeOn()) return penaltyOfSaved(tf, regularizer, x); // nobody would let go of what we held
    return sumOf(tf, { x0: x }, [{ regularizer, x, held }]);
}

/** The name of an input, as V8 goes through the keys of an object much faster where none is a number. @param {number} place */
const nameOf = place => `x${place}`;

/** @param {TensorFlow} tf @param {Record<string, Tensor>} inputs those with a gradient, by their place @param {Term[]} terms */
function sumOf(tf, inputs, terms) {
    const { penalty: run } = kernelsOf(tf.getBackend());
    const value = runCarried(tf, PENALTY, inputs, { terms, run, gradient: firstOrder(tf) });
    addLater(tf.engine(), value, (name, dy, gradient, isOwned) => {
        const { regularizer, held } = terms[Number(name.slice(1))];
        const x = /** @type {Tensor} */ (held);
        if (!gradient) return slopeOf(tf, regularizer, x, dy);
        const { accumulate: run } = kernelsOf(tf.getBackend());
        return runCarried(tf, ACCUMULATE, { x, dy, sum: gradient }, { regularizer, isOwned, run });
    });
    return value;
}

/** dy * d penalty / dx. @param {TensorFlow} tf @param {any} regularizer @param {Tensor} x @param {Tensor} dy @returns {Tensor} */
function slopeOf(tf, regularizer, x, dy) {
    const { gradient: run } = kernelsOf(tf.getBackend());
    return runCarried(tf, GRADIENT, { x, dy }, { regularizer, run, gradient: secondOrder(tf) });
}

/** The penalty of numbers that TF.js saves, as it does wherever the plug-in is not installed. @type {typeof penaltyOf} */
const penaltyOfSaved = (tf, regularizer, weights) =>
    tf.customGrad((/** @type {Tensor} */ x, /** @type {any} */ save) => {
        save([x]);
        const value = sumOf(tf, {}, [{ regularizer, x }]);
        const gradFunc = (/** @type {Tensor} */ dy, /** @type {Tensor[]} */ [saved]) =>
            slopeOf(tf, regularizer, saved, dy);
        return { value, gradFunc };
    })(weights);

/**
 * Whether the penalty is a kernel on the current backend, so that many of them can be one.
 * @param {TensorFlow} tf @param {any} regularizer of the core
 */
export const isFusible = (tf, regularizer) => hasKernel(tf.getBackend(), regularizer);

/**
 * The sum of many penalties as one kernel, with one entry on the tape, for float32 tensors and regularizers that are
 * fusible. Its rounding is that of one sum.
 * @param {TensorFlow} tf
 * @param {Array<{ regularizer: any, x: Tensor, hasGradient: boolean }>} penalties hasGradient false: it counts in the
 *     sum, and has no part in the gradient
 * @returns {Tensor} a scalar
 */
export function penaltiesOf(tf, penalties) {
    const engine = tf.engine();
    /** @type {Record<string, Tensor>} */
    const inputs = {};
    /** @type {Term[]} */
    const terms = [];
    for (const { regularizer, x, hasGradient } of penalties) {
        if (hasGradient) inputs[nameOf(terms.length)] = x;
        terms.push({ regularizer, x, held: hasGradient ? hold(engine, x) : undefined });
    }
    return sumOf(tf, inputs, terms);
}

/**
 * Makes TF.js tell when a gradient is taken, until `changes` are undone, which takes the kernels away as well.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function prepareKernels(tf, changes) {
    observePasses(tf.engine(), changes);
    changes.onUndo(() => removeCarried(tf));
}

/** @param {TensorFlow} tf */
function firstOrder(tf) {
    return (/** @type {Tensor} */ dy, /** @type {Tensor[]} */ _saved, /** @type {{ terms: Term[] }} */ { terms }) => {
        const slopes = terms.map(({ regularizer, held }, i) => [
            nameOf(i),
            () => slopeOf(tf, regularizer, /** @type {Tensor} */ (held), dy),
        ]);
        return Object.fromEntries(slopes); // TF.js asks for those that it needs
    };
}

/**
 * The gradient kernel is f(x, dy) = dy * p'(x). Its own gradient is written so that it can be differentiated again.
 * @param {TensorFlow} tf
 */
function secondOrder(tf) {
    return (
        /** @type {Tensor} */ up,
        /** @type {Tensor[]} */ [x, dy],
        /** @type {{ regularizer: any }} */ { regularizer },
    ) => ({
        x: () => tf.mul(dy, curvature(tf, regularizer, x, up)),
        dy: () => tf.sum(tf.mul(up, slopeOf(tf, regularizer, x, tf.onesLike(dy)))),
    });
}

/**
 * p''(x) applied to `direction`: 2 * l2 * direction for sums, since the second derivative of |x| is 0 wherever it exists.
 * @param {TensorFlow} tf @param {any} regularizer @param {Tensor} x @param {Tensor} direction @returns {Tensor}
 */
function curvature(tf, regularizer, x, direction) {
    if (isElementwise(regularizer)) return tf.mul(2 * (regularizer.l2 ?? 0), direction);
    const slope = tf.grad((/** @type {Tensor} */ w) => composedPenalty(tf, regularizer, w));
    const { state } = tf.engine();
    const tape = state.activeTape; // an inner gradient ends by dropping the tape, which the outer one still needs
    const result = tf.grad((/** @type {Tensor} */ w) => tf.sum(tf.mul(direction, slope(w))))(x);
    state.activeTape = tape;
    return result;
}
