/**
 * Sums that do not lose what is small. jax-js adds the elements of a float32 array one after the other, by which 2^25 ones
 * are 16777216; here a few are added, then a few of those sums, and so on. A sum of n like elements is off by at most
 * 31 * ceil(log8 n) * 2^-24 of the sum of magnitudes, by far less where the rounding errors are not all on one side.
 */

import { numpy as np } from '@jax-js/jax';
import { sizeOf } from '../input/tensor.js';

/** @typedef {import('./types.js').JaxArray} JaxArray */

/** As many are added in a row: more lose digits, fewer take more passes over what is left. */
const MOST = 32;
const LEAST = 8;

/**
 * @param {JaxArray} x is consumed
 * @param {readonly number[]} [axes] all by default
 * @param {boolean} [keepDims] whether axes that were added up stay, with length 1; default false
 * @returns {JaxArray}
 */
export function sumOf(x, axes = [...x.shape.keys()], keepDims = false) {
    const { shape } = x;
    let sums = x;
    for (const { from, to } of runsOf(axes).reverse()) {
        const before = shape.slice(0, from);
        const rest = sums.shape.slice(to);
        sums = sumInside(sums, [sizeOf(before), sizeOf(shape.slice(from, to)), sizeOf(rest)]);
        sums = sums.reshape([...before, ...rest]);
    }
    return keepDims ? sums.reshape(shape.map((length, axis) => (axes.includes(axis) ? 1 : length))) : sums;
}

/**
 * Axes that lie side by side, which are one.
 * @param {readonly number[]} axes
 * @returns {{ from: number, to: number }[]}
 */
function runsOf(axes) {
    /** @type {{ from: number, to: number }[]} */
    const runs = [];
    for (const axis of [...axes].sort((a, b) => a - b)) {
        const last = runs.at(-1);
        if (last?.to === axis) last.to++;
        else runs.push({ from: axis, to: axis + 1 });
    }
    return runs;
}

/**
 * Adds up the middle of three axes.
 * @param {JaxArray} x is consumed
 * @param {[before: number, length: number, after: number]} shape as which it is seen
 */
function sumInside(x, [before, length, after]) {
    let [sums, left] = [x.reshape([before, length, after]), length];
    while (left > MOST) {
        const block = blockOf(left);
        const missing = (block - (left % block)) % block;
        if (missing > 0) {
            sums = np.pad(sums, [
                [0, 0],
                [0, missing],
                [0, 0],
            ]);
        }
        left = (left + missing) / block;
        sums = sums.reshape([before, left, block, after]).sum(2);
    }
    return sums.sum(1);
}

/** A divisor, so that nothing has to be added to the end: a kernel that looks for the end of its input takes ten times as long. */
function blockOf(/** @type {number} */ length) {
    for (let block = MOST; block >= LEAST; block--) if (length % block === 0) return block;
    return MOST;
}
