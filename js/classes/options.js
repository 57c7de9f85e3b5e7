/** The options of the methods that all regularizers share, read and checked. */

import { finite, isPlainObject, knownKeys, nonNegative, shown, typeError } from '../input/check.js';
import { outOf, vectorOf } from '../input/tensor.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */

/**
 * Where a gradient goes.
 * @typedef {object} GradOptions
 * @property {Float32Array} [out] of the length of w; a new array by default; w itself is allowed
 * @property {boolean} [accumulate] add to what out holds instead of replacing it; default false, needs out
 * @property {number} [scale] multiplies the gradient: the dy of the chain rule, or minus a learning rate; default 1
 */

/**
 * Where a step goes.
 * @typedef {object} StepOptions
 * @property {Float32Array} [out] of the length of w; a new array by default; w itself for a step in place
 */

const GRAD_OPTIONS = ['out', 'accumulate', 'scale'];
const STEP_OPTIONS = ['out'];

/**
 * The options of grad and valueAndGrad, each read once. They come before the weights, so that no getter of theirs can
 * change what was already checked.
 * @param {string} who
 * @param {GradOptions} [given]
 * @returns {{ out?: Float32Array, accumulate: boolean, scale: number }}
 */
export function gradOptions(who, given = {}) {
    const { out, accumulate = false, scale = 1 } = objectOf(who, given, GRAD_OPTIONS);
    if (typeof accumulate !== 'boolean') throw typeError(who, 'accumulate to be a boolean', shown(accumulate));
    finite(who, 'scale', scale);
    if (accumulate && !out) throw typeError(who, 'out, as accumulate adds to it', shown(out));
    return { out, accumulate, scale };
}

/**
 * The checked arguments of grad and valueAndGrad.
 * @param {string} who
 * @param {Weights} w of the rank that the class needs
 * @param {GradOptions} [given]
 * @returns {{ x: Float32Array, scale: number, out: Float32Array, accumulate: boolean }}
 */
export function gradArguments(who, w, given) {
    const { out, accumulate, scale } = gradOptions(who, given);
    const x = vectorOf(who, w);
    return { x, scale, accumulate, out: outOf(who, out, x) };
}

/**
 * The checked arguments of a step that makes weights smaller.
 * @param {string} who
 * @param {Weights} w of the rank that the class needs
 * @param {string} name
 * @param {number} size of the step, by this name
 * @param {StepOptions} [given]
 * @returns {{ x: Float32Array, out: Float32Array }}
 */
export function stepArguments(who, w, name, size, given = {}) {
    const { out } = stepOptions(who, name, size, given);
    const x = vectorOf(who, w);
    return { x, out: outOf(who, out, x) };
}

/**
 * The options of a step, and its size checked.
 * @param {string} who
 * @param {string} name
 * @param {number} size of the step, by this name
 * @param {StepOptions} [given]
 */
export function stepOptions(who, name, size, given = {}) {
    nonNegative(who, name, size);
    return objectOf(who, given, STEP_OPTIONS);
}

/**
 * An options object whose keys are all known.
 * @template {object} T
 * @param {string} who
 * @param {T} given
 * @param {readonly string[]} names
 * @returns {T}
 */
function objectOf(who, given, names) {
    if (!isPlainObject(given)) throw typeError(who, 'options to be a plain object', shown(given));
    knownKeys(who, given, names);
    return given;
}
