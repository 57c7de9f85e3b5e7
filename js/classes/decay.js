/** The one step that belongs to no regularizer: it is not the gradient of a penalty the optimizer sees. */

import { float32 } from '../input/check.js';
import { decay } from '../kernels/elementwise.js';
import { stepArguments } from './options.js';

/**
 * Decoupled weight decay, the step of AdamW and SGDW: w * (1 - rate). Unlike an L2 penalty it bypasses the optimizer's
 * scaling of gradients (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019).
 * @param {import('../input/tensor.js').Weights} w of any shape
 * @param {number} rate the share of each weight that goes: learning rate times decay; finite and >= 0
 * @param {import('./options.js').StepOptions} [options] where the result goes
 * @returns {Float32Array} row-major like w
 * @throws {TypeError | RangeError} for what is no array of numbers, and any other rate
 * @example
 * import { weightDecay } from 'regularizers';
 *
 * const w = Float32Array.of(1, -2, 4);
 * weightDecay(w, 0.25, { out: w }); // Float32Array(3) [ 0.75, -1.5, 3 ]
 */
export function weightDecay(w, rate, options) {
    const { x, out } = stepArguments('weightDecay', w, 'rate', rate, options);
    return decay(x, float32('weightDecay', 'rate', rate), out);
}
