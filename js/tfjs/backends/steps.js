// Element-wise steps on weights, for optimizers: one kernel each where the backend has it, TF.js' ops elsewhere.

import { runCarried } from './carried.js';
import { hasKernels, kernelsOf } from './kernels.js';

const PROX = { name: 'RegularizerProx' };
const DECAY = { name: 'RegularizerDecay' };
const ZEROS = { name: 'RegularizerZeros' };

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

/**
 * Zeros of the shape of x, which TF.js' own kernel would write even where its wasm backend has no memory for them.
 * @param {TensorFlow} tf
 * @param {Tensor} x float32
 * @returns {Tensor}
 */
export function zerosOf(tf, x) {
    const backendName = tf.getBackend();
    const run = kernelsOf(backendName)?.zeros;
    return run ? runCarried(tf, ZEROS, { x }, { run }) : tf.zerosLike(x);
}
