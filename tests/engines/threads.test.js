/** Memory that another thread writes while it is read, and threads that attach to one memory at once. */
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
    AnchoredL2,
    attach,
    GroupLasso,
    L1,
    L1L2,
    L2,
    OrthogonalRegularizer,
    SoftOrthogonal,
    SparseGroupLasso,
} from '../../js/index.js';

const ROWS = 64;
const COLUMNS = 200;
const SIZE = ROWS * COLUMNS;
const FENCE = 64;
const SENTINEL = 12345.5;
const MILLISECONDS = 250;

/** @param {object} workerData */
const threadOf = workerData => new Worker(new URL('threads.worker.js', import.meta.url), { workerData });

/** @param {Worker} worker @returns {Promise<any>} */
const answerOf = worker =>
    new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
    });

const memory = new WebAssembly.Memory({ initial: 8, maximum: 8, shared: true });

describe.each([
    ['a shared wasm memory', () => memory.buffer],
    ['a SharedArrayBuffer', () => new SharedArrayBuffer(8 * 65536)],
])('%s that another thread fills with 1 and 2 in turn', (_, bufferOf) => {
    const buffer = bufferOf();
    // As far in as no kernel keeps numbers of its own: these belong to us, and are not to change.
    const weights = new Float32Array(buffer, 4096, SIZE);
    const before = new Float32Array(buffer, weights.byteOffset + 4 * SIZE, FENCE);
    const out = new Float32Array(buffer, before.byteOffset + 4 * FENCE, SIZE);
    const after = new Float32Array(buffer, out.byteOffset + 4 * SIZE, FENCE);
    /** @type {Worker} */
    let writer;

    beforeAll(async () => {
        if (buffer === memory.buffer) attach(memory);
        weights.fill(1);
        for (const fence of [before, after]) fence.fill(SENTINEL);
        writer = threadOf({ role: 'writer', buffer, at: weights.byteOffset, size: SIZE });
        await answerOf(writer);
    });
    afterAll(() => writer.terminate());

    /** Calls for a while; each answer has to be some mixture. @param {() => number} ask @param {number} least @param {number} most */
    function between(ask, least, most) {
        const answers = new Set();
        const end = performance.now() + MILLISECONDS;
        while (performance.now() < end) {
            const answer = ask();
            answers.add(answer);
            if (!(answer >= least && answer <= most)) expect(answer).toBe(`between ${least} and ${most}`);
        }
        for (const fence of [before, after]) expect(fence.every(v => v === SENTINEL)).toBe(true);
        return answers;
    }

    const w = { data: weights, shape: [ROWS, COLUMNS] };
    const anchor = { data: new Float32Array(SIZE), shape: [ROWS, COLUMNS] };

    test.each(
        /** @type {Array<[string, any, number, number]>} */ ([
            ['L1', new L1(1), SIZE, 2 * SIZE],
            ['L2', new L2(1), SIZE, 4 * SIZE],
            ['L1L2', new L1L2(1, 1), 2 * SIZE, 6 * SIZE],
            ['GroupLasso', new GroupLasso(1), 0.9 * Math.sqrt(SIZE), Infinity],
            ['AnchoredL2', new AnchoredL2({ l2: 1, anchor }), SIZE, 4 * SIZE],
            ['OrthogonalRegularizer', new OrthogonalRegularizer(1), 0, 100],
            ['SoftOrthogonal', new SoftOrthogonal(1), 0, 1e12],
        ]),
    )('values of %s', (_, regularizer, least, most) => {
        expect(between(() => regularizer(w), least, most).size).toBeGreaterThan(1);
    });

    test.each(
        /** @type {Array<[string, () => Float32Array, number, number]>} */ ([
            ['gradients of L1', () => new L1(1).grad(w, { out }), 1, 1],
            ['gradients of L2', () => new L2(1).grad(w, { out }), 2, 4],
            ['gradients of an L1L2 with its value', () => new L1L2(1, 1).valueAndGrad(w, { out }).grad, 3, 5],
            ['gradients of a group lasso', () => new GroupLasso(1).grad(w, { out }), 0, 2],
            ['gradients of orthogonality', () => new OrthogonalRegularizer(1).grad(w, { out }), -100, 100],
            ['steps of L1', () => new L1(1).prox(w, 0.5, { out }), 0.5, 1.5],
            ['steps of a sparse group lasso', () => new SparseGroupLasso(1, 1).prox(w, 0.5, { out }), 0, 1.5],
        ]),
    )('%s', (_, ask, least, most) => {
        between(() => Math.min(...ask().subarray(0, 1000)), least, most);
        between(() => Math.max(...ask().subarray(SIZE - 1000)), least, most);
    });
});

test('threads that attach to one memory at once have each their own kernels and the same answers', async () => {
    const shared = new WebAssembly.Memory({ initial: 8, maximum: 8, shared: true });
    new Float32Array(shared.buffer).fill(0.5);
    const threads = Array.from({ length: 4 }, (_, place) => threadOf({ role: 'reader', memory: shared, place }));
    const answers = await Promise.all(threads.map(answerOf));
    await Promise.all(threads.map(thread => thread.terminate()));
    expect(answers).toEqual(Array.from(threads, () => ({ backend: 'wasm-simd', wrong: 0 })));
});
