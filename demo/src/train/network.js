/** The network that a run trains: ten scores that are linear in the pixels, or in hidden units (ReLU) that are linear in them. */
import { CLASSES, PIXELS } from './digits.js';

/** What can be chosen: without hidden units it is softmax regression. */
export const HIDDEN = [0, 16, 32, 64];

/** @typedef {{ shape: [inputs: number, units: number], data: Float32Array }} Kernel */

/** @param {number} hidden units, 0 for none @returns {[inputs: number, units: number][]} the shapes of its kernels */
export const shapesOf = hidden =>
    hidden
        ? [
              [PIXELS, hidden],
              [hidden, CLASSES],
          ]
        : [[PIXELS, CLASSES]];

/** @param {number} hidden @returns {number} weights, without the biases */
export const weightCount = hidden => shapesOf(hidden).reduce((sum, [inputs, units]) => sum + inputs * units, 0);

/** The same with the biases. @param {number} hidden */
export const parameterCount = hidden =>
    shapesOf(hidden).reduce((sum, [inputs, units]) => sum + (inputs + 1) * units, 0);

/** The kernels in which weights lie one after the other. @param {Float32Array} weights @param {number} hidden @returns {Kernel[]} */
export function kernelsOf(weights, hidden) {
    let at = 0;
    return shapesOf(hidden).map(shape => {
        const from = at;
        at += shape[0] * shape[1];
        return { shape, data: weights.subarray(from, at) };
    });
}

/** Rows of a kernel, inputs that nothing reads, whose weights are all 0. @param {Kernel} kernel */
export function unreadInputs({ shape: [inputs, units], data }) {
    let unread = 0;
    for (let i = 0; i < inputs; i++) {
        if (data.subarray(i * units, (i + 1) * units).every(weight => weight === 0)) unread++;
    }
    return unread;
}
