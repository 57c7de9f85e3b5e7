/** How kernels get at an array: in place where its memory has kernels, else block by block through the scratch. */
import { byteOffsetOf, copyInto, lengthOf, part } from '../input/float32.js';
import { BLOCK } from './compensated.js';
import { homeOf, INPUT, OUTPUT, scratch } from './memory.js';

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
        copyInto(home.input, part(x, begin, begin + length));
        run(INPUT, length);
    }
}

/**
 * @template Kernels
 * @typedef {(kernels: Kernels, x: number, n: number, out: number, home: Home) => void} Run home: of the kernels
 */

/**
 * Runs a kernel that makes out from x: in place where both live in the same memory; else where out lives, on copies of the
 * blocks of x; else in the scratch, which out passes through as well where it is added to. Where the kernels cannot be had
 * for want of memory, nothing is written.
 * @template Kernels
 * @param {(home: Home) => Kernels} kernelsOf
 * @param {Float32Array} x
 * @param {Float32Array} out
 * @param {boolean} accumulate
 * @param {Run<Kernels>} run once for all elements, or for each block
 * @returns {Home} where it ran
 */
export function write(kernelsOf, x, out, accumulate, run) {
    const there = homeOf(out);
    const total = lengthOf(x);
    if (there && there === homeOf(x)) {
        run(kernelsOf(there), byteOffsetOf(x), total, byteOffsetOf(out), there);
        return there;
    }
    const own = there && !accumulate ? undefined : scratch();
    const home = /** @type {Home} */ (own ?? there);
    const kernels = kernelsOf(home);
    for (let begin = 0; begin < total; begin += BLOCK) {
        const length = Math.min(BLOCK, total - begin);
        const block = part(x, begin, begin + length);
        if (own) {
            copyInto(own.input, block);
            if (accumulate) copyInto(own.output, part(out, begin, begin + length));
            run(kernels, INPUT, length, accumulate ? OUTPUT : INPUT, home);
            copyInto(out, firstOf(accumulate ? own.output : own.input, length), begin);
        } else {
            copyInto(out, block, begin);
            run(kernels, byteOffsetOf(out) + 4 * begin, length, byteOffsetOf(out) + 4 * begin, home);
        }
    }
    return home;
}

/** The last answer of firstOf, and what it is of. */
/** @type {Float32Array} */
let kept = new Float32Array(0);
/** @type {Float32Array | undefined} */
let keptOf;

/**
 * The first elements of a block. One answer is kept: a new view costs as much as a kernel on a hundred elements.
 * @param {Float32Array} block
 * @param {number} length
 * @returns {Float32Array}
 */
function firstOf(block, length) {
    if (length === BLOCK) return block;
    if (keptOf !== block || kept.length !== length) {
        keptOf = block;
        kept = block.subarray(0, length);
    }
    return kept;
}
