// TF.js' own regularizers, computed by our kernels.

import { L1L2 } from '../index.js';
import { penaltyOf } from './backends/penalty.js';

/** Ours for each of TF.js' L1L2, whose factors can be set at any time. @type {WeakMap<object, L1L2>} */
const counterparts = new WeakMap();

/**
 * Gives every instance of TF.js' L1L2 class, made before or after, the value and the gradient of ours. Its defaults stay
 * as TF.js documents them, and so do factors that we would refuse.
 * @param {import('./types.js').TensorFlow} tf
 * @param {import('./changes.js').Changes} changes
 */
export function replaceBuiltinPenalty(tf, changes) {
    const { prototype } = tf.regularizers.l1l2().constructor;
    const stock = prototype.apply;
    changes.value(prototype, 'apply', function (x) {
        const isValid = isFactor(this.l1) && isFactor(this.l2);
        if (!isValid || !(x instanceof tf.Tensor) || x.dtype !== 'float32') return stock.call(this, x);
        return penaltyOf(tf, counterpartOf(this), x);
    });
}

/** @param {unknown} factor */
const isFactor = factor => Number.isFinite(factor) && Number(factor) >= 0;

/** @param {{ l1: number, l2: number }} builtin @returns {L1L2} */
function counterpartOf(builtin) {
    const known = counterparts.get(builtin);
    if (known?.l1 === builtin.l1 && known.l2 === builtin.l2) return known;
    const made = new L1L2(builtin.l1, builtin.l2);
    counterparts.set(builtin, made);
    return made;
}
