/** How kernels get at an array: in place where its memory has kernels, else block by block through the scratch. */
import { bufferOf, byteOffsetOf, copyInto, lengthOf, part } from '../input/float32.js';
import { BLOCK } from './compensated.js';
import { homeOf, OUTPUT, scratch } from './memory.js';

/** @typedef {import('./memory.js').Home} Home */

/**
 * Runs a kernel on x: where it lives, or block by block in the scratch.
 * @param {Float32Array} x
 * @param {Home} home of x, or the scratch
 * @param {(x: number, n: number) => void} run
 */
export function read(x, home, run) {
    const total = lengthOf(x);
    if (!home.input) {
        run(byteOffsetOf(x), total);
        return;
    }
    for (let begin = 0; begin < total; begin += BLOCK) {
        const length = Math.min(BLOCK, total - begin);
        copyInto(home.input, length === total ? x : part(x, begin, begin + length));
        run(0, length);
    }
}

/**
 * Runs a kernel that makes out from x: in place where both live in the same memory, else block by block in the scratch,
 * which out passes through as well where it is added to.
 * @param {Float32Array} x
 * @param {Float32Array} out
 * @param {boolean} accumulate
 * @param {(home: Home, x: number, n: number, out: number) => void} run
 * @returns {Float32Array} out
 */
export function write(x, out, accumulate, run) {
    const home = (bufferOf(x) === bufferOf(out) && homeOf(x)) || scratch();
    if (!home.input) {
        run(home, byteOffsetOf(x), lengthOf(x), byteOffsetOf(out));
        return out;
    }
    const total = lengthOf(x);
    const [result, target] = accumulate ? [home.output, OUTPUT] : [home.input, 0];
    for (let begin = 0; begin < total; begin += BLOCK) {
        const length = Math.min(BLOCK, total - begin);
        copyInto(home.input, length === total ? x : part(x, begin, begin + length));
        if (accumulate) copyInto(result, part(out, begin, begin + length));
        run(home, 0, length, target);
        copyInto(out, length === BLOCK ? result : result.subarray(0, length), begin);
    }
    return out;
}
