/** The kernels of group penalties: the same bits wherever they run, and the definitions in float64. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { names } from '../../js/generated/groups.js';
import { allocate, attach } from '../../js/index.js';
import * as inJs from '../../js/kernels/group-lanes.js';
import { groupGradient, groupNorms, groupProx } from '../../js/kernels/groups.js';
import { WORKSPACE_BYTES } from '../../js/kernels/memory.js';
import { askNative } from './native.js';
import { allocated, onHeap } from './places.js';
import { floats } from './random.js';

/** outer, groups, inner: columns, contiguous groups and middle axes, of lengths around lanes, passes, blocks and strips. */
const SHAPES = [
    ...[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33].flatMap(n => [
        [9, n, 1],
        [n, 5, 1],
        [1, 3, n],
        [2, 3, n],
        [n, 1, 1],
        [1, n, 1],
    ]),
    ...[255, 256, 257, 513].map(rows => [rows, 3, 1]),
    // Short runs of columns, eight rows each, and those of contiguous groups.
    ...[23, 24, 31, 32, 39, 40, 64, 71].flatMap(n => [
        [n, 38, 1],
        [1, 4, n],
        [3, 4, n],
    ]),
    ...[511, 512, 513, 520, 1027].map(cols => [11, cols, 1]),
    ...[2047, 2048, 2049, 4103].map(inner => [1, 2, inner]),
    // Rows of which one is summed while another is changed: a few, and as long as a block.
    [1, 11, 32],
    [1, 8, 96],
    [5, 6, 65],
    [1, 7, 2048],
    [1, 3, 4096],
    [1024, 3, 1],
    [3, 4, 5],
    [2100, 1, 3],
    [9, 16, 32],
    [0, 4, 1],
    [4, 0, 1],
    [1, 4, 0],
];

const EDGES = [0, -0, 1e-45, -1e-45, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

const lengthOf = ([outer, groups, inner]) => outer * groups * inner;
const slicesOf = ([outer, groups, inner]) => ({ outer, groups, inner });

/** Ordinary numbers; edge values, a few at a time, in different groups; whole groups of nothing, and of next to nothing. */
function* inputs(shape) {
    const n = lengthOf(shape);
    const [, groups, inner] = shape;
    const group = i => Math.floor(i / inner) % groups;
    yield floats(n, 3);
    // The small numbers of a block count where the large one comes last, and are lost where it comes first.
    if (shape[0] === 1024) yield floats(n, 3).map((_, i) => (Math.floor(i / 3) % 256 === 255 ? 2 ** 27 : 1));
    if (inner === 4096) yield floats(n, 3).map((_, i) => (i % 4096 === 0 ? 2 ** 27 : 1));
    if (n > 3000) return;
    // Groups whose squares a float32 does not hold, too large or too small, beside ordinary ones, and all kinds in one.
    const sizes = [1, 2 ** 70, 2 ** -70, 2 ** -100, 1, 2 ** -60];
    yield floats(n, 3).map((v, i) => v * sizes[group(i) % 6]);
    yield floats(n, 7).map((v, i) => v * sizes[i % 6]);
    if (n > 200) return;
    for (const edges of [[Number.NaN], [Number.POSITIVE_INFINITY, 3e38], EDGES]) {
        const x = floats(n, 5 + edges.length);
        edges.forEach((edge, i) => {
            if (n > 0) x[(7 * i + n - 1) % n] = edge;
        });
        yield x;
    }
    yield floats(n, 20).map((v, i) => [0 * v, Math.sign(v) * 2 ** -140, v][group(i) % 3]);
}

/** What is asked: a name, and the numbers. */
const QUESTIONS = [
    { kernel: 'group_norms' },
    { kernel: 'group_gradient', l1: 0, weight: 0.7, scale: 1 },
    { kernel: 'group_gradient', l1: 0.25, weight: 0.7, scale: -2.5 },
    { kernel: 'group_gradient', l1: 0, weight: 0.7, scale: 0.5, accumulate: true },
    { kernel: 'group_gradient', l1: 0.25, weight: 0, scale: 3, accumulate: true },
    { kernel: 'group_gradient', l1: 0, weight: 1e38, scale: 3 },
    { kernel: 'group_prox', weight: 0.7, scale: 0.3 },
    { kernel: 'group_prox', weight: 2 ** -39, scale: 1 },
    { kernel: 'group_prox', weight: 2 ** -40, scale: 1 },
    { kernel: 'group_prox', weight: 1, scale: 1e-30 },
    { kernel: 'group_prox', weight: 0, scale: 1 },
];

const js = { groupNorms: inJs.groupNormsInJs, groupGradient: inJs.groupGradientInJs, groupProx: inJs.groupProxInJs };
const own = { groupNorms, groupGradient, groupProx };

/** @returns {{ value: number, out: Float32Array }} */
function answer({ groupNorms, groupGradient, groupProx }, question, x, shape, out) {
    const { kernel, l1, weight, scale, accumulate = false } = question;
    const slices = slicesOf(shape);
    if (kernel === 'group_norms') return { value: groupNorms(x, slices), out };
    if (kernel === 'group_gradient') {
        groupGradient(x, slices, l1, weight, scale, out, accumulate);
        return { value: 0, out };
    }
    groupProx(x, slices, weight, scale, out);
    return { value: 0, out };
}

function sameBits(a, b, what) {
    for (let i = 0; i < b.length; i++) {
        if (!Object.is(a[i], b[i])) throw new Error(`${what}: element ${i} is ${a[i]} and ${b[i]}`);
    }
}

const PLACES = [
    ['the JS heap', () => onHeap],
    ['allocated memory', () => allocated],
];
if (globalThis.WebAssembly) {
    const memory = new WebAssembly.Memory({ initial: 4 });
    PLACES.push([
        'an attached memory',
        () => {
            attach(memory);
            let at = 64;
            return (data, offset) => {
                const x = new Float32Array(memory.buffer, at + 4 * offset, data.length);
                at += 4 * (data.length + offset + 1);
                x.set(data);
                return x;
            };
        },
    ]);
}

test.each(PLACES)('on %s they have the bits of the JS kernels', (_, placed) => {
    for (const shape of SHAPES) {
        for (const data of inputs(shape)) {
            const before = floats(data.length, 9);
            for (const question of QUESTIONS) {
                const wanted = answer(js, question, data, shape, before.slice());
                const what = `${JSON.stringify(question)}, shape ${shape}`;
                for (const offset of [0, 1]) {
                    const place = placed();
                    const x = place(data, offset);
                    const got = answer(own, question, x, shape, place(before, offset));
                    sameBits([got.value], [wanted.value], what);
                    sameBits(got.out, wanted.out, what);
                    sameBits(x, data, `x of ${what}`);
                }
                if (question.kernel === 'group_norms') continue;
                const place = placed();
                const x = place(data, 1);
                const inPlace = data.slice();
                const value = answer(js, question, inPlace, shape, inPlace).value;
                sameBits([answer(own, question, x, shape, x).value], [value], what);
                sameBits(x, inPlace, `in place, ${what}`);
                if (!question.accumulate) sameBits(inPlace, wanted.out, `in place and not, ${what}`);
            }
        }
    }
});

test('arrays that live apart from each other give the same bits', () => {
    const shape = [70, 11, 1];
    const data = floats(lengthOf(shape), 1);
    const before = floats(data.length, 2);
    for (const question of QUESTIONS) {
        const wanted = answer(js, question, data, shape, before.slice());
        for (const [a, b] of [
            [onHeap, allocated],
            [allocated, onHeap],
        ]) {
            const got = answer(own, question, a(data, 1), shape, b(before, 2));
            expect(got.value).toBe(wanted.value);
            sameBits(got.out, wanted.out, JSON.stringify(question));
        }
    }
});

test('the native core gives the same bits, and is asked for every kernel of the module', () => {
    const requests = [];
    const wanted = [];
    for (const shape of SHAPES) {
        for (const x of inputs(shape)) {
            const out = floats(x.length, 9);
            for (const question of QUESTIONS) {
                const { kernel, l1 = 0, weight = 0, scale = 0, accumulate = false } = question;
                const settings = [...shape, l1, weight, scale, Number(accumulate)];
                requests.push({ kernel, x, out, settings, offset: x.length % 4 });
                wanted.push({ ...answer(js, question, x, shape, out.slice()), what: `${kernel}, ${settings}` });
            }
        }
    }
    askNative(requests).forEach(({ value, out }, i) => {
        if (!Object.is(value[0], wanted[i].value)) expect([wanted[i].what, value[0]]).toEqual(wanted[i].value);
        sameBits(out, wanted[i].out, wanted[i].what);
    });
    expect([...new Set(QUESTIONS.map(({ kernel }) => kernel))].sort()).toEqual([...names].sort());
});

test('the workspace has the size that the core asks for', () => {
    const header = readFileSync(new URL('../../src/regularizers.h', import.meta.url), 'utf8');
    expect(header).toContain(`REG_GROUP_WORKSPACE = ${WORKSPACE_BYTES} `);
});

test('the kernels of one memory leave its arrays alone, whatever columns they work on', () => {
    const neighbours = [allocate(600).fill(1), allocate([700, 600]).fill(2), allocate(600).fill(3)];
    groupNorms(neighbours[1], { outer: 700, groups: 600, inner: 1 });
    neighbours.forEach((x, i) => {
        expect(x.every(v => v === i + 1)).toBe(true);
    });
});

describe('against the definitions, in float64', () => {
    /** The elements of each group, as indices. */
    function groupsOf([outer, groups, inner]) {
        return Array.from({ length: groups }, (_, g) =>
            Array.from({ length: outer * inner }, (_, i) => {
                return (Math.floor(i / inner) * groups + g) * inner + (i % inner);
            }),
        );
    }
    const norm = (x, group) => Math.sqrt(group.reduce((sum, i) => sum + x[i] ** 2, 0));

    test('the sum of norms', () => {
        for (const shape of SHAPES) {
            const x = floats(lengthOf(shape), 4);
            const wanted = groupsOf(shape).reduce((sum, group) => sum + norm(x, group), 0);
            expect(Math.abs(groupNorms(x, slicesOf(shape)) - wanted)).toBeLessThanOrEqual(1e-13 * wanted);
        }
    });

    test('each element alone counts for its group, at every place', () => {
        for (const shape of [
            [19, 21, 1],
            [3, 7, 11],
            [1, 5, 17],
        ]) {
            const x = new Float32Array(lengthOf(shape));
            for (let i = 0; i < x.length; i++) {
                x[i] = -(i + 1);
                if (groupNorms(x, slicesOf(shape)) !== i + 1) throw new Error(`${shape}: element ${i}`);
                x[i] = 0;
            }
        }
    });

    /**
     * How far each element of gradient and proximal step may be from the definition: a norm is off by 2.01 * 2^-24, that of
     * a column by 2.51 * 2^-24, and k and its product with x are rounded once each.
     */
    const unitOf = (/** @type {number[]} */ shape) => (slicesOf(shape).inner === 1 ? 4.51 : 4.01) * 2 ** -24;

    test('gradient and proximal step, of groups of any size', () => {
        for (const shape of SHAPES) {
            for (const size of [1, 2 ** 70, 2 ** -70, 2 ** -100]) {
                const x = floats(lengthOf(shape), 6).map(v => v * size);
                const unit = unitOf(shape);
                const grad = new Float32Array(x.length);
                groupGradient(x, slicesOf(shape), 0, 0.7, -2, grad, false);
                const prox = groupProx(x, slicesOf(shape), 0.7 * size, 0.9, new Float32Array(x.length));
                for (const group of groupsOf(shape)) {
                    const length = norm(x, group);
                    for (const i of group) {
                        const slope = length && (-1.4 * x[i]) / length;
                        const stepped = x[i] * (length && Math.max(0, 1 - (0.63 * size) / length));
                        const isNear = (got, wanted, scale) => Math.abs(got - wanted) <= unit * scale;
                        if (!isNear(grad[i], slope, Math.abs(slope))) expect([shape, i, grad[i]]).toEqual(slope);
                        if (!isNear(prox[i], stepped, Math.abs(x[i]))) expect([shape, i, prox[i]]).toEqual(stepped);
                    }
                }
            }
        }
    });

    test('a gradient with l1 has both slopes', () => {
        for (const shape of SHAPES) {
            const x = floats(lengthOf(shape), 6);
            const grad = new Float32Array(x.length);
            groupGradient(x, slicesOf(shape), 0.25, 0.7, -2, grad, false);
            for (const group of groupsOf(shape)) {
                const length = norm(x, group);
                for (const i of group) {
                    const slope = -2 * (0.25 * Math.sign(x[i]) + (length && (0.7 * x[i]) / length));
                    const isNear = Math.abs(grad[i] - slope) <= 3 * 2 ** -24 * 2 * (0.25 + 0.7);
                    if (!isNear) expect([shape, i, grad[i]]).toEqual(slope);
                }
            }
        }
    });

    test('each element alone is the norm of its group, at every place', () => {
        for (const shape of [
            [75, 38, 1],
            [3, 7, 45],
            [1, 5, 77],
        ]) {
            const x = new Float32Array(lengthOf(shape));
            const grad = new Float32Array(x.length);
            for (let i = 0; i < x.length; i++) {
                x[i] = -(2 ** (i % 8));
                groupGradient(x, slicesOf(shape), 0, 1, 1, grad, false);
                grad.forEach((g, j) => {
                    if (g !== (i === j ? -1 : 0)) throw new Error(`${shape}: element ${j} is ${g} where ${i} is not 0`);
                });
                x[i] = 0;
            }
        }
    });

    test('a norm of three and four is five: at a threshold of five nothing is left', () => {
        for (const shape of [
            [40, 34, 1],
            [1, 34, 40],
            [2, 34, 40],
        ]) {
            const x = new Float32Array(lengthOf(shape));
            for (const group of groupsOf(shape)) {
                x[group[3]] = 3;
                x[group.at(-1)] = -4;
            }
            const prox = step => groupProx(x, slicesOf(shape), 1, step, new Float32Array(x.length));
            expect(prox(5).every(v => Object.is(v, 0))).toBe(true);
            for (const [half, full] of [
                [2.5, 1],
                [0, 2],
            ]) {
                expect(prox(half)).toEqual(x.map(v => (v * full) / 2));
            }
        }
    });

    test('many equal elements: rounding errors do not add up', () => {
        const n = 2 ** 22;
        const x = new Float32Array(n).fill(0.1);
        const exact = Math.fround(0.1) * Math.sqrt(n);
        for (const [outer, groups, inner] of [
            [n / 4, 4, 1],
            [1, 4, n / 4],
        ]) {
            const wanted = (4 * exact) / 2;
            expect(Math.abs(groupNorms(x, { outer, groups, inner }) - wanted)).toBeLessThanOrEqual(1e-14 * wanted);
        }
    });
});

test('a group of zeros has gradient 0, also -0, and NaN and infinity stay in their group', () => {
    for (const [shape, group] of [
        [[40, 3, 1], i => i % 3],
        [[1, 3, 40], i => Math.floor(i / 40)],
    ]) {
        const x = floats(120, 8).map((v, i) => (group(i) === 1 ? -0 : v + 1));
        const first = [...x.keys()].find(i => group(i) === 2);
        for (const edge of [Number.NaN, Number.POSITIVE_INFINITY]) {
            x[first] = edge;
            const grad = new Float32Array(120);
            groupGradient(x, slicesOf(shape), 0, 1, 1, grad, false);
            const prox = groupProx(x, slicesOf(shape), 1, 0.1, new Float32Array(120));
            for (let i = 0; i < 120; i++) {
                if (group(i) === 0) expect([grad[i] > 0, prox[i] > 0]).toEqual([true, true]);
                if (group(i) === 1) expect([grad[i], prox[i]]).toEqual([0, 0]);
                if (group(i) !== 2) continue;
                // Infinity is at an infinite distance from the others, which nothing then moves.
                const isEdge = Number.isNaN(edge) || i === first;
                expect(grad[i]).toEqual(isEdge ? Number.NaN : 0);
                expect(prox[i]).toEqual(Number.isNaN(edge) ? Number.NaN : x[i]);
            }
        }
    }
});

test('a group of next to nothing has the slope of any other', () => {
    for (const [shape, at] of [
        [[40, 3, 1], i => 3 * i],
        [[1, 3, 40], i => i],
    ]) {
        const x = floats(120, 8);
        for (let i = 0; i < 40; i++) x[at(i)] = i % 2 ? 2 ** -149 : -(2 ** -149);
        const grad = new Float32Array(120);
        groupGradient(x, slicesOf(shape), 0, Math.sqrt(40), 1e3, grad, false);
        for (let i = 0; i < 40; i++) expect(grad[at(i)]).toBe(i % 2 ? 1000 : -1000);
    }
});
