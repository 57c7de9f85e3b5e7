// The penalties in TF.js' ops: for backends whose memory is not ours to read, and for second derivatives.

import { elsewhereOf } from '../../configs/elsewhere.js';

/** @param {any} regularizer */
const rowOf = regularizer => elsewhereOf(regularizer.constructor);

/** Whether a regularizer is l1 * sum|x| + l2 * sum x^2. @param {any} regularizer */
export const isElementwise = regularizer => rowOf(regularizer)?.isElementwise === true;

/** Whether it takes the proximal step of a class that is built in. @param {any} regularizer @param {any} [row] */
const hasStepOf = (regularizer, row) => regularizer.prox === row?.Class.prototype.prox;

/** Whether it takes that of the elastic net, which every backend has a kernel for. @param {any} regularizer */
export const hasElementwiseProx = regularizer =>
    isElementwise(regularizer) && hasStepOf(regularizer, rowOf(regularizer));

/** Whether it takes one that is known in TF.js' ops. @param {any} regularizer */
export const hasComposedProx = regularizer =>
    rowOf(regularizer)?.prox !== undefined && hasStepOf(regularizer, rowOf(regularizer));

/** Whether its penalty is one of those that are built in: TF.js' ops are known for it. @param {any} regularizer */
export const hasFormula = regularizer => rowOf(regularizer)?.formula !== undefined;

/**
 * The penalty of `x` as a scalar on x's own backend, with no read-back; differentiable any number of times.
 * @param {import('../types.js').TensorFlow} tf
 * @param {any} regularizer of the core
 * @param {import('../types.js').Tensor} x
 * @returns {import('../types.js').Tensor}
 * @throws {TypeError} for a regularizer without a formula, and for a tensor of another rank than its class says
 */
export function composedPenalty(tf, regularizer, x) {
    const { className, rank = x.shape.length } = regularizer.constructor;
    const formula = rowOf(regularizer)?.formula;
    if (!formula) {
        throw new TypeError(
            `${className}: no TF.js ops are known for it, so it runs on the 'cpu' and 'wasm' backends only`,
        );
    }
    if (x.shape.length !== rank) {
        throw new TypeError(`${className}: expected a tensor of rank ${rank}, got shape [${x.shape}]`);
    }
    return tf.tidy(() => formula(tf, regularizer, x));
}

/**
 * The proximal step of a regularizer that has it in TF.js' ops.
 * @param {import('../types.js').TensorFlow} tf
 * @param {import('../types.js').Tensor} x float32; it stays as it is
 * @param {any} regularizer of the core
 * @param {number} step
 * @returns {import('../types.js').Tensor} a new one
 */
export const composedProx = (tf, x, regularizer, step) =>
    tf.tidy(() => rowOf(regularizer)?.prox?.(tf, regularizer, x, step));
