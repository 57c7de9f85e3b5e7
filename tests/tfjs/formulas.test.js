/** The formulas of what is built in, in TF.js' operations: the numbers of the classes, their gradients, and what they refuse. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { builtInOf, elsewhereOf, isRefusal } from '../../js/configs/elsewhere.js';
import {
    AnchoredL2,
    GroupLasso,
    L1,
    L1L2,
    L2,
    OrthogonalRegularizer,
    Regularizer,
    SoftOrthogonal,
    SparseGroupLasso,
} from '../../js/index.js';
import { tf, use } from './tensorflow.js';

beforeAll(() => use('cpu'));

const SHAPE = [3, 4];
const data = Float32Array.of(0.5, -1.25, 0, 2, -0.75, 0.125, 0, -3, 1, 0.25, 0, 0.5);
const anchor = Array.from(data, (v, i) => v + (i % 3) - 1);
const importance = Array.from(data, (_, i) => i % 4);

const every = [
    new L1(0.5),
    new L2(0.5),
    new L1L2(0.5, 0.25),
    new L1L2(0.5, 0),
    new L1L2(0, 0.25),
    new L1L2(0, 0),
    new OrthogonalRegularizer(0.5),
    new OrthogonalRegularizer(0.5, 'columns'),
    new GroupLasso(0.5),
    new GroupLasso(0.5, 0),
    new GroupLasso(0.5, -2),
    new GroupLasso(0),
    new SparseGroupLasso(0.5, 0.25),
    new SparseGroupLasso(0.5, 0),
    new SparseGroupLasso(0, 0.25, 0),
    new SoftOrthogonal(0.5),
    new SoftOrthogonal(0.5, 'columns'),
    new SoftOrthogonal(0.5, 'rows', false),
    new SoftOrthogonal(0.5, 'columns', false),
    new SoftOrthogonal(0),
    new AnchoredL2(0.5),
    new AnchoredL2(0.5, anchor),
    new AnchoredL2(0.5, anchor, importance),
    new AnchoredL2(0.5, null, importance),
    new AnchoredL2(0, anchor),
].map(reg => [`${reg.constructor.className} ${JSON.stringify(reg).slice(0, 90)}`, reg]);

const near = (values, wanted, tolerance = 1e-6) => {
    expect(values).toHaveLength(wanted.length);
    for (const [i, value] of values.entries())
        expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(tolerance * (1 + Math.abs(wanted[i])));
};

describe.each(every)('%s', (_, reg) => {
    const { formula, prox } = elsewhereOf(reg.constructor);

    test('has the penalty and the gradient of its class', () => {
        const x = tf.tensor(data, SHAPE);
        const value = formula(tf, reg, x);
        expect(value.shape).toEqual([]);
        near(value.dataSync(), [reg({ data, shape: SHAPE })]);
        // A constant has none, which the plug-in knows.
        if (reg({ data, shape: SHAPE }) === 0) return;
        near(
            tf
                .grad(w => formula(tf, reg, w))(x)
                .dataSync(),
            reg.grad({ data, shape: SHAPE }),
            1e-5,
        );
    });

    test('has the proximal step of its class, where that is not element-wise', () => {
        if (!prox) return expect(reg.constructor).not.toBe(GroupLasso);
        for (const step of [0, 0.25, 1, 1e3])
            near(prox(tf, reg, tf.tensor(data, SHAPE), step).dataSync(), reg.prox({ data, shape: SHAPE }, step));
    });
});

test('at zeros the gradients are 0, of groups and of vectors too', () => {
    for (const [, reg] of every) {
        if (reg instanceof AnchoredL2 || reg({ data, shape: SHAPE }) === 0) continue;
        const x = tf.zeros(SHAPE);
        const gradient = tf
            .grad(w => elsewhereOf(reg.constructor).formula(tf, reg, w))(x)
            .dataSync();
        expect([...gradient].map(Math.abs)).toEqual(Array(12).fill(0));
    }
});

test('a factor of 0 leaves infinite weights out', () => {
    const x = tf.tensor([1, Number.POSITIVE_INFINITY, 2, 3], [2, 2]);
    for (const reg of [
        new L1L2(0, 0),
        new L1(0),
        new L2(0),
        new GroupLasso(0),
        new SoftOrthogonal(0),
        new AnchoredL2(0),
    ])
        expect(elsewhereOf(reg.constructor).formula(tf, reg, x).dataSync()[0]).toBe(0);
    const { formula } = elsewhereOf(L1L2);
    expect(formula(tf, new L1L2(1, 0), x).dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
    expect(formula(tf, new L1L2(0, 1), x).dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
});

test('one vector has no pair, two have one', () => {
    const { formula } = elsewhereOf(OrthogonalRegularizer);
    const value = (rows, mode) => formula(tf, new OrthogonalRegularizer(1, mode), tf.tensor(rows)).dataSync()[0];
    expect(value([[1, 2]], 'rows')).toBe(0);
    expect(value([[1], [2]], 'columns')).toBe(0);
    near([value([[1], [2]], 'rows')], [1]);
    near([value([[1, 2]], 'columns')], [1]);
    // The floor of a length that Keras 3 has: below it rows are not made longer.
    near(
        [
            value(
                [
                    [1e-8, 0],
                    [1e-8, 0],
                ],
                'rows',
            ),
        ],
        [0.01],
    );
});

test('without a kernel for the sign, steps make it', () => {
    const without = {
        ...tf,
        getKernel: (name, backend) => (name === 'Sign' ? undefined : tf.getKernel(name, backend)),
    };
    const asked = [];
    const watched = { ...tf, getKernel: (...args) => asked.push(args) && tf.getKernel(...args), sign: undefined };
    const x = tf.tensor(data, SHAPE);
    near(
        elsewhereOf(L1)
            .formula({ ...without, sign: undefined }, new L1(0.5), x)
            .dataSync(),
        [new L1(0.5)(data)],
    );
    expect(() => elsewhereOf(L1).formula(watched, new L1(0.5), x)).toThrow(TypeError);
    expect(asked).toEqual([['Sign', 'cpu']]);
});

test('ops that are compiled together bring their own magnitude and root', () => {
    const own = { ...tf, magnitude: x => tf.mul(2, tf.abs(x)), root: x => tf.mul(3, tf.sqrt(x)) };
    const x = tf.tensor(data, SHAPE);
    near(elsewhereOf(L1).formula(own, new L1(0.5), x).dataSync(), [2 * new L1(0.5)(data)]);
    near(elsewhereOf(GroupLasso).formula(own, new GroupLasso(0.5), x).dataSync(), [
        3 * new GroupLasso(0.5)({ data, shape: SHAPE }),
    ]);
});

test.each([
    [new GroupLasso(1, 2), [2, 3], 'GroupLasso: expected a tensor with axis 2, got shape [2,3]'],
    [new GroupLasso(1, -3), [2, 3], 'GroupLasso: expected a tensor with axis -3, got shape [2,3]'],
    [new SparseGroupLasso(1, 1, 1), [3], 'SparseGroupLasso: expected a tensor with axis 1, got shape [3]'],
    [new SoftOrthogonal(1), [3], 'SoftOrthogonal: expected a tensor of rank 2 or more, got shape [3]'],
    [new SoftOrthogonal(1), [], 'SoftOrthogonal: expected a tensor of rank 2 or more, got shape []'],
    [new AnchoredL2(1, [1, 2]), [3], 'AnchoredL2: expected a tensor of 2 elements like anchor, got shape [3]'],
    [
        new AnchoredL2(1, null, [1, 2]),
        [3],
        'AnchoredL2: expected a tensor of 2 elements like importance, got shape [3]',
    ],
])('%s refuses a tensor that does not fit', (reg, shape, message) => {
    expect(() => elsewhereOf(reg.constructor).formula(tf, reg, tf.zeros(shape))).toThrow(new RangeError(message));
});

test('a group has no weight where there is nothing, and more dimensions than two are one', () => {
    expect(
        elsewhereOf(GroupLasso)
            .formula(tf, new GroupLasso(1), tf.zeros([3, 0]))
            .dataSync()[0],
    ).toBe(0);
    const x = tf.tensor(data, [1, 3, 4]);
    near(elsewhereOf(SoftOrthogonal).formula(tf, new SoftOrthogonal(1), x).dataSync(), [
        new SoftOrthogonal(1)({ data, shape: [1, 3, 4] }),
    ]);
});

test('the pull of an anchor is finite however large the step', () => {
    const { prox } = elsewhereOf(AnchoredL2);
    const x = tf.tensor([1, 2]);
    near(prox(tf, new AnchoredL2(1e300, [3, 4]), x, 1e300).dataSync(), [3, 4]);
    near(prox(tf, new AnchoredL2(1e300, [3, 4], [1, 0]), x, 1e300).dataSync(), [3, 2]);
});

test('a subclass is its class, unless it has a penalty of its own', () => {
    class Same extends L1 {}
    expect(elsewhereOf(Same)).toBe(elsewhereOf(L1));
    for (const name of ['call', 'apply', 'grad', 'valueAndGrad']) {
        class Another extends L1 {}
        Another.prototype[name] = () => 0;
        expect(elsewhereOf(Another)).toBeUndefined();
        expect(elsewhereOf(class extends Another {})).toBeUndefined();
    }
    expect(elsewhereOf(undefined)).toBeUndefined();
    expect(elsewhereOf(() => 1)).toBeUndefined();
    expect(elsewhereOf(Map)).toBeUndefined();
    expect(elsewhereOf(Regularizer).formula).toBeUndefined();
});

test('what is built in is found by its names', () => {
    expect(builtInOf('L1').Class).toBe(L1);
    expect(builtInOf('GroupLasso').Class).toBe(GroupLasso);
    expect(builtInOf('regularizers>GroupLasso')).toBe(builtInOf('GroupLasso'));
    expect(builtInOf('Regularizer').Class).toBe(Regularizer);
    expect(builtInOf('l7')).toBeUndefined();
    expect(builtInOf(undefined)).toBeUndefined();
});

test('the proximal steps that only say so are those of the two that draw apart, and of the base class', () => {
    for (const Class of [OrthogonalRegularizer, SoftOrthogonal, Regularizer])
        expect(isRefusal(Class.prototype.prox)).toBe(true);
    for (const Class of [L1, L2, L1L2, GroupLasso, SparseGroupLasso, AnchoredL2])
        expect(isRefusal(Class.prototype.prox)).toBe(false);
    const elementwise = [L1, L2, L1L2].map(Class => elsewhereOf(Class).isElementwise);
    expect(elementwise).toEqual([true, true, true]);
});

test.each([
    [new L1(0.5), 'TF.js', 'tf.regularizers.l1({ l1: 0.5 })'],
    [new L1(0.5), 'PyTorch', 'loss = loss + 0.5 * weight.abs().sum()'],
    [new L2(0.5), 'TF.js', 'tf.regularizers.l2({ l2: 0.5 })'],
    [new L2(0.5), 'PyTorch', 'torch.optim.SGD([weight], lr, weight_decay=1)  # its penalty is half the squares'],
    [new L1L2(0.5, 2), 'TF.js', 'tf.regularizers.l1l2({ l1: 0.5, l2: 2 })'],
    [new L1L2(0.5, 2), 'PyTorch', 'loss = loss + 0.5 * weight.abs().sum() + 2 * weight.square().sum()'],
    [
        new OrthogonalRegularizer(0.5),
        'TF.js',
        "install(tf).orthogonal({ factor: 0.5, mode: 'rows' })  // from regularizers/tfjs",
    ],
    [new GroupLasso(0.5, 2), 'TF.js', 'install(tf).groupLasso({ factor: 0.5, axis: 2 })  // from regularizers/tfjs'],
    [
        new SparseGroupLasso(0.5, 2, 1),
        'TF.js',
        'install(tf).sparseGroupLasso({ l1: 0.5, group: 2, axis: 1 })  // from regularizers/tfjs',
    ],
    [
        new SoftOrthogonal(0.5),
        'TF.js',
        'install(tf).softOrthogonal({"factor":0.5,"mode":"rows","diagonal":true})  // from regularizers/tfjs',
    ],
    [
        new SoftOrthogonal(0.5),
        'PyTorch',
        'loss = loss + 0.5 * (w @ w.T - torch.eye(n)).square().sum()  # n: how many rows w has',
    ],
    [
        new SoftOrthogonal(0.5, 'columns', false),
        'PyTorch',
        'loss = loss + 0.5 * ((w.T @ w) * (1 - torch.eye(n))).square().sum()  # n: how many columns w has',
    ],
    [
        new AnchoredL2(0.5),
        'TF.js',
        'install(tf).anchoredL2({"l2":0.5,"anchor":null,"importance":null})  // from regularizers/tfjs',
    ],
    [new AnchoredL2(0.5), 'PyTorch', 'loss = loss + 0.5 * (weight.square()).sum()'],
    [new AnchoredL2(0.5, [1], [1]), 'PyTorch', 'loss = loss + 0.5 * (importance * (weight - anchor).square()).sum()'],
])('%s is written for %s', (reg, where, code) => {
    expect(builtInOf(reg.constructor.className).code[where](reg.getConfig())).toBe(code);
});

test('each says what differs elsewhere', () => {
    const notesOf = Class => builtInOf(Class.className).notes;
    const notThere =
        'Neither Keras nor TF.js has such a class: there it loads only where one is registered under this name.';
    for (const Class of [GroupLasso, SparseGroupLasso, SoftOrthogonal, AnchoredL2])
        expect(notesOf(Class)).toEqual([notThere]);
    expect(notesOf(L1)).toEqual([
        'The gradient at a weight of exactly 0 is 0 here, in TensorFlow and in PyTorch, +1 in JAX and -1 in TF.js.',
        'Keras stores the factor as float32: 0.01 is saved as 0.009999999776482582. Both load here, and 0.01 stays 0.01.',
    ]);
    expect(notesOf(L2)).toEqual([
        "PyTorch's weight_decay is twice this factor: its penalty is half of weight_decay times the sum of squares.",
        'Stock TF.js has no L2 class: it writes L1L2 with an l1 of 0.',
    ]);
    expect(notesOf(L1L2)).toEqual(['The class defaults to 0 and 0 in every Keras, and to 0.01 and 0.01 in TF.js.']);
    expect(notesOf(OrthogonalRegularizer)).toEqual([
        'A matrix of one row gives 0 here, NaN in Keras.',
        'Stock TF.js has no such class; regularizers/tfjs adds it.',
    ]);
    expect(notesOf(Regularizer)).toEqual(['The base class: its penalty is always 0.']);
});
