/** The entry without inlined bytes: what it takes, and what it refuses. */
import { readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';

/** As scripts/build.mjs leaves the generated modules in dist/slim/. */
for (const family of ['anchored', 'elementwise', 'groups', 'orthogonal', 'soft_orthogonal']) {
    const path = `../../js/generated/${family}.js`;
    const generated = await import(path);
    jest.unstable_mockModule(path, () => ({ ...generated, text: '' }));
}
const slim = await import('../../js/slim.js');

const bytesOf = family => readFileSync(new URL(`../../dist/kernels/${family}.wasm`, import.meta.url));
const bytes = bytesOf('elementwise');
const hasWasm = 'WebAssembly' in globalThis;
const x = new Float32Array(100).fill(-0.5);
const matrix = Array.from({ length: 40 }, (_, i) => Float32Array.from({ length: 30 }, (_, j) => Math.sin(i * i + j)));

/** A module of one function type, one function and these exports of it. */
function moduleExporting(...names) {
    const section = (id, bytes) => [id, bytes.length, ...bytes];
    const exports = names.flatMap(name => [name.length, ...Buffer.from(name), 0, 0]);
    return Uint8Array.of(
        ...[0, 97, 115, 109, 1, 0, 0, 0],
        ...section(1, [1, 0x60, 0, 0]),
        ...section(3, [1, 0]),
        ...section(7, [names.length, ...exports]),
        ...section(10, [1, 2, 0, 0x0b]),
    );
}

test('it answers in JS before it is given anything', () => {
    expect(slim.backend()).toBe('js');
    expect(new slim.L1(1)(x)).toBe(50);
});

const changed = Uint8Array.from(bytes);
changed[changed.length - 10] ^= 1;

test.each([
    [undefined, TypeError, 'undefined'],
    [Promise.resolve(bytes), TypeError, 'a Promise'],
    ['elementwise.wasm', TypeError, '"elementwise.wasm"'],
    [new TextEncoder().encode('<!doctype html>'), RangeError, 'other data'],
    [Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), RangeError, 'other data'],
    [new ArrayBuffer(0), RangeError, 'other data'],
    [moduleExporting('orthogonal_workspace'), RangeError, 'other data'],
    [moduleExporting('orthogonal', 'orthogonal_workspace'), RangeError, 'other data'],
    [bytes.subarray(0, -1), RangeError, 'other data'],
    [changed, RangeError, 'other data'],
    [bytesOf('optimizer'), RangeError, 'other data'],
])('it refuses %p', (given, Fault, got) => {
    expect(() => slim.useKernels(given)).toThrow(Fault);
    expect(() => slim.useKernels(given)).toThrow(`got ${got}`);
    expect(slim.backend()).toBe('js');
});

const onWasm = hasWasm ? test : test.skip;

onWasm('it refuses a compiled module that exports something else, or more', () => {
    for (const names of [[], ['sum_abs'], ['orthogonal_workspace'], ['orthogonal', 'orthogonal_workspace', 'more']]) {
        expect(() => slim.useKernels(new WebAssembly.Module(moduleExporting(...names)))).toThrow(RangeError);
    }
    expect(slim.backend()).toBe('js');
});

onWasm('it runs what it is given, each family for itself, and a shared memory needs the bytes', () => {
    const orthogonal = new slim.OrthogonalRegularizer(1);
    const inJs = orthogonal(matrix);
    slim.useKernels(new WebAssembly.Module(bytes));
    expect(slim.backend()).toBe('wasm-simd');
    expect(new slim.L1(1)(x)).toBe(50);
    expect(Object.is(orthogonal(matrix), inJs)).toBe(true);
    slim.useKernels(new Uint8Array(bytesOf('orthogonal')).buffer);
    // The kernel multiplies in float32, the JS in float64.
    expect(Object.is(orthogonal(matrix), inJs)).toBe(false);
    expect(Math.abs(orthogonal(matrix) / inJs - 1)).toBeLessThan(1e-6);

    const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    slim.attach(shared);
    expect(() => new slim.L1(1)(new Float32Array(shared.buffer))).toThrow('only a module was given');
});

test('what only says that it is a memory cannot be attached', () => {
    const pretender = { buffer: new ArrayBuffer(8), [Symbol.toStringTag]: 'WebAssembly.Memory' };
    if (hasWasm)
        expect(() => slim.attach(pretender)).toThrow(/attach: expected memory to be a WebAssembly.Memory, got/);
    else expect(slim.attach(pretender)).toBe(undefined);
});
