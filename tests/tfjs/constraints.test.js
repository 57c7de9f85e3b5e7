// Constraints act after every update: a step with them is the step of a twin without, projected by Keras' formulas.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const RATE = 0.5;
const EPSILON = 1e-7;

/** Keras 3.15's constraints on columns of float64: one column for each position of the last axis. */
const formulas = {
    nonNeg: () => column => column.map(w => (w >= 0 ? w : 0)),
    maxNorm:
        ({ maxValue }) =>
        column => {
            const norm = Math.hypot(...column);
            return column.map(w => (w * Math.min(norm, maxValue)) / (EPSILON + norm));
        },
    unitNorm: () => column => column.map(w => w / (EPSILON + Math.hypot(...column))),
    minMaxNorm:
        ({ minValue, maxValue, rate }) =>
        column => {
            const norm = Math.hypot(...column);
            const desired = rate * Math.max(minValue, Math.min(norm, maxValue)) + (1 - rate) * norm;
            return column.map(w => (w * desired) / (EPSILON + norm));
        },
};

const configs = {
    nonNeg: {},
    maxNorm: { maxValue: 0.5 },
    unitNorm: {},
    minMaxNorm: { minValue: 0.75, maxValue: 0.875, rate: 0.5 },
};

/** @param {number[]} values @param {number[]} shape @param {(column: number[]) => number[]} project */
function byColumn(values, shape, project) {
    const width = shape.length > 1 ? shape.at(-1) : 1; // of a vector, axis 0 is all of it
    const result = values.slice();
    for (let j = 0; j < width; j++) {
        const column = values.filter((_, i) => i % width === j);
        project(column).forEach((w, k) => {
            result[k * width + j] = w;
        });
    }
    return result;
}

const sequential = (...layers) => tf.sequential({ layers });
const recurrent = (kind, of) =>
    tf.layers[kind]({ units: 3, inputShape: [3, 2], ...of('kernel', 2), ...of('recurrent', 2), ...of('bias', 1) });

/** Layers with their constraints left open: `of('kernel', rank)` is `{ kernelConstraint }`, or nothing in the twin. */
const models = {
    Dense: of => sequential(tf.layers.dense({ units: 3, inputShape: [4], ...of('kernel', 2), ...of('bias', 1) })),
    Conv2D: of =>
        sequential(
            tf.layers.conv2d({
                filters: 2,
                kernelSize: 2,
                inputShape: [4, 4, 1],
                ...of('kernel', 4),
                ...of('bias', 1),
            }),
        ),
    Embedding: of =>
        sequential(tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4, ...of('embeddings', 2) })),
    BatchNormalization: of =>
        sequential(tf.layers.batchNormalization({ inputShape: [4], ...of('gamma', 1), ...of('beta', 1) })),
    PReLU: of => sequential(tf.layers.prelu({ inputShape: [4], ...of('alpha', 1) })),
    SimpleRNN: of => sequential(recurrent('simpleRNN', of)),
    LSTM: of => sequential(recurrent('lstm', of)),
    GRU: of => sequential(recurrent('gru', of)),
    'a stack of cells': of => {
        const cell = [3, 2].map(units =>
            tf.layers.lstmCell({ units, ...of('kernel', 2), ...of('recurrent', 2), ...of('bias', 1) }),
        );
        return sequential(tf.layers.rnn({ cell, inputShape: [3, 2] }));
    },
    Bidirectional: of => sequential(tf.layers.bidirectional({ layer: recurrent('lstm', of), inputShape: [3, 2] })),
    TimeDistributed: of =>
        sequential(
            tf.layers.timeDistributed({
                layer: tf.layers.dense({ units: 3, ...of('kernel', 2), ...of('bias', 1) }),
                inputShape: [3, 2],
            }),
        ),
    'nested models': of => {
        const inner = models.Dense(of);
        const input = tf.input({ shape: [4] });
        return tf.model({ inputs: input, outputs: inner.apply(input) });
    },
    'a layer that is used twice': of => {
        const shared = tf.layers.dense({ units: 4, ...of('kernel', 2), ...of('bias', 1) });
        const input = tf.input({ shape: [4] });
        return tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) });
    },
};

/** The constraint over all axes but the last. @returns {(role: string, rank: number) => object} */
const constrainedBy = name => (role, rank) => {
    const axis = rank < 3 ? 0 : Array.from({ length: rank - 1 }, (_, i) => i);
    return { [`${role}Constraint`]: tf.constraints[name]({ ...configs[name], axis }) };
};

const size = shape => shape.reduce((product, side) => product * side, 1);

/** Sets known weights and trains by `train(model, x, y)`, on data that depend on nothing but the shapes. */
async function trained(model, train = (model, x, y) => model.trainOnBatch(x, y)) {
    const values = model.weights.map((weight, i) =>
        tf.tensor(
            randomNumbers(weight.read().size, i + 1).map(w => (/variance/.test(weight.originalName) ? 1 : w)),
            weight.shape,
        ),
    );
    // Not through setWeights, which projects: constraints have to do their work while training.
    model.weights.forEach((weight, i) => {
        weight.read().assign(values[i]);
    });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(RATE) });
    const data = ({ shape }, seed) => tf.tensor(randomNumbers(2 * size(shape.slice(1)), seed), [2, ...shape.slice(1)]);
    const [x, y] = [data(model.inputs[0], 99), data(model.outputs[0], 77)];
    const input = model.layers[0].getClassName() === 'Embedding' ? tf.abs(tf.round(tf.mul(x, 4))) : x;
    await train(model, input, y);
    tf.dispose([values, x, y, input]);
    return model.weights.map(weight => numbers(weight.read()));
}

describe.each(backends)('on %s', backend => {
    install(tf);
    beforeAll(() => use(backend));

    // The wasm backend has no gradient of Conv2D and of Embedding.
    const cases = Object.keys(models)
        .filter(name => backend === 'cpu' || !['Conv2D', 'Embedding'].includes(name))
        .flatMap(model => Object.keys(formulas).map(constraint => [model, constraint]));

    test.each(cases)('one step of %s under %s ends where Keras puts it', async (name, constraint) => {
        const [twin, ours] = [models[name](() => ({})), models[name](constrainedBy(constraint))];
        const [free, held] = [await trained(twin), await trained(ours)];
        let projected = 0;
        ours.weights.forEach((weight, i) => {
            const constrained = weight.constraint != null;
            projected += Number(constrained);
            const project = constrained ? formulas[constraint](configs[constraint]) : column => column;
            byColumn(free[i], weight.shape, project).forEach((w, j) => {
                expect(Math.abs(held[i][j] - w)).toBeLessThan(1e-6);
            });
        });
        expect(projected).toBe(ours.trainableWeights.length);
        twin.dispose();
        ours.dispose();
    });

    test('NonNeg, maxNorm and unitNorm hold in fit, fitDataset and trainOnBatch against data that pull away', async () => {
        const ways = {
            fit: (model, x, y) => model.fit(x, y, { epochs: 30, verbose: 0 }),
            fitDataset: (model, x, y) =>
                model.fitDataset(tf.data.array([{ xs: x, ys: y }]), { epochs: 30, verbose: 0 }),
            trainOnBatch: async (model, x, y) => {
                for (let i = 0; i < 30; i++) await model.trainOnBatch(x, y);
            },
        };
        const holds = {
            nonNeg: w => w.every(v => v >= 0),
            maxNorm: w => Math.hypot(...w) <= 0.5 + 1e-6,
            unitNorm: w => Math.abs(Math.hypot(...w) - 1) < 1e-6,
        };
        for (const train of Object.values(ways)) {
            for (const [name, isHeld] of Object.entries(holds)) {
                const layer = tf.layers.dense({
                    units: 1,
                    inputShape: [3],
                    useBias: false,
                    ...constrainedBy(name)('kernel', 2),
                });
                const model = sequential(layer);
                model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
                const x = tf.eye(3);
                const y = tf.fill([3, 1], -3, 'float32');
                await train(model, x, y);
                const kernel = numbers(model.getWeights()[0]);
                if (!isHeld(kernel)) throw new Error(`${name}: ${kernel}`);
                tf.dispose([x, y]);
                model.dispose();
            }
        }
    });

    test('never a negative weight after any step of fit with nonNeg', async () => {
        const model = sequential(
            tf.layers.dense({ units: 4, inputShape: [4], activation: 'tanh', ...constrainedBy('nonNeg')('kernel', 2) }),
            tf.layers.dense({ units: 1, ...constrainedBy('nonNeg')('kernel', 2) }),
        );
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.1) });
        const x = tf.tensor(randomNumbers(64), [16, 4]);
        const y = tf.tensor(randomNumbers(16, 5), [16, 1]);
        let smallest = Number.POSITIVE_INFINITY;
        let steps = 0;
        const onBatchEnd = async () => {
            steps++;
            for (const { kernel } of model.layers) smallest = Math.min(smallest, ...numbers(kernel.read()));
        };
        await model.fit(x, y, { epochs: 10, batchSize: 4, verbose: 0, callbacks: { onBatchEnd } });
        expect(steps).toBe(40);
        expect(smallest).toBe(0);
        tf.dispose([x, y]);
        model.dispose();
    });

    test('an LSTM kernel under maxNorm holds it to 1e-6 after every step', async () => {
        const model = sequential(
            tf.layers.lstm({ units: 5, inputShape: [4, 6], ...constrainedBy('maxNorm')('kernel', 2) }),
            tf.layers.dense({ units: 1 }),
        );
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(5) });
        const x = tf.tensor(randomNumbers(8 * 24), [8, 4, 6]);
        const y = tf.fill([8, 1], 3, 'float32');
        const norms = [];
        const onBatchEnd = async () => {
            byColumn(numbers(model.layers[0].cell.kernel.read()), [6, 20], column => {
                norms.push(Math.hypot(...column));
                return column;
            });
        };
        await model.fit(x, y, { epochs: 10, verbose: 0, callbacks: { onBatchEnd } });
        expect(norms).toHaveLength(200);
        expect(Math.max(...norms)).toBeLessThan(0.5 + 1e-6);
        expect(Math.max(...norms)).toBeGreaterThan(0.5 - 1e-5);
        tf.dispose([x, y]);
        model.dispose();
    });

    test('a frozen weight is not projected, and nothing is left behind', async () => {
        const model = models.Dense(constrainedBy('minMaxNorm'));
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
        model.layers[0].kernel.trainable = false;
        const before = numbers(model.layers[0].kernel.read());
        const [x, y] = [tf.ones([2, 4]), tf.ones([2, 3])];
        await model.trainOnBatch(x, y);
        const { numTensors } = tf.memory();
        await model.trainOnBatch(x, y);
        expect(tf.memory().numTensors).toBe(numTensors);
        expect(numbers(model.layers[0].kernel.read())).toEqual(before);
        tf.dispose([x, y]);
        model.dispose();
    });
});

test('a conv kernel under maxNorm holds it to 1e-6 after every step', async () => {
    await use('cpu');
    const model = sequential(
        tf.layers.conv2d({
            filters: 3,
            kernelSize: 3,
            inputShape: [6, 6, 2],
            ...constrainedBy('maxNorm')('kernel', 4),
        }),
    );
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(1) });
    const x = tf.tensor(randomNumbers(4 * 72), [4, 6, 6, 2]);
    const y = tf.fill([4, 4, 4, 3], 5, 'float32');
    const norms = [];
    const onBatchEnd = async () => {
        byColumn(numbers(model.layers[0].kernel.read()), [18, 3], column => {
            norms.push(Math.hypot(...column));
            return column;
        });
    };
    await model.fit(x, y, { epochs: 10, verbose: 0, callbacks: { onBatchEnd } });
    expect(norms).toHaveLength(30);
    expect(Math.max(...norms)).toBeLessThan(0.5 + 1e-6);
    expect(Math.max(...norms)).toBeGreaterThan(0.5 - 1e-5);
    tf.dispose([x, y]);
    model.dispose();
});

test('after uninstall a step ends where stock TF.js puts it', async () => {
    await use('cpu');
    const held = await trained(models.Dense(constrainedBy('nonNeg')));
    expect(Math.min(...held[0])).toBe(0);
    install(tf).uninstall();
    const [free, stock] = [
        await trained(models.Dense(() => ({}))),
        await trained(models.Dense(constrainedBy('nonNeg'))),
    ];
    expect(stock).toEqual(free);
    expect(Math.min(...stock[0])).toBeLessThan(0);
});
