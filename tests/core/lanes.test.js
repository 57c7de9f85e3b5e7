/** Every position of every length is counted once, and all builds and all ways to the kernels give the same bits. */
import { describe, expect, test } from '@jest/globals';
import { names as elementwiseNames } from '../../js/generated/elementwise.js';
import { allocate, attach, backend } from '../../js/index.js';
import { Compensated } from '../../js/kernels/compensated.js';
import * as elementwise from '../../js/kernels/elementwise.js';
import * as lanes from '../../js/kernels/lanes.js';
import { orthogonal } from '../../js/kernels/orthogonal.js';
import { askNative } from './native.js';
import { floats } from './random.js';

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
/** Around the eight lanes, the block of 2048 and several blocks. */
const LENGTHS = [...range(0, 68), ...range(2047, 2057), ...range(4095, 4105), ...range(16383, 16394)];
const offsetsFor = n => (n < 68 ? [0, 1, 2, 3, 5] : [n % 4]);

test('the SIMD module runs by default, and without WebAssembly the JS kernels do', () => {
    expect(backend()).toBe(globalThis.BACKEND);
});

describe.each([
    ['kernels', elementwise],
    ['JS lanes', lanes],
])('one-hot arrays through the %s', (_, implementation) => {
    test('sum to exactly their one element', () => {
        for (const n of [...range(0, 68), ...range(2047, 2057)]) {
            const x = new Float32Array(n + 3).subarray(3);
            for (let i = 0; i < n; i = i === 16 && n > 67 ? n - 17 : i + 1) {
                x[i] = -3;
                if (implementation.sumAbs(x) !== 3 || implementation.sumSquares(x) !== 9) {
                    throw new Error(`n = ${n}: element ${i} is not counted once`);
                }
                x[i] = 0;
            }
        }
    });
});

const COEFFICIENTS = [
    [0.01, 0.02, 1],
    [0.3, 0, -0.5],
    [0, 1e-3, 7],
    [1e-30, 1e30, 1e-3],
];

/** Results of every kernel on x as one list of arrays, by way of `place`, which says where arrays lie. */
function everything(implementation, x, old, place) {
    const input = place(x);
    const results = [Float64Array.of(implementation.sumAbs(input), implementation.sumSquares(input))];
    for (const [l1, l2, scale] of COEFFICIENTS) {
        for (const accumulate of [false, true]) {
            const out = place(old);
            implementation.gradient(input, l1, l2, scale, out, accumulate);
            results.push(out);
        }
        const stepped = place(old);
        implementation.prox(input, l1, l2, Math.abs(scale), stepped);
        const inPlace = place(x);
        implementation.prox(inPlace, l1, l2, Math.abs(scale), inPlace);
        const decayed = place(old);
        implementation.decay(input, scale, decayed);
        results.push(stepped, inPlace, decayed);
    }
    return results;
}

const requests = (x, old, offset) => [
    { kernel: 'sum_abs', x, offset },
    { kernel: 'sum_squares', x, offset },
    { kernel: 'sum_both', x, offset },
    ...COEFFICIENTS.flatMap(([l1, l2, scale]) => [
        { kernel: 'gradient', x, out: old, offset, l1, l2, scale },
        { kernel: 'gradient', x, out: old, offset, l1, l2, scale, accumulate: true },
        { kernel: 'value_gradient', x, out: old, offset, l1, l2, scale },
        { kernel: 'prox', x, out: old, offset, l1, l2, scale: Math.abs(scale) },
        { kernel: 'decay', x, out: old, offset, scale },
    ]),
];

/** Object.is on every element: 0 is not -0, NaN is NaN. */
function sameBits(a, b, what) {
    const bytes = array => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    if (bytes(a).equals(bytes(b))) return;
    for (let i = 0; i < a.length; i++) {
        if (!Object.is(a[i], b[i])) throw new Error(`${what}: element ${i} is ${a[i]} and ${b[i]}`);
    }
}

const onHeap = offset => data => {
    const x = new Float32Array(data.length + offset).subarray(offset);
    x.set(data);
    return x;
};
const inWasm = offset => data => {
    const x = allocate(data.length + offset).subarray(offset);
    x.set(data);
    return x;
};
/** Arrays one after the other in a memory that the package does not own. */
function inForeignMemory(offset) {
    const memory = new WebAssembly.Memory({ initial: 64 });
    attach(memory);
    let at = 4 * offset;
    return data => {
        const x = new Float32Array(memory.buffer, at, data.length);
        at += 4 * data.length + 4;
        x.set(data);
        return x;
    };
}
const PLACES = [
    ['the JS heap', onHeap],
    ['allocated memory', inWasm],
];
if (globalThis.WebAssembly) PLACES.push(['an attached memory', inForeignMemory]);

const EDGES = [0, -0, 1e-45, -1e-45, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Random data, then the same with edge values and, last, with a NaN at its end. */
function* inputs(n) {
    const x = floats(n);
    yield x;
    const edged = x.slice();
    EDGES.forEach((edge, i) => {
        if (i < n) edged[n - 1 - i] = edge;
    });
    yield edged;
    if (n > 0) yield Float32Array.from(edged, (v, i) => (i === n - 1 ? Number.NaN : v));
}

describe.each(PLACES)('arrays in %s', (_, place) => {
    test('give the bits of the JS lanes at every length and offset, edges included', () => {
        for (const n of LENGTHS) {
            for (const offset of offsetsFor(n)) {
                for (const x of inputs(n)) {
                    const old = floats(n, 99);
                    const wanted = everything(lanes, x, old, data => data.slice());
                    const got = everything(elementwise, x, old, place(offset));
                    wanted.forEach((array, i) => {
                        sameBits(got[i], array, `n = ${n}, offset = ${offset}, result ${i}`);
                    });
                }
            }
        }
    });

    test('give both sums together with the bits of each alone, with and without the gradient', () => {
        for (const n of LENGTHS) {
            const x = place(1)(floats(n));
            const out = place(3)(floats(n, 5));
            const wanted = { abs: lanes.sumAbs(x), squares: lanes.sumSquares(x) };
            const gradient = lanes.gradient.bind(null, x, 0.1, 0.2, 1);
            const alone = new Float32Array(n);
            gradient(alone, false);
            expect(elementwise.sums(x)).toEqual(wanted);
            expect(elementwise.valueGradient(x, 0.1, 0.2, 1, out, false, elementwise.sums)).toEqual(wanted);
            sameBits(out, alone, `n = ${n}`);
        }
    });

    test('let infinite and NaN numbers through both sums together, of one block and of several', () => {
        for (const n of [40, 5000]) {
            for (const value of [Number.POSITIVE_INFINITY, Number.NaN]) {
                const x = place(1)(floats(n));
                x[n - 10] = value;
                const wanted = { abs: value, squares: value };
                expect(elementwise.sums(x)).toEqual(wanted);
                const out = place(3)(x);
                expect(elementwise.valueGradient(x, 0.1, 0.2, 1, out, false, elementwise.sums)).toEqual(wanted);
            }
        }
    });
});

test('the native core gives the same bits as the JS lanes at every length and offset', () => {
    for (const n of LENGTHS) {
        const old = floats(n, 99);
        const runs = offsetsFor(n).flatMap(offset => [...inputs(n)].map(x => ({ x, offset })));
        const answers = askNative(runs.flatMap(({ x, offset }) => requests(x, old, offset)));
        for (const { x } of runs) {
            const [abs, squares, both, ...rest] = answers.splice(0, 3 + 5 * COEFFICIENTS.length);
            const [sums, ...wanted] = everything(lanes, x, old, data => data.slice());
            sameBits(Float64Array.of(abs.value[0], squares.value[0]), sums, `native sums, n = ${n}`);
            sameBits(Float64Array.from(both.value), sums, `native sums together, n = ${n}`);
            COEFFICIENTS.forEach((_, c) => {
                const [stored, added, stepped, , decayed] = wanted.slice(5 * c, 5 * c + 5);
                sameBits(Float64Array.from(rest[5 * c + 2].value), sums, `native sums with the gradient, n = ${n}`);
                [stored, added, stored, stepped, decayed].forEach((array, i) => {
                    sameBits(rest[5 * c + i].out, array, `native, n = ${n}, coefficients ${c}, result ${i}`);
                });
            });
        }
    }
});

const onWasm = globalThis.BACKEND === 'wasm-simd' ? test : test.skip;

onWasm('the native core gives the same bits of the orthogonal penalty around a run and a span of products', () => {
    const cases = [1, 31, 32, 33, 255, 256, 257, 288, 545].flatMap(k => [
        { rows: 9, cols: k, columns: false },
        { rows: k, cols: 9, columns: true },
    ]);
    const asked = cases.map(matrix => {
        const x = floats(9 * Math.max(matrix.rows, matrix.cols), 7);
        return { kernel: 'orthogonal', x, ...matrix, scale: 0.5, withGradient: true };
    });
    askNative(asked).forEach(({ value, out }, i) => {
        const { x, rows, cols, columns } = asked[i];
        const grad = new Float32Array(x.length);
        const got = orthogonal(x, rows, cols, columns, 0.5, grad, false);
        sameBits(Float64Array.of(got), Float64Array.of(value[0]), `native value, ${rows} x ${cols}`);
        sameBits(grad, out, `native gradient, ${rows} x ${cols}`);
    });
});

test('the native core is asked for every kernel of this module, and for nothing else', () => {
    const asked = requests(new Float32Array(1), new Float32Array(1), 0).map(({ kernel }) => kernel);
    expect([...new Set(asked)].sort()).toEqual([...elementwiseNames].sort());
    expect(() => askNative([{ kernel: 'sum_cubes', x: new Float32Array(1) }])).toThrow('no kernel sum_cubes');
});

test('the sums of blocks, added with compensation, have the bits of the whole', () => {
    const x = floats(16393);
    const total = new Compensated();
    for (let i = 0; i < x.length; i += 2048) total.add(lanes.sumSquares(x.subarray(i, i + 2048)));
    expect(Object.is(total.value, elementwise.sumSquares(x))).toBe(true);
});

test('infinite and NaN sums come through the compensation', () => {
    const x = new Float32Array(5000);
    x[100] = Number.POSITIVE_INFINITY;
    expect([elementwise.sumAbs(x), elementwise.sumSquares(x), lanes.sumAbs(x)]).toEqual([1 / 0, 1 / 0, 1 / 0]);
    x[4000] = Number.NaN;
    expect([elementwise.sumAbs(x), elementwise.sumSquares(x), lanes.sumAbs(x)]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
    ]);
});
