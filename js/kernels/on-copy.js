/** Kernels that read all of a matrix many times: on a copy, in a memory that has room for it and for a workspace. */
import { rangeError } from '../input/check.js';
import { copyInto, lengthOf } from '../input/float32.js';
import { canRun, scratch } from './memory.js';
import { LARGEST_BYTES, roomFor } from './room.js';

/**
 * @template Kernels
 * @typedef {import('./wasm.js').Family<Kernels>} Family
 */

/**
 * @typedef {object} Matrix
 * @property {Float32Array} w rows x cols, row-major
 * @property {number} rows
 * @property {number} cols
 * @property {boolean} columns whether they are the vectors, and not the rows
 */

/**
 * Where a gradient times scale is stored or added; the length of w, and w itself or apart from it.
 * @typedef {{ scale: number, out?: Float32Array, accumulate?: boolean }} Target
 */

/**
 * Runs a kernel on a copy of w.
 * @template Kernels
 * @param {Family<Kernels>} family
 * @param {(home: import('./memory.js').Instances) => Kernels} kernelsOf
 * @param {Matrix} matrix
 * @param {Target} target
 * @param {(kernels: Kernels, toOut: number) => number} workspaceOf bytes that it needs
 * @param {(kernels: Kernels, out: number, workspace: number) => number} run with w at 0
 * @param {() => number} inJs
 * @returns {number} the kernel's answer
 * @throws {RangeError} when the copy and the workspace do not fit the 4 GB of a wasm memory
 */
export function onCopy(family, kernelsOf, { w, rows, cols }, { out, accumulate }, workspaceOf, run, inJs) {
    if (!canRun(family)) return inJs();
    const length = lengthOf(w);
    const bytes = Math.ceil(length / 2) * 8;
    const toOut = Number(out !== undefined);
    const workspace = (1 + toOut) * bytes;
    const total = workspace + workspaceOf(kernelsOf(scratch()), toOut);
    if (total > LARGEST_BYTES) {
        throw rangeError('the orthogonal penalty', 'w to need less than 4 GB of memory', `${rows} x ${cols}`);
    }
    const room = roomFor(total);
    if (!room) return inJs();
    const { buffer } = room.memory;
    copyInto(new Float32Array(buffer, 0, length), w);
    const result = new Float32Array(buffer, bytes, out ? length : 0);
    if (out && accumulate) copyInto(result, out);
    const value = run(kernelsOf(room), toOut * bytes, workspace);
    if (out) copyInto(out, result);
    return value;
}
