/** What is compared with what: each work with its sizes, its contestants, the first of them the baseline, and its goals. */
import { inNode } from './harness.mjs';

/**
 * @typedef {object} Work
 * @property {string} title
 * @property {readonly (readonly number[])[]} sizes
 * @property {readonly (readonly number[])[]} quick the sizes of `--quick`
 * @property {(size: readonly number[]) => import('./harness.mjs').Contestant[]} contestants
 * @property {readonly Goal[]} [goals]
 */
/**
 * That `name` is at least `times` as fast as `than`, or takes at most `nanoseconds`.
 * @typedef {{ name: string, sizes: readonly string[], than?: string | readonly string[], times?: number,
 *     nanoseconds?: number }} Goal
 */

export const PLAIN = 'plain JS loop';
export const RESIDENT = 'ours, in wasm memory';
export const HEAP = 'ours, JS-heap array';
export const INSTANCE = 'ours, an instance';
const PLAIN_CLASS = 'plain JS class';
const NATIVE = 'C core, SSE2';
const STOCK_CPU = 'TF.js, cpu';
const STOCK_WASM = 'TF.js, wasm';
const ELASTIC = 'L1L2, in wasm memory';
const GROUPS_OF_ROWS = 'GroupLasso, axis 0';
const GROUPS_OF_COLUMNS = 'GroupLasso, axis -1';
const TRANSPOSED = 'TF.js wasm, matMul(w, transpose(w))';
const FLAGGED = 'TF.js wasm, matMul(w, w, false, true)';

const LENGTHS = [10, 100, 1000, 16384, 1048576, 16777216].map(n => [n]);
const LARGE = [1000, 16384, 1048576, 16777216].map(n => [n]);
const FEW_LENGTHS = [10, 1048576].map(n => [n]);

/** @param {import('./native.mjs').Native} native the programs in C, as far as they could be built @returns {Work[]} */
export function works({ sse, avx, blas }) {
    /** @param {string} name @param {string | undefined} program @param {string} work @param {readonly number[]} size */
    const inC = (name, program, work, size) => (program ? [{ name, command: [program, work, size.join('x')] }] : []);
    /** @param {string} work */
    const elementwise = work => (/** @type {readonly number[]} */ size) => [
        inNode(PLAIN, 'plain.mjs', work, size),
        inNode(RESIDENT, 'ours.mjs', work, size, ['resident']),
        inNode(HEAP, 'ours.mjs', work, size),
        ...inC(NATIVE, sse, work, size),
    ];
    /** @param {string} work */
    const stock = work => (/** @type {readonly number[]} */ size) => [
        // Seconds for each call on the cpu backend: no use in going on.
        ...(size[0] > 2 ** 20 ? [] : [inNode(STOCK_CPU, 'tfjs.mjs', work, size, ['cpu'])]),
        inNode(STOCK_WASM, 'tfjs.mjs', work, size, ['wasm']),
    ];
    /** @param {string} work @param {string} stdlibName */
    const sums = (work, stdlibName) => (/** @type {readonly number[]} */ size) => [
        ...elementwise(work)(size),
        ...inC('C, 256-bit loop, AVX2', avx, `${work}wide`, size),
        ...inC('OpenBLAS, float32 sum', blas, `${work}blas`, size),
        inNode(`@stdlib ${stdlibName}, float32 sum`, 'stdlib.mjs', work, size),
        ...stock(work)(size),
    ];
    /** @param {string} work @param {string} flagged */
    const orthogonal = (work, flagged) => (/** @type {readonly number[]} */ size) => [
        inNode(TRANSPOSED, 'tfjs.mjs', work, size, ['wasm']),
        inNode(FLAGGED, 'tfjs.mjs', flagged, size, ['wasm']),
        inNode(HEAP, 'ours.mjs', work, size),
        ...inC(NATIVE, sse, work, size),
        ...(work === 'orthogonal' ? inC('OpenBLAS ssyrk', blas, 'orthogonalblas', size) : []),
    ];
    /** @param {string} title @param {string} work @param {number} nanoseconds @returns {Work} */
    const instance = (title, work, nanoseconds) => ({
        title,
        sizes: [[1]],
        quick: [[1]],
        contestants: size => [inNode(PLAIN_CLASS, 'plain.mjs', work, size), inNode(INSTANCE, 'ours.mjs', work, size)],
        goals: [{ name: INSTANCE, sizes: ['1'], nanoseconds }],
    });
    const cached = ['16384', '1048576'];
    /** @type {Goal[]} */
    const goalsOfSums = [
        { name: RESIDENT, than: PLAIN, sizes: cached, times: 5.5 },
        { name: RESIDENT, than: NATIVE, sizes: cached, times: 0.95 },
    ];
    const matrices = [
        [64, 9],
        [256, 256],
        [784, 512],
    ];
    /** @param {string} work */
    const groups = work => (/** @type {readonly number[]} */ size) => [
        inNode(ELASTIC, 'ours.mjs', work, size, ['resident']),
        inNode(GROUPS_OF_ROWS, 'ours.mjs', work, size, ['resident', 'rows']),
        inNode(GROUPS_OF_COLUMNS, 'ours.mjs', work, size, ['resident', 'columns']),
    ];
    return [
        {
            title: 'L1, value',
            sizes: LENGTHS,
            quick: FEW_LENGTHS,
            contestants: sums('l1', 'sasum'),
            goals: [
                ...goalsOfSums,
                { name: HEAP, than: PLAIN, sizes: cached, times: 3.5 },
                { name: HEAP, than: PLAIN, sizes: ['16777216'], times: 2.5 },
                { name: HEAP, than: PLAIN, sizes: ['10'], times: 0.5 },
                { name: HEAP, than: PLAIN, sizes: ['100'], times: 1 },
            ],
        },
        {
            title: 'L2, value',
            sizes: LARGE,
            quick: [],
            contestants: sums('l2', 'sdot'),
            goals: goalsOfSums,
        },
        {
            title: 'L1L2, value',
            sizes: [[100], ...LARGE],
            quick: [[1048576]],
            contestants: size => [...elementwise('l1l2')(size), ...stock('l1l2')(size)],
            goals: [
                { name: RESIDENT, than: PLAIN, sizes: cached, times: 3.5 },
                { name: RESIDENT, than: STOCK_WASM, sizes: ['1048576'], times: 10 },
                { name: RESIDENT, than: STOCK_WASM, sizes: ['1000'], times: 50 },
            ],
        },
        {
            title: 'L1L2, value and gradient, random signs',
            sizes: [[100], ...LARGE],
            quick: [[1048576]],
            contestants: size => [...elementwise('gradient')(size), ...stock('gradient')(size)],
            goals: [{ name: HEAP, than: PLAIN, sizes: ['1048576'], times: 12 }],
        },
        {
            title: 'L1L2, proximal step in place, random signs',
            sizes: [[100], ...LARGE],
            quick: [[1048576]],
            contestants: elementwise('prox'),
            goals: [{ name: RESIDENT, than: PLAIN, sizes: ['1048576'], times: 40 }],
        },
        {
            title: 'Orthogonal, rows, value',
            sizes: matrices,
            quick: [[256, 256]],
            contestants: orthogonal('orthogonal', 'orthogonalFlag'),
            goals: [{ name: HEAP, than: [TRANSPOSED, FLAGGED], sizes: ['784x512'], times: 3 }],
        },
        {
            title: 'Orthogonal, rows, value and gradient',
            sizes: matrices,
            quick: [[256, 256]],
            contestants: orthogonal('orthogonalGradient', 'orthogonalFlagGradient'),
            goals: [{ name: HEAP, than: [TRANSPOSED, FLAGGED], sizes: ['784x512'], times: 15 }],
        },
        instance('new L2(factor)', 'makeL2', 1000),
        instance('new L1L2(l1, l2)', 'makeL1L2', 1000),
        instance('new L1L2({ l1, l2 })', 'makeNamed', 1000),
        instance('Two properties of an L1L2, read and added', 'property', 3),
        ...[
            ['value', 'penalty'],
            ['gradient', 'gradientAlone'],
            ['proximal step in place', 'shrink'],
        ].map(([title, work]) => ({
            title: `Group lasso, ${title}`,
            sizes: [[784, 512]],
            quick: [[784, 512]],
            contestants: groups(work),
            goals: [GROUPS_OF_ROWS, GROUPS_OF_COLUMNS].map(name => {
                return { name, than: ELASTIC, sizes: ['784x512'], times: 1 / 1.3 };
            }),
        })),
    ];
}
