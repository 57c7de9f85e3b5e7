/** What the classes take and refuse, to the last word of the message, and where their limits are. */
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
    AnchoredL2,
    GroupLasso,
    get,
    L1,
    L1L2,
    L2,
    l1,
    l1_l2,
    l2,
    OrthogonalRegularizer,
    orthogonal_regularizer,
    Regularizer,
    register,
    SoftOrthogonal,
    SparseGroupLasso,
    serialize,
    weightDecay,
} from '../../js/index.js';
import { testRefusals } from './refused.js';

const x = Float32Array.of(1, -2, 3);
const matrix = { data: [3, 4, 0, 2, 0, 1], shape: [2, 3] };
const notFinite = 'to be a non-negative finite number, got -1';
const tooLarge = 'to be at most 3.4e38, the range of float32, got';

/** [what is done, the error's class, its whole message] */
const CASES = [
    [() => new L1('x'), TypeError, 'L1: expected l1 to be a number, got "x"'],
    [() => new L1({ l1: 1, l: 2 }), TypeError, 'L1: expected l1 or its old name l, got both: 1, 2'],
    [() => new L2({ l2: 1, l: 2 }), TypeError, 'L2: expected l2 or its old name l, got both: 1, 2'],
    [() => new L1({ l: -1 }), RangeError, `L1: expected l1 ${notFinite}`],
    [() => new L2(-1), RangeError, `L2: expected l2 ${notFinite}`],
    [() => new L1L2(-1), RangeError, `L1L2: expected l1 ${notFinite}`],
    [() => new L1L2(0, -1), RangeError, `L1L2: expected l2 ${notFinite}`],
    [() => new L1({ l2: 1 }), TypeError, "L1: unknown key 'l2'; it takes l1, l; did you mean 'l1'?"],
    [() => new L2({ l1: 1 }), TypeError, "L2: unknown key 'l1'; it takes l2, l; did you mean 'l2'?"],
    [() => new L1L2({ l: 1 }), TypeError, "L1L2: unknown key 'l'; it takes l1, l2; did you mean 'l1'?"],
    [() => new L1(1, 2), TypeError, 'L1: expected at most 1 arguments, got 2'],
    [() => new L2(1, 2), TypeError, 'L2: expected at most 1 arguments, got 2'],
    [() => new L1L2(1, 2, 3), TypeError, 'L1L2: expected at most 2 arguments, got 3'],
    [() => l1_l2(1, 2, 3), TypeError, 'l1_l2: expected at most 2 arguments, got 3'],
    [() => l1_l2({ l: 1 }), TypeError, "l1_l2: unknown key 'l'; it takes l1, l2; did you mean 'l1'?"],
    [
        () => new OrthogonalRegularizer(1, 'rows', 2),
        TypeError,
        'OrthogonalRegularizer: expected at most 2 arguments, got 3',
    ],
    [
        () => new OrthogonalRegularizer({ foo: 1 }),
        TypeError,
        "OrthogonalRegularizer: unknown key 'foo'; it takes factor, mode",
    ],
    [() => new OrthogonalRegularizer(-1), RangeError, `OrthogonalRegularizer: expected factor ${notFinite}`],
    [
        () => new OrthogonalRegularizer(1, 'cols'),
        RangeError,
        `OrthogonalRegularizer: expected mode to be 'rows' or 'columns', got "cols"`,
    ],
    [
        () => new OrthogonalRegularizer(1, 1),
        TypeError,
        `OrthogonalRegularizer: expected mode to be 'rows' or 'columns', got 1`,
    ],
    [() => new SoftOrthogonal(1, 'rows', true, 2), TypeError, 'SoftOrthogonal: expected at most 3 arguments, got 4'],
    [
        () => new SoftOrthogonal({ xyzzy: 1 }),
        TypeError,
        "SoftOrthogonal: unknown key 'xyzzy'; it takes factor, mode, diagonal",
    ],
    [() => new SoftOrthogonal({ factor: -1 }), RangeError, `SoftOrthogonal: expected factor ${notFinite}`],
    [
        () => new SoftOrthogonal({ mode: 'x' }),
        RangeError,
        `SoftOrthogonal: expected mode to be 'rows' or 'columns', got "x"`,
    ],
    [() => new SoftOrthogonal({ diagonal: 1 }), TypeError, 'SoftOrthogonal: expected diagonal to be a boolean, got 1'],
    [() => new GroupLasso(1, 2, 3), TypeError, 'GroupLasso: expected at most 2 arguments, got 3'],
    [() => new GroupLasso({ xyzzy: 1 }), TypeError, "GroupLasso: unknown key 'xyzzy'; it takes factor, axis"],
    [() => new GroupLasso(-1), RangeError, `GroupLasso: expected factor ${notFinite}`],
    [() => new GroupLasso(1, 0.5), RangeError, 'GroupLasso: expected axis to be an integer, got 0.5'],
    [() => new GroupLasso(1, 'x'), TypeError, 'GroupLasso: expected axis to be a number, got "x"'],
    [() => new SparseGroupLasso(1, 2, 3, 4), TypeError, 'SparseGroupLasso: expected at most 3 arguments, got 4'],
    [
        () => new SparseGroupLasso({ xyzzy: 1 }),
        TypeError,
        "SparseGroupLasso: unknown key 'xyzzy'; it takes l1, group, axis",
    ],
    [() => new SparseGroupLasso(-1), RangeError, `SparseGroupLasso: expected l1 ${notFinite}`],
    [() => new SparseGroupLasso(1, -1), RangeError, `SparseGroupLasso: expected group ${notFinite}`],
    [() => new SparseGroupLasso(1, 1, 0.5), RangeError, 'SparseGroupLasso: expected axis to be an integer, got 0.5'],
    [() => new AnchoredL2(1, [1], [1], 1), TypeError, 'AnchoredL2: expected at most 3 arguments, got 4'],
    [() => new AnchoredL2({ xyzzy: 1 }), TypeError, "AnchoredL2: unknown key 'xyzzy'; it takes l2, anchor, importance"],
    [() => new AnchoredL2(-1), RangeError, `AnchoredL2: expected l2 ${notFinite}`],
    [
        () => new AnchoredL2(1, 'x'),
        TypeError,
        'AnchoredL2.anchor: expected w to be an array of numbers, nested arrays or { data, shape }, got "x"',
    ],
    [
        () => new AnchoredL2(1, [1, Number.POSITIVE_INFINITY]),
        RangeError,
        'AnchoredL2: expected anchor to hold finite numbers, got Infinity at element 1',
    ],
    [
        () => new AnchoredL2(1, [Number.NEGATIVE_INFINITY]),
        RangeError,
        'AnchoredL2: expected anchor to hold finite numbers, got -Infinity at element 0',
    ],
    [
        () => new AnchoredL2(1, null, [0, Number.NaN]),
        RangeError,
        'AnchoredL2: expected importance to hold finite numbers >= 0, got NaN at element 1',
    ],
    [
        () => new AnchoredL2(1, null, [-1]),
        RangeError,
        'AnchoredL2: expected importance to hold finite numbers >= 0, got -1 at element 0',
    ],
    [
        () => new AnchoredL2(1, [1], [1, 2]),
        RangeError,
        'AnchoredL2: expected importance to have 1 elements like anchor, got 2',
    ],
    [() => new AnchoredL2(1, [1, 2])([1]), RangeError, 'AnchoredL2: expected w to have 2 elements like anchor, got 1'],
    [
        () => new AnchoredL2(1, null, [1, 2])([1]),
        RangeError,
        'AnchoredL2: expected w to have 2 elements like importance, got 1',
    ],
    [
        () => new AnchoredL2(1, [1, 2], [1, 2]).grad([1]),
        RangeError,
        'AnchoredL2.grad: expected w to have 2 elements like anchor, got 1',
    ],
    [
        () => new AnchoredL2(1, [1, 2]).prox([1], 1),
        RangeError,
        'AnchoredL2.prox: expected w to have 2 elements like anchor, got 1',
    ],
    [() => new AnchoredL2(1).prox([1], -1), RangeError, `AnchoredL2.prox: expected step ${notFinite}`],
    [
        () => new AnchoredL2(1e38).grad([1], { scale: 2 }),
        RangeError,
        `AnchoredL2.grad: expected 2 * scale * l2 ${tooLarge} 4e+38`,
    ],
    // Options
    [() => new L1(1).grad(x, { scale: 'a' }), TypeError, 'L1.grad: expected scale to be a number, got "a"'],
    [() => new L1(1).grad(x, { scale: Number.NaN }), RangeError, 'L1.grad: expected scale to be finite, got NaN'],
    [() => new L1(1).grad(x, { accumulate: 1 }), TypeError, 'L1.grad: expected accumulate to be a boolean, got 1'],
    [
        () => new L1(1).grad(x, { accumulate: true }),
        TypeError,
        'L1.grad: expected out, as accumulate adds to it, got undefined',
    ],
    [() => new L1(1).grad(x, { xyzzy: 1 }), TypeError, "L1.grad: unknown key 'xyzzy'; it takes out, accumulate, scale"],
    [() => new L1(1).grad(x, 1), TypeError, 'L1.grad: expected options to be a plain object, got 1'],
    [() => new L1(1).prox(x, 1, 1), TypeError, 'L1.prox: expected options to be a plain object, got 1'],
    [() => new L1(1).prox(x, 1, { scale: 1 }), TypeError, "L1.prox: unknown key 'scale'; it takes out"],
    [() => new L1(1).prox(x, -1), RangeError, `L1.prox: expected step ${notFinite}`],
    [() => new L1(1).prox(x), TypeError, 'L1.prox: expected step to be a number, got undefined'],
    [() => new GroupLasso(1).prox(matrix, -1), RangeError, `GroupLasso.prox: expected step ${notFinite}`],
    [() => weightDecay(x, -1), RangeError, `weightDecay: expected rate ${notFinite}`],
    [() => weightDecay(x, 3.5e38), RangeError, `weightDecay: expected rate ${tooLarge} 3.5e+38`],
    [
        () => weightDecay('x', 1),
        TypeError,
        'weightDecay: expected w to be an array of numbers, nested arrays or { data, shape }, got "x"',
    ],
    // Weights
    [
        () => new L1(1)('x'),
        TypeError,
        'L1: expected w to be an array of numbers, nested arrays or { data, shape }, got "x"',
    ],
    [
        () => new L1(1).valueAndGrad('x'),
        TypeError,
        'L1.valueAndGrad: expected w to be an array of numbers, nested arrays or { data, shape }, got "x"',
    ],
    [
        () => new GroupLasso(1)([1]),
        RangeError,
        'GroupLasso: expected w to say its shape, got a flat array; give { data, shape } or nested rows',
    ],
    [
        () => new GroupLasso(1)(x),
        RangeError,
        'GroupLasso: expected w to say its shape, got a flat array; give { data, shape } or nested rows',
    ],
    [() => new GroupLasso(1, 2)(matrix), RangeError, 'GroupLasso: expected w to have axis 2, got shape [2, 3]'],
    [() => new GroupLasso(1, -3)(matrix), RangeError, 'GroupLasso: expected w to have axis -3, got shape [2, 3]'],
    [
        () => new GroupLasso(1).grad([1]),
        RangeError,
        'GroupLasso.grad: expected w to say its shape, got a flat array; give { data, shape } or nested rows',
    ],
    [
        () => new GroupLasso(1).valueAndGrad([1]),
        RangeError,
        'GroupLasso.valueAndGrad: expected w to say its shape, got a flat array; give { data, shape } or nested rows',
    ],
    [
        () => new GroupLasso(1).prox([1], 1),
        RangeError,
        'GroupLasso.prox: expected w to say its shape, got a flat array; give { data, shape } or nested rows',
    ],
    [
        () => new OrthogonalRegularizer(1)([1]),
        RangeError,
        'OrthogonalRegularizer: expected w to have rank 2, got shape [1]; give { data, shape } or nested rows',
    ],
    [
        () => new OrthogonalRegularizer(1).grad([1]),
        RangeError,
        'OrthogonalRegularizer.grad: expected w to have rank 2, got shape [1]; give { data, shape } or nested rows',
    ],
    [
        () => new SoftOrthogonal(1)([1]),
        RangeError,
        'SoftOrthogonal: expected w to have rank 2 or more, got shape [1]; give { data, shape } or nested rows',
    ],
    [
        () => new SoftOrthogonal(1).grad([1]),
        RangeError,
        'SoftOrthogonal.grad: expected w to have rank 2 or more, got shape [1]; give { data, shape } or nested rows',
    ],
    // What would be infinite in float32
    [() => new L1(1e38).grad(x, { scale: 4 }), RangeError, `L1.grad: expected scale * l1 ${tooLarge} 4e+38`],
    [
        () => new L1(1e38).valueAndGrad(x, { scale: 4 }),
        RangeError,
        `L1.valueAndGrad: expected scale * l1 ${tooLarge} 4e+38`,
    ],
    [() => new L2(1e38).grad(x, { scale: 2 }), RangeError, `L2.grad: expected 2 * scale * l2 ${tooLarge} 4e+38`],
    [
        () => new L2(1e38).valueAndGrad(x, { scale: 2 }),
        RangeError,
        `L2.valueAndGrad: expected 2 * scale * l2 ${tooLarge} 4e+38`,
    ],
    [() => new L1(1e38).prox(x, 4), RangeError, `L1.prox: expected step * l1 ${tooLarge} 4e+38`],
    [
        () => new OrthogonalRegularizer(1e38).grad(matrix, { scale: 4 }),
        RangeError,
        `OrthogonalRegularizer.grad: expected scale * factor ${tooLarge} 4e+38`,
    ],
    [
        () => new SoftOrthogonal(1e38).grad(matrix, { scale: 1 }),
        RangeError,
        `SoftOrthogonal.grad: expected 4 * scale * factor ${tooLarge} 4e+38`,
    ],
    [
        () => new SparseGroupLasso(1e38, 0).grad(matrix, { scale: 4 }),
        RangeError,
        `SparseGroupLasso.grad: expected scale * l1 ${tooLarge} 4e+38`,
    ],
    [
        () => new GroupLasso(1e38, 1).grad({ data: Array(16).fill(1), shape: [16, 1] }),
        RangeError,
        `GroupLasso.grad: expected scale * factor * sqrt(size) ${tooLarge} 4e+38`,
    ],
    [
        () => new SparseGroupLasso(1e38, 0).prox(matrix, 4),
        RangeError,
        `SparseGroupLasso.prox: expected step * l1 ${tooLarge} 4e+38`,
    ],
    [
        () => new GroupLasso(1e38, 1).prox({ data: Array(16).fill(1), shape: [16, 1] }, 1),
        RangeError,
        `GroupLasso.prox: expected step * factor * sqrt(size) ${tooLarge} 4e+38`,
    ],
    [() => L1.fromConfig(3), TypeError, 'L1.fromConfig: expected the config to be a plain object, got 3'],
    [
        () => new OrthogonalRegularizer().prox(),
        Error,
        'OrthogonalRegularizer does not implement prox(): its proximal step has no closed form',
    ],
    [
        () => new SoftOrthogonal().prox(),
        Error,
        'SoftOrthogonal does not implement prox(): its proximal step has no closed form',
    ],
    [() => new Regularizer().prox(), Error, 'Regularizer does not implement prox()'],
    [() => new Regularizer().getConfig(), Error, 'Regularizer does not implement getConfig()'],
    [
        () => new Regularizer().grad([1], { scale: 'a' }),
        TypeError,
        'Regularizer.grad: expected scale to be a number, got "a"',
    ],
    [
        () => JSON.stringify(new (class extends L1 {})()),
        TypeError,
        'toJSON: expected a class or function that has a name or is registered, got an anonymous one',
    ],
    [
        () =>
            JSON.stringify(
                new (class extends L1 {
                    static className = 3;
                })(),
            ),
        TypeError,
        'toJSON: expected a class or function that has a name or is registered, got a name that is 3',
    ],
];

testRefusals(CASES);

test.each([
    [new L1(), { l1: 0.01 }],
    [new L2(), { l2: 0.01 }],
    [new L1(null), { l1: 0.01 }],
    [new L1({ l: 3 }), { l1: 3 }],
    [new L2({ l: 3 }), { l2: 3 }],
    [new L1({ l: null, l1: 3 }), { l1: 3 }],
    [new L1({ l: 3, l1: null }), { l1: 3 }],
    [new L1({ l: 0 }), { l1: 0 }],
    [new L1L2(), { l1: 0, l2: 0 }],
    [new L1L2(1, 2), { l1: 1, l2: 2 }],
    [new L1L2(null, null), { l1: 0, l2: 0 }],
    [l1(), { l1: 0.01 }],
    [l1(3), { l1: 3 }],
    [l2(3), { l2: 3 }],
    [l1_l2(), { l1: 0.01, l2: 0.01 }],
    [l1_l2(1, 2), { l1: 1, l2: 2 }],
    [new OrthogonalRegularizer(), { factor: 0.01, mode: 'rows' }],
    [new OrthogonalRegularizer(1, 'columns'), { factor: 1, mode: 'columns' }],
    [orthogonal_regularizer(1, 'columns'), { factor: 1, mode: 'columns' }],
    [new OrthogonalRegularizer(null, null), { factor: 0.01, mode: 'rows' }],
    [new SoftOrthogonal(), { factor: 0.01, mode: 'rows', diagonal: true }],
    [new SoftOrthogonal(1, 'columns', false), { factor: 1, mode: 'columns', diagonal: false }],
    [new GroupLasso(), { factor: 0.01, axis: -1 }],
    [new GroupLasso(1, -0), { factor: 1, axis: 0 }],
    [new SparseGroupLasso(), { l1: 0.01, group: 0.01, axis: -1 }],
    [new SparseGroupLasso(1, 2, 3), { l1: 1, group: 2, axis: 3 }],
    [new AnchoredL2(), { l2: 0.01, anchor: null, importance: null }],
    [
        new AnchoredL2(1, [[1], [2]], [0, 2]),
        { l2: 1, anchor: { data: [1, 2], shape: [2, 1] }, importance: { data: [0, 2], shape: [2] } },
    ],
])('%s has the arguments %j', (regularizer, config) => {
    expect(regularizer.getConfig()).toStrictEqual(config);
    expect(regularizer.constructor.fromConfig(config).getConfig()).toStrictEqual(config);
});

test('what only looks like a regularizer or a class is none', () => {
    const brand = Symbol.for('regularizers.Regularizer');
    expect(new L2(0.5).equals({ class_name: 'L2', config: { l2: 0.5 } })).toBe(false);
    expect(new L2(0.5).equals({ [brand]: true, toJSON: () => new L2(0.5).toJSON() })).toBe(false);
    // An object has a prototype that it may name, and is no class for that.
    expect(() => get({ prototype: { [brand]: true } })).toThrow(
        new TypeError('get: expected a config with class_name and config, got keys prototype'),
    );
    expect(() => register({ prototype: { [brand]: true } })).toThrow(
        new TypeError('register: expected its argument to be a subclass of Regularizer or a function, got an object'),
    );
    expect(() => serialize(Object.assign(new Map(), { prototype: { [brand]: true } }))).toThrow(
        new TypeError('serialize: expected a regularizer or a function, got a Map'),
    );
    for (const other of [3, 'x', {}, Symbol('x'), { [Symbol.toStringTag]: 'Function', name: 'f' }])
        expect(() => serialize(other)).toThrow(/^serialize: expected a regularizer or a function, got/);
});

test('functions that make regularizers bear their own names', () => {
    expect([l1, l2, l1_l2, orthogonal_regularizer].map(make => make.name)).toEqual([
        'l1',
        'l2',
        'l1_l2',
        'orthogonal_regularizer',
    ]);
    // As of any function, so that tools which wrap one can rename it.
    expect(Object.getOwnPropertyDescriptor(l1, 'name').configurable).toBe(true);
    const pretender = { [Symbol.for('regularizers.factory')]: true };
    expect(() => serialize(pretender)).toThrow(
        new TypeError('serialize: expected a regularizer or a function, got an object'),
    );
});

test('without a config there are the defaults', () => {
    expect(L1.fromConfig().getConfig()).toEqual({ l1: 0.01 });
});

test.each([L1, L2, L1L2, OrthogonalRegularizer])('%p says where Keras 3 has it', Class => {
    expect(serialize(new Class(), { format: 'keras3' })).toMatchObject({
        module: 'keras.regularizers',
        class_name: Class.className,
    });
});

describe('a factor of 0', () => {
    const infinite = { data: [1, Number.POSITIVE_INFINITY, 2, 3], shape: [2, 2] };

    test.each([
        new L1L2(0, 0),
        new OrthogonalRegularizer(0),
        new SoftOrthogonal(0),
        new SoftOrthogonal({ factor: 0, diagonal: false }),
        new SparseGroupLasso(0, 0),
        new AnchoredL2(0),
        new Regularizer(),
    ])('of %s costs nothing, and its gradient adds nothing', reg => {
        const w = { data: [1, 2, 3, 4], shape: [2, 2] };
        expect(reg(w)).toBe(0);
        const { value, grad } = reg.valueAndGrad(w);
        expect([value, ...grad].map(Math.abs)).toEqual([0, 0, 0, 0, 0]);
        const out = Float32Array.of(5, 6, 7, 8);
        expect(reg.grad(w, { out, accumulate: true })).toBe(out);
        expect([...out]).toEqual([5, 6, 7, 8]);
        expect(reg.grad(w, { out })).toBe(out);
        expect([...out].map(Math.abs)).toEqual([0, 0, 0, 0]);
    });

    test('leaves out its sum alone', () => {
        expect(new L1L2(1, 0)([3, -4])).toBe(7);
        expect(new L1L2(0, 1)([3, -4])).toBe(25);
        expect(new L1L2(1, 1)([3, -4])).toBe(32);
        expect(new L1L2(1, 0)(infinite)).toBe(Number.POSITIVE_INFINITY);
        expect(new L1L2(0, 0)(infinite)).toBe(0);
        expect(new SoftOrthogonal(0)(infinite)).toBe(0);
        for (const size of [4, 4000]) {
            const w = new Float32Array(size).fill(Number.POSITIVE_INFINITY, 1, 2);
            expect(new L1L2(0, 0).valueAndGrad(w).value).toBe(0);
            expect(new L1L2(1, 0).valueAndGrad(w).value).toBe(Number.POSITIVE_INFINITY);
            expect(new L1L2(0, 1).valueAndGrad(w).value).toBe(Number.POSITIVE_INFINITY);
            expect(new L1L2(1, 0)(w)).toBe(Number.POSITIVE_INFINITY);
            expect(new L1L2(0, 1)(w)).toBe(Number.POSITIVE_INFINITY);
        }
        expect(new AnchoredL2(0)(infinite)).toBe(0);
        // L1 and L2 have one term, which counts whatever its factor is.
        expect(new L1(0)(infinite)).toBeNaN();
        expect(new L2(0)(infinite)).toBeNaN();
        expect(new SparseGroupLasso(0, 1)({ data: [3, 4], shape: [2, 1] })).toBe(5 * Math.sqrt(2));
        expect(new SparseGroupLasso(1, 0)({ data: [3, 4], shape: [2, 1] })).toBe(7);
        expect(new SparseGroupLasso(1, 1)({ data: [3, 4], shape: [2, 1] })).toBe(7 + 5 * Math.sqrt(2));
        expect([...new SparseGroupLasso(0, 1).prox({ data: [3, 4], shape: [2, 1] }, 0)]).toEqual([3, 4]);
        expect([...new SparseGroupLasso(1, 0).prox({ data: [3, -4], shape: [2, 1] }, 1)]).toEqual([2, -3]);
        expect([...new SparseGroupLasso(1, 0).grad({ data: [3, -4], shape: [2, 1] })]).toEqual([1, -1]);
    });
});

test('one vector has no pair, two have one', () => {
    const one = new OrthogonalRegularizer(1);
    expect(one([[1, 2]])).toBe(0);
    expect(one([[1], [2]])).toBe(1);
    expect(new OrthogonalRegularizer(1, 'columns')([[1], [2]])).toBe(0);
    expect(new OrthogonalRegularizer(1, 'columns')([[1, 2]])).toBe(1);
    // The mean over 3 pairs, of which one is parallel.
    expect(
        new OrthogonalRegularizer(3)([
            [1, 0],
            [2, 0],
            [0, 1],
        ]),
    ).toBe(1);
});

test('the pull of an anchor is finite however large the step', () => {
    expect([...new AnchoredL2(1e300, [3]).prox([1], 1e300)]).toEqual([3]);
    expect([...new AnchoredL2(1e300, [3], [0]).prox([1], 1e300)]).toEqual([1]);
    expect([...new AnchoredL2(0.5, [3]).prox([1], 1)]).toEqual([2]);
});

test('the arrays of an anchor are told as they are', () => {
    expect(new AnchoredL2(2).terms()).toEqual({ l2: 2, anchor: null, importance: null });
    expect(new AnchoredL2(2, [[1]], [3]).terms()).toEqual({
        l2: 2,
        anchor: { data: Float32Array.of(1), shape: [1, 1] },
        importance: { data: Float32Array.of(3), shape: [1] },
    });
});

test('an anchor is copied, and so is what its config shows', () => {
    const anchor = Float32Array.of(1, 2);
    const reg = new AnchoredL2(1, anchor);
    anchor[0] = 9;
    expect(reg([1, 2])).toBe(0);
    reg.getConfig().anchor.data[0] = 9;
    reg.getConfig().anchor.shape[0] = 9;
    expect(reg.getConfig().anchor).toEqual({ data: [1, 2], shape: [2] });
});

test('a method that means the other one may be replaced like any', () => {
    class Mine extends Regularizer {
        static className = 'Mine';
        call() {
            return 7;
        }
    }
    expect(new Mine().apply([1])).toBe(7);
    Mine.prototype.apply = () => 8;
    expect(new Mine().apply([1])).toBe(8);
    Reflect.deleteProperty(Mine.prototype, 'apply');
    expect(Object.hasOwn(Mine.prototype, 'apply')).toBe(false);
});

test('an instance is printed by its name and config', () => {
    expect(inspect(new L1L2(1, 2))).toBe('L1L2 { l1: 1, l2: 2 }');
    expect(inspect(new Regularizer())).toBe('Regularizer {}');
    expect(String(Object.prototype.toString.call(new L2()))).toBe('[object L2]');
    class Throws extends L1 {
        static className = 'Throws';
        getConfig() {
            throw 'no error';
        }
    }
    expect(inspect(new Throws())).toBe('Throws { <no config> }');
});
