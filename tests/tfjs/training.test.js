// One SGD step with penalties, for each kind of layer: data gradient from a twin without penalties, penalty by hand.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { byHand, numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const RATE = 0.1;

const setWeights = (tf, model) => {
    const weights = model.getWeights().map((w, i) => tf.tensor(randomNumbers(w.size, i + 1), w.shape));
    model.setWeights(weights);
    tf.dispose(weights);
};

/** One step on data that depends on nothing but the shapes. Returns the loss before and the weights after it. */
async function step(tf, model) {
    setWeights(tf, model);
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(RATE) });
    const tensors = shapes =>
        shapes.map(({ shape }) => tf.tensor(randomNumbers(2 * size(shape.slice(1)), 99), [2, ...shape.slice(1)]));
    const [x, y] = [tensors(model.inputs), tensors(model.outputs)];
    const loss = await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
    return { loss, weights: model.getWeights().map(numbers) };
}

const size = shape => shape.reduce((product, side) => product * side, 1);

/**
 * Layers with their regularizers left open: `option('kernel')` is `{ kernelRegularizer }`, or nothing in the twin.
 * `penalized` names the weights, in the order of getWeights, that get a penalty.
 */
const models = {
    Dense: (tf, option) => sequential(tf, tf.layers.dense({ units: 3, inputShape: [4], ...option('kernel', 'bias') })),
    Embedding: (tf, option) =>
        sequential(tf, tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4, ...option('embeddings') })),
    SimpleRNN: (tf, option) => sequential(tf, recurrent(tf, 'simpleRNN', option)),
    LSTM: (tf, option) => sequential(tf, recurrent(tf, 'lstm', option)),
    GRU: (tf, option) => sequential(tf, recurrent(tf, 'gru', option)),
    'a stack of cells': (tf, option) => {
        const cell = [3, 2].map(units => tf.layers.lstmCell({ units, ...option('kernel', 'recurrent', 'bias') }));
        return sequential(tf, tf.layers.rnn({ cell, inputShape: [3, 2] }));
    },
    Bidirectional: (tf, option) =>
        sequential(tf, tf.layers.bidirectional({ layer: recurrent(tf, 'lstm', option), inputShape: [3, 2] })),
    TimeDistributed: (tf, option) =>
        sequential(
            tf,
            tf.layers.timeDistributed({
                layer: tf.layers.dense({ units: 3, ...option('kernel', 'bias') }),
                inputShape: [3, 2],
            }),
        ),
    'a model inside TimeDistributed': (tf, option) => {
        const layer = sequential(tf, tf.layers.dense({ units: 3, inputShape: [2], ...option('kernel', 'bias') }));
        return sequential(tf, tf.layers.timeDistributed({ layer, inputShape: [3, 2] }));
    },
    'nested models': (tf, option) => {
        const inner = sequential(tf, tf.layers.dense({ units: 3, inputShape: [4], ...option('kernel', 'bias') }));
        const input = tf.input({ shape: [4] });
        return tf.model({ inputs: input, outputs: inner.apply(input) });
    },
    'a layer that is used twice': (tf, option) => {
        const shared = tf.layers.dense({ units: 4, ...option('kernel', 'bias') });
        const input = tf.input({ shape: [4] });
        return tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) });
    },
    Conv2D: (tf, option) =>
        sequential(
            tf,
            tf.layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1], ...option('kernel', 'bias') }),
        ),
};

const sequential = (tf, layer) => tf.sequential({ layers: [layer] });
const recurrent = (tf, kind, option) =>
    tf.layers[kind]({ units: 3, inputShape: [3, 2], ...option('kernel', 'recurrent', 'bias') });

/** Which of the layer's weights `option(...)` was asked about, told by their names. */
const roleOf = name => (/recurrent/.test(name) ? 'recurrent' : name.match(/(kernel|bias|embeddings)/)[0]);

describe.each(backends)('on %s', backend => {
    const { l1, l2, l1l2, orthogonal } = install(tf);
    const choices = {
        L1: { kernel: l1(0.3), recurrent: l1(0.2), bias: l1(0.1), embeddings: l1(0.3) },
        L2: { kernel: l2(0.3), recurrent: l2(0.2), bias: l2(0.1), embeddings: l2(0.3) },
        L1L2: {
            kernel: l1l2({ l1: 0.1, l2: 0.3 }),
            recurrent: l1l2({ l2: 0.2 }),
            bias: l1l2({ l1: 0.1 }),
            embeddings: l1l2({ l1: 0.1, l2: 0.3 }),
        },
        orthogonal: {
            kernel: orthogonal(0.3),
            recurrent: orthogonal({ factor: 0.2, mode: 'columns' }),
            embeddings: orthogonal(0.3),
        },
    };
    // The wasm backend has no gradient of Conv2D and of Embedding, and an orthogonal penalty needs a matrix.
    const possible = (model, choice) =>
        (backend === 'cpu' || !['Conv2D', 'Embedding'].includes(model)) &&
        !(model === 'Conv2D' && choice === 'orthogonal');
    const cases = Object.keys(models)
        .flatMap(model => Object.keys(choices).map(choice => [model, choice]))
        .filter(([model, choice]) => possible(model, choice));

    beforeAll(() => use(backend));

    test.each(cases)('one step of %s under %s is the step by hand', async (model, choice) => {
        const chosen = choices[choice];
        const option = (...roles) =>
            Object.fromEntries(roles.filter(role => chosen[role]).map(role => [`${role}Regularizer`, chosen[role]]));
        const twin = models[model](tf, () => ({}));
        const ours = models[model](tf, option);
        setWeights(tf, ours);
        const parts = ours.weights.map(weight => {
            const regularizer = chosen[roleOf(weight.originalName)];
            const w = numbers(weight.read());
            const none = { value: 0, grad: w.map(() => 0) };
            return regularizer
                ? { value: byHand(regularizer).value(w, weight.shape), grad: byHand(regularizer).grad(w, weight.shape) }
                : none;
        });
        const [plain, penalized] = [await step(tf, twin), await step(tf, ours)];

        const penalty = parts.reduce((total, { value }) => total + value, 0);
        expect(penalty).toBeGreaterThan(0);
        expect(Math.abs(penalized.loss - plain.loss - penalty)).toBeLessThan(1e-5);
        penalized.weights.forEach((weights, i) => {
            weights.forEach((w, j) => {
                expect(Math.abs(w - (plain.weights[i][j] - RATE * parts[i].grad[j]))).toBeLessThan(1e-6);
            });
        });
        twin.dispose();
        ours.dispose();
    });

    test.each(['Conv2D', 'Embedding'])(
        'the penalty of a %s layer and its gradient need no gradient of the layer',
        name => {
            const model = models[name](tf, (...roles) =>
                Object.fromEntries(roles.map(role => [`${role}Regularizer`, l1(0.3)])),
            );
            setWeights(tf, model);
            const { value, grads } = tf.variableGrads(() => tf.addN(model.calculateLosses()));
            const weights = model.weights.map(weight => numbers(weight.read()));
            expect(Math.abs(numbers(value)[0] - byHand(l1(0.3)).value(weights.flat()))).toBeLessThan(1e-6);
            model.weights.forEach((weight, i) => {
                expect(numbers(grads[weight.read().name])).toEqual(
                    weights[i].map(w => Math.fround(0.3) * Math.sign(w)),
                );
            });
            model.dispose();
        },
    );

    // The step itself cannot be compared: TF.js takes it twice for a weight that it finds in two models.
    test('a layer used by a nested model and beside it is counted once', () => {
        const shared = tf.layers.dense({
            units: 4,
            inputShape: [4],
            kernelInitializer: 'ones',
            kernelRegularizer: l1(0.5),
        });
        const input = tf.input({ shape: [4] });
        const model = tf.model({ inputs: input, outputs: shared.apply(sequential(tf, shared).apply(input)) });
        expect(model.calculateLosses().map(numbers)).toEqual([[8]]);
    });

    test('a whole step of a linear layer, data and penalty, is the one computed in float64', async () => {
        const model = tf.sequential({
            layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [2], kernelRegularizer: 'l1_l2' })],
        });
        model.setWeights([tf.tensor([[0.5], [-0.25]])]);
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.5) });
        const loss = await model.trainOnBatch(tf.tensor([[1, 2]]), tf.tensor([[3]]));
        const error = 0.5 * 1 - 0.25 * 2 - 3;
        expect(loss).toBeCloseTo(error ** 2 + 0.01 * 0.75 + 0.01 * (0.25 + 0.0625), 6);
        const slopes = [2 * error * 1 + 0.01 + 2 * 0.01 * 0.5, 2 * error * 2 - 0.01 - 2 * 0.01 * 0.25];
        const after = numbers(model.getWeights()[0]);
        [0.5, -0.25].forEach((w, i) => {
            expect(Math.abs(after[i] - (w - 0.5 * slopes[i]))).toBeLessThan(1e-6);
        });
    });

    test('fit and evaluate report the penalty in their loss', async () => {
        const model = tf.sequential({
            layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelRegularizer: l1(1) })],
        });
        model.setWeights([tf.tensor([[1], [-2]]), tf.zeros([1])]);
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) });
        const [x, y] = [tf.zeros([4, 2]), tf.zeros([4, 1])];
        const { history } = await model.fit(x, y, { epochs: 1, verbose: 0 });
        expect(history.loss).toEqual([3]);
        expect(numbers(model.evaluate(x, y))).toEqual([3]);
    });

    test('exact zeros stay zero under L1', async () => {
        const model = tf.sequential({
            layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [3], kernelRegularizer: l1(0.01) })],
        });
        model.setWeights([tf.tensor([[0], [-0], [1]])]);
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
        await model.trainOnBatch(tf.zeros([2, 3]), tf.zeros([2, 1]));
        expect(numbers(model.getWeights()[0]).map(Math.abs)).toEqual([0, 0, Math.fround(0.999)]);
    });
});
