// R.adam and R.sgd: the results of tf.train's, by one kernel for each weight.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { distance, free, models, setKnownWeights, train, trained } from './optimizer-models.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);

const pairs = {
    'adam, defaults': [() => tf.train.adam(), () => R.adam()],
    'adam(0.01, 0.8, 0.99, 1e-3)': [() => tf.train.adam(0.01, 0.8, 0.99, 1e-3), () => R.adam(0.01, 0.8, 0.99, 1e-3)],
    'sgd(0.1)': [() => tf.train.sgd(0.1), () => R.sgd(0.1)],
    'momentum(0.05, 0.9)': [() => tf.train.momentum(0.05, 0.9), () => R.sgd(0.05, 0.9)],
    'Nesterov momentum': [
        () => tf.train.momentum(0.05, 0.9, true),
        () => R.sgd(0.05, { momentum: 0.9, nesterov: true }),
    ],
};
const make = () =>
    setKnownWeights(
        tf.sequential({
            layers: [
                tf.layers.dense({ units: 40, inputShape: [23], activation: 'tanh' }),
                tf.layers.dense({ units: 3 }),
            ],
        }),
    );

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test.each(Object.keys(pairs))('%s: 200 steps give the bits of tf.train, moments included', async name => {
        const [stock, ours] = pairs[name].map(make => make());
        const [wanted, got] = [
            await trained(make(), stock, { steps: 200 }),
            await trained(make(), ours, { steps: 200 }),
        ];
        expect(got.losses.at(-1)).toBeLessThan(got.losses[0]);
        expect(distance(got.weights, wanted.weights)).toBe(0);
        expect(got.losses).toEqual(wanted.losses);
        const [saved, own] = [await stock.getWeights(), await ours.getWeights()];
        const plain = ({ name, tensor }) => [name.replace(/_Dense\d+/, ''), numbers(tensor)];
        expect(own.map(plain)).toEqual(saved.map(plain));
        tf.dispose([saved[0].tensor, own[0].tensor]);
    });

    test.each(Object.keys(pairs))('%s: NaN and infinite gradients spread as in tf.train', name => {
        const bad = [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, ...randomNumbers(40)];
        const results = pairs[name].map(makeOne => {
            const optimizer = makeOne();
            const w = tf.variable(tf.tensor(randomNumbers(45, 3)), true, `nan/kernel`);
            const g = tf.tensor(bad);
            for (let step = 0; step < 3; step++) optimizer.applyGradients([{ name: w.name, tensor: g }]);
            const values = numbers(w);
            tf.dispose([w, g]);
            return values;
        });
        expect(results[1]).toEqual(results[0]);
        expect(results[1].filter(Number.isNaN).length).toBeGreaterThan(0);
        expect(results[1].filter(Number.isFinite).length).toBeGreaterThan(40);
    });

    test('weights are written in place on wasm where they own their memory alone, and never otherwise', () => {
        const w = tf.variable(tf.tensor(randomNumbers(50)), true, 'place/kernel');
        const optimizer = R.adam(0.1);
        const step = () => optimizer.minimize(() => tf.sum(tf.square(w)), false, [w]);
        step();
        const { dataId } = w;
        step();
        expect(w.dataId === dataId).toBe(backend === 'wasm');
        const before = numbers(w);
        const [clone, reshaped] = [w.clone(), tf.reshape(w, [5, 10])];
        step();
        expect(numbers(w)).not.toEqual(before);
        expect(numbers(clone)).toEqual(before);
        expect(numbers(reshaped)).toEqual(before);
        tf.dispose([w, clone, reshaped]);
        optimizer.dispose();
    });

    test('what was read of weights and moments stays as it was read, and the array a weight was made of too', async () => {
        const given = Float32Array.from(randomNumbers(50));
        const copy = given.slice();
        const w = tf.variable(tf.tensor(given), true, 'read/kernel');
        const optimizer = R.adam(0.1);
        const step = () => optimizer.minimize(() => tf.sum(tf.square(w)), false, [w]);
        step();
        expect(given).toEqual(copy);
        const read = w.dataSync();
        const [, m, v] = (await optimizer.getWeights()).map(({ tensor }) => tensor.dataSync());
        const kept = [read, m, v].map(values => values.slice());
        step();
        expect([read, m, v]).toEqual(kept);
        w.dispose();
    });

    test('saves under the names of tf.train, and either loads the moments of the other', async () => {
        for (const [name, [stock, ours]] of Object.entries(pairs)) {
            const results = [];
            for (const [first, second] of [
                [stock, stock],
                [stock, ours],
                [ours, stock],
            ]) {
                const model = make();
                const [a, b] = [first(), second()];
                await trained(model, a, { steps: 3 });
                await b.setWeights(await a.getWeights());
                model.compile({ loss: 'meanSquaredError', optimizer: b });
                results.push(await train(model, { steps: 3 }));
                model.dispose();
            }
            for (const result of results.slice(1)) {
                if (distance(result.weights, results[0].weights) > 0) throw new Error(name);
            }
        }
    });

    test('several models, each with moments of its own; those of a model that is gone go too', async () => {
        const optimizer = R.sgd(0.05, 0.9);
        const [one, two] = [models['two Dense layers'](free), models.LSTM(free)];
        const own = await trained(models['two Dense layers'](free), R.sgd(0.05, 0.9), { steps: 3 });
        setKnownWeights(one);
        setKnownWeights(two);
        for (const model of [one, two]) model.compile({ loss: 'meanSquaredError', optimizer });
        let got;
        for (let step = 0; step < 3; step++) {
            got = await train(one);
            await train(two);
        }
        expect(distance(got.weights, own.weights)).toBe(0);
        const { numTensors } = tf.memory();
        one.dispose();
        const three = models['two Dense layers'](free);
        three.compile({ loss: 'meanSquaredError', optimizer });
        await train(three);
        expect(tf.memory().numTensors).toBe(numTensors);
        expect(await optimizer.getWeights()).toHaveLength(1 + 3 + 4);
    });
});

test.each([
    ['a learning rate of NaN', () => R.adam(Number.NaN), RangeError, /adam: expected learningRate to be finite/],
    ['a beta of 1', () => R.adam(0.1, 1), RangeError, /beta1 to be in \[0, 1\)/],
    ['no learning rate', () => R.sgd(), TypeError, /sgd: expected learningRate to be a number, got undefined/],
    [
        'an unknown name',
        () => R.sgd(0.1, { momentun: 0.9 }),
        TypeError,
        /unknown key 'momentun'.*did you mean 'momentum'/,
    ],
    ['a Map of options', () => R.sgd(0.1, new Map([['momentum', 0.9]])), TypeError, /sgd: .* got a Map/],
    ['a nesterov that is text', () => R.sgd(0.1, 0.9, 'yes'), TypeError, /nesterov to be a boolean/],
])('%s is refused', (_, make, kind, message) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
});

test('a gradient of another shape, an unknown variable and moments of another shape are refused, and change nothing', async () => {
    await use('cpu');
    const w = tf.variable(tf.tensor([1, 2]), true, 'shape/kernel');
    const optimizer = R.adam(0.1);
    const apply = (name, tensor) => () => optimizer.applyGradients([{ name, tensor }]);
    expect(apply('shape/kernel', tf.tensor([1]))).toThrow(
        /gradient of shape\/kernel to have its shape \[2\], got \[1\]/,
    );
    expect(apply('shape/gone', tf.tensor([1, 2]))).toThrow(/there is no variable shape\/gone/);
    await optimizer.setWeights([
        { name: 'iter', tensor: tf.scalar(3, 'int32') },
        { name: 'a/m', tensor: tf.tensor([1]) },
        { name: 'a/v', tensor: tf.tensor([1]) },
    ]);
    expect(apply('shape/kernel', tf.tensor([1, 2]))).toThrow(
        /moments of shape\/kernel to have its shape \[2\], got the saved \[1\] of a/,
    );
    expect(numbers(w)).toEqual([1, 2]);
    w.dispose();
});
