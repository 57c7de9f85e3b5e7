// On the wasm backend the kernels run on TF.js' own memory: in place, through growth, and correctly where it is hidden.
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { backend as kernelsInUse } from '../../js/index.js';
import { kernelsOf } from '../../js/tfjs/backends/kernels.js';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

const { l1l2 } = install(tf);
const regularizer = l1l2({ l1: 0.25, l2: 0.5 });
const penaltyAndSlope = x => {
    const { value, grad } = tf.valueAndGrad(v => regularizer.apply(v))(x);
    const found = [numbers(value), numbers(grad)];
    tf.dispose([value, grad]);
    return found;
};
const expected = x => [
    [Math.fround(x.reduce((sum, w) => sum + 0.25 * Math.abs(w) + 0.5 * w * w, 0))],
    x.map(w => Math.fround(0.25 * Math.sign(w) + w)),
];

beforeAll(() => use('wasm'));
afterEach(() => jest.restoreAllMocks());

const COUNT = 10_000;
const values = randomNumbers(COUNT);

/** Runs `work` and returns how many numbers were copied between typed arrays meanwhile. */
function copiedDuring(work) {
    let copied = 0;
    // Jest's sandbox has typed arrays of two realms.
    const prototypes = new Set([Float32Array, Uint8Array].map(type => Object.getPrototypeOf(type.prototype)));
    for (const prototype of prototypes) {
        for (const [name, countOf] of Object.entries({
            set: args => args[0].length,
            slice: ([from, to]) => to - from,
        })) {
            const original = prototype[name];
            jest.spyOn(prototype, name).mockImplementation(function (...args) {
                copied += countOf(args);
                return original.apply(this, args);
            });
        }
    }
    work();
    jest.restoreAllMocks();
    return copied;
}

test('the SIMD kernels are the ones that run', () => {
    expect(kernelsInUse()).toBe('wasm-simd');
});

test('nothing is copied: the kernels read and write the tensors where they are', () => {
    const x = tf.tensor(values);
    const run = () => tf.dispose([regularizer.apply(x), tf.grad(v => regularizer.apply(v))(x)]);
    run();
    // What is copied is scalars: penalties, and the 1 that the gradient starts from.
    expect(copiedDuring(run)).toBeLessThan(50);
    expect(copiedDuring(() => x.dataSync())).toBe(COUNT * Float32Array.BYTES_PER_ELEMENT);
    expect(penaltyAndSlope(x)[1]).toEqual(expected(values)[1]);
    x.dispose();
});

test('memory that grew between calls is found again', () => {
    const x = tf.tensor(values);
    const before = penaltyAndSlope(x);
    const bytes = () => tf.backend().wasm.HEAPU8.length;
    const old = bytes();
    const big = tf.zeros([old / 4]);
    expect(bytes()).toBeGreaterThan(old);
    expect(penaltyAndSlope(x)).toEqual(before);
    expect(copiedDuring(() => regularizer.apply(x).dispose())).toBeLessThan(10);
    tf.dispose([x, big]);
});

test('memory that grows inside the gradient kernel, for its own result, is found again', () => {
    const count = Math.floor((tf.backend().wasm.HEAPU8.length / 4) * 0.7); // its gradient does not fit beside it
    const x = tf.fill([count], -2, 'float32');
    const old = tf.backend().wasm.HEAPU8.length;
    const slope = tf.grad(v => regularizer.apply(v))(x);
    expect(tf.backend().wasm.HEAPU8.length).toBeGreaterThan(old);
    const [low, high] = tf.tidy(() => [numbers(tf.min(slope)), numbers(tf.max(slope))]);
    expect([low, high]).toEqual([[-2.25], [-2.25]]);
    tf.dispose([x, slope]);
});

test('a tensor that lives on another backend moves here first', async () => {
    await use('cpu');
    const x = tf.tensor(values);
    const onCpu = penaltyAndSlope(x);
    await use('wasm');
    expect(penaltyAndSlope(x)).toEqual(onCpu);
    await use('cpu');
    expect(penaltyAndSlope(x)).toEqual(onCpu);
    x.dispose();
    await use('wasm');
});

test('views of part of a tensor, and tensors at any offset, give the same', () => {
    for (const count of [1, 2, 7, 2047, 2048, 2049, 4097]) {
        const x = tf.tensor(values.slice(0, count));
        expect(penaltyAndSlope(x)[1]).toEqual(expected(values.slice(0, count))[1]);
        x.dispose();
    }
});

test('where the memory is out of reach, as in TF.js 2.0, the result is the same through copies', async () => {
    const { wasm } = tf.backend();
    const hidden = Object.create(wasm, { wasmMemory: { value: undefined }, asm: { value: {} } });
    // A second backend over the same module, which hides its memory, in the place of the first.
    const { BackendWasm } = { BackendWasm: tf.backend().constructor };
    const real = tf.backend();
    const veiled = Object.create(BackendWasm.prototype, Object.getOwnPropertyDescriptors(real));
    veiled.wasm = hidden;
    const { inPlace, copied } = veil(real, veiled);
    expect(copied).toEqual(inPlace);

    function veil(original, replacement) {
        const x = tf.tensor(values);
        const kernels = kernelsOf('wasm');
        const run = backend => {
            const { regularizer: core } = regularizer;
            const dy = tf.scalar(3);
            const penalty = kernels.penalty({ attrs: { terms: [{ regularizer: core, x }] }, backend });
            const slope = kernels.gradient({ inputs: { x, dy }, attrs: { regularizer: core }, backend });
            return [penalty, slope].map(({ dataId }) => Array.from(original.readSync(dataId)));
        };
        return { inPlace: run(original), copied: run(replacement) };
    }
});
