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

/** @typedef {(home: Home, x: number, n: number, out: number) => void} Run */

/**
 * Runs a kernel that makes out from x: in place where both live in the same memory; else where out lives, on copies of the
 * blocks of x; else in the scratch, which out passes through as well where it is added to.
 * @param {Float32Array} x
 * @param {Float32Array} out
 * @param {boolean} accumulate
 * @param {Run} run once for all elements, or for each block
 * @returns {Home} where it ran
 */
export function write(x, out, accumulate, run) {
    const there = homeOf(out);
    const total = lengthOf(x);
    if (there && there === homeOf(x)) {
        run(there, byteOffsetOf(x), total, byteOffsetOf(out));
        return there;
    }
    const own = there && !accumulate ? undefined : scratch();
    const home = /** @type {Home} */ (own ?? there);
    for (let begin = 0; begin < total; begin += BLOCK) {
        const length = Math.min(BLOCK, total - begin);
        const block = part(x, begin, begin + length);
        if (own) {
            copyInto(own.input, block);
            if (accumulate) copyInto(own.output, part(out, begin, begin + length));
            run(home, INPUT, length, accumulate ? OUTPUT : INPUT);
            copyInto(out, firstOf(accumulate ? own.output : own.input, length), begin);
        } else {
            copyInto(out, block, begin);
            run(home, byteOffsetOf(out) + 4 * begin, length, byteOffsetOf(out) + 4 * begin);
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
