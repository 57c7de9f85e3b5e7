/** Penalties of arrays of jax-js on its wasm backend: values and slopes of each class, at zeros, under its transformations. */

import { grad, jit, numpy as np, valueAndGrad, vmap } from '@jax-js/jax';
import { describe, expect, test } from '@jest/globals';
import * as core from 'regularizers';
import * as jaxEntry from 'regularizers/jax';
import { centralDifferences } from '../tfjs/by-hand.js';
import { alive, numbersOf, plain } from './jax.js';

const entry = { ...jaxEntry };
const { penalty } = entry;

const anchor = { data: numbersOf([5, 7], 9).w.data, shape: [5, 7] };
const importance = { data: anchor.data.map(Math.abs), shape: [5, 7] };

/** Name, arguments, the shapes it is tried on, its formula in float64 loops. */
const CASES = [
    ['l1', [0.3], [[35], [5, 7]], (w, { l1 }) => l1 * sum(w.map(Math.abs))],
    ['l2', [{ l2: 0.3 }], [[35], [5, 7]], (w, { l2 }) => l2 * sum(w.map(x => x * x))],
    ['l1l2', [0.3, 0.2], [[5, 7]], (w, { l1, l2 }) => l1 * sum(w.map(Math.abs)) + l2 * sum(w.map(x => x * x))],
    ['orthogonal', [0.3], [[5, 7]], (w, c, s) => c.factor * meanCosine(rowsOf(w, s))],
    ['orthogonal', [0.3, 'columns'], [[5, 7]], (w, c, s) => c.factor * meanCosine(columnsOf(w, s))],
    [
        'groupLasso',
        [0.3],
        [
            [5, 7],
            [3, 2, 5, 7],
        ],
        (w, c, s) => c.factor * norms(columnsOf(w, s)),
    ],
    ['groupLasso', [{ factor: 0.3, axis: 0 }], [[5, 7]], (w, c, s) => c.factor * norms(rowsOf(w, s))],
    [
        'sparseGroupLasso',
        [0.2, 0.3],
        [[5, 7]],
        (w, c, s) => c.l1 * sum(w.map(Math.abs)) + c.group * norms(columnsOf(w, s)),
    ],
    [
        'softOrthogonal',
        [0.3],
        [
            [5, 7],
            [2, 3, 5, 7],
        ],
        (w, c, s) => c.factor * gram(rowsOf(w, s), 1),
    ],
    ['softOrthogonal', [0.3, 'columns', false], [[5, 7]], (w, c, s) => c.factor * gram(columnsOf(w, s), 0)],
    [
        'anchoredL2',
        [{ l2: 0.3, anchor }],
        [[5, 7], [35]],
        (w, c) => c.l2 * sum(w.map((x, i) => (x - anchor.data[i]) ** 2)),
    ],
    [
        'anchoredL2',
        [{ l2: 0.3, anchor, importance }],
        [[5, 7]],
        (w, c) => c.l2 * sum(w.map((x, i) => importance.data[i] * (x - anchor.data[i]) ** 2)),
    ],
];

const sum = values => values.reduce((total, value) => total + value, 0);
const dot = (a, b) => sum(a.map((x, i) => x * b[i]));
const rowsOf = (w, shape) => {
    const length = shape.at(-1);
    return Array.from({ length: w.length / length }, (_, i) => w.slice(i * length, (i + 1) * length));
};
const columnsOf = (w, shape) => rowsOf(w, shape)[0].map((_, j) => rowsOf(w, shape).map(row => row[j]));
const norms = groups => sum(groups.map(g => Math.sqrt(g.length * dot(g, g))));
const pairs = vectors => vectors.flatMap((a, i) => vectors.slice(i + 1).map(b => [a, b]));
const meanCosine = vectors => {
    const cosines = pairs(vectors).map(([a, b]) => Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b)));
    return sum(cosines) / cosines.length;
};
const gram = (vectors, isWhole) =>
    2 * sum(pairs(vectors).map(([a, b]) => dot(a, b) ** 2)) + isWhole * sum(vectors.map(a => (dot(a, a) - 1) ** 2));

/** Float32 sums of so few elements are off by a few units in the last place of their largest parts. */
const expectNear = (found, wanted, limit = 2e-6) => {
    expect(found).toHaveLength(wanted.length);
    const size = Math.max(...Array.from(wanted, Math.abs), 1e-3);
    found.forEach((value, i) => {
        expect([i, Math.abs(value - wanted[i]) <= limit * size ? 'near' : [value, wanted[i]]]).toEqual([i, 'near']);
    });
};

const rows = CASES.flatMap(([name, args, shapes, formula]) => shapes.map(shape => [name, shape, args, formula]));

describe.each(rows)('%s of shape %p', (name, shape, args, formula) => {
    const { w, make } = numbersOf(shape);
    const reg = entry[name](...args);
    const config = reg.regularizer.getConfig();

    test('has the value of float64 loops and of the core', () => {
        const wanted = formula(Array.from(w.data), config, shape);
        expectNear([reg(make()).item()], [wanted]);
        expectNear([reg(make()).item()], [reg.regularizer(w)]);
    });

    test('has the slopes of the core, 0 at zeros, and those of central differences where it is smooth', () => {
        const found = plain(grad(reg)(make()));
        expectNear(found, reg.regularizer.grad(w), 4e-6);
        const differences = centralDifferences(Array.from(w.data), v => formula(v, config, shape));
        const smooth = Array.from(w.data, x => Math.abs(x) > 1e-4);
        expectNear(
            found.filter((_, i) => smooth[i]),
            differences.filter((_, i) => smooth[i]),
            1e-5,
        );
    });

    test('gives the same under jit, vmap, and both with grad', () => {
        const [value, slopes] = [reg(make()).item(), plain(grad(reg)(make()))];
        expectNear([jit(reg)(make()).item()], [value]);
        const [jitted, jittedSlopes] = jit(valueAndGrad(reg))(make());
        expectNear([jitted.item()], [value]);
        expectNear(plain(jittedSlopes), slopes);
        const two = () => np.stack([make(), make().mul(2)]);
        const doubled = reg(make().mul(2)).item();
        expectNear(plain(vmap(reg)(two())), [value, doubled]);
        expectNear(plain(jit(vmap(reg))(two())), [value, doubled]);
        expectNear(plain(vmap(grad(reg))(two())).slice(0, slopes.length), slopes);
    });

    test('has curvature: the slope of a sum of slopes is that of float64 loops', () => {
        // Away from the corners at 0, where there is none.
        const data = w.data.map(x => x + (x < 0 ? -0.25 : 0.25));
        const along = Array.from(numbersOf(shape, 5).w.data);
        const slopes = v => grad(reg)(v).mul(np.array(along).reshape(shape)).sum();
        const found = plain(jit(grad(slopes))(np.array(data.slice(), { shape })));
        const f = v => formula(v, config, shape);
        const step = 1e-4;
        const [there, back] = [step, -step].map(t =>
            centralDifferences(
                Array.from(data, (x, i) => x + t * along[i]),
                f,
            ),
        );
        const wanted = there.map((slope, i) => (slope - back[i]) / (2 * step));
        // Differences of differences of float64 numbers near 1 are good to 1e-7.
        expectNear(found, wanted, 1e-4);
    });

    test('leaves no buffer behind, and consumes its argument once', () => {
        const x = make();
        grad(reg)(x.ref).dispose();
        const run = jit(valueAndGrad(reg));
        for (const array of run(x.ref)) array.dispose();
        const before = alive();
        for (let i = 0; i < 3; i++) {
            reg(x.ref).dispose();
            grad(reg)(x.ref).dispose();
            vmap(reg)(np.stack([x.ref, x.ref])).dispose();
            for (const array of run(x.ref)) array.dispose();
        }
        expect(alive()).toBe(before);
        expect(x.refCount).toBe(1);
        x.dispose();
    });
});

test.each([2 ** 25, 2 ** 20 + 1, 999983])('%i equal numbers add up, by L1 and L2, with and without jit', n => {
    for (const value of [1, 0.1]) {
        const x = np.array(new Float32Array(n).fill(value));
        const wanted = n * Math.fround(value);
        // Sixty-odd roundings that may all go one way.
        const limit = value === 1 && n % 2 === 0 ? 0 : 4e-6;
        for (const run of [entry.l1(1), jit(entry.l1(1))]) {
            expect(Math.abs(run(x.ref).item() / wanted - 1)).toBeLessThanOrEqual(limit);
        }
        expect(Math.abs(jit(entry.l2(1))(x).item() / (wanted * Math.fround(value)) - 1)).toBeLessThanOrEqual(limit);
    }
});

test('a long group is added up as well as a long array', () => {
    const x = np.array(new Float32Array(2 ** 23).fill(0.1), { shape: [2 ** 22, 2] });
    const wanted = 2 * 2 ** 22 * Math.fround(0.1);
    expect(Math.abs(jit(entry.groupLasso(1))(x).item() / wanted - 1)).toBeLessThan(4e-6);
});

test('slopes are 0 at zeros of either sign, and 0 for groups and rows of zeros, also of higher order', () => {
    const zeros = () => np.array([0, -0, 0, -0, 3, 4], { shape: [3, 2] });
    for (const name of ['l1', 'l1l2', 'groupLasso', 'sparseGroupLasso', 'orthogonal']) {
        const axis = /group/i.test(name) ? [{ axis: 0 }] : [];
        const reg = entry[name](...axis);
        expect([name, plain(grad(reg)(zeros())).slice(0, 4).map(Math.abs)]).toEqual([name, [0, 0, 0, 0]]);
        const curvature = plain(grad(v => np.square(grad(reg)(v)).sum())(zeros()));
        expect([name, curvature.every(Number.isFinite)]).toEqual([name, true]);
    }
    // What jax-js has of its own is +1 there.
    expect(grad(v => np.abs(v).sum())(np.array([0])).js()).toEqual([1]);
});

test('NaN stays NaN, infinite weights cost infinity, and nothing under a factor of 0', () => {
    const x = values => np.array(values);
    for (const reg of [entry.l1(1), entry.l2(1), entry.groupLasso({ axis: -1 }), entry.anchoredL2(1)]) {
        expect(reg(x([1, Number.NaN])).item()).toBeNaN();
        expect(reg(x([1, -Infinity])).item()).toBe(Infinity);
        // The signs of which L1's slope is made are 0 for NaN.
        if (reg.regularizer.l1 === undefined) expect(grad(reg)(x([1, Number.NaN])).js()[1]).toBeNaN();
    }
    expect(grad(entry.l1(2))(x([Infinity, -Infinity, 1])).js()).toEqual([2, -2, 2]);
    expect(
        entry
            .l1l2(
                0,
                0,
            )(x([Infinity]))
            .item(),
    ).toBe(0);
    expect(
        entry
            .groupLasso(0)(x([Infinity]))
            .item(),
    ).toBe(0);
    expect(
        entry
            .softOrthogonal(0)(np.array([[Infinity]]))
            .item(),
    ).toBe(0);
});

test('arrays without elements cost 0, and one number is an array as well', () => {
    expect(
        entry
            .l1()(np.zeros([0]))
            .item(),
    ).toBe(0);
    expect(
        entry
            .l1l2()(np.zeros([3, 0]))
            .item(),
    ).toBe(0);
    expect(
        entry
            .groupLasso()(np.zeros([3, 0]))
            .item(),
    ).toBe(0);
    expect(entry.l1(1)(np.array(-2)).item()).toBe(2);
    expect(
        entry
            .orthogonal(1)(np.array([[1, 2]]))
            .item(),
    ).toBe(0);
});

test('float64 arrays give float64 penalties and slopes', () => {
    // In Node 20 and 22 jax-js makes none from numbers: it asks for Float16Array.
    const wide = (...values) => np.array(values).astype(np.float64);
    const x = () => wide(1, 0, -2, 0).add(wide(2 ** -40, 0, 0, 2 ** -60));
    const value = entry.l1(1)(x());
    expect([value.dtype, value.item()]).toEqual(['float64', 3 + 2 ** -40 + 2 ** -60]);
    const slope = grad(entry.anchoredL2({ l2: 0.5, anchor: [1, 0, 0, 0] }))(x());
    expect([slope.dtype, slope.js()]).toEqual(['float64', [2 ** -40, 0, -2, 2 ** -60]]);
    expect(entry.penalty(null)(x()).dtype).toBe('float64');
});

test.each([
    ['a name', 'l2', 0.05],
    ['a class', core.L2, 0.05],
    ['an instance', new core.L2(1), 5],
    ['a penalty', entry.l2(1), 5],
    ['a subclass that changes nothing', new (class Mine extends core.L2 {})(1), 5],
    ['a config of Keras 2', { class_name: 'L2', config: { l2: 1 } }, 5],
    [
        'a config of Keras 3',
        { module: 'keras.regularizers', class_name: 'L2', config: { l2: 1 }, registered_name: null },
        5,
    ],
    ['a config of TF.js', { className: 'L1L2', config: { l1: 0, l2: 1 } }, 5],
    ['the base class', core.Regularizer, 0],
    ['null, as a layer without one has it', null, 0],
])('penalty takes %s', (_, identifier, wanted) => {
    const reg = penalty(identifier);
    expect(Math.abs(reg(np.array([1, -2])).item() - wanted)).toBeLessThan(1e-7);
    expect(
        grad(reg)(np.array([1, -2]))
            .js()
            .every(Number.isFinite),
    ).toBe(true);
});

test('a function of an array is itself, and what penalty made has its config', () => {
    const own = w => w.sum();
    expect(penalty(own)).toBe(own);
    const { regularizer } = entry.sparseGroupLasso(1, 2, 0);
    expect(core.serialize(regularizer)).toEqual(core.serialize(new core.SparseGroupLasso(1, 2, 0)));
    expect(penalty(null).regularizer).toBe(undefined);
});

test('changed factors count, but for what jit has compiled', () => {
    const reg = entry.l1(1);
    const compiled = jit(reg);
    expect(compiled(np.array([3])).item()).toBe(3);
    reg.regularizer.l1 = 2;
    expect([reg(np.array([3])).item(), compiled(np.array([3])).item()]).toEqual([6, 3]);
});

test('what it cannot take it refuses in words', () => {
    class Own extends core.L1 {
        static className = 'Own';
        call(w) {
            return super.call(w);
        }
    }
    const refused = [
        [() => penalty(undefined), /penalty: expected a regularizer, or null for none, got undefined/],
        [() => penalty(new Own()), /penalty: expected a class that is built in, or a function .* got Own/],
        [() => penalty('l3'), /l3/],
        [() => entry.l1(-1), /L1: expected l1/],
        [() => entry.l1()([1, 2]), /L1: expected an array of jax-js, got an array of 2/],
        [() => entry.l1()(undefined), /L1: expected an array of jax-js, got undefined/],
        [() => entry.orthogonal()(null), /OrthogonalRegularizer: expected an array of jax-js, got null/],
        [() => entry.l1()({ dispose() {}, shape: 2 }), /L1: expected an array of jax-js, got/],
        [
            () => entry.l1()(np.array([1, 2], { dtype: np.int32 })),
            /L1: expected an array of float32 or float64, got int32/,
        ],
        [
            () => entry.l1()(np.ones([2], { dtype: np.float16 })),
            /L1: expected an array of float32 or float64, got float16/,
        ],
        [
            () => entry.orthogonal()(np.array([1, 2])),
            /OrthogonalRegularizer: expected an array of rank 2, got shape \[2\]/,
        ],
        [() => entry.softOrthogonal()(np.array([1, 2])), /SoftOrthogonal: expected .* rank 2 or more/],
        [() => entry.groupLasso({ axis: 2 })(np.array([[1, 2]])), /GroupLasso: expected .* axis 2/],
        [() => entry.anchoredL2({ anchor: [1] })(np.array([1, 2])), /AnchoredL2: expected .* 1 elements like anchor/],
    ];
    const before = alive();
    for (const [run, words] of refused) expect(run).toThrow(words);
    expect(alive()).toBe(before);
});
