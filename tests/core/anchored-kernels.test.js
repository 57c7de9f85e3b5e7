/** The kernels of the distance to an anchor: the same bits wherever they run, and the definitions in float64. */
import { expect, test } from '@jest/globals';
import { names } from '../../js/generated/anchored.js';
import { attach } from '../../js/index.js';
import { anchoredGradient, anchoredProx, anchoredSquares } from '../../js/kernels/anchored.js';
import { askNative } from './native.js';
import { allocated, onHeap } from './places.js';
import { floats } from './random.js';

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
/** Around four and eight lanes, the smallest array that wasm gets, the block of 2048 and several blocks. */
const LENGTHS = [...range(0, 68), ...range(2047, 2057), 4096, 4103, 6150];
const offsetsFor = n => (n < 68 ? [0, 1, 3] : [n % 4]);

const EDGES = [0, -0, 1e-45, -1e-45, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** Ordinary numbers, and the same with edge values at the end. */
function* inputs(n) {
    yield floats(n, 3);
    yield floats(n, 3).map((v, i) => (n - 1 - i < EDGES.length ? EDGES[n - 1 - i] : v));
}

/** The plainest code, with the order of additions that src/regularizers.h tells: lanes, blocks, compensation. */
const plain = {
    anchored_squares(x, anchor, importance) {
        let [total, rest] = [0, 0];
        for (let begin = 0; begin < x.length; begin += 2048) {
            const lanes = new Array(8).fill(0);
            for (let i = begin; i < Math.min(begin + 2048, x.length); i++) {
                lanes[(i - begin) % 8] += (x[i] - anchor[i]) ** 2 * importance(i);
            }
            const [a, b, c, d, e, f, g, h] = lanes;
            const block = a + e + (c + g) + (b + f + (d + h));
            const sum = total + block;
            rest += total - (sum - (sum - total)) + (block - (sum - total));
            total = sum;
        }
        return Number.isNaN(rest) ? total : total + rest;
    },
    anchored_gradient(x, anchor, importance, { factor, accumulate }, out) {
        for (let i = 0; i < x.length; i++) {
            const slope = Math.fround(factor * importance(i) * (x[i] - anchor[i]));
            out[i] = accumulate ? out[i] + slope : slope;
        }
    },
    anchored_prox(x, anchor, importance, { factor }, out) {
        for (let i = 0; i < x.length; i++) {
            const p = factor * importance(i);
            out[i] = (x[i] + p * anchor[i]) / (1 + p);
        }
    },
};

const QUESTIONS = [
    { kernel: 'anchored_squares' },
    { kernel: 'anchored_gradient', factor: 0.02 },
    { kernel: 'anchored_gradient', factor: -1e30, accumulate: true },
    { kernel: 'anchored_prox', factor: 0 },
    { kernel: 'anchored_prox', factor: 0.3 },
    { kernel: 'anchored_prox', factor: 1e200 },
];

/** @returns {{ value: number, out: Float32Array }} */
function ours({ kernel, factor, accumulate = false }, x, anchor, importance, out) {
    if (kernel === 'anchored_squares') return { value: anchoredSquares(x, anchor, importance), out };
    if (kernel === 'anchored_gradient') anchoredGradient(x, anchor, importance, factor, out, accumulate);
    else anchoredProx(x, anchor, importance, factor, out);
    return { value: 0, out };
}

/** @returns {{ value: number, out: Float32Array }} */
function wanted(question, x, anchor, importance, old) {
    const out = old.slice();
    const weight = i => (importance ? importance[i] : 1);
    return { value: plain[question.kernel](x, anchor, weight, question, out) ?? 0, out };
}

function sameBits(a, b, what) {
    for (let i = 0; i < b.length; i++) {
        if (!Object.is(a[i], b[i])) throw new Error(`${what}: element ${i} is ${a[i]}, not ${b[i]}`);
    }
}

/** Every array, weighted and not: x, anchor, importance or null, and what out holds before. */
function* cases() {
    for (const n of LENGTHS) {
        const anchor = floats(n, 7);
        const importance = floats(n, 11).map(Math.abs);
        for (const x of inputs(n)) for (const k of [null, importance]) yield { n, x, anchor, importance: k };
    }
}

/** One memory that the package does not own, of which array after array is taken. */
function inForeignMemory() {
    const memory = new WebAssembly.Memory({ initial: 4 });
    attach(memory);
    let at = 0; // the first array at address 0, which is one like any other
    return (data, offset) => {
        const x = new Float32Array(memory.buffer, at + 4 * offset, data.length);
        at += 4 * (data.length + offset + 1);
        x.set(data);
        return x;
    };
}

/** Where x, anchor, importance and out are. */
const PLACES = [
    ['all on the JS heap', () => [onHeap, onHeap, onHeap]],
    ['all in allocated memory', () => [allocated, allocated, allocated]],
    ['weights in allocated memory, the rest on the JS heap', () => [allocated, onHeap, onHeap]],
    ['the result alone in allocated memory', () => [onHeap, onHeap, allocated]],
];
if (globalThis.WebAssembly) PLACES.push(['an attached memory', () => Array(3).fill(inForeignMemory())]);

test.each(PLACES)('%s: the bits of the plainest code at every length and offset, edges included', (_, place) => {
    for (const { n, x, anchor, importance } of cases()) {
        const old = floats(n, 9);
        for (const offset of offsetsFor(n)) {
            for (const question of QUESTIONS) {
                const [placeX, placeRest, placeOut] = place();
                // The importance first, so that in a memory of somebody else's it is at address 0.
                const k = importance && placeRest(importance, offset);
                const [w, a] = [placeX(x, offset), placeRest(anchor, offset)];
                const right = wanted(question, x, anchor, importance, old);
                const what = `${JSON.stringify(question)}, n = ${n}, ${importance ? 'weighted' : 'not weighted'}`;
                const got = ours(question, w, a, k, placeOut(old, offset));
                sameBits([got.value], [right.value], what);
                sameBits(got.out, right.out, what);
                sameBits(w, x, `x of ${what}`);
                sameBits(a, anchor, `the anchor of ${what}`);
                if (question.kernel === 'anchored_squares') continue;
                const inPlace = wanted(question, x, anchor, importance, x);
                sameBits(ours(question, w, a, k, w).out, inPlace.out, `in place, ${what}`);
            }
        }
    }
});

test('the native core gives the same bits, and is asked for every kernel of the module', () => {
    const requests = [];
    const right = [];
    for (const { n, x, anchor, importance } of cases()) {
        const old = floats(3 * n, 9);
        for (const question of QUESTIONS) {
            const { kernel, factor = 0, accumulate = false } = question;
            const settings = [Number(importance !== null), factor, Number(accumulate)];
            const all = Float32Array.of(...x, ...anchor, ...(importance ?? x));
            requests.push({ kernel, x: all, out: old, settings, offset: n % 4 });
            right.push({ ...wanted(question, x, anchor, importance, old.subarray(0, n)), what: `${kernel}, n = ${n}` });
        }
    }
    askNative(requests).forEach(({ value, out }, i) => {
        sameBits([value[0]], [right[i].value], right[i].what);
        sameBits(out, right[i].out, right[i].what);
    });
    expect([...new Set(QUESTIONS.map(({ kernel }) => kernel))].sort()).toEqual([...names].sort());
});

test('each element alone counts with its own importance, at every place', () => {
    for (const n of [...range(1, 68), 2049, 2056]) {
        const [x, anchor] = [new Float32Array(n).fill(0.5), new Float32Array(n).fill(0.5)];
        const importance = Float32Array.from({ length: n }, (_, i) => i + 1);
        for (const i of n < 68 ? range(0, n) : [0, 7, 8, 2040, 2047, 2048]) {
            x[i] = 2.5;
            if (anchoredSquares(x, anchor, importance) !== 4 * (i + 1)) throw new Error(`n = ${n}: element ${i}`);
            if (anchoredSquares(x, anchor, null) !== 4) throw new Error(`n = ${n}: element ${i}, not weighted`);
            x[i] = 0.5;
        }
    }
});

test('differences that float32 could not hold count in full', () => {
    const n = 100;
    const [x, anchor] = [new Float32Array(n).fill(1), new Float32Array(n).fill(2 ** -30)];
    expect(anchoredSquares(x, anchor, null)).toBe(n * (1 - 2 ** -30) ** 2);
    expect(anchoredSquares(x.fill(1e20), anchor, null)).toBeLessThan(Number.POSITIVE_INFINITY);
});
