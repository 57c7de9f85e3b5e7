// TF.js' wasm memory that is full: its `_malloc` gives 0, which TF.js takes for an address. Where a kernel of ours is the first
// to get it, an error says so, nothing was written, nothing is left, and the next call is right.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { bitsOf, callers, heldIn, listed, memory, operations } from './starved.js';
import { tf, use } from './tensorflow.js';

const R = install(tf);
const all = operations(tf, R);
const counts = { zeros: 0, operations: 0 };
const NO_MEMORY = /^TF\.js' wasm backend has no memory for a tensor of shape \[[\d,]*\]$/;

/** Bytes from 0 on that nothing uses. */
const UNUSED = 1024;

beforeAll(async () => {
    await use('wasm');
    tf.backend().wasm.HEAPU8.fill(7, 0, UNUSED); // which zeros would change, too
});

/** Whether a kernel of ours asks. @param {string} stack */
const byKernels = stack => /backends\/heap\.js/.test(stack.split('kernelFunc')[0]);

let restore = () => {};
afterEach(() => restore());

/** Lets the k-th request that counts, and all after it, get 0. @param {number} k @param {() => boolean} isCounted */
function fill(k, isCounted = () => byKernels(callers())) {
    const { wasm } = tf.backend();
    const { _malloc } = wasm;
    memory.taken = 0;
    wasm._malloc = size => {
        if (memory.taken < k && isCounted()) memory.taken++;
        return k > 0 && memory.taken === k ? 0 : _malloc(size);
    };
    restore = () => {
        wasm._malloc = _malloc;
        restore = () => {};
    };
}

const first = () => Buffer.from(tf.backend().wasm.HEAPU8.slice(0, UNUSED)).toString('hex');
const held = () => heldIn(tf);

/** What an operation makes, and what it leaves. */
function answerOf({ run, state }) {
    const result = run();
    const answer = `${bitsOf(listed(result))} ${bitsOf(state())}`;
    tf.dispose(result);
    return answer;
}

describe('memory is full from the k-th tensor of ours on', () => {
    const names = Object.keys(all).filter(name => !name.includes('no constraint'));

    test.each(names)('%s', name => {
        const twin = all[name]();
        const right = answerOf(twin);
        twin.dispose();
        for (let k = 1; ; k++) {
            const trial = all[name]();
            const before = [bitsOf(trial.state()), ...held(), first()];
            fill(k);
            let result;
            try {
                result = trial.run();
            } catch (error) {
                restore();
                expect([k, error.constructor, error.message]).toEqual([
                    k,
                    RangeError,
                    expect.stringMatching(NO_MEMORY),
                ]);
                expect([k, bitsOf(trial.state()), ...held(), first()]).toEqual([k, ...before]);
                expect([k, answerOf(trial)]).toEqual([k, right]);
                counts.zeros++;
                continue;
            } finally {
                restore();
                tf.dispose(result);
                trial.dispose();
            }
            expect(memory.taken).toBeLessThan(k);
            break;
        }
        counts.operations++;
    });
});

test('moments of a first step that find no memory are not written', () => {
    const [w, twin] = [1, 2].map(() => tf.tidy(() => tf.variable(tf.ones([100]))));
    const optimizer = R.adam(0.1);
    const gradient = tf.ones([100]);
    const step = () => optimizer.applyGradients([{ name: w.name, tensor: gradient }]);
    const before = [bitsOf([w]), ...held(), first()];
    for (const k of [1, 2]) {
        fill(k, () => true);
        expect(step).toThrow(NO_MEMORY);
        restore();
        expect([bitsOf([w]), ...held(), first()]).toEqual(before);
    }
    step();
    const other = R.adam(0.1);
    other.applyGradients([{ name: twin.name, tensor: gradient }]);
    expect(bitsOf([w])).toBe(bitsOf([twin]));
    other.dispose();
    tf.dispose([w, twin, gradient]);
    optimizer.dispose();
});

test('a tensor that TF.js itself has put where no memory is is not read: weights stay as they were', () => {
    const w = tf.tidy(() => tf.variable(tf.ones([3])));
    const optimizer = R.adam(0.1);
    const gradient = tf.ones([3]);
    optimizer.applyGradients([{ name: w.name, tensor: gradient }]);
    const before = bitsOf([w]);
    fill(1, () => true);
    const nowhere = tf.add(gradient, 1);
    restore();
    expect(() => R.l2(1).apply(nowhere)).toThrow(NO_MEMORY);
    expect(() => tf.grad(x => R.l2(1).apply(x))(nowhere)).toThrow(NO_MEMORY);
    expect(() => optimizer.applyGradients([{ name: w.name, tensor: nowhere }])).toThrow(NO_MEMORY);
    expect(bitsOf([w])).toBe(before);
    tf.dispose([w, gradient, nowhere]);
    optimizer.dispose();
});

test('a tensor that comes from another backend is there still when it finds no room', async () => {
    await use('cpu');
    const x = tf.tensor([1, -2, 3]);
    await use('wasm');
    const before = [...held(), first()];
    fill(1, () => true);
    expect(() => R.l1(1).apply(x)).toThrow(NO_MEMORY);
    restore();
    expect([...held(), first()]).toEqual(before);
    const penalty = R.l1(1).apply(x);
    expect(penalty.dataSync()[0]).toBe(6);
    tf.dispose([x, penalty]);
});

test('tensors without elements need no memory', () => {
    const x = tf.zeros([0, 3]);
    const penalty = R.l1(1).apply(x);
    expect(penalty.dataSync()[0]).toBe(0);
    tf.dispose([x, penalty]);
});

afterAll(() => {
    process.stderr.write(`${counts.zeros} tensors found no memory in ${counts.operations} operations of the plug-in\n`);
});
