/** The group penalties in JS, with the order of additions and the float32 rounding of src/groups.c, hence the same bits. */
import { Compensated } from './compensated.js';
import { sumSquares } from './lanes.js';

/** @typedef {import('./groups.js').Slices} Slices */

const { fround, max, min, sqrt } = Math;

/** Squares that are added in float32 in one go. */
const RUN = 8;

/** Columns that are summed side by side. */
const LINE = 16;

/** From this sum of squares on, short runs are right; see src/short-squares.h. */
const LEAST = 2 ** -80;

/**
 * Where a group is: so many runs of so many elements, or a column.
 * @param {Slices} slices
 */
function runsOf({ outer, groups, inner }) {
    // Of one group all elements are next to each other.
    const [runs, length] = groups === 1 ? [1, outer * inner] : [outer, inner];
    return { runs, length, stride: groups * length, isColumn: length === 1 };
}

/** @typedef {ReturnType<typeof runsOf>} Runs */

/**
 * The sum of squares of a group, in float64.
 * @param {Float32Array} x
 * @param {number} first
 * @param {Runs} where
 */
function exactSquares(x, first, { runs, length, stride, isColumn }) {
    const total = new Compensated();
    if (!isColumn) {
        for (let run = 0, at = first; run < runs; run++, at += stride) total.add(sumSquares(x, at, at + length));
        return total.value;
    }
    for (let row = 0, at = first; row < runs; row += RUN) {
        let block = 0;
        for (const end = min(row + RUN, runs) * stride + first; at < end; at += stride) block += x[at] * x[at];
        total.add(block);
    }
    return total.value;
}

/**
 * The sum of squares of n elements, 1, 2, 4 or 8, in pairs.
 * @param {Float32Array} x
 * @param {number} i
 * @param {number} stride from one to the next
 * @param {number} [n]
 * @returns {number}
 */
const inPairs = (x, i, stride, n = RUN) =>
    fround(n > 1 ? inPairs(x, i, stride, n / 2) + inPairs(x, i + (stride * n) / 2, stride, n / 2) : x[i] * x[i]);

/**
 * The same of eight rows of a column, pair after pair.
 * @param {Float32Array} x
 * @param {number} i
 * @param {number} stride
 */
function pairByPair(x, i, stride) {
    let squares = 0;
    for (let row = 0; row < RUN; row += 2) squares = fround(squares + inPairs(x, i + row * stride, stride, 2));
    return squares;
}

/**
 * The sum of squares of some elements in a row, in short runs: lanes of four vectors.
 * @param {Float32Array} x
 * @param {number} i
 * @param {number} end
 */
function shortRun(x, i, end) {
    let even = 0;
    let odd = 0;
    for (; i + 4 * RUN <= end; i += 4 * RUN) {
        even += inPairs(x, i, 4) + inPairs(x, i + 2, 4);
        odd += inPairs(x, i + 1, 4) + inPairs(x, i + 3, 4);
    }
    return even + odd + sumSquares(x, i, end);
}

/**
 * The sum of squares of a group in short runs; of the last columns, which are fewer than sixteen, and of the last rows in
 * float64.
 * @param {Float32Array} x
 * @param {number} first
 * @param {Runs} where
 */
function shortSquares(x, first, where) {
    const { runs, length, stride, isColumn } = where;
    let squares = 0;
    let at = first;
    if (!isColumn) {
        for (let run = 0; run < runs; run++, at += stride) squares += shortRun(x, at, at + length);
        return squares;
    }
    const left = first < stride - (stride % LINE) ? runs % RUN : runs;
    const end = first + (runs - left) * stride;
    squares = exactSquares(x, end, { ...where, runs: left });
    for (; at < end; at += RUN * stride) squares += pairByPair(x, at, stride);
    return squares;
}

/**
 * Changes every element, group by group.
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {number} least
 * @param {(norm: number) => number} multiplier
 * @param {(i: number, k: number) => void} change what a step makes of an element: k is its group's multiplier
 */
function changeGroups(x, slices, least, multiplier, change) {
    const where = runsOf(slices);
    const { runs, length, stride } = where;
    for (let first = 0; first < slices.groups * length; first += length) {
        let squares = shortSquares(x, first, where);
        if (!(squares >= least && Number.isFinite(squares))) squares = exactSquares(x, first, where);
        const k = multiplier(sqrt(squares));
        for (let run = 0, i = first; run < runs; run++, i += stride - length) {
            for (const end = i + length; i < end; i++) change(i, k);
        }
    }
}

/** @param {number} k @param {number} v their product in float32, also where k alone is too large for it */
const times = (k, v) => fround((Number.isFinite(fround(k)) ? fround(k) : k) * v);

/**
 * @param {Float32Array} x
 * @param {Slices} slices
 * @returns {number}
 */
export function groupNormsInJs(x, slices) {
    const where = runsOf(slices);
    const norms = new Compensated();
    for (let g = 0; g < slices.groups; g++) norms.add(sqrt(exactSquares(x, g * where.length, where)));
    return norms.value;
}

/**
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {number} l1
 * @param {number} weight
 * @param {number} scale
 * @param {Float32Array} out of the length of x; may be x
 * @param {boolean} accumulate
 */
export function groupGradientInJs(x, slices, l1, weight, scale, out, accumulate) {
    const a = fround(scale * l1);
    const pull = scale * weight;
    changeGroups(
        x,
        slices,
        max(LEAST, 2 ** -254 * (pull * pull)),
        norm => (norm === 0 ? 0 : pull / norm),
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
    changeGroups(
        x,
        slices,
        t >= 2 ** -39 ? 0 : LEAST,
        norm => (norm <= t ? 0 : 1 - t / norm),
        (i, k) => {
            out[i] = times(k, x[i]) + 0;
        },
    );
}
