// Small models with known weights and data, for tests of optimizers.
import { numbers, randomNumbers } from './by-hand.js';
import { tf } from './tensorflow.js';

const size = shape => shape.reduce((product, side) => product * side, 1);

/** Sets every weight to repeatable numbers. */
export function setKnownWeights(model) {
    const weights = model.getWeights().map((w, i) => tf.tensor(randomNumbers(w.size, i + 1), w.shape));
    model.setWeights(weights);
    tf.dispose(weights);
    return model;
}

const recurrent = (kind, option) =>
    tf.layers[kind]({ units: 3, inputShape: [3, 2], ...option('kernel', 'recurrent', 'bias') });
const dense = (option, more) => tf.layers.dense({ units: 3, ...option('kernel', 'bias'), ...more });
const sequential = (...layers) => tf.sequential({ layers });

/** Models whose `option('kernel')` says what stands in for `{ kernelRegularizer }`. */
export const models = {
    'two Dense layers': option =>
        sequential(dense(option, { inputShape: [4], activation: 'tanh' }), dense(option, { units: 2 })),
    LSTM: option => sequential(recurrent('lstm', option)),
    GRU: option => sequential(recurrent('gru', option)),
    Bidirectional: option =>
        sequential(tf.layers.bidirectional({ layer: recurrent('lstm', option), inputShape: [3, 2] })),
    TimeDistributed: option => sequential(tf.layers.timeDistributed({ layer: dense(option), inputShape: [3, 2] })),
    'nested models': option => {
        const inner = sequential(dense(option, { inputShape: [4] }));
        const input = tf.input({ shape: [4] });
        return tf.model({ inputs: input, outputs: inner.apply(input) });
    },
    'a layer that is used twice': option => {
        const shared = dense(option, { units: 4 });
        const input = tf.input({ shape: [4] });
        return tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) });
    },
};

/** An option that gives each role the regularizer `of(role)`. */
export const regularizedBy =
    of =>
    (...roles) =>
        Object.fromEntries(roles.map(role => [`${role}Regularizer`, of(role)]));
export const free = () => ({});

/** Data of a batch of two for a model. */
export function dataFor(model, seed = 99) {
    const data = ({ shape }, seed) => tf.tensor(randomNumbers(4 * size(shape.slice(1)), seed), [4, ...shape.slice(1)]);
    return [data(model.inputs[0], seed), data(model.outputs[0], seed + 1)];
}

/** Trains by `optimizer` from known weights for some steps; returns the losses and the weights after. */
export async function trained(model, optimizer, { steps = 1, before = () => {} } = {}) {
    setKnownWeights(model);
    model.compile({ loss: 'meanSquaredError', optimizer });
    return train(model, { steps, before });
}

/** Some more steps of a compiled model. */
export async function train(model, { steps = 1, before = () => {}, seed = 99 } = {}) {
    const [x, y] = dataFor(model, seed);
    const losses = [];
    for (let step = 0; step < steps; step++) {
        before(step);
        losses.push(await model.trainOnBatch(x, y));
    }
    tf.dispose([x, y]);
    return { losses, weights: model.weights.map(weight => numbers(weight.read())) };
}

/** The largest difference of two lists of lists of numbers. */
export const distance = (a, b) =>
    Math.max(...a.flatMap((list, i) => list.map((value, k) => Math.abs(value - b[i][k]))));
