// Gradients of penalties are added to those of the loss when TF.js has these, in their memory where nobody else has it.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);
const [L1, L2] = [0.25, 0.5];
const fused = x => R.l1l2({ l1: L1, l2: L2 }).apply(x);
const inOps = x => tf.add(tf.mul(L1, tf.sum(tf.abs(x))), tf.mul(L2, tf.sum(tf.square(x))));
/** TF.js has a slope of |x| at zero. */
const nonZero = seed => randomNumbers(12, seed).map(x => x || 0.5);
const rows = () => tf.tensor(randomNumbers(48, 5), [4, 12]);
/** A function whose gradient is a tensor of the user's. */
const givenGradient = tensor => tf.customGrad(x => ({ value: tf.sum(x), gradFunc: () => tensor() }));

/** Losses of two weights [12] by a penalty, which TF.js' ops are to agree on. */
const losses = {
    'a penalty beside a loss': (p, a, b) => tf.add(tf.sum(tf.square(tf.mul(a, b))), tf.add(p(a), p(b))),
    'a penalty alone': (p, a) => p(a),
    'one penalty on one of two': (p, a, b) => tf.add(tf.sum(tf.mul(a, b)), p(b)),
    'a penalty that is scaled': (p, a, b) => tf.add(tf.sum(tf.mul(a, b)), tf.mul(-3, p(b))),
    'a penalty that is squared': (p, a, b) => tf.add(tf.sum(tf.mul(a, b)), tf.square(p(b))),
    'a penalty that the loss does not use': (p, a, b) => {
        p(a);
        return tf.sum(tf.mul(a, b));
    },
    'two penalties of a weight': (p, a, b) => tf.addN([tf.sum(tf.mul(a, b)), p(a), tf.mul(2, p(a))]),
    'a weight that is used twice': (p, a, b) => tf.addN([tf.sum(tf.mul(a, b)), tf.sum(tf.exp(a)), p(a), p(b)]),
    'a penalty of what comes from a weight': (p, a, b) => tf.addN([tf.sum(a), p(tf.mul(a, b)), p(a)]),
    'gradients that share their memory': (p, a, b) => tf.addN([tf.sum(tf.add(a, b)), p(a)]),
    'gradients that are one tensor': (p, a, b) => {
        const sum = tf.customGrad((x, y) => ({
            value: tf.sum(tf.add(x, y)),
            gradFunc: dy => [tf.fill([12], 2).mul(dy), 0].fill(tf.onesLike(x)),
        }));
        return tf.addN([sum(a, b), p(a)]);
    },
    'gradients that are slices of one': (p, a, b) => {
        const whole = tf.concat([a, b]);
        return tf.addN([tf.sum(tf.square(whole)), p(a)]);
    },
    'a gradient that is a slice of the whole of another': (p, a, b) =>
        tf.addN([tf.sum(tf.slice(tf.square(a), 0, 12)), tf.sum(b), p(a)]),
    'a gradient of rank 2': (p, a, b) => tf.addN([tf.sum(tf.tanh(tf.dot(rows(), a))), tf.sum(b), p(a)]),
    'an inner gradient of a penalty': (p, a, b) => tf.add(tf.sum(tf.mul(b, tf.grad(p)(a))), p(b)),
    'a penalty outside of an inner gradient': (p, a, b) => {
        const penalty = p(a);
        return tf.add(tf.sum(tf.mul(b, tf.grad(x => tf.mul(tf.sum(x), penalty))(a))), p(a));
    },
};

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    function gradientsOf(loss, penalty, varList) {
        const [a, b] = [1, 2].map(seed => tf.variable(tf.tensor(nonZero(seed)), true, `late/${seed}`));
        const { numTensors, numDataBuffers } = tf.memory();
        const { value, grads } = tf.tidy(() => tf.variableGrads(() => loss(penalty, a, b), varList?.(a, b)));
        const all = [a, b].map(({ name }) => (grads[name] ? numbers(grads[name]) : null));
        const result = [numbers(value), ...all];
        tf.dispose([value, grads]);
        const memory = tf.memory();
        expect([memory.numTensors, memory.numDataBuffers]).toEqual([numTensors, numDataBuffers]);
        tf.dispose([a, b]);
        return result;
    }

    test.each(Object.keys(losses))('%s', name => {
        for (const varList of [undefined, (a, b) => [b, a], a => [a], a => [a, a]]) {
            const [wanted, got] = [inOps, fused].map(penalty => gradientsOf(losses[name], penalty, varList));
            for (const [i, values] of wanted.entries()) {
                expect(got[i]?.length).toBe(values?.length);
                for (const [k, value] of (values ?? []).entries()) {
                    expect(Math.abs(got[i][k] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
                }
            }
        }
    });

    test('a step makes no array of a penalty, and on wasm none of the sum', () => {
        const w = tf.variable(tf.tensor(randomNumbers(1000)), true, 'late/array');
        const engine = tf.engine();
        const { makeTensorFromTensorInfo } = engine;
        const arrays = new Set();
        engine.makeTensorFromTensorInfo = function (info, ...others) {
            if (info.shape[0] === 1000 && info.dataId !== w.dataId) arrays.add(info.dataId);
            return makeTensorFromTensorInfo.call(this, info, ...others);
        };
        const counts = [0, 1].map(count => {
            arrays.clear();
            tf.dispose(tf.variableGrads(() => tf.add(tf.sum(w), count ? fused(w) : 0)));
            return arrays.size;
        });
        engine.makeTensorFromTensorInfo = makeTensorFromTensorInfo;
        expect(counts[1] - counts[0]).toBe(backend === 'wasm' ? 0 : 1);
        w.dispose();
    });

    test("what a user's gradient function gave or kept stays as it is", () => {
        const w = tf.variable(tf.tensor(randomNumbers(12)), true, 'late/given');
        const whole = tf.tensor(randomNumbers(12, 3));
        const before = numbers(whole);
        let made;
        const functions = [
            () => whole,
            () => whole.clone(),
            () => tf.slice(whole, 0, 12),
            () => (made = tf.keep(tf.mul(whole, 1))),
        ];
        for (const gradient of functions) {
            const { value, grads } = tf.variableGrads(() => tf.add(givenGradient(gradient)(w), fused(w)), [w]);
            const wanted = numbers(w).map((x, i) => before[i] + L1 * Math.sign(x) + 2 * L2 * x);
            for (const [i, x] of numbers(grads[w.name]).entries()) expect(x).toBeCloseTo(wanted[i], 5);
            expect(numbers(whole)).toEqual(before);
            if (made) expect(numbers(made)).toEqual(before);
            tf.dispose([value, grads]);
        }
        tf.dispose([w, whole, made]);
    });

    test('a factor that is NaN, infinite or huge reaches every element, and no other weight', () => {
        for (const factor of [Number.NaN, Number.POSITIVE_INFINITY, 1e35]) {
            const [wanted, got] = [inOps, fused].map(penalty =>
                gradientsOf((p, a, b) => tf.add(tf.sum(tf.mul(a, b)), tf.mul(factor, p(a))), penalty),
            );
            expect(got[1].map(x => `${x}`.slice(0, 5))).toEqual(wanted[1].map(x => `${x}`.slice(0, 5)));
            expect(got[2]).toEqual(wanted[2]);
        }
    });
});
