// Which penalties have a proximal step, and what it is.

import { isRefusal } from '../../configs/elsewhere.js';
import { rangeError, typeError } from '../../input/check.js';
import { composedProx, hasComposedProx, hasElementwiseProx } from '../backends/composed.js';
import { canProxByCore, proxByCore } from '../backends/updates.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/**
 * The factors of an elastic net as they are now, null for any other penalty.
 * @param {TensorFlow} tf
 * @param {TfRegularizer} regularizer one of ours, or TF.js' own L1L2
 * @returns {{ l1: number, l2: number } | null}
 */
function elasticNetOf(tf, regularizer) {
    const core = /** @type {any} */ (regularizer.regularizer);
    if (core && hasElementwiseProx(core)) return { l1: core.l1 ?? 0, l2: core.l2 ?? 0 };
    if (regularizer.constructor !== tf.regularizers.l1l2().constructor) return null;
    const { l1, l2 } = /** @type {any} */ (regularizer);
    return [l1, l2].every(factor => Number.isFinite(factor) && factor >= 0) ? { l1, l2 } : null;
}

/**
 * Whether the penalty can act by a proximal step. The others go on acting by their gradient: those without one, and those of
 * a user's class, which is JS, where the weights are on a GPU.
 * @param {TensorFlow} tf @param {TfRegularizer} regularizer
 */
export function canStep(tf, regularizer) {
    if (elasticNetOf(tf, regularizer)) return true;
    const core = regularizer.regularizer;
    const prox = core?.prox;
    if (core && hasComposedProx(core)) return true;
    return typeof prox === 'function' && !isRefusal(prox) && canProxByCore(tf);
}

/**
 * Adds the proximal step of a penalty to what a weight's entry says.
 * @param {TensorFlow} tf
 * @param {import('./entries.js').Entry} entry
 * @param {TfRegularizer} regularizer one that can step
 * @param {number} step
 * @param {boolean} scaled
 * @throws {RangeError} where the step leaves the range of float32
 * @throws {TypeError} for a step in the optimizer's metric that is known for the elastic net only
 */
export function addStep(tf, entry, regularizer, step, scaled) {
    const factors = elasticNetOf(tf, regularizer);
    if (factors) {
        entry.l1 += step * factors.l1;
        entry.l2 += step * factors.l2;
        entry.scaled ||= scaled;
    } else {
        if (scaled)
            throw typeError('proximal', 'L1, L2 and L1L2 alone where scaled is true', regularizer.getClassName());
        const { regularizer: core } = regularizer;
        entry.others.push(w => (canProxByCore(tf) ? proxByCore(tf, w, core, step) : composedProx(tf, w, core, step)));
    }
    if (!Number.isFinite(Math.fround(entry.l1 + entry.l2))) {
        throw rangeError('proximal', 'learning rate * factor to be at most 3.4e38, the range of float32', step);
    }
}
