/** Gradients and proximal steps against their definitions, and the options that say where results go. */
import { describe, expect, test } from '@jest/globals';
import { allocate, L1, L1L2, L2, OrthogonalRegularizer, weightDecay } from '../../js/index.js';
import { floats, uniform } from './random.js';

const ELASTIC = [new L1(0.3), new L2(0.7), new L1L2(0.3, 0.7)];
const each = ELASTIC.map(regularizer => [regularizer.toJSON().class_name, regularizer]);

/** Of a term that there is not, 0. */
function factorsOf(regularizer) {
    const { l1 = 0, l2 = 0 } = regularizer.terms();
    return [l1, l2];
}

/** The elastic net in float64, from its definition. */
const penaltyOf = ([l1, l2], w) => w.reduce((sum, v) => sum + l1 * Math.abs(v) + l2 * v * v, 0);

/** Of a matrix in float64, from Keras' formula. */
function orthogonalOf(w, rows, cols, mode) {
    const vectors =
        mode === 'rows'
            ? Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, t) => w[i * cols + t]))
            : Array.from({ length: cols }, (_, i) => Array.from({ length: rows }, (_, t) => w[t * cols + i]));
    const dot = (a, b) => a.reduce((sum, v, t) => sum + v * b[t], 0);
    let sum = 0;
    for (let i = 0; i < vectors.length; i++) {
        for (let j = 0; j < i; j++) {
            const lengths = Math.sqrt(dot(vectors[i], vectors[i]) * dot(vectors[j], vectors[j]));
            sum += Math.abs(dot(vectors[i], vectors[j])) / lengths;
        }
    }
    return sum / ((vectors.length * (vectors.length - 1)) / 2);
}

/** The central difference of f at element i; its error is of order h^2 and of rounding over h. */
function centralDifference(f, w, i, h) {
    const moved = by => f(w.map((v, j) => (j === i ? v + by : v)));
    return (moved(h) - moved(-h)) / (2 * h);
}

describe.each(each)('the gradient of %s', (_, regularizer) => {
    const w = [0.5, -1.25, 2, -3e-3, 7, 0.125, -0.375, 1e-3, 4, -2, 1.5];

    test('agrees with central differences of its formula in float64', () => {
        const grad = regularizer.grad(w);
        w.forEach((v, i) => {
            const wanted = centralDifference(x => penaltyOf(factorsOf(regularizer), x), w, i, 1e-4);
            // The formula is quadratic, so the difference has no error but rounding; the gradient is float32.
            expect(Math.abs(grad[i] - wanted)).toBeLessThanOrEqual(1e-9 + 2 ** -23 * (1 + 2 * Math.abs(v)));
        });
    });

    test('is 0 at 0 and at -0', () => {
        for (const x of [Float32Array.of(0, -0), new Float32Array(100), new Float32Array(100).fill(-0)]) {
            expect(regularizer.grad(x).every(g => g === 0)).toBe(true);
        }
    });

    test('is NaN at NaN, and at infinity the factor or infinite', () => {
        const x = new Float32Array(40);
        [x[0], x[1], x[2]] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        const [l1, l2] = factorsOf(regularizer);
        const slope = l2 > 0 ? Number.POSITIVE_INFINITY : Math.fround(l1);
        expect([...regularizer.grad(x).subarray(0, 4)]).toEqual([Number.NaN, slope, -slope, 0]);
        expect([...regularizer.grad(x.slice(0, 3))]).toEqual([Number.NaN, slope, -slope]);
    });

    test.each([5, 3000])('is stored in out, or added to it, times scale (%i elements)', n => {
        const x = floats(n);
        const plain = regularizer.grad(x);
        const out = new Float32Array(n).fill(7);
        expect(regularizer.grad(x, { out })).toBe(out);
        expect(out).toEqual(plain);
        regularizer.grad(x, { out, accumulate: true });
        expect(out).toEqual(plain.map(g => 2 * g));
        expect(regularizer.grad(x, { scale: -4 })).toEqual(plain.map(g => -4 * g + 0));
        expect(regularizer.grad(x, { scale: 0 }).every(g => g === 0)).toBe(true);
    });

    test.each([5, 3000])('together with the value is the same as alone (%i elements)', n => {
        const x = floats(n);
        const out = new Float32Array(n);
        const { value, grad } = regularizer.valueAndGrad(x, { out, scale: 0.5 });
        expect(grad).toBe(out);
        expect(value).toBe(regularizer(x));
        expect(grad).toEqual(regularizer.grad(x, { scale: 0.5 }));
    });

    test('may replace the weights: a step of gradient descent in place', () => {
        for (const x of [floats(50), allocate(5000)]) {
            const wanted = regularizer.grad(x, { scale: -0.1 }).map((g, i) => Math.fround(x[i] + g));
            expect(regularizer.grad(x, { out: x, accumulate: true, scale: -0.1 })).toEqual(wanted);
        }
    });

    test('of an array in the JS heap can go to wasm memory and back', () => {
        const x = floats(3000);
        const out = allocate(3000);
        expect(regularizer.grad(x, { out })).toEqual(regularizer.grad(x));
        const resident = allocate(3000);
        resident.set(x);
        expect(regularizer.grad(resident)).toEqual(regularizer.grad(x));
    });
});

describe.each(each)('the proximal step of %s', (_, regularizer) => {
    const [l1, l2] = factorsOf(regularizer);

    test('satisfies the optimality condition of its definition', () => {
        const w = floats(500).map(v => 3 * v);
        const step = 0.25;
        const u = regularizer.prox(w, step);
        w.forEach((v, i) => {
            // 0 is in step * (l1 * d|u| + 2 * l2 * u) + u - v; at u = 0, d|u| is all of [-1, 1].
            const rest = v - u[i] - step * 2 * l2 * u[i];
            const allowed = 2 ** -22 * (Math.abs(v) + step * l1);
            if (u[i] === 0) expect(Math.abs(rest)).toBeLessThanOrEqual(step * l1 + allowed);
            else expect(Math.abs(rest - Math.sign(u[i]) * step * l1)).toBeLessThanOrEqual(allowed);
        });
    });

    test('sets to exactly 0 what the threshold covers, and nothing without one', () => {
        const w = Float32Array.of(0.01, -0.01, 0.02, -0, 0, 1);
        const zeros = regularizer.prox(w, 0.1).filter(v => v === 0).length;
        expect(zeros).toBe(l1 > 0 ? 5 : 2);
    });

    test('with a step of 0 changes nothing, and NaN and infinity stay', () => {
        const w = Float32Array.of(1, -2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
        expect(regularizer.prox(w, 0)).toEqual(w);
        expect(regularizer.prox(w, 0.5).subarray(2)).toEqual(w.subarray(2));
    });

    test.each([10, 5000])('is taken in place where out is w (%i elements)', n => {
        const w = floats(n);
        const wanted = regularizer.prox(w, 0.1);
        const resident = allocate(n);
        resident.set(w);
        expect(regularizer.prox(w, 0.1, { out: w })).toBe(w);
        expect(w).toEqual(wanted);
        expect(regularizer.prox(resident, 0.1, { out: resident })).toEqual(wanted);
    });
});

describe.each(['rows', 'columns'])('the orthogonal penalty of %s', mode => {
    const shapes = [
        [2, 3],
        [3, 2],
        [5, 5],
        [8, 8],
        [9, 17],
        [17, 9],
        [40, 3],
    ];
    const random = (rows, cols) => {
        const next = uniform(rows * 100 + cols);
        return Float32Array.from({ length: rows * cols }, () => next() - 0.5);
    };

    test.each(shapes)('and its gradient agree with central differences, %i x %i', (rows, cols) => {
        const data = random(rows, cols);
        const regularizer = new OrthogonalRegularizer(0.5, mode);
        const { value, grad } = regularizer.valueAndGrad({ data, shape: [rows, cols] });
        const k = mode === 'rows' ? cols : rows;
        const wanted = 0.5 * orthogonalOf([...data], rows, cols, mode);
        // k float32 roundings of products of unit vectors.
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual((k + 3) * 2 ** -24);
        expect(value).toBe(regularizer({ data, shape: [rows, cols] }));
        const largest = Math.max(...grad.map(Math.abs));
        for (let i = 0; i < data.length; i += Math.ceil(data.length / 20)) {
            const difference = centralDifference(x => 0.5 * orthogonalOf(x, rows, cols, mode), [...data], i, 1e-6);
            // The difference is good to about 1e-9 / 1e-6 of rounding, unless a sign changes within its step.
            expect(Math.abs(grad[i] - difference)).toBeLessThanOrEqual(1e-4 * largest);
        }
    });

    test('of a matrix is that of its transpose in the other mode', () => {
        const [rows, cols] = [7, 11];
        const data = random(rows, cols);
        const transposed = Float32Array.from({ length: 77 }, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)]);
        const other = mode === 'rows' ? 'columns' : 'rows';
        const a = new OrthogonalRegularizer(1, mode).valueAndGrad({ data, shape: [rows, cols] });
        const b = new OrthogonalRegularizer(1, other).valueAndGrad({ data: transposed, shape: [cols, rows] });
        expect(b.value).toBe(a.value);
        for (let i = 0; i < 77; i++) expect(b.grad[i]).toBe(a.grad[(i % rows) * cols + Math.floor(i / rows)]);
    });

    test('of vectors at right angles is 0, and so is its gradient', () => {
        const identity = Float32Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 0.3 : 0));
        const { value, grad } = new OrthogonalRegularizer(1, mode).valueAndGrad({ data: identity, shape: [10, 10] });
        expect(value).toBe(0);
        expect(grad.every(g => g === 0)).toBe(true);
    });

    test('accumulates, scales and works in place', () => {
        const data = random(9, 10);
        const w = { data, shape: [9, 10] };
        const regularizer = new OrthogonalRegularizer(1, mode);
        const grad = regularizer.grad(w);
        const twice = regularizer.grad(w, { out: grad.slice(), accumulate: true });
        expect(twice).toEqual(grad.map(g => 2 * g));
        expect(regularizer.grad(w, { scale: -2 })).toEqual(grad.map(g => -2 * g));
        expect(regularizer.grad(w, { out: data })).toBe(data);
        expect(data).toEqual(grad);
    });
});

test('the laws of the penalties hold exactly', () => {
    const w = floats(5000);
    const [l1, l2] = [new L1(0.3), new L2(0.7)];
    expect(l1(w.map(v => -v))).toBe(l1(w));
    expect(l1(w.map(v => 2 * v))).toBe(2 * l1(w));
    expect(l2(w.map(v => 2 * v))).toBe(4 * l2(w));
    expect(new L1L2(0.3, 0.7)(w)).toBe(l1(w) + l2(w));
});

test('weight decay multiplies by 1 - rate', () => {
    const w = floats(3000);
    expect(weightDecay(w, 0.125)).toEqual(w.map(v => v * 0.875));
    expect(weightDecay(w, 0, { out: w })).toBe(w);
});

test('squares beyond float32 are finite, and infinity and NaN come out', () => {
    expect(new L2(1)([1e20])).toBe(Math.fround(1e20) ** 2);
    expect(new L2(1)([Number.NEGATIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(new L1(1)([1, Number.NaN])).toBeNaN();
    expect(new L1(1)([])).toBe(0);
});
