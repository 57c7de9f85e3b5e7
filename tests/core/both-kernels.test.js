/**
 * The JS kernels against those in wasm, on the few sizes and numbers at which they go another way: fast, where the files of each
 * ask every length and offset. And that the kernels in wasm are those that run.
 */
import { describe, expect, test } from '@jest/globals';
import { allocate } from '../../js/index.js';
import { groupGradientInJs, groupNormsInJs, groupProxInJs } from '../../js/kernels/group-lanes.js';
import { groupGradient, groupNorms, groupProx } from '../../js/kernels/groups.js';
import { homeOf } from '../../js/kernels/memory.js';
import { adam, adamInJs, momentum, momentumInJs, prepare, sgd, sgdInJs } from '../../js/kernels/optimizer.js';
import { floats } from './random.js';

const isWasm = globalThis.BACKEND === 'wasm-simd';
const onWasm = isWasm ? { describe, test } : { describe: describe.skip, test: test.skip };

function sameBits(a, b) {
    for (let i = 0; i < b.length; i++)
        if (!Object.is(a[i], b[i])) throw new Error(`element ${i} of ${b.length} is ${a[i]}, not ${b[i]}`);
}
const inWasm = data => {
    const x = allocate(data.length);
    x.set(data);
    return x;
};

const ADAM = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, correction1: 0.271, correction2: 0.002997001 };
const NOTHING = { decay: 0, l1: 0, l2: 0, step: 0 };
const AROUND = { decay: 0.01, l1: 0.3, l2: 0.7, step: 0.125 };
const STEPS = [NOTHING, AROUND].flatMap(around => [
    ['sgd', 2, [0.1, around], [0.1]],
    ['momentum', 3, [0.1, 0.9, false, around], [0.1, 0.9, 0]],
    ['momentum', 3, [0.1, 0.9, true, around], [0.1, 0.9, 1]],
    ...[undefined, false, true].map(scaled => ['adam', 4, [ADAM, { ...around, scaled }], Object.values(ADAM), scaled]),
]);
const JS = { sgd: sgdInJs, momentum: momentumInJs, adam: adamInJs };
const OWN = { sgd, momentum, adam };
const EDGES = [0, -0, 1e-45, -1e-45, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** Weights, gradient and moments, of which the second are not negative. */
const numbers = n => {
    const arrays = [1, 2, 3, 4].map(seed => floats(n, seed));
    return arrays.with(3, arrays[3].map(Math.abs));
};

describe('a step of an optimizer', () => {
    test.each(STEPS)('%s of %i arrays has the bits of JS', (name, count, settings) => {
        const edges = numbers(67).map((x, a) => x.map((v, i) => (i < 30 ? EDGES[(i + 2 * a) % 9] : v)));
        // Weights at the threshold of AROUND, on both sides of 0, without a gradient.
        const threshold = Math.fround(0.125 * 0.3);
        const still = [new Float32Array(32).fill(threshold).map((v, i) => (i % 2 ? v : -v)), ...numbers(32).slice(1)];
        still[1].fill(0);
        still[2].fill(0);
        for (const given of [numbers(32), numbers(5), edges, still]) {
            const wanted = given.slice(0, count).map(x => x.slice());
            const got = given.slice(0, count).map(inWasm);
            JS[name](...wanted, ...settings);
            OWN[name](...got, ...settings);
            got.forEach((x, a) => {
                sameBits(x, wanted[a]);
            });
        }
    });

    test('is prepared for from 32 elements on, where there is wasm', () => {
        for (const place of [n => new Float32Array(n), allocate]) {
            expect([0, 31, 32, 33].map(n => prepare(place(n)))).toEqual([false, false, isWasm, isWasm]);
        }
    });

    // In JS it would be the same and take longer.
    onWasm.test.each(STEPS)('%s of %i arrays is one call of wasm, from 32 elements on', (...step) => {
        const [name, count, settings, own, scaled] = step;
        const { decay, l1, l2, step: size } = settings.at(-1);
        const arrays = numbers(32).map(inWasm).slice(0, count);
        const home = homeOf(arrays[0]);
        const calls = [];
        home.optimizerKernels = { [name]: (...args) => void calls.push(args) };
        try {
            OWN[name](...arrays.map(x => x.subarray(1)), ...settings);
            expect(calls).toEqual([]);
            OWN[name](...arrays, ...settings);
        } finally {
            home.optimizerKernels = undefined;
        }
        const rest = name === 'adam' ? [Number(scaled ?? false)] : [];
        const at = arrays.map(({ byteOffset }) => byteOffset);
        expect(calls).toEqual([[...at, 32, ...own, decay, l1, l2, size, ...rest]]);
    });

    test('is made of blocks in the scratch, where arrays live apart', () => {
        const [w, g] = numbers(2049);
        const wanted = w.slice();
        sgdInJs(wanted, g, 0.1, AROUND);
        const [x, gradient] = [w.slice(), inWasm(g)];
        sgd(x, gradient, 0.1, AROUND);
        sameBits(x, wanted);
        sameBits(gradient, g);
    });
});

/** outer, groups, inner. */
const SHAPES = [
    [9, 5, 1],
    [17, 18, 1], // short runs of columns, and those of the last columns and rows
    [8, 16, 1],
    [9, 16, 1],
    [1, 40, 1],
    [40, 1, 1],
    [5, 1, 9],
    [1, 2, 65],
    [2, 2, 32],
    [2, 2, 71],
    [3, 4, 5],
    [3, 1, 2],
];
const QUESTIONS = [
    ['Gradient', 0, 0.7, 1, false],
    ['Gradient', 0.25, 0.7, -2.5, true],
    ['Gradient', 0, 1e38, 3, false],
    ['Gradient', 0.25, 2 ** 100, 1, false],
    ['Prox', 0.7, 0.3],
    ['Prox', 2 ** -39, 1],
    ['Prox', 2 ** -40, 1],
    ['Prox', 2 ** -39 + 2 ** -50, 1],
    ['Prox', 1, 1e-30],
    ['Prox', 0, 1],
];
const GROUPS = {
    Gradient: [groupGradientInJs, groupGradient],
    Prox: [groupProxInJs, groupProx],
};
const run = (kernel, [, ...settings], x, slices, out) =>
    settings.length > 2
        ? kernel(x, slices, ...settings.slice(0, 3), out, settings[3])
        : kernel(x, slices, ...settings, out);

onWasm.describe.each(SHAPES)('groups of %i x %i x %i', (outer, groups, inner) => {
    const slices = { outer, groups, inner };
    const n = outer * groups * inner;
    const group = i => Math.floor(i / inner) % groups;
    const before = floats(n, 9);
    const sizes = [1, 2 ** 70, 2 ** -70, 2 ** -100, 2 ** -39, 2 ** -41, 2 ** -52];
    const inputs = [
        floats(n, 3),
        floats(n, 3).map((v, i) => v * sizes[group(i) % 7]),
        floats(n, 7).map((v, i) => v * sizes[i % 7]),
        floats(n, 5).map((v, i) => (i % 11 === 3 ? EDGES[(i * 7) % 9] : v)),
        floats(n, 20).map((v, i) => [0 * v, Math.sign(v) * 2 ** -140, v][group(i) % 3]),
        // Small numbers, which are lost in a block behind a large one, in float32 or in float64.
        floats(n).map((_, i) => (i % 29 === 0 ? 2 ** 13 : 1)),
        floats(n).map((_, i) => (i < groups * inner ? 2 ** 27 : 1.4)),
        // Of the first column of eight rows: in float32 its squares are just enough for short runs, in float64 more.
        floats(n, 8).map((v, i) => (i % (groups * inner) ? v : i ? 0.999 * 2 ** -52.5 : 2 ** -40)),
    ];

    test('have the norms of JS', () => {
        for (const x of inputs) expect(groupNorms(inWasm(x), slices)).toBe(groupNormsInJs(x, slices));
    });

    test('have the gradients and proximal steps of JS', () => {
        for (const question of QUESTIONS) {
            const [js, own] = GROUPS[question[0]];
            for (const x of inputs) {
                const [wanted, got] = [before.slice(), inWasm(before)];
                run(js, question, x, slices, wanted);
                run(own, question, inWasm(x), slices, got);
                sameBits(got, wanted);
            }
        }
    });
});

test('a group whose norm is its threshold is nothing afterwards', () => {
    for (const n of [2, 40]) {
        const x = new Float32Array(n);
        [x[0], x[n - 1]] = [3, -4];
        const slices = { outer: 1, groups: 1, inner: n };
        const stepped = step => groupProx(x, slices, 1, step, new Float32Array(n));
        expect(stepped(5).every(v => Object.is(v, 0))).toBe(true);
        expect(stepped(2.5)).toEqual(x.map(v => v / 2));
    }
});
