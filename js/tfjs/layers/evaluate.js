// Penalties in the loss of `evaluate` and of the validation in `fit`, where Keras counts them and TF.js does not.

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {{ id: number, track: Tensor[] }} Scope
 */

/** The innermost evaluation under way. @type {{ scope: Scope } | undefined} */
let underWay;

/** @returns {{ scope: Scope } | undefined} an object of its own for each batch, with the scope that its loss lives in */
export const evaluationUnderWay = () => underWay;

/**
 * Adds the penalties of a model to the loss of every batch that it is tested on: by `evaluate`, by `evaluateDataset`, and
 * by the validation of `fit` and `fitDataset`, all of which run its `testFunction`. The metrics stay as they are.
 * @param {TensorFlow} tf
 * @param {{ penaltiesInEvaluate: boolean }} settings read at each batch
 * @param {import('../changes.js').Changes} changes
 */
export function countPenaltiesInEvaluate(tf, settings, changes) {
    const { prototype } = tf.LayersModel;
    const { makeTestFunction } = prototype;
    changes.value(prototype, 'makeTestFunction', function (...args) {
        makeTestFunction.apply(this, args);
        const test = this.testFunction;
        this.testFunction = (/** @type {Tensor[]} */ data) => {
            if (!settings.penaltiesInEvaluate) return test(data);
            return tf.tidy(() => during(tf.engine().state.activeScope, () => withPenalties(tf, this, test(data))));
        };
    });
}

/**
 * What `testFunction` gives is the loss and then the metrics.
 * @param {TensorFlow} tf @param {any} model @param {Tensor[]} results
 */
function withPenalties(tf, model, [loss, ...metrics]) {
    const total = model
        .calculateLosses()
        .reduce((/** @type {Tensor} */ a, /** @type {Tensor} */ b) => tf.add(a, b), loss);
    return [total, ...metrics];
}

/** @template T @param {Scope} scope @param {() => T} run */
function during(scope, run) {
    const outer = underWay;
    underWay = { scope };
    try {
        return run();
    } finally {
        underWay = outer;
    }
}
