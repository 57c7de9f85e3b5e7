// R.decoupled: AdamW and SGDW, step by step against float64.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { distance, free, models, setKnownWeights, train, trained } from './optimizer-models.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);

/** Adam and SGD with decoupled decay, as Loshchilov and Hutter write them, on float64. */
const references = {
    AdamW: (rate, decay) => {
        const state = new Map();
        return (key, w, g, t) => {
            const { m, v } = state.get(key) ?? { m: w.map(() => 0), v: w.map(() => 0) };
            state.set(key, { m, v });
            return w.map((x, i) => {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                const spread = Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-7;
                return x * (1 - decay(key)) - (rate * m[i]) / (1 - 0.9 ** t) / spread;
            });
        };
    },
    SGDW: (rate, decay) => {
        const state = new Map();
        return (key, w, g) => {
            const m = state.get(key) ?? w.map(() => 0);
            state.set(key, m);
            return w.map((x, i) => {
                m[i] = 0.9 * m[i] + g[i];
                return x * (1 - decay(key)) - rate * m[i];
            });
        };
    },
};

const optimizers = {
    'AdamW around tf.train.adam': ['AdamW', rate => tf.train.adam(rate)],
    'AdamW around our adam': ['AdamW', rate => R.adam(rate)],
    'SGDW around tf.train.momentum': ['SGDW', rate => tf.train.momentum(rate, 0.9)],
    'SGDW around our sgd': ['SGDW', rate => R.sgd(rate, 0.9)],
};

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test.each(Object.keys(optimizers))('%s is the paper, step by step', kind => {
        const [name, make] = optimizers[kind];
        const rate = 0.05;
        const shapes = { 'paper/kernel': [7, 11], 'paper/bias': [11] };
        const weights = Object.fromEntries(
            Object.entries(shapes).map(([key, shape], i) => [
                key,
                tf.variable(tf.tensor(randomNumbers(shape[0] * (shape[1] ?? 1), i + 1), shape), true, key),
            ]),
        );
        const optimizer = R.decoupled(make(rate), { rate: 0.3 });
        const reference = references[name](rate, key => (key === 'paper/kernel' ? rate * 0.3 : 0));
        const exact = Object.fromEntries(Object.entries(weights).map(([key, w]) => [key, numbers(w)]));
        for (let t = 1; t <= 12; t++) {
            // loss = sum of w^2 / 2 + t * w, whose gradient is w + t / 10
            const f = () =>
                tf.addN(Object.values(weights).map(w => tf.sum(tf.add(tf.mul(0.5, tf.square(w)), tf.mul(t / 10, w)))));
            optimizer.minimize(f, false, Object.values(weights));
            for (const [key, w] of Object.entries(weights)) {
                const before = exact[key];
                exact[key] = reference(
                    key,
                    before,
                    before.map(x => x + t / 10),
                    t,
                );
                expect(distance([numbers(w)], [exact[key]])).toBeLessThan(2e-6 * t);
            }
        }
        tf.dispose(Object.values(weights));
        optimizer.dispose();
    });

    test('decays by default what is no bias and no part of a normalisation; rules say otherwise', async () => {
        let hidden = 0;
        const make = () =>
            setKnownWeights(
                tf.sequential({
                    layers: [
                        tf.layers.dense({ units: 3, inputShape: [4], name: `hidden${hidden++}` }),
                        tf.layers.batchNormalization(),
                        tf.layers.dense({ units: 2 }),
                    ],
                }),
            );
        const ratesOf = {
            'by default': [{ rate: 0.5 }, name => (/kernel/.test(name) ? 0.5 : 0)],
            'by rules': [
                {
                    rate: 0.5,
                    rules: [
                        ['hidden*/kernel', 0.25],
                        ['gamma', true],
                        ['hidden*', null],
                        [/bias/, 1],
                    ],
                },
                name =>
                    /hidden.*kernel/.test(name) ? 0.25
                    : /gamma/.test(name) ? 0.5
                    : /bias/.test(name) && !/hidden/.test(name) ? 1
                    : 0, // biome-ignore format: a table
            ],
        };
        const rate = 0.25;
        for (const [options, rateOf] of Object.values(ratesOf)) {
            const [model, twin] = [make(), make()];
            const before = model.weights.map(weight => numbers(weight.read()));
            model.compile({ loss: 'meanSquaredError', optimizer: R.decoupled(tf.train.sgd(rate), options) });
            twin.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(rate) });
            const [{ weights }, { weights: plain }] = [await train(model), await train(twin)];
            const decays = model.weights.map(({ originalName }) => rateOf(originalName));
            expect(decays.filter(Boolean).length).toBe(options.rules ? 3 : 2);
            weights.forEach((w, i) => {
                const wanted = plain[i].map((v, k) => v - rate * decays[i] * before[i][k]);
                expect(distance([w], [wanted])).toBeLessThan(1e-6);
            });
            model.dispose();
            twin.dispose();
        }
    });

    test('the schedule multiplies the rate, by the number of steps taken', async () => {
        const multipliers = [1, 0.5, 0, 2];
        const steps = [];
        const schedule = step => {
            steps.push(step);
            return multipliers[step];
        };
        const w = tf.variable(tf.tensor([1]), true, 'scheduled/kernel');
        const optimizer = R.decoupled(tf.train.sgd(0.5), { rate: 0.25, schedule });
        let wanted = 1;
        for (const multiplier of multipliers) {
            optimizer.minimize(() => tf.mul(0, tf.sum(w)), false, [w]);
            wanted *= 1 - 0.5 * 0.25 * multiplier;
            expect(Math.abs(numbers(w)[0] - wanted)).toBeLessThan(1e-6);
        }
        expect(steps).toEqual([0, 1, 2, 3]);
        w.dispose();
    });

    test('a weight that the loss does not depend on does not decay', () => {
        const [used, unused] = ['used/kernel', 'unused/kernel'].map(name => tf.variable(tf.tensor([1]), true, name));
        for (const optimizer of [R.decoupled(tf.train.sgd(0.5)), R.decoupled(R.sgd(0.5))]) {
            optimizer.minimize(() => tf.sum(tf.mul(0, used)), false, [used, unused]);
        }
        expect(numbers(unused)).toEqual([1]);
        expect(Math.abs(numbers(used)[0] - (1 - 0.5 * 0.004) ** 2)).toBeLessThan(1e-6);
        tf.dispose([used, unused]);
    });

    test('in fit it is the same as by hand, and a rate of 0 is the optimizer inside', async () => {
        const make = models['two Dense layers'];
        const [stock, none] = [
            await trained(make(free), tf.train.adam(0.05), { steps: 5 }),
            await trained(make(free), R.decoupled(tf.train.adam(0.05), { rate: 0 }), { steps: 5 }),
        ];
        expect(none).toEqual(stock);
        const [some, other] = [
            await trained(make(free), R.decoupled(tf.train.adam(0.05), { rate: 0.5 }), { steps: 5 }),
            await trained(make(free), R.decoupled(tf.train.adam(0.05), { rate: 0.5, rules: { kernel: true } }), {
                steps: 5,
            }),
        ];
        expect(other).toEqual(some);
        expect(distance(some.weights, stock.weights)).toBeGreaterThan(0.01);
    });
});

test.each([
    ['a rule without patterns', () => R.decoupled(tf.train.sgd(1), { rules: 0.5 }), /rules to be patterns with rates/],
    ['a negative rate', () => R.decoupled(tf.train.sgd(1), { rate: -1 }), /rate to be a non-negative/],
    [
        'a rate that is text',
        () => R.decoupled(tf.train.sgd(1), { rules: { kernel: '0.1' } }),
        /rate of a rule to be a number/,
    ],
    ['an unknown option', () => R.decoupled(tf.train.sgd(1), { decay: 0.1 }), /unknown key 'decay'/],
    [
        'a Map of options',
        () => R.decoupled(tf.train.sgd(1), new Map([['rate', 1]])),
        /decoupled: expected options to be an object, got a Map/,
    ],
    ['no optimizer', () => R.decoupled(null), /expected optimizer to be a tf.Optimizer, got null/],
])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
});
