/** The classes of group penalties: definitions, defaults, configs and refusals. */
import { describe, expect, test } from '@jest/globals';
import { deserialize, GroupLasso, get, L1, SparseGroupLasso, serialize } from '../../js/index.js';
import { floats } from './random.js';

const shape = [3, 2, 4, 5];
const n = 120;
const data = floats(n, 1);

/** The index along an axis of each element. */
const indexAlong = axis => {
    const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return i => Math.floor(i / inner) % shape[axis];
};

/** Penalty, gradient and proximal step by their formulas, in float64. */
function reference(w, l1, group, axis, step) {
    const of = indexAlong(axis < 0 ? axis + shape.length : axis);
    const count = shape.at(axis);
    const size = n / count;
    const norms = x => {
        const squares = new Array(count).fill(0);
        x.forEach((v, i) => {
            squares[of(i)] += v * v;
        });
        return squares.map(Math.sqrt);
    };
    const x = [...w];
    const own = norms(x);
    const soft = x.map(v => Math.sign(v) * Math.max(Math.abs(v) - step * l1, 0));
    const left = norms(soft);
    const weight = group * Math.sqrt(size);
    return {
        value: l1 * x.reduce((sum, v) => sum + Math.abs(v), 0) + weight * own.reduce((a, b) => a + b, 0),
        grad: x.map((v, i) => l1 * Math.sign(v) + (own[of(i)] && (weight * v) / own[of(i)])),
        prox: soft.map((v, i) => v * (left[of(i)] && Math.max(0, 1 - (step * weight) / left[of(i)]))),
    };
}

const CASES = [0, 1, 2, 3, -1, -2, -4].flatMap(axis => [
    [`GroupLasso, axis ${axis}`, new GroupLasso({ factor: 0.03, axis }), 0, 0.03, axis],
    [`SparseGroupLasso, axis ${axis}`, new SparseGroupLasso({ l1: 0.2, group: 0.05, axis }), 0.2, 0.05, axis],
]);

describe.each(CASES)('%s', (_, reg, l1, group, axis) => {
    const w = { data, shape };

    test('penalty, gradient and proximal step are those of the formula', () => {
        const step = 0.8;
        const wanted = reference(data, l1, group, axis, step);
        const { value, grad } = reg.valueAndGrad(w);
        expect(Math.abs(reg(w) - wanted.value)).toBeLessThanOrEqual(1e-13 * wanted.value);
        expect(value).toBe(reg(w));
        expect(grad).toEqual(reg.grad(w));
        const prox = reg.prox(w, step);
        for (let i = 0; i < n; i++) {
            expect(Math.abs(grad[i] - wanted.grad[i])).toBeLessThanOrEqual(2 ** -22 * (l1 + group * 10));
            expect(Math.abs(prox[i] - wanted.prox[i])).toBeLessThanOrEqual(2 ** -22 * (Math.abs(data[i]) + step * l1));
        }
    });

    test('the proximal step is the minimum: its optimality condition holds', () => {
        const step = 2;
        const u = reg.prox(w, step);
        const of = indexAlong(axis < 0 ? axis + shape.length : axis);
        const count = shape.at(axis);
        const weight = group * Math.sqrt(n / count);
        for (let g = 0; g < count; g++) {
            const indices = [...data.keys()].filter(i => of(i) === g);
            const norm = x => Math.hypot(...indices.map(i => x[i]));
            // 0 in the subdifferential of step * penalty + |u - x|^2 / 2 at u (Parikh and Boyd, 2014, section 2.3).
            if (norm(u) === 0) {
                const left = Math.hypot(...indices.map(i => Math.max(0, Math.abs(data[i]) - step * l1)));
                expect(left).toBeLessThanOrEqual(step * weight * (1 + 1e-6));
                continue;
            }
            for (const i of indices) {
                const rest = data[i] - u[i] - (step * weight * u[i]) / norm(u);
                const bound = 1e-6 * (1 + Math.abs(data[i]));
                if (u[i] === 0) expect(Math.abs(rest)).toBeLessThanOrEqual(step * l1 + bound);
                else expect(Math.abs(rest - step * l1 * Math.sign(u[i]))).toBeLessThanOrEqual(bound);
            }
        }
    });

    test('in place, added and scaled', () => {
        const grad = reg.grad(w);
        const doubled = reg.grad(w, { scale: 2 });
        const added = reg.grad(w, { out: new Float32Array(n).fill(1), accumulate: true });
        grad.forEach((g, i) => {
            expect(Math.abs(doubled[i] - 2 * g)).toBeLessThanOrEqual(2 ** -22 * Math.abs(g));
            expect(added[i]).toBe(Math.fround(1 + g));
        });
        const here = data.slice();
        expect(reg.prox({ data: here, shape }, 0.5, { out: here })).toBe(here);
        expect(here).toEqual(reg.prox(w, 0.5));
        const there = data.slice();
        const { value } = reg.valueAndGrad({ data: there, shape }, { out: there });
        expect(value).toBe(reg(w));
        expect(there).toEqual(grad);
    });

    test('its config comes back, in every dialect', () => {
        for (const format of ['keras2', 'keras3', 'tfjs']) {
            const again = deserialize(JSON.parse(JSON.stringify(serialize(reg, { format }))));
            expect(again).toBeInstanceOf(reg.constructor);
            expect(again.getConfig()).toEqual(reg.getConfig());
        }
        expect(get(reg.constructor.className).getConfig()).toEqual(new reg.constructor().getConfig());
        expect(get(`regularizers>${reg.constructor.className}`)).toBeInstanceOf(reg.constructor);
    });
});

test('configs name a package, as Keras has no such classes', () => {
    const config = { factor: 0.01, axis: -1 };
    expect(serialize(new GroupLasso())).toEqual({ class_name: 'regularizers>GroupLasso', config });
    expect(JSON.parse(JSON.stringify(new GroupLasso())).class_name).toBe('regularizers>GroupLasso');
    expect(serialize(new GroupLasso(), { format: 'keras3' })).toEqual({
        module: null,
        class_name: 'GroupLasso',
        config,
        registered_name: 'regularizers>GroupLasso',
    });
    expect(serialize(new SparseGroupLasso(), { format: 'tfjs' })).toEqual({
        className: 'SparseGroupLasso',
        config: { l1: 0.01, group: 0.01, axis: -1 },
    });
});

test('a factor of 0 leaves its term out, and one of two is the other penalty', () => {
    const w = { data: Float32Array.of(Number.POSITIVE_INFINITY, 1, 2, 3), shape: [2, 2] };
    expect(new GroupLasso(0)(w)).toBe(0);
    expect([...new GroupLasso(0).grad(w)]).toEqual([0, 0, 0, 0]);
    expect(new SparseGroupLasso(0, 0)(w)).toBe(0);
    const all = { data, shape };
    expect(new SparseGroupLasso(0, 0.3, 0)(all)).toBe(new GroupLasso(0.3, 0)(all));
    expect(new SparseGroupLasso(0, 0.3, 0).prox(all, 2)).toEqual(new GroupLasso(0.3, 0).prox(all, 2));
    expect(new SparseGroupLasso(0.3, 0)(all)).toBe(new L1(0.3)(data));
    expect(new SparseGroupLasso(0.3, 0).grad(all)).toEqual(new L1(0.3).grad(data));
    expect(new SparseGroupLasso(0.3, 0).prox(all, 0.2)).toEqual(new L1(0.3).prox(data, 0.2));
});

test.each([
    [() => new GroupLasso(-1), RangeError, 'GroupLasso: expected factor to be a non-negative finite number, got -1'],
    [() => new GroupLasso('1'), TypeError, 'GroupLasso: expected factor to be a number, got "1"'],
    [() => new GroupLasso({ axis: 0.5 }), RangeError, 'GroupLasso: expected axis to be an integer, got 0.5'],
    [() => new GroupLasso({ axis: '0' }), TypeError, 'GroupLasso: expected axis to be a number, got "0"'],
    [
        () => new GroupLasso({ axes: 0 }),
        TypeError,
        "GroupLasso: unknown key 'axes'; it takes factor, axis; did you mean 'axis'?",
    ],
    [() => new SparseGroupLasso({ l1: Number.NaN }), RangeError, 'SparseGroupLasso: expected l1 to be finite, got NaN'],
    [
        () => new SparseGroupLasso({ l2: 1 }),
        TypeError,
        "SparseGroupLasso: unknown key 'l2'; it takes l1, group, axis; did you mean 'l1'?",
    ],
    [
        () => new GroupLasso()(new Float32Array(6)),
        RangeError,
        'GroupLasso: expected w to say its shape, got a flat array; give { data, shape } or nested rows',
    ],
    [
        () => new GroupLasso({ axis: 2 }).grad([[1, 2]]),
        RangeError,
        'GroupLasso.grad: expected w to have axis 2, got shape [1, 2]',
    ],
    [
        () => new SparseGroupLasso({ axis: -3 }).prox([[1, 2]], 1),
        RangeError,
        'SparseGroupLasso.prox: expected w to have axis -3, got shape [1, 2]',
    ],
    [
        () =>
            new GroupLasso(1e38).grad(
                [
                    [1, 2],
                    [3, 4],
                    [5, 6],
                ],
                { scale: 10 },
            ),
        RangeError,
        'GroupLasso.grad: expected scale * factor * sqrt(size) to be at most 3.4e38, the range of float32, got',
    ],
    [
        () => new GroupLasso().prox([[1]], -1),
        RangeError,
        'GroupLasso.prox: expected step to be a non-negative finite number, got -1',
    ],
    [() => new GroupLasso().prox([[1]], 1, { to: 1 }), TypeError, "GroupLasso.prox: unknown key 'to'"],
    [() => new GroupLasso().grad([[1]], { accumulate: true }), TypeError, 'GroupLasso.grad: expected out'],
])('%s is refused', (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
});

test('a group of one element counts as its magnitude, and there may be no elements', () => {
    expect(new GroupLasso({ factor: 2 })({ data: [3, -4], shape: [2] })).toBe(14);
    expect(new GroupLasso({ factor: 2 })({ data: [], shape: [0, 4] })).toBe(0);
    expect(new GroupLasso({ factor: 2, axis: 0 })({ data: [], shape: [0, 4] })).toBe(0);
    expect(new GroupLasso().prox({ data: [], shape: [4, 0] }, 1)).toEqual(new Float32Array(0));
});
