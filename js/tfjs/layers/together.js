// The losses that layers add, computed together: the penalties on weights are one kernel, with one entry on TF.js' tape.

import { computedByCore, isFusible, penaltiesOf } from '../backends/penalty.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/** What a loss function of a layer is, where it is the penalty of a weight and nothing else. @type {WeakMap<Function, { weight: any, regularizer: TfRegularizer }>} */
export const penalized = new WeakMap();

/**
 * The values of loss functions as scalars that add up to their sum. The first is that of all penalties on weights that the
 * backend has a kernel for, rounded once; after it the others, one by one.
 * @param {TensorFlow} tf
 * @param {Array<() => Tensor>} losses
 * @param {(loss: Function) => boolean} isConstant whether no gradient may come from a loss
 * @returns {Tensor[]}
 */
export function together(tf, losses, isConstant) {
    const penalties = [];
    const others = [];
    for (const loss of losses) {
        const penalty = fusible(tf, loss, isConstant);
        if (penalty) penalties.push(penalty);
        else others.push(isConstant(loss) ? asConstant(tf, loss) : loss());
    }
    return penalties.length ? [penaltiesOf(tf, penalties), ...others] : others;
}

/** @param {TensorFlow} tf @param {() => Tensor} loss @param {(loss: Function) => boolean} isConstant */
function fusible(tf, loss, isConstant) {
    const known = penalized.get(loss);
    if (!known || !computedByCore.has(known.regularizer.apply)) return undefined;
    const x = known.weight.read();
    const { regularizer } = known.regularizer;
    if (x.dtype !== 'float32' || !isFusible(tf, regularizer)) return undefined;
    return { x, regularizer, hasGradient: !isConstant(loss) };
}

/**
 * What `run` returns, with no way back to what it was made from: TF.js writes down nothing that happens inside a kernel.
 * @template T
 * @param {TensorFlow} tf @param {() => T} run
 * @returns {T}
 */
export function asConstant(tf, run) {
    const { state } = tf.engine();
    state.kernelDepth++;
    try {
        return run();
    } finally {
        state.kernelDepth--;
    }
}
