/** What a tensor is for: penalties are for weights, not for the statistics and scales of normalization, nor for counters. */

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {'weights' | 'norm' | 'integers'} Kind
 */

/** Names that only normalization layers give. */
const OF_NORMS = /^(gamma|beta|moving_mean|moving_variance|running_mean|running_var|num_batches_tracked)$/;

/** Names that PyTorch gives to scales and shifts of any layer. */
const MAYBE_OF_NORMS = /^(weight|bias|scale|offset)$/;

/** 'ln_1', 'bn2', 'norm', 'attention_norm', 'input_layernorm', 'LayerNorm', 'batch_normalization_3'. */
const NORMS = /^(.*_)?(ln|bn|norm|(layer|batch|group|rms|instance)_?norm(ali[sz]ation)?)(_[a-z]{1,3})?[_\d]*$/i;

/** @param {Tensor} tensor @param {boolean} amongFloats whether others beside it are floats */
export function kindOf({ name, shape, whole, layer }, amongFloats) {
    if (whole && amongFloats) return 'integers';
    if (shape.length > 1 && Math.max(...shape) !== shape.reduce((size, side) => size * side, 1)) return 'weights';
    if (layer && /Normalization$/.test(layer)) return 'norm';
    const parts = name.replace(/:\d+$/, '').split(/[/.]/);
    const last = parts[parts.length - 1];
    if (OF_NORMS.test(last)) return 'norm';
    return MAYBE_OF_NORMS.test(last) && NORMS.test(parts[parts.length - 2] ?? '') ? 'norm' : 'weights';
}
