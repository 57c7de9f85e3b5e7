// Penalties of tensors, differentiable: a kernel with a registered gradient where the backend has one, TF.js' ops elsewhere.

import { composedPenalty, isElementwise } from './composed.js';
import { hasKernel, kernelsByBackend } from './kernels.js';
import { hold, observePasses } from './passes.js';

const PENALTY = 'RegularizerPenalty';
const GRADIENT = 'RegularizerGradient';
export const PROX = 'RegularizerProx';
export const DECAY = 'RegularizerDecay';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./kernels.js').Term} Term
 */

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
    if (!held && engine.isTapeOn()) return composedPenalty(tf, regularizer, x); // nobody would let go of it
    return engine.runKernel(PENALTY, { 0: x }, { terms: [{ regularizer, x, held }] });
}

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
    const terms = penalties.map(({ regularizer, x, hasGradient }, i) => {
        if (!hasGradient) return { regularizer, x };
        inputs[i] = x;
        return { regularizer, x, held: hold(engine, x) };
    });
    return engine.runKernel(PENALTY, inputs, { terms });
}

/**
 * Whether the current backend has a kernel for a step.
 * @param {TensorFlow} tf @param {typeof PROX | typeof DECAY} kernelName
 */
export const hasStep = (tf, kernelName) => tf.getKernel(kernelName, tf.getBackend()) !== undefined;

/**
 * Registers the kernels and their gradients and, on `changes`, their removal.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function registerKernels(tf, changes) {
    observePasses(tf.engine(), changes);
    for (const [backendName, { penalty, gradient, prox, decay }] of kernelsByBackend()) {
        const kernels = { [PENALTY]: penalty, [GRADIENT]: gradient, [PROX]: prox, [DECAY]: decay };
        for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
            tf.registerKernel({ kernelName, backendName, kernelFunc });
            changes.onUndo(() => tf.unregisterKernel(kernelName, backendName));
        }
    }
    const gradients = [
        { kernelName: PENALTY, gradFunc: firstOrder(tf) },
        { kernelName: GRADIENT, inputsToSave: ['x', 'dy'], gradFunc: secondOrder(tf) },
    ];
    for (const config of gradients) {
        tf.registerGradient(config);
        changes.onUndo(() => tf.unregisterGradient(config.kernelName));
    }
}

/** @param {TensorFlow} tf */
function firstOrder(tf) {
    return (/** @type {Tensor} */ dy, /** @type {Tensor[]} */ _saved, /** @type {{ terms: Term[] }} */ { terms }) => {
        const slopes = terms.map(
            ({ regularizer, held: x }) =>
                () =>
                    tf.engine().runKernel(GRADIENT, { x, dy }, { regularizer }),
        );
        return { ...slopes }; // by the names of the inputs; TF.js asks for those that it needs
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
        dy: () => tf.sum(tf.mul(up, tf.engine().runKernel(GRADIENT, { x, dy: tf.onesLike(dy) }, { regularizer }))),
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
