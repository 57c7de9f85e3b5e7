// What surrounds each step of `fit`, `fitDataset` and `trainOnBatch`: which model trains, and what follows the update.

import { guardGpu } from '../backends/lost.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 */

/** @type {Layer | null} */
let training = null;

/** The model whose step is being taken, null in a hand-written loop. */
export const modelInTraining = () => training;

/**
 * TF.js applies a constraint where weights are set, never where they are trained. Keras applies it after every update.
 * Whatever trains a model in TF.js takes its steps by the function that `makeTrainFunction` gives.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function surroundSteps(tf, changes) {
    const { makeTrainFunction } = tf.LayersModel.prototype;
    const guarded = new WeakSet();
    changes.value(tf.LayersModel.prototype, 'makeTrainFunction', function (...args) {
        const step = makeTrainFunction.apply(this, args);
        return (/** @type {any} */ data) => {
            guardGpu(tf.engine().backend, guarded, changes);
            const outer = training;
            training = this;
            try {
                const result = step(data);
                constrain(tf, this.collectedTrainableWeights);
                return result;
            } finally {
                training = outer;
            }
        };
    });
}

/**
 * Projects each weight onto what its constraint allows, once where a weight is listed twice: where one of them throws, none.
 * The update before it stands.
 * @param {TensorFlow} tf @param {any[]} weights the model's, as they were compiled
 */
function constrain(tf, weights) {
    const constrained = [...new Set(weights)].filter(({ constraint, trainable }) => constraint != null && trainable);
    if (constrained.length === 0) return;
    tf.tidy(() => {
        const projected = constrained.map(weight => weight.constraint.apply(weight.read()));
        for (const [i, weight] of constrained.entries()) weight.read().assign(projected[i]);
    });
}
