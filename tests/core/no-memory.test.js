/** Where the engine takes our wasm, and gives it no memory; and memories that are not what they say. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import * as api from '../../js/index.js';
import { floats } from './random.js';

const index = new URL('../../js/index.js', import.meta.url).href;
const PROGRAM = `
    if (process.argv[1] === 'throws') WebAssembly.Memory = class extends WebAssembly.Memory {
        constructor() { throw new RangeError('WebAssembly.Memory(): could not allocate memory'); }
    };
    const { allocate, attach, backend, L1L2, OrthogonalRegularizer } = await import('${index}');
    const x = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i));
    const reg = new L1L2(0.1, 0.2);
    const { value, grad } = reg.valueAndGrad(x);
    const orthogonal = new OrthogonalRegularizer(1).valueAndGrad({ data: x, shape: [50, 100] });
    console.log(JSON.stringify([backend(), reg(x), value, grad[17], allocate(1e6).length, allocate([3, 4]).length,
        orthogonal.value, orthogonal.grad.length, reg(allocate(100).fill(1))]));
`;
/** @param {string} how @param {string} limit */
const answerOf = (how, limit = '') =>
    JSON.parse(
        execFileSync(
            'sh',
            ['-c', `${limit} exec "$0" --input-type=module --eval "$1" ${how}`, process.execPath, PROGRAM],
            {
                encoding: 'utf8',
                cwd: fileURLToPath(new URL('../..', import.meta.url)),
            },
        ),
    );

const onWasm = globalThis.BACKEND === 'wasm-simd' ? test : test.skip;

onWasm.each([
    ['a limit of the address space', 'plain', 'ulimit -v 10000000;'],
    ['an engine that has none to give', 'throws', ''],
])('without a memory, for %s, the JS kernels serve with the same bits', (_, how, limit) => {
    const [backend, ...rest] = answerOf('plain');
    const [other, ...others] = answerOf(how, limit);
    expect([backend, other]).toEqual(['wasm-simd', 'js']);
    const orthogonal = 5;
    expect(Math.abs(others[orthogonal] / rest[orthogonal] - 1)).toBeLessThan(1e-6);
    others[orthogonal] = rest[orthogonal];
    expect(others).toEqual(rest);
});

onWasm('where memory runs out later, allocate gives ordinary arrays, with which everything works', () => {
    const { Memory } = WebAssembly;
    const isOrdinary = x => x.byteOffset === 0 && x.buffer.byteLength === x.byteLength;
    const reg = new api.L1L2(0.1, 0.2);
    const wanted = reg.valueAndGrad(floats(5000));
    expect(isOrdinary(api.allocate(100))).toBe(false);
    WebAssembly.Memory = class extends Memory {
        constructor() {
            throw new RangeError('no');
        }
    };
    try {
        // Six of these fill the 4 MB that small arrays come from.
        const arrays = Array.from({ length: 6 }, () => api.allocate([2, 100_000]));
        for (const x of [arrays[5], api.allocate(100), api.allocate(1e6), api.allocate([3e6])]) {
            expect(isOrdinary(x)).toBe(true);
            expect(x.every(v => v === 0)).toBe(true);
        }
        arrays[5].set(floats(5000));
        const out = api.allocate(5000);
        expect(reg.valueAndGrad(arrays[5].subarray(0, 5000), { out }).value).toBe(wanted.value);
        expect(out).toEqual(wanted.grad);
        expect(api.backend()).toBe('wasm-simd');
    } finally {
        WebAssembly.Memory = Memory;
    }
    expect(isOrdinary(api.allocate(1e6))).toBe(false);
});

onWasm('the orthogonal penalty runs in JS where its room alone cannot be had', () => {
    const { Memory } = WebAssembly;
    const matrix = { data: floats(3000 * 40), shape: [3000, 40] };
    const columns = new api.OrthogonalRegularizer(1, 'columns');
    const wanted = columns(matrix);
    WebAssembly.Memory = class extends Memory {
        constructor() {
            throw new RangeError('no');
        }
    };
    try {
        const large = { data: new Float32Array(20 * 3e5).fill(1), shape: [20, 3e5] };
        expect(new api.OrthogonalRegularizer(1)(large)).toBeCloseTo(1, 6);
        expect(api.allocate(1e6)).toHaveLength(1e6);
    } finally {
        WebAssembly.Memory = Memory;
    }
    expect(columns(matrix)).toBe(wanted);
});

onWasm('an attached memory is read by its own buffer, whatever a property says', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const other = new Float32Array(1000).fill(1);
    Object.defineProperty(memory, 'buffer', { get: () => other.buffer });
    api.attach(memory);
    expect(new api.L1(1)(other)).toBe(1000);
    class Pretender {
        buffer = other.buffer;
        get [Symbol.toStringTag]() {
            return 'WebAssembly.Memory';
        }
    }
    expect(() => api.attach(new Pretender())).toThrow('attach: expected memory to be a WebAssembly.Memory');
});

onWasm('however many memories are attached, an array on the heap is looked for among them once at most', () => {
    const memories = Array.from({ length: 50 }, () => new WebAssembly.Memory({ initial: 0, maximum: 1 }));
    memories.forEach(api.attach);
    const looks = jest.spyOn(WeakRef.prototype, 'deref');
    const reg = new api.L1(1);
    for (let i = 0; i < 10; i++) reg(new Float32Array(1000));
    expect(looks).toHaveBeenCalledTimes(0);
    const wholePages = new Float32Array(16384);
    reg(wholePages);
    const first = looks.mock.calls.length;
    for (let i = 0; i < 10; i++) reg(wholePages);
    expect(looks.mock.calls.length).toBe(first);
    looks.mockRestore();
    memories[7].grow(1);
    expect(reg(new Float32Array(memories[7].buffer).fill(1))).toBe(16384);
});
