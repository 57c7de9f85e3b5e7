// R.anchored holds weights near what they are; R.fisherDiagonal says how much a loss depends on each.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);

/** Three inputs, four hidden units, two outputs; known weights. */
function network() {
    const model = tf.sequential({
        layers: [
            tf.layers.dense({ units: 4, inputShape: [3], activation: 'tanh', name: 'hidden' }),
            tf.layers.batchNormalization({ name: 'norm' }),
            tf.layers.dense({ units: 2, name: 'out' }),
        ],
    });
    const weights = model.getWeights().map(w => {
        const values = randomNumbers(w.size, 7);
        return tf.tensor(w.size === 4 ? values.map(v => 1 + v / 4) : values, w.shape);
    });
    model.setWeights(weights);
    tf.dispose(weights);
    return model;
}

/** Adds an amount to every weight. */
function shift(model, by) {
    const moved = tf.tidy(() => model.getWeights().map(w => tf.add(w, by)));
    model.setWeights(moved);
    tf.dispose(moved);
}

const closeTo = (actual, expected, tolerance) => {
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i])));
    });
};
const totalOf = model => R.penalties(model).total;

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test('kernels are held at what they are now, at no cost until they move; remove lets them go', () => {
        const model = network();
        const before = tf.memory().numTensors;
        const held = R.anchored(model, { l2: 0.5 });
        expect(held.names.map(name => name.replace(/_\d+$/, ''))).toEqual(['hidden/kernel', 'out/kernel']);
        expect(totalOf(model)).toBe(0);
        shift(model, 0.25);
        closeTo([totalOf(model)], [0.5 * (12 + 8) * 0.25 ** 2], 1e-5);
        const again = R.anchored(model); // of the weights as they are then
        closeTo([totalOf(model)], [0.5 * 20 * 0.25 ** 2], 1e-5);
        shift(model, 1);
        closeTo([totalOf(model)], [0.5 * 20 * 1.25 ** 2 + 0.01 * 20], 1e-5);
        held.remove();
        closeTo([totalOf(model)], [0.01 * 20], 1e-5);
        again.remove();
        expect(R.penalties(model).weights).toEqual([]);
        expect(tf.memory().numTensors).toBe(before);
        model.dispose();
    });

    test('rules say which weights, and how strongly', () => {
        const model = network();
        const { names, remove } = R.anchored(model, {
            l2: 2,
            rules: { 'hidden/*': true, bias: 0.5, 'out/kernel': false },
        });
        expect(names.map(name => name.replace(/_\d+$/, ''))).toEqual(['hidden/kernel', 'hidden/bias', 'out/bias']);
        shift(model, 1);
        closeTo([totalOf(model)], [2 * (12 + 4) + 0.5 * 2], 1e-5);
        remove();
        model.dispose();
    });

    test('importance comes by name or as a list of the trainable weights, as arrays or tensors', () => {
        const model = network();
        const [hidden, out] = [model.layers[0].weights[0].originalName, model.layers[2].weights[0].originalName];
        const bias = model.layers[0].weights[1].originalName; // is not anchored, and may be there
        const numbersOf = [12, 8].map((size, k) => randomNumbers(size, k + 1).map(Math.abs));
        const tensor = tf.tensor(numbersOf[1], [4, 2]);
        const sum = numbersOf.flat().reduce((a, b) => a + b);
        const list = model.trainableWeights.map(({ originalName }) =>
            originalName === hidden ? numbersOf[0] : originalName === out ? tensor : null,
        );
        for (const importance of [{ [hidden]: numbersOf[0], [out]: tensor, [bias]: [1, 1, 1, 1] }, list]) {
            const { remove } = R.anchored(model, { l2: 3, importance });
            shift(model, 0.5);
            closeTo([totalOf(model)], [3 * sum * 0.25], 1e-5);
            remove();
        }
        tensor.dispose();
        model.dispose();
    });

    test('what is wrong is refused in words, and the model stays as it is', () => {
        const model = network();
        const kernel = model.layers[0].weights[0].originalName;
        for (const [options, kind, message] of [
            [3, TypeError, 'anchored: expected options to be a plain object, got 3'],
            [{ L2: 1 }, TypeError, "anchored: unknown key 'L2'; it takes l2, importance, rules; did you mean 'l2'?"],
            [{ l2: -1 }, RangeError, 'anchored: expected l2 to be a non-negative finite number, got -1'],
            [{ rules: 'kernel' }, TypeError, 'anchored: expected rules to be patterns with factors, got "kernel"'],
            [
                { rules: { kernel: 'l2' } },
                TypeError,
                'anchored: expected the factor of a rule to be a number, got "l2"',
            ],
            [
                { rules: { kernels: true } },
                RangeError,
                'anchored: expected a weight that matches kernels, got hidden/kernel',
            ],
            [
                { importance: 1 },
                TypeError,
                'anchored: expected importance to be an object of names and arrays, or a list, got 1',
            ],
            [
                { importance: [] },
                RangeError,
                'anchored: expected importance for each of the 6 trainable weights, got a list',
            ],
            [{ importance: { [`${kernel}s`]: [] } }, TypeError, `anchored: importance: unknown key '${kernel}s'`],
            [{ importance: { [kernel]: null } }, RangeError, 'anchored: expected importance for out/kernel'],
            [
                { rules: { 'hidden/kernel': true }, importance: { [kernel]: [1, 2] } },
                RangeError,
                `anchored: ${kernel}: AnchoredL2: expected importance to have 12 elements like anchor, got 2`,
            ],
        ]) {
            const run = () => R.anchored(model, options);
            expect(run).toThrow(kind);
            expect(run).toThrow(message);
        }
        expect(() => R.anchored({})).toThrow('anchored: expected model to be a tf.LayersModel');
        expect(R.penalties(model).weights).toEqual([]);
        model.dispose();
    });

    test('training keeps weights where they were, with proximal steps as with gradients, and nothing leaks', async () => {
        const [x, y] = [tf.tensor(randomNumbers(60, 5), [20, 3]), tf.tensor(randomNumbers(40, 6), [20, 2])];
        const distance = async (l2, around = optimizer => optimizer) => {
            const model = network();
            const start = model.getWeights().map(numbers);
            const held = l2 && R.anchored(model, { l2, rules: { '*/kernel': true, bias: true } });
            model.compile({ loss: 'meanSquaredError', optimizer: around(tf.train.sgd(0.05)) });
            await model.trainOnBatch(x, y);
            const { numTensors } = tf.memory();
            for (let step = 0; step < 20; step++) await model.trainOnBatch(x, y);
            expect(tf.memory().numTensors).toBe(numTensors);
            const ends = model.getWeights().map(numbers);
            const isKernel = i => model.weights[i].originalName.includes('kernel');
            const moved = start.flatMap((w, i) => (isKernel(i) ? w.map((v, k) => (v - ends[i][k]) ** 2) : []));
            if (held) held.remove();
            model.dispose();
            return moved.reduce((a, b) => a + b);
        };
        const free = await distance(0);
        const held = await distance(2);
        expect(free).toBeGreaterThan(0);
        expect(held).toBeLessThan(free / 4);
        expect(Math.abs((await distance(2, R.proximal)) / held - 1)).toBeLessThan(0.2);
        tf.dispose([x, y]);
    });

    test('a saved model keeps its anchors', async () => {
        const model = network();
        R.anchored(model, { l2: 0.5, importance: await fisherOf(model) });
        shift(model, 0.5);
        const loaded = await tf.models.modelFromJSON(JSON.parse(JSON.stringify(model.toJSON(null, false))));
        loaded.setWeights(model.getWeights());
        expect(totalOf(model)).toBeGreaterThan(0);
        closeTo([totalOf(loaded)], [totalOf(model)], 1e-6);
        model.dispose();
        loaded.dispose();
    });

    async function fisherOf(model, options = { loss: tf.losses.meanSquaredError }) {
        const [x, y] = [tf.tensor(randomNumbers(15, 5), [5, 3]), tf.tensor(randomNumbers(10, 6), [5, 2])];
        try {
            return await R.fisherDiagonal(model, x, y, options);
        } finally {
            tf.dispose([x, y]);
        }
    }

    test('the Fisher diagonal is the mean of squared gradients of single examples', async () => {
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'linear' })] });
        const [W, b] = [randomNumbers(6, 8), randomNumbers(2, 9)];
        const weights = [tf.tensor(W, [3, 2]), tf.tensor(b)];
        model.setWeights(weights);
        R.regularize(model, { '*': 'l2' }); // is no part of it
        model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
        const before = tf.memory().numTensors;
        const [x, y] = [randomNumbers(15, 5), randomNumbers(10, 6)];
        for (const [options, count] of [
            [undefined, 5],
            [{}, 5],
            [{ samples: 2 }, 2],
            [{ samples: 9 }, 5],
        ]) {
            // Of a mean over two outputs: the derivative is the difference itself.
            const kernel = new Array(6).fill(0);
            const bias = [0, 0];
            for (let n = 0; n < count; n++) {
                for (let k = 0; k < 2; k++) {
                    let difference = b[k] - y[2 * n + k];
                    for (let j = 0; j < 3; j++) difference += x[3 * n + j] * W[2 * j + k];
                    bias[k] += difference ** 2 / count;
                    for (let j = 0; j < 3; j++) kernel[2 * j + k] += (difference * x[3 * n + j]) ** 2 / count;
                }
            }
            const found = Object.values(await fisherOf(model, options));
            expect(found.map(({ shape }) => shape)).toEqual([[3, 2], [2]]);
            closeTo([...found[0].data], kernel, 1e-6);
            closeTo([...found[1].data], bias, 1e-6);
        }
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose(weights);
        model.dispose();
    });

    test('it is what `anchored` takes, also of several inputs and outputs and of weights that the loss passes by', async () => {
        const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [2] })];
        const shared = tf.layers.dense({ units: 4, name: `shared_${backend}` }).apply(a);
        const joined = tf.layers.concatenate().apply([tf.layers.dropout({ rate: 0.9 }).apply(shared), b]);
        const outputs = [1, 2].map(units => tf.layers.dense({ units }).apply(joined));
        const model = tf.model({ inputs: [a, b], outputs });
        const inputs = [tf.ones([4, 3]), tf.ones([4, 2])];
        const truths = [tf.zeros([4, 1]), tf.zeros([4, 2])];
        const squares = tf.losses.meanSquaredError;
        const nothing = truth => tf.mean(truth);
        const [one, other] = [
            await R.fisherDiagonal(model, inputs, truths, { loss: [squares, nothing] }),
            await R.fisherDiagonal(model, inputs, truths, { loss: [squares, nothing] }),
        ];
        expect(one).toEqual(other); // no unit is dropped
        const names = Object.keys(one);
        expect(names).toEqual(model.trainableWeights.map(({ originalName }) => originalName));
        const isPositive = names.map(name => one[name].data.some(v => v > 0));
        expect(isPositive).toEqual([true, true, true, true, false, false]);
        const { remove } = R.anchored(model, { l2: 1, importance: one });
        remove();
        model.layers.find(({ name }) => name.startsWith('shared')).trainable = false;
        expect(Object.keys(await R.fisherDiagonal(model, inputs, truths, { loss: [squares, squares] }))).toHaveLength(
            4,
        );
        tf.dispose([inputs, truths]);
        model.dispose();
    });

    test('wrong arguments of fisherDiagonal are refused, and nothing leaks where the loss throws', async () => {
        const model = network();
        const [x, y, short] = [tf.ones([4, 3]), tf.ones([4, 2]), tf.ones([3, 2])];
        const before = tf.memory().numTensors;
        const loss = tf.losses.meanSquaredError;
        for (const [args, kind, message] of [
            [
                [x, y],
                TypeError,
                'fisherDiagonal: expected a loss function for each of the 1 outputs, or a model that was',
            ],
            [[x, y, { loss: [loss, loss] }], TypeError, 'expected a loss function for each of the 1 outputs'],
            [[x, y, { loss: 'mse' }], TypeError, 'got "mse"'],
            [[[[1, 2, 3]], y, { loss }], TypeError, 'fisherDiagonal: expected x to be a tensor of examples'],
            [[x, undefined, { loss }], TypeError, 'fisherDiagonal: expected y to be a tensor of examples'],
            [
                [x, short, { loss }],
                RangeError,
                'expected x and y to have the same number of examples, 1 or more, got 4 and 3',
            ],
            [[x, y, { loss: () => 3 }], TypeError, 'fisherDiagonal: expected the loss to be a tensor, got 3'],
            [[x, y, { loss, samples: 0 }], RangeError, 'fisherDiagonal: expected samples to be an integer >= 1, got 0'],
            [[x, y, { loss, samples: '3' }], TypeError, 'fisherDiagonal: expected samples to be a number, got "3"'],
            [
                [x, y, { loss, sample: 3 }],
                TypeError,
                "unknown key 'sample'; it takes samples, loss; did you mean 'samples'?",
            ],
            [[x, y, 3], TypeError, 'fisherDiagonal: expected options to be a plain object, got 3'],
        ]) {
            const run = R.fisherDiagonal(model, ...args);
            await expect(run).rejects.toThrow(kind);
            await expect(run).rejects.toThrow(message);
        }
        const failing = () => {
            throw new Error('not today');
        };
        await expect(R.fisherDiagonal(model, x, y, { loss: failing })).rejects.toThrow('not today');
        await expect(R.fisherDiagonal({}, x, y)).rejects.toThrow(
            'fisherDiagonal: expected model to be a tf.LayersModel',
        );
        model.trainable = false;
        await expect(R.fisherDiagonal(model, x, y, { loss })).rejects.toThrow(
            'expected a model with trainable weights',
        );
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose([x, y, short]);
        model.dispose();
    });
});
