/** Soft orthogonality: the class, its kernels against the definition in float64, the same bits natively. */
import { describe, expect, test } from '@jest/globals';
import { allocate, backend, deserialize, get, SoftOrthogonal, serialize } from '../../js/index.js';
import { softOrthogonal } from '../../js/kernels/soft-orthogonal.js';
import { askNative } from './native.js';
import { floats } from './random.js';

/** Vectors and their elements, around the panels of eight vectors, the runs of 32 products and the spans of 256. */
const SHAPES = [
    ...[1, 2, 7, 8, 9, 17].flatMap(m => [1, 2, 3, 8, 31, 33].map(k => [m, k])),
    ...[255, 256, 257, 300, 530].map(k => [9, k]),
    [40, 5],
];

/** Value, gradient, and how far float32 dot products may make them be off. */
function reference(w, rows, cols, columns, diagonal) {
    const [m, k, across, along] = columns ? [cols, rows, 1, cols] : [rows, cols, cols, 1];
    const v = (i, t) => w[i * across + t * along];
    const dot = (i, j) => {
        let sum = 0;
        for (let t = 0; t < k; t++) sum += v(i, t) * v(j, t);
        return sum;
    };
    const ulps = (Math.min(k, 40) + 3) * 2 ** -24;
    const result = { value: 0, bound: 0, grad: new Float64Array(w.length), bounds: new Float64Array(w.length) };
    const length = Float64Array.from({ length: m }, (_, i) => Math.sqrt(dot(i, i)));
    for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) {
            if (i === j && !diagonal) continue;
            const d = dot(i, j) - (i === j ? 1 : 0);
            const error = ulps * (length[i] * length[j] + (i === j ? 1 : 0));
            result.value += d * d;
            result.bound += error * (2 * Math.abs(d) + error);
            for (let t = 0; t < k; t++) {
                result.grad[i * across + t * along] += 4 * d * v(j, t);
                result.bounds[i * across + t * along] += 4 * (error + 6 * 2 ** -24 * Math.abs(d)) * Math.abs(v(j, t));
            }
        }
    }
    return result;
}

const CASES = ['rows', 'columns'].flatMap(mode => [true, false].map(diagonal => [mode, diagonal]));

describe.each(CASES)('%s, diagonal %s', (mode, diagonal) => {
    const reg = new SoftOrthogonal({ factor: 0.5, mode, diagonal });
    const shapes = SHAPES.map(([m, k]) => (mode === 'rows' ? [m, k] : [k, m]));

    test('penalty and gradient are those of the formula at every shape', () => {
        for (const [rows, cols] of shapes) {
            const data = floats(rows * cols, 3);
            const w = { data, shape: [rows, cols] };
            const wanted = reference(data, rows, cols, mode === 'columns', diagonal);
            const { value, grad } = reg.valueAndGrad(w);
            expect(value).toBe(reg(w));
            expect(grad).toEqual(reg.grad(w));
            expect(Math.abs(value - 0.5 * wanted.value)).toBeLessThanOrEqual(0.5 * wanted.bound + 1e-15);
            grad.forEach((g, i) => {
                const allowed = 0.5 * wanted.bounds[i] + 2 ** -23 * Math.abs(g);
                if (!(Math.abs(g - 0.5 * wanted.grad[i]) <= allowed)) {
                    expect([rows, cols, i, g]).toEqual([rows, cols, i, 0.5 * wanted.grad[i]]);
                }
            });
        }
    });

    test('in place, added, scaled, and in allocated memory', () => {
        const shape = [9, 11];
        const data = floats(99, 3);
        const grad = reg.grad({ data, shape });
        const added = reg.grad({ data, shape }, { out: new Float32Array(99).fill(1), accumulate: true, scale: -2 });
        grad.forEach((g, i) => {
            expect(Math.abs(added[i] - (1 - 2 * g))).toBeLessThanOrEqual(2 ** -22 * (1 + 2 * Math.abs(g)));
        });
        for (const here of [data.slice(), allocate(99)]) {
            here.set(data);
            expect(reg.valueAndGrad({ data: here, shape }, { out: here }).value).toBe(reg({ data, shape }));
            expect([...here]).toEqual([...grad]);
        }
    });

    test('of a higher rank all dimensions but the last are one', () => {
        const data = floats(120, 4);
        expect(reg({ data, shape: [2, 3, 4, 5] })).toBe(reg({ data, shape: [24, 5] }));
        expect(reg.grad({ data, shape: [2, 3, 4, 5] })).toEqual(reg.grad({ data, shape: [24, 5] }));
    });

    test('its config comes back, in every dialect', () => {
        for (const format of ['keras2', 'keras3', 'tfjs']) {
            const again = deserialize(JSON.parse(JSON.stringify(serialize(reg, { format }))));
            expect(again).toBeInstanceOf(SoftOrthogonal);
            expect(again.getConfig()).toEqual({ factor: 0.5, mode, diagonal });
        }
    });

    test('the native core gives the same bits', () => {
        if (backend() === 'js') return; // which multiplies in float64
        const asked = shapes.flatMap(([rows, cols]) => {
            const x = floats(rows * cols, 5);
            const edged = x.map((v, i) => (i === x.length - 1 ? Number.POSITIVE_INFINITY : i === 0 ? -0 : v));
            return [x, edged, edged.map((v, i) => (i === 0 ? Number.NaN : v))].map(x => ({ x, rows, cols }));
        });
        const common = { columns: mode === 'columns', scale: 0.5, accumulate: true, settings: [Number(diagonal)] };
        for (const withGradient of [true, false]) {
            const requests = asked.map(({ x, rows, cols }) => {
                const out = floats(x.length, 9);
                return { kernel: 'soft_orthogonal', x, rows, cols, out, withGradient, ...common };
            });
            askNative(requests).forEach(({ value, out }, i) => {
                const { x, rows, cols, columns, scale, accumulate } = requests[i];
                const own = floats(x.length, 9);
                const target = { scale, out: withGradient ? own : undefined, accumulate };
                const got = softOrthogonal({ w: x, rows, cols, columns }, diagonal, target);
                if (!Object.is(got, value[0])) expect([rows, cols, got]).toEqual([rows, cols, value[0]]);
                own.forEach((g, at) => {
                    if (!Object.is(g, out[at])) expect([rows, cols, at, g]).toEqual([rows, cols, at, out[at]]);
                });
            });
        }
        const sizes = { kernel: 'soft_orthogonal_workspace', x: new Float32Array(0), rows: 70000, cols: 70000 };
        const [value, gradient] = askNative([sizes, { ...sizes, withGradient: true }]).map(({ value: [v] }) => v);
        expect([value > 2 ** 33, gradient - value]).toEqual([true, 8 * 70000 * 70000]);
    });
});

test('of an orthogonal matrix all is 0, also where its rows have other lengths and these do not count', () => {
    const turn = [
        [0.6, -0.8, 0],
        [0.8, 0.6, 0],
        [0, 0, -1],
    ];
    for (const mode of ['rows', 'columns']) {
        expect(new SoftOrthogonal({ factor: 1, mode })(turn)).toBeLessThan(1e-13);
        for (const g of new SoftOrthogonal({ factor: 1, mode }).grad(turn)) expect(Math.abs(g)).toBeLessThan(1e-6);
    }
    const scaled = turn.map((row, i) => row.map(v => v * (i + 2)));
    expect(new SoftOrthogonal({ factor: 1, diagonal: false })(scaled)).toBeLessThan(1e-12);
    // Of lengths 2, 3 and 4: the squares of 3, 8 and 15.
    expect(new SoftOrthogonal(1)(scaled)).toBeCloseTo(9 + 64 + 225, 3);
});

test('one row, one element, none', () => {
    expect(new SoftOrthogonal(1)([[3]])).toBe(64);
    expect([...new SoftOrthogonal(1).grad([[3]])]).toEqual([96]);
    expect(new SoftOrthogonal({ factor: 1, diagonal: false })([[3, 4]])).toBe(0);
    expect(new SoftOrthogonal(2)({ data: [], shape: [0, 4] })).toBe(0);
    expect(new SoftOrthogonal(2)({ data: [], shape: [3, 0] })).toBe(6);
    expect(new SoftOrthogonal({ factor: 2, diagonal: false })({ data: [], shape: [3, 0] })).toBe(0);
    expect(new SoftOrthogonal(2).grad({ data: [], shape: [3, 0] })).toEqual(new Float32Array(0));
});

test('NaN in gives NaN out, infinity infinity, and a factor of 0 nothing', () => {
    const w = [
        [1, 2],
        [3, 4],
    ];
    for (const reg of [new SoftOrthogonal(1), new SoftOrthogonal({ factor: 1, diagonal: false })]) {
        expect(reg([[Number.NaN, 1], w[1]])).toBeNaN();
        expect(reg([[Number.POSITIVE_INFINITY, 1], w[1]])).toBe(Number.POSITIVE_INFINITY);
    }
    // Also where vectors that fill up a panel stand beside an infinite one.
    for (const m of [1, 7, 9, 17, 20]) {
        for (const at of [0, m - 1]) {
            const rows = Array.from({ length: m }, (_, i) =>
                new Array(6).fill(i === at ? Number.POSITIVE_INFINITY : 1),
            );
            const reg = new SoftOrthogonal({ factor: 1, diagonal: m % 2 === 1 });
            expect([m, reg(rows)]).toEqual([m, Number.POSITIVE_INFINITY]);
            const grad = reg.grad(rows);
            if (m > 1) expect([m, grad[6 * (m - 1 - at)]]).toEqual([m, Number.POSITIVE_INFINITY]);
        }
    }
    const zero = new SoftOrthogonal(0);
    expect(zero([[Number.POSITIVE_INFINITY, 1]])).toBe(0);
    expect([...zero.grad([[Number.POSITIVE_INFINITY, 1]])]).toEqual([0, 0]);
    expect([...zero.grad([[1, 2]], { out: Float32Array.of(5, 6), accumulate: true })]).toEqual([5, 6]);
});

test('configs name a package, as Keras has no such class', () => {
    const config = { factor: 0.01, mode: 'rows', diagonal: true };
    expect(serialize(new SoftOrthogonal())).toEqual({ class_name: 'regularizers>SoftOrthogonal', config });
    expect(serialize(new SoftOrthogonal(), { format: 'keras3' })).toEqual({
        module: null,
        class_name: 'SoftOrthogonal',
        config,
        registered_name: 'regularizers>SoftOrthogonal',
    });
    expect(get('SoftOrthogonal').getConfig()).toEqual(config);
    expect(new SoftOrthogonal(0.5, 'columns', false).getConfig()).toEqual({
        factor: 0.5,
        mode: 'columns',
        diagonal: false,
    });
});

test.each([
    [() => new SoftOrthogonal(-1), RangeError, 'SoftOrthogonal: expected factor to be a non-negative finite number'],
    [
        () => new SoftOrthogonal({ mode: 'row' }),
        RangeError,
        "SoftOrthogonal: expected mode to be 'rows' or 'columns', got",
    ],
    [
        () => new SoftOrthogonal({ mode: 1 }),
        TypeError,
        "SoftOrthogonal: expected mode to be 'rows' or 'columns', got 1",
    ],
    [() => new SoftOrthogonal({ diagonal: 0 }), TypeError, 'SoftOrthogonal: expected diagonal to be a boolean, got 0'],
    [
        () => new SoftOrthogonal({ diag: true }),
        TypeError,
        "unknown key 'diag'; it takes factor, mode, diagonal; did you",
    ],
    [
        () => new SoftOrthogonal()(new Float32Array(6)),
        RangeError,
        'SoftOrthogonal: expected w to have rank 2 or more, got shape [6]; give { data, shape } or nested rows',
    ],
    [() => new SoftOrthogonal().grad([1]), RangeError, 'SoftOrthogonal.grad: expected w to have rank 2 or more, got'],
    [
        () => new SoftOrthogonal().prox([[1]], 1),
        Error,
        'SoftOrthogonal does not implement prox(): its proximal step has no closed form',
    ],
    [
        () => new SoftOrthogonal(1e38).grad([[1]], { scale: 2 }),
        RangeError,
        'SoftOrthogonal.grad: expected 4 * scale * factor to be at most 3.4e38',
    ],
    [() => new SoftOrthogonal().grad([[1]], { accumulate: true }), TypeError, 'SoftOrthogonal.grad: expected out'],
])('%s is refused', (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
});
