// Values and gradients of the kernels, against float64 loops, composed ops and central differences.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Regularizer } from '../../js/index.js';
import { composedPenalty } from '../../js/tfjs/backends/composed.js';
import { install } from '../../js/tfjs/index.js';
import { byHand, centralDifferences, numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

/** sum |w|^3 with its gradient, as a user might write it. */
class Cubes extends Regularizer {
    static className = 'Cubes';
    call(w) {
        expect(w.shape).toHaveLength(2);
        return w.reduce((sum, w) => sum + Math.abs(w) ** 3, 0);
    }
    grad(weights, { out, scale }) {
        for (const [i, w] of weights.entries()) out[i] = scale * 3 * w * Math.abs(w);
        return out;
    }
}

/** Every penalty is computed in double and rounded once; gradients in float32, with a few roundings. */
const closeTo = (actual, expected, tolerance) => {
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i])));
    });
};

describe.each(backends)('on %s', backend => {
    const regularizers = install(tf);
    const { l1, l2, l1l2, orthogonal } = regularizers;
    const all = [
        ['L1', l1(0.3)],
        ['L2', l2(0.2)],
        ['L1L2', l1l2({ l1: 0.3, l2: 0.2 })],
        ['L1L2 without L1', l1l2({ l2: 0.2 })],
        ['orthogonal rows', orthogonal(0.5)],
        ['orthogonal columns', orthogonal({ factor: 0.5, mode: 'columns' })],
    ];
    const shape = [5, 7];
    const w = () => tf.tensor(randomNumbers(35), shape);

    beforeAll(() => use(backend));

    test.each(all)('%s has the value and the gradient of float64 loops', (_, regularizer) => {
        const { value, grad } = byHand(regularizer);
        const x = numbers(w());
        closeTo(numbers(regularizer.apply(w())), [value(x, shape)], 2 ** -23);
        closeTo(numbers(tf.grad(v => regularizer.apply(v))(w())), grad(x, shape), 1e-6);
    });

    test.each(all)('%s has the value and the gradient of composed ops', (_, regularizer) => {
        const composed = v => composedPenalty(tf, regularizer.regularizer, v);
        closeTo(numbers(regularizer.apply(w())), numbers(composed(w())), 1e-6);
        closeTo(numbers(tf.grad(v => regularizer.apply(v))(w())), numbers(tf.grad(composed)(w())), 1e-6);
    });

    test.each(all)('%s has the second derivatives of composed ops', (_, regularizer) => {
        const squaredSlope = penalty => v => tf.sum(tf.square(tf.grad(penalty)(v)));
        const kernel = squaredSlope(v => regularizer.apply(tf.mul(v, v)));
        const composed = squaredSlope(v => composedPenalty(tf, regularizer.regularizer, tf.mul(v, v)));
        closeTo(numbers(tf.grad(kernel)(w())), numbers(tf.grad(composed)(w())), 2e-5);
    });

    test('a row of zeros has the slopes 0 in composed ops, and by them a finite curvature', () => {
        const x = () => tf.tensor2d([1, 2, 0, 0, 2, 1], [3, 2]);
        const { regularizer } = orthogonal(0.5);
        const slopes = numbers(tf.grad(v => composedPenalty(tf, regularizer, v))(x()));
        closeTo(slopes, Array.from(regularizer.grad({ data: numbers(x()), shape: [3, 2] })), 1e-6);
        expect(slopes.slice(2, 4).map(Math.abs)).toEqual([0, 0]);
        const curvature = tf.grad(v => tf.sum(tf.square(tf.grad(u => orthogonal(0.5).apply(u))(v))))(x());
        expect(numbers(curvature).every(Number.isFinite)).toBe(true);
    });

    test('a third derivative exists', () => {
        const cube = v => tf.pow(l2(1).apply(v), 3); // x^6 for one number
        const third = tf.grad(a => tf.sum(tf.grad(b => tf.sum(tf.grad(cube)(b)))(a)));
        closeTo(numbers(third(tf.tensor([2]))), [120 * 2 ** 3], 1e-5);
    });

    test('the gradient of L1 at 0 and at -0 is 0', () => {
        const slope = tf.grad(v => l1(1).apply(v))(tf.tensor([0, -0, 3, -3]));
        expect(numbers(slope).map(Math.abs)).toEqual([0, 0, 1, 1]);
    });

    test('a penalty inside a larger loss keeps its gradient', () => {
        const slope = tf.grad(v => tf.add(tf.sum(v), tf.mul(3, l1(0.5).apply(v))))(tf.tensor([2, -2, 0]));
        expect(numbers(slope)).toEqual([2.5, -0.5, 1]);
    });

    test('the gradient of a function of the penalty follows the chain rule', () => {
        const x = [0.5, -1.25, 2];
        const { value } = byHand(l1l2({ l1: 0.3, l2: 0.2 }));
        const slope = tf.grad(v => tf.exp(l1l2({ l1: 0.3, l2: 0.2 }).apply(v)))(tf.tensor(x));
        closeTo(
            numbers(slope),
            centralDifferences(x, v => Math.exp(value(v))),
            1e-6,
        );
    });

    test('grads, valueAndGrads and variableGrads see it', () => {
        const penalty = (a, b) => tf.add(l1(1).apply(a), l2(1).apply(b));
        const [a, b] = [tf.tensor([1, -2]), tf.tensor([3, -4])];
        expect(tf.grads(penalty)([a, b]).map(numbers)).toEqual([[1, -1], [6, -8]]); // biome-ignore format: one row each
        const { value, grads } = tf.valueAndGrads(penalty)([a, b]);
        expect([value, ...grads].map(numbers)).toEqual([[28], [1, -1], [6, -8]]); // biome-ignore format: one row each
        const variable = tf.variable(a);
        const found = tf.variableGrads(() => penalty(variable, b)).grads[variable.name];
        expect(numbers(found)).toEqual([1, -1]);
        variable.dispose();
    });

    test('works inside tidy, on scalars, on empty tensors, on integers and on plain arrays', () => {
        expect(tf.tidy(() => numbers(l2(0.5).apply(tf.scalar(3))))).toEqual([4.5]);
        expect(numbers(l2(0.5).apply(tf.zeros([0, 3])))).toEqual([0]);
        expect(numbers(l2(0.5).apply(tf.tensor([1, 2], [2], 'int32')))).toEqual([2.5]);
        expect(numbers(l1(0.5).apply([1, -2]))).toEqual([1.5]);
    });

    test('NaN and Infinity in give what IEEE arithmetic gives', () => {
        expect(numbers(l1(1).apply(tf.tensor([NaN, 1])))).toEqual([NaN]);
        expect(numbers(l1(1).apply(tf.tensor([-Infinity, 1])))).toEqual([Infinity]);
        expect(numbers(tf.grad(v => tf.mul(NaN, l2(1).apply(v)))(tf.tensor([1])))).toEqual([NaN]);
    });

    test('sums 2^25 ones exactly', () => {
        expect(tf.tidy(() => numbers(l1(1).apply(tf.ones([2 ** 25]))))).toEqual([2 ** 25]);
    });

    test('a factor can be changed while a model trains', () => {
        const regularizer = l1(1);
        regularizer.regularizer.l1 = 0.5;
        expect(numbers(regularizer.apply([1, -2]))).toEqual([1.5]);
        expect(regularizer.getConfig()).toEqual({ l1: 0.5 });
    });

    test("a regularizer of one's own works if it has a gradient", () => {
        const cubes = regularizers.get(new Cubes());
        expect(numbers(cubes.apply([[1, -2]]))).toEqual([9]);
        expect(numbers(tf.grad(w => tf.mul(2, cubes.apply(w)))(tf.tensor([[1, -2]])))).toEqual([6, -24]);
    });

    test('an orthogonal penalty of anything but a matrix is refused', () => {
        expect(() => orthogonal().apply(tf.ones([3]))).toThrow(/OrthogonalRegularizer: .*\[3\]/);
        expect(() => composedPenalty(tf, orthogonal().regularizer, tf.ones([3]))).toThrow(
            /OrthogonalRegularizer: .*\[3\]/,
        );
    });
});
