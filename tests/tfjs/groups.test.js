// Group penalties in TF.js: kernels and composed ops agree, they train, save and load, and their steps find the optimum.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { GroupLasso, SparseGroupLasso } from '../../js/index.js';
import { composedPenalty, composedProx } from '../../js/tfjs/backends/composed.js';
import { proxByCore } from '../../js/tfjs/backends/updates.js';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);

const closeTo = (actual, expected, tolerance) => {
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i])));
    });
};

const penaltiesOf = rank =>
    [-1, 0, rank - 1, ...(rank > 2 ? [1] : [])].flatMap(axis => [
        [`GroupLasso, axis ${axis} of ${rank}`, R.groupLasso({ factor: 0.3, axis })],
        [`SparseGroupLasso, axis ${axis} of ${rank}`, R.sparseGroupLasso({ l1: 0.2, group: 0.1, axis })],
    ]);

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    describe.each([[[5, 7]], [[3, 2, 4, 5]]])('of shape %j', shape => {
        const size = shape.reduce((a, b) => a * b);
        /** With a slice of zeros along the first axis and along the last. */
        const values = randomNumbers(size).map((v, i) => (i < size / shape[0] || i % shape.at(-1) === 1 ? 0 : v));
        const w = () => tf.tensor(values, shape);

        test.each(penaltiesOf(shape.length))('%s: the kernels agree with the core and with composed ops', (_, reg) => {
            const core = reg.regularizer;
            const composed = v => composedPenalty(tf, core, v);
            const own = core.valueAndGrad({ data: Float32Array.from(values), shape });
            closeTo(numbers(reg.apply(w())), [own.value], 2 ** -23);
            const slope = numbers(tf.grad(v => reg.apply(v))(w()));
            closeTo(slope, [...own.grad], 0);
            closeTo(numbers(composed(w())), [own.value], 1e-6);
            closeTo(numbers(tf.grad(composed)(w())), slope, 1e-6);
            expect(slope.every(Number.isFinite)).toBe(true);
        });

        test.each(penaltiesOf(shape.length))('%s has the second derivatives of central differences', (_, reg) => {
            const x = randomNumbers(size, 3);
            const direction = randomNumbers(size, 5);
            const slopeAt = t =>
                reg.regularizer.grad({ data: x.map((v, i) => v + t * direction[i]), shape }).map(g => g);
            const h = 2 ** -7;
            const [ahead, behind] = [slopeAt(h), slopeAt(-h)];
            const along = tf.tensor(direction, shape);
            const curvature = penalty =>
                numbers(tf.grad(v => tf.sum(tf.mul(along, tf.grad(penalty)(v))))(tf.tensor(x, shape)));
            const kernel = curvature(v => reg.apply(v));
            closeTo(
                kernel,
                curvature(v => composedPenalty(tf, reg.regularizer, v)),
                1e-5,
            );
            // A sign that flips between the two points is no curvature.
            kernel.forEach((c, i) => {
                if (Math.abs(x[i]) < 2 * h * Math.abs(direction[i])) return;
                expect(Math.abs(c - (ahead[i] - behind[i]) / (2 * h))).toBeLessThan(2e-3);
            });
        });

        test.each(penaltiesOf(shape.length))('%s: the proximal step in TF.js ops is that of the core', (_, reg) => {
            for (const step of [0, 0.4, 1.5, 1e3]) {
                const x = w();
                const wanted = reg.regularizer.prox({ data: Float32Array.from(values), shape }, step);
                const [composed, kernel] = [composedProx, proxByCore].map(f =>
                    numbers(f(tf, x, reg.regularizer, step)),
                );
                expect(kernel).toEqual([...wanted]);
                closeTo(composed, kernel, 1e-6);
                expect(composed.map(v => v !== 0)).toEqual(kernel.map(v => v !== 0));
                expect(numbers(x)).toEqual(numbers(w()));
            }
        });
    });

    test('an axis that the weights do not have is refused, by kernels and by ops', () => {
        const reg = R.groupLasso({ axis: 2 });
        expect(() => reg.apply(tf.ones([2, 3]))).toThrow('GroupLasso: expected w to have axis 2, got shape [2, 3]');
        expect(() => composedPenalty(tf, reg.regularizer, tf.ones([2, 3]))).toThrow(
            'GroupLasso: expected a tensor with axis 2, got shape [2,3]',
        );
    });

    test('a model counts them, saves them, and loads them again; nothing leaks', async () => {
        const before = tf.memory().numTensors;
        const make = () =>
            tf.sequential({
                layers: [
                    tf.layers.dense({ units: 4, inputShape: [3], kernelRegularizer: R.groupLasso(0.1) }),
                    tf.layers.dense({
                        units: 2,
                        kernelRegularizer: R.sparseGroupLasso({ l1: 0.1, group: 0.2, axis: 0 }),
                    }),
                ],
            });
        const model = make();
        const [first, , second] = model
            .getWeights()
            .map(w => ({ data: Float32Array.from(numbers(w)), shape: w.shape }));
        const wanted = [new GroupLasso(0.1)(first), new SparseGroupLasso({ l1: 0.1, group: 0.2, axis: 0 })(second)];
        const { weights } = R.penalties(model);
        for (const { regularizer, penalty } of weights) {
            const value = regularizer.className === 'regularizers>GroupLasso' ? wanted[0] : wanted[1];
            closeTo([penalty], [value], 1e-6);
        }
        expect(weights).toHaveLength(2);
        const json = JSON.stringify(model.toJSON(null, false));
        const loaded = await tf.models.modelFromJSON(JSON.parse(json));
        for (const copy of [model, loaded]) {
            expect(copy.layers.map(({ kernelRegularizer }) => kernelRegularizer.getConfig())).toEqual([
                { factor: 0.1, axis: -1 },
                { l1: 0.1, group: 0.2, axis: 0 },
            ]);
        }
        expect(loaded.layers[0].kernelRegularizer).toBeInstanceOf(R.GroupLasso);
        model.dispose();
        loaded.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });

    test('regularize puts them on weights by rules, and saving keeps them; what is taken off again is gone', async () => {
        const model = tf.sequential({
            layers: [
                tf.layers.conv2d({ filters: 3, kernelSize: 2, inputShape: [4, 4, 2], name: 'conv' }),
                tf.layers.flatten(),
                tf.layers.dense({ units: 2, name: 'out' }),
            ],
        });
        const rules = [
            ['conv*/kernel', R.groupLasso({ factor: 0.1 })],
            [/^out.*kernel/, { className: 'SparseGroupLasso', config: { l1: 0.1, group: 0.2, axis: 0 } }],
        ];
        const { names, remove } = R.regularize(model, rules);
        expect(names).toEqual(['conv/kernel', 'out/kernel'].map(name => expect.stringContaining(name)));
        const [conv, , out] = model.getWeights().map(w => ({ data: Float32Array.from(numbers(w)), shape: w.shape }));
        const wanted = [new GroupLasso(0.1)(conv), new SparseGroupLasso({ l1: 0.1, group: 0.2, axis: 0 })(out)];

        const loaded = await tf.models.modelFromJSON(JSON.parse(JSON.stringify(model.toJSON(null, false))));
        loaded.setWeights(model.getWeights());
        for (const copy of [model, loaded]) {
            const { weights } = R.penalties(copy);
            const found = ['conv', 'out'].map(layer => weights.find(({ name }) => name.startsWith(layer)));
            closeTo(
                found.map(({ penalty }) => penalty),
                wanted,
                1e-6,
            );
            expect(found.map(({ regularizer }) => regularizer.config)).toEqual([
                { factor: 0.1, axis: -1 },
                { l1: 0.1, group: 0.2, axis: 0 },
            ]);
        }
        remove();
        expect(R.penalties(model).total).toBe(0);
        expect(() => R.regularize(model, { bias: R.groupLasso({ axis: 1 }) })).not.toThrow();
        expect(() => R.penalties(model)).toThrow('GroupLasso: expected w to have axis 1');
        model.dispose();
        loaded.dispose();
    });
});

describe('multi-task regression on the diabetes data: which of ten measurements matter for two targets', () => {
    const { X, y } = JSON.parse(readFileSync(new URL('../vectors/sklearn-diabetes.json', import.meta.url), 'utf8'));
    const n = y.length;
    const Y = y.map(v => [v, v * v - 1]);
    const [inputs, outputs] = [10, 2];
    const weight = factor => factor * Math.sqrt(outputs);
    const normOf = row => Math.hypot(...row);

    function objective(W, factor) {
        const squares = X.reduce(
            (sum, row, i) =>
                sum + Y[i].reduce((s, t, k) => s + (t - row.reduce((dot, x, j) => dot + x * W[j][k], 0)) ** 2, 0),
            0,
        );
        return squares / (2 * n) + weight(factor) * W.reduce((sum, row) => sum + normOf(row), 0);
    }

    /** Block coordinate descent in float64: each row of W in turn is set to its own optimum. */
    function solve(factor) {
        const W = Array.from({ length: inputs }, () => new Array(outputs).fill(0));
        const rest = Y.map(row => [...row]);
        for (let sweep = 0; sweep < 3000; sweep++) {
            for (let j = 0; j < inputs; j++) {
                const size = X.reduce((sum, row) => sum + row[j] ** 2, 0) / n;
                const pull = W[j].map((w, k) => w * size + X.reduce((sum, row, i) => sum + row[j] * rest[i][k], 0) / n);
                const length = normOf(pull);
                const keep = length <= weight(factor) ? 0 : (1 - weight(factor) / length) / size;
                pull.forEach((p, k) => {
                    const change = keep * p - W[j][k];
                    W[j][k] += change;
                    if (change !== 0)
                        X.forEach((row, i) => {
                            rest[i][k] -= change * row[j];
                        });
                });
            }
        }
        return W;
    }
    const rowsOf = flat => Array.from({ length: inputs }, (_, j) => flat.slice(outputs * j, outputs * (j + 1)));
    const zeros = W => W.map(row => row.every(v => v === 0));

    const FACTORS = [0.02, 0.1];
    const solutions = FACTORS.map(solve);

    test.each(FACTORS)(
        'proximal gradient on arrays, factor %d: the objective to 1e-6, the same groups zero',
        factor => {
            const wanted = solutions[FACTORS.indexOf(factor)];
            const reg = new GroupLasso({ factor, axis: 0 });
            const w = new Float32Array(inputs * outputs);
            const step = 1 / 4.1; // the largest eigenvalue of X'X / n is 4.02
            for (let t = 0; t < 3000; t++) {
                const rest = X.map((row, i) =>
                    Y[i].map((v, k) => v - row.reduce((dot, x, j) => dot + x * w[outputs * j + k], 0)),
                );
                w.forEach((v, at) => {
                    const [j, k] = [Math.floor(at / outputs), at % outputs];
                    w[at] = v + (step / n) * X.reduce((sum, row, i) => sum + row[j] * rest[i][k], 0);
                });
                reg.prox({ data: w, shape: [inputs, outputs] }, step, { out: w });
            }
            const W = rowsOf([...w]);
            expect(Math.abs(objective(W, factor) / objective(wanted, factor) - 1)).toBeLessThan(1e-6);
            expect(zeros(W)).toEqual(zeros(wanted));
            expect([zeros(W).includes(true), zeros(W).includes(false)]).toEqual([true, true]);
        },
    );

    test.each(backends)('fit with proximal on %s ends at the same optimum', async backend => {
        await use(backend);
        const factor = 0.1;
        const wanted = solutions[1];
        const model = tf.sequential({
            layers: [
                tf.layers.dense({
                    units: outputs,
                    useBias: false,
                    inputShape: [inputs],
                    kernelInitializer: 'zeros',
                    kernelRegularizer: R.groupLasso({ factor, axis: 0 }),
                }),
            ],
        });
        model.compile({
            optimizer: R.proximal(tf.train.sgd(1 / 4.1)),
            loss: (truth, guess) => tf.mul(outputs / 2, tf.losses.meanSquaredError(truth, guess)),
        });
        const [x, t] = [tf.tensor(X), tf.tensor(Y)];
        for (let step = 0; step < 1000; step++) await model.trainOnBatch(x, t);
        const W = rowsOf(numbers(model.getWeights()[0]));
        expect(Math.abs(objective(W, factor) / objective(wanted, factor) - 1)).toBeLessThan(1e-6);
        expect(zeros(W)).toEqual(zeros(wanted));
        tf.dispose([x, t]);
        model.dispose();
    });
});
