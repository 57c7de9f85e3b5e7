/** The group penalties in JS, with the order of additions and the float32 rounding of src/groups.c, hence the same bits. */
import { Compensated } from './compensated.js';
import { sumSquares } from './lanes.js';

/** @typedef {import('./groups.js').Slices} Slices */

const { abs, fround, sqrt } = Math;

/** Rows of a column that are added up in a block. */
const ROWS = 256;

/**
 * What a step makes of an element: k is its group's multiplier.
 * @typedef {(i: number, k: number) => void} Change
 */

/**
 * The sum of norms; then, group by group or row by row, every element is changed.
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {(norm: number) => number} [multiplier]
 * @param {Change} [change]
 * @returns {number}
 */
function allGroups(x, { outer, groups, inner }, multiplier, change) {
    const isColumns = inner === 1 && groups > 1;
    const squares = isColumns ? squaresOfColumns(x, outer, groups) : undefined;
    // Of one group all elements are next to each other.
    const [runs, length] = groups === 1 ? [1, outer * inner] : [outer, inner];
    const norms = new Compensated();
    for (let g = 0; g < groups; g++) {
        const norm = sqrt(squares ? squares[g] : squaresOfRuns(x, g * length, runs, groups * length, length));
        norms.add(norm);
        if (!multiplier || !change) continue;
        const k = multiplier(norm);
        for (let run = 0, begin = g * length; run < runs; run++, begin += groups * length) {
            for (let i = begin; i < begin + length; i++) change(i, k);
        }
    }
    return norms.value;
}

/**
 * @param {Float32Array} x
 * @param {number} first
 * @param {number} runs
 * @param {number} stride from one to the next
 * @param {number} length of each
 */
function squaresOfRuns(x, first, runs, stride, length) {
    const total = new Compensated();
    for (let run = 0; run < runs; run++) total.add(sumSquares(x, first + run * stride, first + run * stride + length));
    return total.value;
}

/**
 * @param {Float32Array} x
 * @param {number} rows
 * @param {number} cols
 * @returns {number[]} the sum of squares of each column
 */
function squaresOfColumns(x, rows, cols) {
    const totals = Array.from({ length: cols }, () => new Compensated());
    for (let begin = 0; begin < rows; begin += ROWS) {
        const block = new Float64Array(cols);
        for (let r = begin; r < Math.min(begin + ROWS, rows); r++) {
            for (let j = 0; j < cols; j++) block[j] += x[r * cols + j] * x[r * cols + j];
        }
        totals.forEach((total, j) => {
            total.add(block[j]);
        });
    }
    return totals.map(total => total.value);
}

/** @param {number} k @param {number} v their product in float32, also where k alone is too large for it */
const times = (k, v) => (abs(fround(k)) === Number.POSITIVE_INFINITY ? fround(k * v) : fround(fround(k) * v));

/**
 * @param {Float32Array} x
 * @param {Slices} slices
 * @returns {number}
 */
export const groupNormsInJs = (x, slices) => allGroups(x, slices);

/**
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {number} l1
 * @param {number} weight
 * @param {number} scale
 * @param {Float32Array} out of the length of x; may be x
 * @param {boolean} accumulate
 * @returns {number} the sum of norms
 */
export function groupGradientInJs(x, slices, l1, weight, scale, out, accumulate) {
    const a = fround(scale * l1);
    const total = scale * weight;
    return allGroups(
        x,
        slices,
        norm => (norm === 0 ? 0 : total / norm),
        (i, k) => {
            const v = x[i];
            const slope = fround(times(k, v) + (v > 0 ? a : v < 0 ? -a : 0));
            out[i] = (accumulate ? out[i] : 0) + slope;
        },
    );
}

/**
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {number} weight
 * @param {number} step
 * @param {Float32Array} out of the length of x; may be x
 */
export function groupProxInJs(x, slices, weight, step, out) {
    const t = step * weight;
    allGroups(
        x,
        slices,
        norm => (norm <= t ? 0 : 1 - t / norm),
        (i, k) => {
            out[i] = times(k, x[i]) + 0;
        },
    );
}
