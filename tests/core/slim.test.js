/** The entry without inlined bytes: what it takes, and what it refuses. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as slim from '../../js/slim.js';

const bytes = readFileSync(new URL('../../dist/kernels.wasm', import.meta.url));
const hasWasm = 'WebAssembly' in globalThis;
const x = new Float32Array(100).fill(-0.5);

test('it answers in JS before it is given anything', () => {
    expect(slim.backend()).toBe('js');
    expect(new slim.L1(1)(x)).toBe(50);
});

test.each([
    [undefined, TypeError, 'undefined'],
    [Promise.resolve(bytes), TypeError, 'a Promise'],
    ['kernels.wasm', TypeError, '"kernels.wasm"'],
    [new TextEncoder().encode('<!doctype html>'), RangeError, 'other data'],
    [Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), RangeError, 'other data'],
    [new ArrayBuffer(0), RangeError, 'other data'],
])('it refuses %p', (given, Fault, got) => {
    expect(() => slim.useKernels(given)).toThrow(Fault);
    expect(() => slim.useKernels(given)).toThrow(`got ${got}`);
    expect(slim.backend()).toBe('js');
});

(hasWasm ? test : test.skip)('it refuses other wasm, and runs ours, as a module and for a shared memory', () => {
    expect(() => slim.useKernels(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)))).toThrow(
        RangeError,
    );
    slim.useKernels(new WebAssembly.Module(bytes));
    expect(slim.backend()).toBe('wasm-simd');
    expect(new slim.L1(1)(x)).toBe(50);
    const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    expect(() => slim.attach(shared)).toThrow('only a compiled module was given');
});

test('what only says that it is a memory cannot be attached', () => {
    const pretender = { buffer: new ArrayBuffer(8), [Symbol.toStringTag]: 'WebAssembly.Memory' };
    if (hasWasm)
        expect(() => slim.attach(pretender)).toThrow(/attach: expected memory to be a WebAssembly.Memory, got/);
    else expect(slim.attach(pretender)).toBe(undefined);
});
