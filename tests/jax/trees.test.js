/** Which arrays of a tree of parameters are penalised: by name, by patterns, by masks. */
import { grad, jit, numpy as np, tree, vmap } from '@jax-js/jax';
import { expect, test } from '@jest/globals';
import { L1, L2 } from 'regularizers';
import { groupLasso, l1, l2, penalties, prox } from 'regularizers/jax';
import { alive } from './jax.js';

const ones = (...shape) => np.ones(shape);

/** Parameters as people name them; each array has another number of ones, so that a sum says which were counted. */
const params = () => ({
    layers: [
        { w: ones(1, 1), b: ones(2) },
        { kernel: ones(2, 2), bias: ones(8) },
    ],
    w2: ones(16, 1),
    b2: ones(32),
    layerNorm: { w: ones(64), gamma_1: ones(128) },
    batch_norm: { scale: ones(256), moving_mean: ones(512) },
    ln_1: { weight: ones(1024) },
    normalWeights: ones(2048),
    biases: [ones(4096)],
    embedding: ones(8192),
});

test('one regularizer is for all arrays but biases and parts of normalisations', () => {
    expect(penalties(params(), l1(1)).item()).toBe(1 + 4 + 16 + 2048 + 8192);
    expect(penalties(params(), 'l1').item()).toBe(Math.fround(0.01 * (1 + 4 + 16 + 2048 + 8192)));
});

test('where arrays have no names, those of one axis are left out; a single array never is', () => {
    expect(
        penalties(
            [
                [ones(2, 3), ones(3)],
                [ones(3, 1), ones(1)],
            ],
            l1(1),
        ).item(),
    ).toBe(9);
    expect(penalties(ones(3), l1(1)).item()).toBe(3);
    expect(penalties({ b: ones(3), 0: ones(2, 2) }, l1(1)).item()).toBe(4);
});

test('patterns are compared with paths, or with their last part; the first that matches decides', () => {
    const total = rules => penalties(params(), rules).item();
    expect(total({ w: l1(1) })).toBe(1 + 64);
    expect(total({ 'w*': l1(1) })).toBe(1 + 16 + 64 + 1024);
    expect(total({ 'layers/*': l1(1) })).toBe(1 + 2 + 4 + 8);
    expect(total({ 'layers/0/w': null, 'layers/*': new L1(2) })).toBe(2 * (2 + 4 + 8));
    expect(
        total([
            [/^b/, 'l2'],
            ['embedding', { class_name: 'L1', config: { l1: 1 } }],
        ]),
    ).toBeCloseTo(0.01 * (32 + 256 + 512 + 4096) + 8192, 2);
    expect(total(null)).toBe(0);
});

test('a function of one’s own is a rule as well', () => {
    expect(penalties({ w: ones(2, 2) }, w => np.exp(w).sum()).item()).toBeCloseTo(4 * Math.E, 4);
});

test('a mask is a tree of booleans or a function of path and shape, and nothing else is left out under it', () => {
    const small = () => ({ w: ones(2, 2), b: ones(8) });
    expect(penalties(small(), l1(1), { mask: { w: false, b: true } }).item()).toBe(8);
    expect(penalties(small(), l1(1), { mask: { b: true, w: true } }).item()).toBe(12);
    expect(penalties(small(), { b: l1(1) }, { mask: { w: false, b: true } }).item()).toBe(8);
    const asked = [];
    const mask = (path, { shape }) => {
        asked.push([path, shape]);
        return shape.length > 1;
    };
    expect(penalties(small(), l1(1), { mask }).item()).toBe(4);
    expect(asked).toEqual([
        ['w', [2, 2]],
        ['b', [8]],
    ]);
    expect(penalties(ones(3), l1(1), { mask: true }).item()).toBe(3);
});

test('slopes are a tree like the parameters, zeros where nothing is penalised, also under jit', () => {
    const small = () => ({ a: [{ w: np.array([[2, 0, -1]]) }], b: np.array([5, 5]) });
    const slopes = p => grad(q => penalties(q, { 'a/*': l1(0.5) }))(p);
    for (const run of [slopes, jit(slopes)]) {
        const { a, b } = run(small());
        expect([a[0].w.js(), b.js()]).toEqual([[[0.5, 0, -0.5]], [0, 0]]);
    }
    const both = vmap(p => penalties(p, l2(1)))({
        w: np.array([
            [1, 2],
            [3, 4],
        ]),
    });
    expect(both.js()).toEqual([5, 25]);
});

test('what matches nothing, or is none, is refused in words', () => {
    class Steep extends L1 {
        static className = 'Steep';
        prox(w) {
            return super.prox(w, 2);
        }
    }
    const small = { layer: { kernel: ones(2, 2), bias: ones(2) } };
    const refused = [
        [() => penalties(small, { kernal: 'l1' }), /an array for kernal, got the arrays layer\/kernel, layer\/bias/],
        [() => penalties({ b: small.layer.bias }, 'l1'), /an array for any kernel, got the arrays b/],
        [() => penalties(small, l1(), { mask: { layer: { kernel: false, bias: false } } }), /an array for any kernel/],
        [() => penalties(small, l1(), { mask: { kernel: true } }), /mask to be a tree like .* no match for kernel/],
        [() => penalties(small, l1(), { mask: { layer: { kernel: true } } }), /no match for layer\/bias/],
        [() => penalties(small, l1(), { mask: true }), /mask to be a tree like .* got no match for it/],
        [() => penalties(small, l1(), { mask: () => 1 }), /mask to say true or false of layer\/kernel, got 1/],
        [() => penalties(small, l1(), { masks: true }), /unknown key 'masks'.*mask/],
        [() => penalties(small), /penalties: expected a regularizer, or patterns .* got undefined/],
        [() => penalties(small, {}), /penalties: expected a regularizer, or patterns/],
        [() => penalties(small, []), /penalties: expected a regularizer, or patterns/],
        [() => penalties(small, [l1()]), /a list of \[pattern, regularizer\], got a function in it/],
        [() => penalties(small, { kernel: undefined }), /expected a regularizer, or null for none/],
        [() => penalties(small, [[1, l1()]]), /a list of \[pattern, regularizer\], got an array of 2 in it/],
        [() => penalties(small, [['kernel']]), /a list of \[pattern, regularizer\], got an array of 1 in it/],
        [() => penalties({ w: [1, 2] }, l1()), /a tree of arrays of jax-js, got 1 at w\/0/],
        [() => penalties({ w: undefined }, l1()), /a tree of arrays of jax-js, got undefined at w/],
        [() => penalties({ w: { dispose() {}, shape: 2 } }, l1()), /a tree of arrays of jax-js, got/],
        [() => penalties(5, l1()), /a tree of arrays of jax-js, got 5$/],
        [() => prox(small, l1(), -1), /prox: expected step to be a non-negative finite number/],
        [
            () => prox(small, 'orthogonal_regularizer', 1),
            /prox: expected penalties with a proximal step.*OrthogonalRegularizer/,
        ],
        [() => prox(small, new Steep(1), 1), /prox: expected penalties with a proximal step.* got Steep/],
        [() => prox(small, w => w.sum(), 1), /prox: expected penalties with a proximal step.* got a function/],
    ];
    const before = alive();
    for (const [run, words] of refused) expect(run).toThrow(words);
    expect(alive()).toBe(before);
    tree.dispose(small);
});

test('trees are consumed, and nothing else is left behind', () => {
    const p = params();
    const before = alive();
    penalties(tree.ref(p), l1(1)).dispose();
    penalties(tree.ref(p), null).dispose();
    tree.dispose(grad(q => penalties(q, { '*': l1(1) }))(tree.ref(p)));
    tree.dispose(prox(tree.ref(p), { w2: groupLasso(1), '*': new L2(1) }, 0.1));
    expect(alive()).toBe(before);
    expect(tree.leaves(p).map(({ refCount }) => refCount)).toEqual(tree.leaves(p).map(() => 1));
    tree.dispose(p);
});
