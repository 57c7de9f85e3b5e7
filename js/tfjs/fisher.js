// How much a loss depends on each weight: the diagonal of the empirical Fisher information.

import { finite, isPlainObject, knownKeys, rangeError, shown, typeError } from '../input/check.js';
import { ledgerOf } from './layers/ledger.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {import('./types.js').Layer} Layer
 * @typedef {import('./tensorflow.js').Tensor} TfTensor
 * @typedef {(truth: TfTensor, guess: TfTensor) => TfTensor} Loss
 */

/**
 * @typedef {object} FisherOptions
 * @property {number} [samples] how many examples are taken, the first ones; an integer >= 1, default all
 * @property {Loss | Loss[]} [loss] of one example, a function of what is true and what is guessed, or one for each output; by
 *     default what the model was compiled with. It should be a negative log-likelihood, as cross-entropies are
 */

/**
 * The mean over examples of the squared gradient of the loss of each, for every trainable weight: the diagonal of the
 * empirical Fisher information, with which elastic weight consolidation weights its penalty (Kirkpatrick et al., 2017; with
 * the given labels, not labels drawn from the model). No penalties are in the loss, and the model runs as in `predict`.
 * @param {TensorFlow} tf
 * @param {any} model a built `tf.LayersModel`
 * @param {Tensor | Tensor[]} x one for each input, the first dimension is of examples
 * @param {Tensor | Tensor[]} y one for each output
 * @param {FisherOptions} [options]
 * @returns {Promise<Record<string, { data: Float32Array, shape: number[] }>>} by the names of weights
 * @throws {TypeError | RangeError} for wrong options, what is no tensor, other numbers of examples, a loss that is no tensor
 */
export async function fisherDiagonal(tf, model, x, y, options = {}) {
    if (!isPlainObject(options)) throw typeError('fisherDiagonal', 'options to be a plain object', shown(options));
    knownKeys('fisherDiagonal', options, ['samples', 'loss']);
    const [inputs, truths] = [tensorsOf(tf, 'x', x), tensorsOf(tf, 'y', y)];
    const count = Math.min(examplesIn([...inputs, ...truths]), samplesOf(options.samples));
    const losses = lossesOf(model, options.loss, truths.length);
    const entries = trainedIn(tf, model);
    const variables = entries.map(({ weight }) => weight.read());
    const one = (/** @type {Tensor[]} */ tensors, /** @type {number} */ i) =>
        tensors.map(tensor => tf.slice(tensor, i, 1));
    const lossAt = (/** @type {number} */ i) => lossOf(tf, model, losses, one(inputs, i), one(truths, i));
    tf.tidy(() => void lossAt(0)); // what fails in there would leave tensors behind while a gradient is taken
    /** @type {Tensor[]} */
    let sums = tf.tidy(() => variables.map(variable => tf.zerosLike(variable)));
    try {
        for (let i = 0; i < count; i++) {
            const next = tf.tidy(() => {
                const { grads } = tf.variableGrads(() => lossAt(i), variables);
                return sums.map((sum, k) => {
                    const slope = grads[variables[k].name]; // none where the loss does not depend on it
                    return slope ? tf.add(sum, tf.square(slope)) : sum.clone();
                });
            });
            tf.dispose(sums);
            sums = next;
            if (i % PAUSE === PAUSE - 1) await sums[0]?.data(); // lets a GPU catch up, and the page live
        }
        const data = await Promise.all(sums.map(sum => sum.data()));
        const means = entries.map(({ name }, k) => {
            return [name, { data: Float32Array.from(data[k], total => total / count), shape: [...sums[k].shape] }];
        });
        return Object.fromEntries(means);
    } finally {
        tf.dispose(sums);
    }
}

/**
 * The trainable weights.
 * @param {TensorFlow} tf @param {any} model
 * @throws {RangeError} where there are none, or two of one name
 */
function trainedIn(tf, model) {
    const trained = new Set(model.trainableWeights);
    const entries = ledgerOf(tf, model).filter(({ weight }) => trained.has(weight) && weight.read().trainable);
    const names = entries.map(({ name }) => name);
    if (names.length > 0 && new Set(names).size === names.length) return entries;
    throw rangeError(
        'fisherDiagonal',
        'a model with trainable weights, each with a name of its own',
        names.join(', ') || 'none',
    );
}

/** Examples between two pauses. */
const PAUSE = 64;

/**
 * The loss of one example, a scalar.
 * @param {TensorFlow} tf @param {any} model @param {Loss[]} losses @param {Tensor[]} inputs @param {Tensor[]} truths
 */
function lossOf(tf, model, losses, inputs, truths) {
    const guesses = [model.apply(inputs.length === 1 ? inputs[0] : inputs, { training: false })].flat();
    const values = losses.map((loss, k) => loss(truths[k], guesses[k]));
    const stranger = values.find(value => !(value instanceof tf.Tensor));
    if (values.includes(/** @type {any} */ (stranger)))
        throw typeError('fisherDiagonal', 'the loss to be a tensor', shown(stranger));
    return tf.addN(values.map(value => tf.mean(value)));
}

/** @param {TensorFlow} tf @param {string} name @param {any} given @returns {Tensor[]} */
function tensorsOf(tf, name, given) {
    const tensors = [given].flat();
    const stranger = tensors.find(tensor => !(tensor instanceof tf.Tensor) || tensor.shape.length === 0);
    if (tensors.length > 0 && stranger === undefined && !tensors.includes(undefined)) return tensors;
    throw typeError('fisherDiagonal', `${name} to be a tensor of examples, or a list of them`, shown(stranger));
}

/** @param {Tensor[]} tensors @returns {number} */
function examplesIn(tensors) {
    const counts = tensors.map(({ shape }) => shape[0]);
    if (counts[0] > 0 && counts.every(count => count === counts[0])) return counts[0];
    throw rangeError('fisherDiagonal', 'x and y to have the same number of examples, 1 or more', counts.join(' and '));
}

/** @param {unknown} samples @returns {number} */
function samplesOf(samples) {
    if (samples === undefined || samples === null) return Number.POSITIVE_INFINITY;
    const count = finite('fisherDiagonal', 'samples', samples);
    if (Number.isInteger(count) && count >= 1) return count;
    throw rangeError('fisherDiagonal', 'samples to be an integer >= 1', count);
}

/** @param {any} model @param {Loss | Loss[] | undefined} given @param {number} count of outputs @returns {Loss[]} */
function lossesOf(model, given, count) {
    const losses = given ? [given].flat() : (model.lossFunctions ?? model.model?.lossFunctions ?? []);
    if (losses.length === count && losses.every((/** @type {unknown} */ loss) => typeof loss === 'function'))
        return losses;
    const expected = `a loss function for each of the ${count} outputs, or a model that was compiled with them`;
    throw typeError('fisherDiagonal', expected, losses.length === count ? shown(losses[0]) : `${losses.length}`);
}
