// What surrounds each step of `fit`, `fitDataset` and `trainOnBatch`: which model trains, and what follows the update.

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
    changes.value(tf.LayersModel.prototype, 'makeTrainFunction', function (...args) {
        const step = makeTrainFunction.apply(this, args);
        return (/** @type {any} */ data) => {
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
 * Projects each weight onto what its constraint allows, once where a weight is listed twice.
 * @param {TensorFlow} tf @param {any[]} weights the model's, as they were compiled
 */
function constrain(tf, weights) {
    for (const weight of new Set(weights)) {
        if (weight.constraint == null || !weight.trainable) continue;
        const variable = weight.read();
        tf.tidy(() => variable.assign(weight.constraint.apply(variable)));
    }
}
