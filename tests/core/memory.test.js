/** Arrays inside wasm memory: allocated, attached, grown, shared. And the module itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { allocate, attach, backend, L1L2 } from '../../js/index.js';
import { homeOf } from '../../js/kernels/memory.js';
import { bytesOf, textOf } from '../../js/kernels/packing.js';
import { floats } from './random.js';

const reg = new L1L2(0.1, 0.2);
const wasm = globalThis.BACKEND === 'wasm-simd';
const onWasm = wasm ? describe : describe.skip;

/** All modules, and their most bytes: what the ABI files say. */
const bindings = new URL('../../bindings/', import.meta.url);
const FAMILIES = readdirSync(bindings).flatMap(name => {
    const most = /^LIMITS\((\d+),/m.exec(readFileSync(new URL(name, bindings), 'utf8'));
    return most ? [[name.replace('.c', ''), Number(most[1])]] : [];
});

test('an allocated array has the length asked for, or that of the shape, and is zero', () => {
    expect(allocate(5)).toEqual(new Float32Array(5));
    expect(allocate([3, 4])).toHaveLength(12);
    expect(allocate(0)).toHaveLength(0);
    expect(allocate([])).toHaveLength(1);
});

test('allocated arrays do not share elements, and none is ever detached by a later one', () => {
    const arrays = Array.from({ length: 400 }, (_, i) => allocate(1 + ((i * 977) % 30_000)).fill(i + 1));
    const large = allocate(3_000_000).fill(-1);
    arrays.forEach((array, i) => {
        expect(array.length).toBeGreaterThan(0);
        if (!array.every(v => v === i + 1)) throw new Error(`array ${i} was written to by another`);
    });
    expect(large.every(v => v === -1)).toBe(true);
});

onWasm('two large arrays', () => {
    test('share a memory, so that kernels run in place from one to the other; a third does not', () => {
        const [x, out, third] = [7_000_000, 7_000_000, 7_000_000].map(allocate);
        expect(out.buffer).toBe(x.buffer);
        expect(out.byteOffset).toBeGreaterThanOrEqual(x.byteOffset + x.byteLength);
        expect(third.buffer).not.toBe(x.buffer);
    });
});

/** Where w and out may be, each call in a memory of its own. */
const homes = {
    'the JS heap': array => array.slice(),
    'a slab': array => within(allocate(array.length), array),
    'a large memory': array => within(allocate(1_000_000 + array.length).subarray(3, 3 + array.length), array),
    'an attached memory': array => {
        const memory = new WebAssembly.Memory({ initial: 4 });
        attach(memory);
        return within(new Float32Array(memory.buffer, 20, array.length), array);
    },
};
const within = (place, array) => {
    place.set(array);
    return place;
};
const pairs = Object.keys(homes).flatMap(from => Object.keys(homes).map(to => [from, to]));

onWasm.each(pairs)('weights in %s and out in %s', (from, to) => {
    test.each([50, 2048, 5000])('give the bits of the heap, %i of them', n => {
        const [data, old] = [floats(n), floats(n, 7)];
        for (const accumulate of [false, true]) {
            const wanted = reg.valueAndGrad(data, { out: old.slice(), accumulate });
            const [x, out, again] = [homes[from](data), homes[to](old), homes[to](old)];
            expect(reg.valueAndGrad(x, { out, accumulate }).value).toBe(wanted.value);
            expect(reg.grad(x, { out: again, accumulate })).toEqual(wanted.grad);
            expect(out).toEqual(wanted.grad);
            expect(x).toEqual(data);
        }
        expect(reg.prox(homes[from](data), 0.3, { out: homes[to](old) })).toEqual(reg.prox(data, 0.3));
    });
});

test('one call larger than any scratch memory, followed by a small one, works', () => {
    const large = new Float32Array(3_000_001).fill(1);
    expect(reg(large)).toBe(0.1 * 3_000_001 + 0.2 * 3_000_001);
    expect(reg([1])).toBe(0.1 + 0.2);
});

onWasm('an attached memory', () => {
    test('is worked on in place, with the bits of a copy, and nothing else in it is touched', () => {
        const memory = new WebAssembly.Memory({ initial: 2 });
        new Uint8Array(memory.buffer).fill(0xa5);
        attach(memory);
        const x = new Float32Array(memory.buffer, 1028, 5000);
        const out = new Float32Array(memory.buffer, 1028 + 4 * 5008, 5000);
        x.set(floats(5000));
        const copy = x.slice();
        expect(homeOf(x)).toBeDefined();
        expect(reg(x)).toBe(reg(copy));
        expect(reg.valueAndGrad(x, { out }).grad).toEqual(reg.grad(copy));
        const rest = new Uint8Array(memory.buffer).filter((_, i) => {
            const inX = i >= x.byteOffset && i < x.byteOffset + x.byteLength;
            return !inX && !(i >= out.byteOffset && i < out.byteOffset + out.byteLength);
        });
        expect(rest.every(byte => byte === 0xa5)).toBe(true);
    });

    test('may grow: new views run in place, old ones are an error', () => {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 10 });
        attach(memory);
        const before = new Float32Array(memory.buffer, 0, 1000).fill(2);
        const value = reg(before);
        memory.grow(3);
        expect(() => reg(before)).toThrow(/detached array \(its memory grew\?\)/);
        const after = new Float32Array(memory.buffer, 0, 1000);
        expect(homeOf(after)).toBeDefined();
        expect(reg(after)).toBe(value);
        memory.grow(1);
        expect(reg(new Float32Array(memory.buffer, 0, 1000))).toBe(value);
    });

    test('may be shared between threads', () => {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
        attach(memory);
        const x = new Float32Array(memory.buffer, 64, 3000);
        x.set(floats(3000));
        expect(homeOf(x)).toBeDefined();
        expect(reg(x)).toBe(reg(x.slice()));
        expect(reg.prox(x, 0.1, { out: x })).toEqual(reg.prox(floats(3000), 0.1));
    });

    test('may have no pages, and grow', () => {
        const memory = new WebAssembly.Memory({ initial: 0, maximum: 2 });
        attach(memory);
        memory.grow(1);
        const x = new Float32Array(memory.buffer, 0, 100).fill(1);
        expect(homeOf(x)).toBeDefined();
        expect(reg(x)).toBe(reg(x.slice()));
    });

    test('may be attached twice', () => {
        const memory = new WebAssembly.Memory({ initial: 1 });
        attach(memory);
        attach(memory);
        expect(reg(new Float32Array(memory.buffer))).toBe(0);
    });
});

test('what `import { L1 }` carries is at most 4 KB, and every ABI file is a module', () => {
    expect(FAMILIES).toContainEqual(['elementwise', 4096]);
    const files = readdirSync(new URL('../../bindings/', import.meta.url)).filter(name => name.endsWith('.c'));
    expect(FAMILIES.map(([family]) => `${family}.c`).sort()).toEqual(files.sort());
});

onWasm.each(FAMILIES)('%s.wasm', (family, most) => {
    const bytes = readFileSync(new URL(`../../build/wasm/${family}.wasm`, import.meta.url));
    const module = wasm && new WebAssembly.Module(bytes);

    test('imports exactly env.memory, and runs on one without pages', () => {
        expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
        const memory = new WebAssembly.Memory({ initial: 0 });
        expect(Object.keys(new WebAssembly.Instance(module, { env: { memory } }).exports).length).toBeGreaterThan(1);
    });

    test('exports exactly what its ABI file and the generated module list', async () => {
        const abi = readFileSync(new URL(`../../bindings/${family}.c`, import.meta.url), 'utf8');
        const listed = [...abi.matchAll(/^EXPORT\((\w+)\)/gm)].map(([, name]) => name);
        const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
        expect(exported).toEqual(listed);
        expect((await import(`../../js/generated/${family}.js`)).names).toEqual(listed);
        expect(listed.length).toBeGreaterThan(1);
    });

    test(`is at most ${most} bytes`, () => {
        expect(bytes.length).toBeLessThanOrEqual(most);
    });
});

test('every byte comes back from its text', () => {
    const bytes = Uint8Array.from({ length: 65536 }, (_, i) => (i & 1 ? i >> 8 : i >> 1));
    expect(bytesOf(textOf(bytes))).toEqual(bytes);
});

onWasm('a family', () => {
    test('is compiled at the first call, not at import and not again', async () => {
        const { Module } = WebAssembly;
        let compiled = 0;
        WebAssembly.Module = class extends Module {
            constructor(bytes) {
                super(bytes);
                compiled++;
            }
        };
        try {
            // A query makes a second copy, which has not compiled yet.
            const fresh = await import('../../js/kernels/orthogonal.js?fresh');
            expect(compiled).toBe(0);
            expect([fresh.family.available, fresh.family.available, compiled]).toEqual([true, true, 1]);
        } finally {
            WebAssembly.Module = Module;
        }
        expect(backend()).toBe('wasm-simd');
    });
});
