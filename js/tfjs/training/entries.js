// A step of an optimizer as a list: each weight, its gradient, and what happens to the weight around the update.

import { checkGpu } from '../backends/lost.js';

/** What an optimizer of ours does with entries. `instanceof` says nothing: TF.js' Optimizer answers it by duck typing. */
export const SURROUND = Symbol('surround'); // adds to what the entries say; it has another optimizer inside
export const TAKE = Symbol('take'); // takes the step that the entries say

/** The optimizer at the heart of ours. @param {any} optimizer */
export function innermostOf(optimizer) {
    let innermost = optimizer;
    while (innermost[SURROUND]) innermost = innermost.optimizer;
    return innermost;
}

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/**
 * @typedef {object} Entry
 * @property {string} name of the variable
 * @property {any} variable a trainable `tf.Variable`
 * @property {Tensor | null} gradient null where the loss does not depend on the variable
 * @property {number} decay before the update the weight is multiplied by 1 - decay
 * @property {number} l1 after it comes the proximal step of l1 * sum|w| + l2 * sum w^2: step sizes are in these factors
 * @property {number} l2
 * @property {boolean} scaled whether that step is in the optimizer's own metric
 * @property {Array<(w: Tensor) => Tensor>} others the proximal steps of other penalties
 * @property {Set<Function>} stepped the declared penalties that have been seen to
 */

/**
 * The entries of what TF.js hands to `applyGradients`, a list or a map, each trainable variable once. (TF.js lists a weight
 * twice that it finds in two models, and steps twice.)
 * @param {TensorFlow} tf
 * @param {Array<{ name: string, tensor: Tensor | null }> | Record<string, Tensor>} gradients
 * @returns {Entry[]}
 * @throws {TypeError | RangeError | Error} for a variable that is none, a gradient of another shape, or where the GPU was
 *     lost; nothing has changed then
 */
export function entriesOf(tf, gradients) {
    const { backend, registeredVariables } = tf.engine();
    checkGpu(backend);
    const pairs = Array.isArray(gradients)
        ? gradients.map(({ name, tensor }) => /** @type {const} */ ([name, tensor]))
        : Object.entries(gradients);
    const entries = new Map();
    for (const [name, gradient] of pairs) {
        const variable = registeredVariables[name];
        if (!variable) throw new TypeError(`applyGradients: there is no variable ${name}, or no longer`);
        if (gradient && `${gradient.shape}` !== `${variable.shape}`) {
            const shapes = `[${variable.shape}], got [${gradient.shape}]`;
            throw new RangeError(`applyGradients: expected the gradient of ${name} to have its shape ${shapes}`);
        }
        if (!variable.trainable || entries.has(name)) continue;
        entries.set(name, { name, variable, gradient: gradient ?? null, ...NOTHING, others: [], stepped: new Set() });
    }
    return [...entries.values()];
}

const NOTHING = { decay: 0, l1: 0, l2: 0, scaled: false };

/** Whether anything follows the update of this weight. @param {Entry} entry */
export const hasProx = ({ l1, l2, others }) => l1 > 0 || l2 > 0 || others.length > 0;
