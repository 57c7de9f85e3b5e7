/** Kernels on several arrays of one length: in place where all live in one memory, else block by block in the scratch. */
import { bufferOf, byteOffsetOf, copyInto, lengthOf, part } from '../input/float32.js';
import { BLOCK } from './compensated.js';
import { homeOf, INPUT, scratch } from './memory.js';

/**
 * Where in the scratch the blocks of up to four arrays are: a quarter of a page off, as those of `allocate` begin near the half
 * of one, see INPUT.
 */
const PLACES = /* @__PURE__ */ [0, 1, 2, 3].map(i => INPUT / 2 + i * 4 * BLOCK);

/** @type {Float32Array[] | undefined} those blocks, whose room has other uses between two calls */
let blocks;

/**
 * @template Kernels
 * @param {(home: import('./memory.js').Home) => Kernels} kernelsOf
 * @param {Float32Array[]} arrays at most four
 * @param {(i: number) => boolean} isWritten whether the kernel writes to one of them
 * @param {(kernels: Kernels, n: number, at: number[]) => void} run once for all elements, or for each block
 * @param {(i: number) => boolean} [isRead] whether it reads one of them; default all
 */
export function sideBySide(kernelsOf, arrays, isWritten, run, isRead = () => true) {
    const [first] = arrays;
    const n = lengthOf(first);
    const home = arrays.every(x => bufferOf(x) === bufferOf(first)) && homeOf(first);
    if (home) {
        run(kernelsOf(home), n, arrays.map(byteOffsetOf));
        return;
    }
    const { buffer } = scratch().memory;
    blocks ??= PLACES.map(at => new Float32Array(buffer, at, BLOCK));
    const kernels = kernelsOf(scratch());
    for (let begin = 0; begin < n; begin += BLOCK) {
        const length = Math.min(BLOCK, n - begin);
        for (const [i, x] of arrays.entries()) if (isRead(i)) copyInto(blocks[i], part(x, begin, begin + length));
        run(kernels, length, PLACES);
        for (const [i, x] of arrays.entries()) {
            if (isWritten(i)) copyInto(x, length === BLOCK ? blocks[i] : blocks[i].subarray(0, length), begin);
        }
    }
}
