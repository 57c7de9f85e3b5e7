// Element-wise steps on weights, for optimizers: one kernel each where the backend has it, TF.js' ops elsewhere.

import { groupAxesOf } from '../../configs/elsewhere.js';
import { runCarried } from './carried.js';
import { hasKernels, kernelsOf } from './kernels.js';

const PROX = { name: 'RegularizerProx' };
const DECAY = { name: 'RegularizerDecay' };

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 */

/**
 * The proximal step of the elastic net, argmin_u step * (l1 * |u| + l2 * u^2) + (u - x)^2 / 2 for each element: a soft
 * threshold by step * l1, then a division by 1 + 2 * step * l2 (Parikh and Boyd, Proximal Algorithms, 2014).
 * @param {TensorFlow} tf
 * @param {Tensor} x float32, any shape; it stays as it is
 * @param {{ l1?: number, l2?: number, step: number }} factors each finite and >= 0; l1 and l2 default to 0
 * @returns {Tensor} a new tensor, without a gradient
 */
export function proxOf(tf, x, { l1 = 0, l2 = 0, step }) {
    const backendName = tf.getBackend();
    if (hasKernels(backendName)) return runCarried(tf, PROX, { x }, { l1, l2, step, run: kernelsOf(backendName).prox });
    const threshold = step * l1;
    return tf.tidy(() => tf.mul(1 / (1 + 2 * step * l2), tf.sub(x, tf.clipByValue(x, -threshold, threshold))));
}

/** Norms below this are 0 as far as a division goes. */
const SMALLEST_NORM = 1e-30;

/**
 * The proximal step of a group penalty in TF.js' ops: a soft threshold, then of each slice the block soft threshold.
 * @param {TensorFlow} tf
 * @param {Tensor} x float32; it stays as it is
 * @param {any} regularizer a GroupLasso or SparseGroupLasso
 * @param {number} step
 * @returns {Tensor} a new tensor
 */
export function groupProxOf(tf, x, regularizer, step) {
    const { l1 } = regularizer.terms();
    const { others, weight } = groupAxesOf(regularizer, x);
    return tf.tidy(() => {
        const soft = l1 ? proxOf(tf, x, { l1, step }) : x;
        const norms = tf.sqrt(tf.sum(tf.square(soft), others, true));
        return tf.mul(soft, tf.maximum(0, tf.sub(1, tf.div(step * weight, tf.maximum(norms, SMALLEST_NORM)))));
    });
}

/**
 * x * (1 - rate).
 * @param {TensorFlow} tf
 * @param {Tensor} x float32, any shape; it stays as it is
 * @param {number} rate finite, in [0, 1]
 * @returns {Tensor} a new tensor, without a gradient
 */
export function decayOf(tf, x, rate) {
    const backendName = tf.getBackend();
    if (hasKernels(backendName)) return runCarried(tf, DECAY, { x }, { rate, run: kernelsOf(backendName).decay });
    return tf.mul(x, 1 - rate);
}
