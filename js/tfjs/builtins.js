// TF.js' own regularizers, computed by our kernels.

import { L1L2 } from '../index.js';
import { penaltyOf } from './backends/penalty.js';

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
        const isValid = [this.l1, this.l2].every(factor => Number.isFinite(factor) && factor >= 0);
        if (!isValid || !(x instanceof tf.Tensor) || x.dtype !== 'float32') return stock.call(this, x);
        return penaltyOf(tf, new L1L2(this.l1, this.l2), x);
    });
}
