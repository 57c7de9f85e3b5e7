/** The one step that belongs to no regularizer: it is not the gradient of a penalty the optimizer sees. */

import { float32 } from '../input/check.js';
import { decay } from '../kernels/elementwise.js';
import { stepArguments } from './regularizer.js';

/**
 * Decoupled weight decay, the step of AdamW and SGDW: w * (1 - rate). Unlike an L2 penalty it bypasses the optimizer's
 * scaling of gradients (Loshchilov and Hutter, 2019).
 * @param {import('../input/tensor.js').Weights} w
 * @param {number} rate learning rate times decay, finite and >= 0
 * @param {{ out?: Float32Array }} [options] out: w itself for a step in place; a new array by default
 * @returns {Float32Array}
 */
export function weightDecay(w, rate, options) {
    const { x, out } = stepArguments('weightDecay', w, 'rate', rate, options);
    return decay(x, float32('weightDecay', 'rate', rate), out);
}
