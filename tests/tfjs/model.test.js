// regularize(model, rules) and penalties(model).
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Regularizer } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { byHand, numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const regularizers = install(tf);
const { l1, l1l2, l2, penalties, regularize } = regularizers;

/** A compiled model with known weights: dense, batch normalisation, LSTM inside Bidirectional, dense. */
function makeModel() {
    const model = tf.sequential({
        layers: [
            tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3, name: 'first' }), inputShape: [2, 2] }),
            tf.layers.batchNormalization(),
            tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2, name: 'lstm' }) }),
            tf.layers.dense({ units: 1, name: 'last' }),
        ],
    });
    model.setWeights(model.getWeights().map((w, i) => tf.tensor(randomNumbers(w.size, i + 1).map(Math.abs), w.shape)));
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) });
    return model;
}

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test('one regularizer goes to every kernel, and to no bias or normalisation', () => {
        const model = makeModel();
        const { names } = regularize(model, 'l2');
        expect(names.map(name => name.replace(/^.*\//, '').replace(/_\d+$/, ''))).toEqual([
            'kernel', 'kernel', 'recurrent_kernel', 'kernel', 'recurrent_kernel', 'kernel',
        ]); // biome-ignore format: one line
    });

    test('the penalty counts in the next step, without compiling again, and stops with remove()', async () => {
        const model = makeModel();
        const [x, y] = [tf.ones([1, 2, 2]), tf.ones([1, 1])];
        const trained = () => model.trainOnBatch(x, y);
        const data = await trained();
        const regularization = regularize(model, l1(0.5));
        const { total } = penalties(model);
        expect(total).toBeGreaterThan(0);
        expect(Math.abs((await trained()) - data - total)).toBeLessThan(1e-5);
        regularization.remove();
        expect(await trained()).toBe(data);
        expect(penalties(model)).toEqual({ total: 0, weights: [] });
    });

    test('penalties tells each tensor, its penalty and its share', () => {
        const model = makeModel();
        const rules = { 'time_distributed*/kernel': l1(0.5), 'last/kernel': l1l2({ l1: 0.1, l2: 0.2 }) };
        regularize(model, rules);
        const { total, weights } = penalties(model);
        const expected = [
            [model.layers[0].layer.kernel, l1(0.5)],
            [model.layers[3].kernel, l1l2({ l1: 0.1, l2: 0.2 })],
        ].map(([weight, regularizer]) => [weight.originalName, byHand(regularizer).value(numbers(weight.read()))]);
        expect(weights.map(({ name }) => name)).toEqual(expected.map(([name]) => name));
        weights.forEach(({ penalty, share }, i) => {
            expect(Math.abs(penalty - expected[i][1])).toBeLessThan(1e-6);
            expect(share).toBe(penalty / total);
        });
        expect(weights[0]).toMatchObject({ shape: [2, 3], regularizer: { className: 'L1', config: { l1: 0.5 } } });
    });
});

describe('rules', () => {
    beforeAll(() => use('cpu'));

    test('the first pattern that matches decides; null leaves a weight alone; a RegExp may name a bias', () => {
        const model = makeModel();
        const { names } = regularize(model, [
            [/time_distributed.*bias/, 'l1'],
            ['time_distributed*', null],
            ['recurrent_kernel', l2(0.1)],
        ]);
        expect(names.map(name => name.replace(/_\d+$/, '')).map(name => name.split('/').pop())).toEqual([
            'bias', 'recurrent_kernel', 'recurrent_kernel',
        ]); // biome-ignore format: one line
    });

    test.each(['g', 'y', 'gy', 'giy'])('a RegExp with the flags %s skips no weight, and keeps its lastIndex', flags => {
        const model = makeModel();
        const pattern = new RegExp(flags.includes('y') ? '.*kernel' : 'kernel', flags);
        pattern.lastIndex = 3;
        expect(regularize(model, [[pattern, 'l1']]).names).toHaveLength(6);
        expect(pattern.lastIndex).toBe(3);
    });

    test('a rule that matches no weight is an error that lists the weights, and changes nothing', () => {
        const model = makeModel();
        expect(() => regularize(model, { kernel: 'l1', kernels: 'l1' })).toThrow(
            /regularize: no weight matches kernels; there are .*kernel/,
        );
        expect(() => regularize(model, { kernel: 'l3' })).toThrow(/l3/);
        expect(penalties(model).total).toBe(0);
    });

    test('a weight that has a penalty keeps it and gets the other one too', () => {
        const model = tf.sequential({
            layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelRegularizer: 'l1' })],
        });
        const regularization = regularize(model, 'l2');
        expect(
            penalties(model)
                .weights.map(({ regularizer }) => regularizer.className)
                .sort(),
        ).toEqual(['L1', 'L2']);
        expect(model.layers[0].losses).toHaveLength(2);
        regularization.remove();
        expect(penalties(model).weights.map(({ regularizer }) => regularizer.className)).toEqual(['L1']);
    });

    test('what was put on is saved with the model', async () => {
        const model = tf.sequential({ layers: [tf.layers.lstm({ units: 1, inputShape: [2, 2] })] });
        regularize(model, { recurrent_kernel: l2(0.5) });
        const loaded = await tf.models.modelFromJSON(model.toJSON(null, false));
        expect(penalties(loaded).weights.map(({ regularizer }) => regularizer)).toEqual([
            { className: 'L2', config: { l2: 0.5 } },
        ]);
    });

    test('a shared layer is counted once', () => {
        const shared = tf.layers.dense({ units: 2, kernelInitializer: 'ones' });
        const input = tf.input({ shape: [2] });
        const model = tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) });
        expect(regularize(model, l1(1)).names).toHaveLength(1);
        expect(penalties(model).total).toBe(4);
    });
});

test('a layer whose own regularizer cannot be saved is given another all the same', () => {
    class Unsaved extends Regularizer {
        static className = 'Unsaved';
        call() {
            return 1;
        }
        grad(w, { out = new Float32Array(w.length) } = {}) {
            return out.fill(0);
        }
    }
    const layer = tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' });
    layer.kernelRegularizer = regularizers.get(new Unsaved());
    const model = tf.sequential({ layers: [layer] });
    const { remove } = regularize(model, l2(0.5));
    expect(penalties(model).weights.map(({ penalty }) => penalty)).toContain(1);
    remove();
    expect(() => model.toJSON()).toThrow('Unsaved does not implement getConfig()');
});
