// SoftOrthogonal and AnchoredL2 in TF.js: kernels and composed ops agree, they train, save and load.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { AnchoredL2, SoftOrthogonal } from '../../js/index.js';
import { composedPenalty, composedProx } from '../../js/tfjs/backends/composed.js';
import { proxByCore } from '../../js/tfjs/backends/updates.js';
import { install } from '../../js/tfjs/index.js';
import { centralDifferences, numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);

const closeTo = (actual, expected, tolerance) => {
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i])));
    });
};

const MODES = ['rows', 'columns'].flatMap(mode => [true, false].map(diagonal => ({ factor: 0.3, mode, diagonal })));

/** Each penalty, made for a number of elements, and its value in plain float64 loops. */
const CASES = [
    ...MODES.map(options => [
        `SoftOrthogonal ${options.mode}, diagonal ${options.diagonal}`,
        () => R.softOrthogonal(options),
        (w, shape) => gramPenalty(w, shape, options),
    ]),
    ...[0, 1, 2, 3].map(given => [
        `AnchoredL2${given & 1 ? ' with an anchor' : ''}${given & 2 ? ' weighted' : ''}`,
        size => R.anchoredL2(anchoredOptions(size, given)),
        w => {
            const { l2, anchor, importance } = anchoredOptions(w.length, given);
            return w.reduce((sum, v, i) => sum + l2 * (importance?.[i] ?? 1) * (v - (anchor?.[i] ?? 0)) ** 2, 0);
        },
    ]),
];

function anchoredOptions(size, given) {
    const importance = randomNumbers(size, 17).map(v => 2 * Math.abs(v));
    return { l2: 0.4, ...(given & 1 && { anchor: randomNumbers(size, 13) }), ...(given & 2 && { importance }) };
}

function gramPenalty(w, shape, { factor, mode, diagonal }) {
    const cols = shape.at(-1);
    const rows = w.length / cols;
    const at = mode === 'rows' ? (i, t) => w[i * cols + t] : (i, t) => w[t * cols + i];
    const [m, k] = mode === 'rows' ? [rows, cols] : [cols, rows];
    let total = 0;
    for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) {
            if (i === j && !diagonal) continue;
            let d = i === j ? -1 : 0;
            for (let t = 0; t < k; t++) d += at(i, t) * at(j, t);
            total += d * d;
        }
    }
    return factor * total;
}

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    describe.each([[[5, 7]], [[3, 2, 4, 5]]])('of shape %j', shape => {
        const size = shape.reduce((a, b) => a * b);
        const values = randomNumbers(size);
        const w = () => tf.tensor(values, shape);

        test.each(CASES)('%s: kernels, composed ops, the core and float64 loops agree', (_, make, byHand) => {
            const reg = make(size);
            const core = reg.regularizer;
            const composed = v => composedPenalty(tf, core, v);
            const own = core.valueAndGrad({ data: Float32Array.from(values), shape });
            const value = byHand(values, shape);
            closeTo([own.value], [value], 1e-6);
            closeTo(numbers(reg.apply(w())), [own.value], 2 ** -23);
            closeTo(numbers(composed(w())), [value], 1e-6);
            const slope = numbers(tf.grad(v => reg.apply(v))(w()));
            closeTo(slope, [...own.grad], 0);
            closeTo(numbers(tf.grad(composed)(w())), slope, 2e-6);
            closeTo(
                slope,
                centralDifferences(values, v => byHand(v, shape)),
                1e-6,
            );
            const scaled = numbers(tf.grad(v => tf.mul(-2, reg.apply(v)))(w()));
            closeTo(
                scaled,
                slope.map(s => -2 * s),
                2 ** -22,
            );
        });

        test.each(CASES)('%s has the second derivatives of central differences', (_, make) => {
            const reg = make(size);
            const direction = randomNumbers(size, 5);
            const slopeAt = t => [...reg.regularizer.grad({ data: values.map((v, i) => v + t * direction[i]), shape })];
            const h = 2 ** -7;
            const [ahead, behind] = [slopeAt(h), slopeAt(-h)];
            const along = tf.tensor(direction, shape);
            const curvature = penalty => numbers(tf.grad(v => tf.sum(tf.mul(along, tf.grad(penalty)(v))))(w()));
            const kernel = curvature(v => reg.apply(v));
            closeTo(
                kernel,
                curvature(v => composedPenalty(tf, reg.regularizer, v)),
                1e-5,
            );
            closeTo(
                kernel,
                ahead.map((g, i) => (g - behind[i]) / (2 * h)),
                2e-3,
            );
        });

        test.each(CASES.filter(([name]) => /Anchored/.test(name)))(
            '%s: the proximal step in TF.js ops is that of the core',
            (_, make) => {
                const core = make(size).regularizer;
                for (const step of [0, 0.4, 1.5, 1e3, 1e300]) {
                    const x = w();
                    const wanted = core.prox({ data: Float32Array.from(values), shape }, step);
                    const [composed, kernel] = [composedProx, proxByCore].map(f => numbers(f(tf, x, core, step)));
                    closeTo(kernel, [...wanted], 0);
                    closeTo(composed, kernel, 1e-6);
                    expect(numbers(x)).toEqual(numbers(w()));
                }
            },
        );
    });

    test('what does not fit is refused, by kernels and by ops', () => {
        const anchored = R.anchoredL2({ anchor: [1, 2] });
        const ops = reg => v => composedPenalty(tf, reg.regularizer, v);
        expect(() => anchored.apply(tf.ones([3]))).toThrow(
            'AnchoredL2: expected w to have 2 elements like anchor, got 3',
        );
        expect(() => ops(anchored)(tf.ones([3]))).toThrow(
            'AnchoredL2: expected a tensor of 2 elements like anchor, got shape [3]',
        );
        const soft = R.softOrthogonal();
        expect(() => soft.apply(tf.ones([3]))).toThrow(
            'SoftOrthogonal: expected w to have rank 2 or more, got shape [3]',
        );
        expect(() => ops(soft)(tf.ones([3]))).toThrow(
            'SoftOrthogonal: expected a tensor of rank 2 or more, got shape [3]',
        );
    });

    test('a tensor may stand for an array, and is not kept', () => {
        const before = tf.memory().numTensors;
        const anchor = tf.tensor([1, 2, 3, 4], [2, 2]);
        const made = [R.anchoredL2({ l2: 1, anchor, importance: anchor }), new R.AnchoredL2(1, anchor, anchor)];
        anchor.dispose();
        for (const reg of made) {
            expect(reg.getConfig().importance).toEqual({ data: [1, 2, 3, 4], shape: [2, 2] });
            expect(tf.tidy(() => numbers(reg.apply(tf.zeros([2, 2]))))).toEqual([1 + 8 + 27 + 64]);
        }
        expect(tf.memory().numTensors).toBe(before);
    });

    test('a model counts them, saves them, and loads them again; nothing leaks', async () => {
        const before = tf.memory().numTensors;
        const anchor = { data: randomNumbers(12, 3), shape: [3, 4] };
        const soft = { factor: 0.1, mode: 'columns', diagonal: false };
        const model = tf.sequential({
            layers: [
                tf.layers.dense({ units: 4, inputShape: [3], kernelRegularizer: R.anchoredL2({ l2: 0.1, anchor }) }),
                tf.layers.dense({ units: 2, kernelRegularizer: R.softOrthogonal(soft) }),
            ],
        });
        const [first, , second] = model
            .getWeights()
            .map(w => ({ data: Float32Array.from(numbers(w)), shape: w.shape }));
        const wanted = {
            'regularizers>AnchoredL2': new AnchoredL2({ l2: 0.1, anchor })(first),
            'regularizers>SoftOrthogonal': new SoftOrthogonal(soft)(second),
        };
        const { weights } = R.penalties(model);
        expect(weights).toHaveLength(2);
        for (const { regularizer, penalty } of weights) closeTo([penalty], [wanted[regularizer.className]], 1e-6);
        const loaded = await tf.models.modelFromJSON(JSON.parse(JSON.stringify(model.toJSON(null, false))));
        const data = anchor.data.map(v => Math.fround(v));
        for (const copy of [model, loaded]) {
            expect(copy.layers.map(({ kernelRegularizer }) => kernelRegularizer.getConfig())).toEqual([
                { l2: 0.1, anchor: { data, shape: [3, 4] }, importance: null },
                soft,
            ]);
        }
        expect(loaded.layers[0].kernelRegularizer).toBeInstanceOf(R.AnchoredL2);
        expect(loaded.layers[1].kernelRegularizer).toBeInstanceOf(R.SoftOrthogonal);
        model.dispose();
        loaded.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });

    test('with proximal, AnchoredL2 acts by its step, and SoftOrthogonal by its gradient', async () => {
        const [rate, l2] = [0.25, 0.8];
        const anchor = randomNumbers(12, 3);
        const make = regularizer =>
            tf.sequential({
                layers: [
                    tf.layers.dense({
                        units: 4,
                        inputShape: [3],
                        useBias: false,
                        ...(regularizer && { kernelRegularizer: regularizer }),
                    }),
                ],
            });
        const stepped = async (regularizer, optimizer) => {
            const model = make(regularizer);
            const start = tf.tensor(randomNumbers(12, 4), [3, 4]);
            model.setWeights([start]);
            model.compile({ loss: 'meanSquaredError', optimizer });
            const [x, y] = [tf.tensor(randomNumbers(15), [5, 3]), tf.tensor(randomNumbers(20, 9), [5, 4])];
            const loss = await model.trainOnBatch(x, y);
            const kernel = numbers(model.getWeights()[0]);
            tf.dispose([x, y, start]);
            model.dispose();
            return { loss, kernel };
        };
        const free = await stepped(null, tf.train.sgd(rate));
        const held = await stepped(R.anchoredL2({ l2, anchor }), R.proximal(tf.train.sgd(rate)));
        const pull = 2 * rate * l2;
        closeTo(
            held.kernel,
            free.kernel.map((v, i) => (v + pull * anchor[i]) / (1 + pull)),
            1e-6,
        );
        expect(held.loss).toBeGreaterThan(free.loss);
        const soft = R.softOrthogonal(0.5);
        const [around, plain] = [R.proximal(tf.train.sgd(rate)), tf.train.sgd(rate)];
        closeTo((await stepped(soft, around)).kernel, (await stepped(soft, plain)).kernel, 0);
    });
});
