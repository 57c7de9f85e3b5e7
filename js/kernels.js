/**
 * Each kernel on a Float32Array wherever it lives: in place where its memory has kernels, block by block through the
 * scratch where it lives in the JS heap, in JS where wasm is missing or the array is tiny. The result has the same bits
 * each way; only the orthogonal penalty in JS differs, by rounding.
 */
import { Compensated } from './compensated.js';
import { orthogonalInJs } from './gram.js';
import * as lanes from './lanes.js';
import { BLOCK, homeOf, OUTPUT, SUMS, scratch, withRoom } from './memory.js';
import { bufferOf, byteOffsetOf, copyInto, lengthOf, part } from './plain.js';
import { available } from './wasm.js';

/** Below this many elements, a copy and a call into wasm cost more than the work. */
const TINY = 32;

/** @param {Float32Array} x */
const inJs = x => lengthOf(x) < TINY || !available();

/**
 * Which kernels run: 'wasm-simd', or 'js' where WebAssembly or its SIMD is missing or forbidden.
 * @returns {'wasm-simd' | 'js'}
 */
export const backend = () => (available() ? 'wasm-simd' : 'js');

/**
 * Brings each block into the scratch in turn.
 * @param {Float32Array} x
 * @param {(length: number, begin: number) => void} use
 */
function eachBlock(x, use) {
    const { input } = scratch();
    const total = lengthOf(x);
    for (let begin = 0; begin < total; begin += BLOCK) {
        const length = Math.min(BLOCK, total - begin);
        copyInto(input, length === total ? x : part(x, begin, begin + length));
        use(length, begin);
    }
}

/**
 * A sum in the scratch: of one block at once, which is the common case and costs no more than a copy and a call, or of
 * many blocks with compensation.
 * @param {Float32Array} x
 * @param {(x: number, n: number) => number} kernel
 * @returns {number}
 */
function sumThroughScratch(x, kernel) {
    const { input } = scratch();
    const n = lengthOf(x);
    if (n <= BLOCK) {
        copyInto(input, x);
        return kernel(0, n);
    }
    const total = new Compensated();
    eachBlock(x, length => total.add(kernel(0, length)));
    return total.value;
}

/**
 * Sum of |x[i]| in float64.
 * @param {Float32Array} x
 * @returns {number}
 */
export function sumAbs(x) {
    if (inJs(x)) return lanes.sumAbs(x);
    const home = homeOf(x);
    return home ? home.kernels.sum_abs(byteOffsetOf(x), lengthOf(x)) : sumThroughScratch(x, scratch().kernels.sum_abs);
}

/**
 * Sum of x[i]^2 in float64.
 * @param {Float32Array} x
 * @returns {number}
 */
export function sumSquares(x) {
    if (inJs(x)) return lanes.sumSquares(x);
    const home = homeOf(x);
    return home
        ? home.kernels.sum_squares(byteOffsetOf(x), lengthOf(x))
        : sumThroughScratch(x, scratch().kernels.sum_squares);
}

/**
 * Both sums, in one read of x.
 * @param {Float32Array} x
 * @returns {{ abs: number, squares: number }}
 */
export function sums(x) {
    if (inJs(x)) return { abs: lanes.sumAbs(x), squares: lanes.sumSquares(x) };
    const home = homeOf(x);
    // A memory that is not ours has no room for two results.
    if (home && !home.sums) return { abs: sumAbs(x), squares: sumSquares(x) };
    if (home?.sums) {
        home.kernels.sum_both(byteOffsetOf(x), lengthOf(x), home.sums.byteOffset);
        return { abs: home.sums[0], squares: home.sums[1] };
    }
    const { kernels, sums } = scratch();
    const abs = new Compensated();
    const squares = new Compensated();
    eachBlock(x, length => {
        kernels.sum_both(0, length, SUMS);
        abs.add(sums[0]);
        squares.add(sums[1]);
    });
    return { abs: abs.value, squares: squares.value };
}

/**
 * out = f(x) element by element through the scratch; where it accumulates, out passes through as well.
 * @param {Float32Array} x
 * @param {Float32Array} out
 * @param {boolean} accumulate
 * @param {(kernels: import('./wasm.js').Kernels, length: number, target: number) => void} run
 */
function throughScratch(x, out, accumulate, run) {
    const { kernels, input, output } = scratch();
    const [result, target] = accumulate ? [output, OUTPUT] : [input, 0];
    eachBlock(x, (length, begin) => {
        if (accumulate) copyInto(output, part(out, begin, begin + length));
        run(kernels, length, target);
        copyInto(out, length === BLOCK ? result : result.subarray(0, length), begin);
    });
}

/**
 * The home of two arrays, if it is the same.
 * @param {Float32Array} x
 * @param {Float32Array} out
 */
const commonHome = (x, out) => (bufferOf(x) === bufferOf(out) ? homeOf(x) : undefined);

/**
 * out = scale * d(l1*sum|x| + l2*sum x^2)/dx, or that added to out; sign(0) = 0.
 * @param {Float32Array} x
 * @param {number} l1
 * @param {number} l2
 * @param {number} scale
 * @param {Float32Array} out of the length of x; x itself or apart from it
 * @param {boolean} accumulate
 * @returns {Float32Array} out
 */
export function gradient(x, l1, l2, scale, out, accumulate) {
    const home = inJs(x) ? undefined : commonHome(x, out);
    if (inJs(x)) lanes.gradient(x, l1, l2, scale, out, accumulate);
    else if (home) {
        home.kernels.gradient(byteOffsetOf(x), lengthOf(x), l1, l2, scale, byteOffsetOf(out), Number(accumulate));
    } else {
        throughScratch(x, out, accumulate, (kernels, length, target) =>
            kernels.gradient(0, length, l1, l2, scale, target, Number(accumulate)),
        );
    }
    return out;
}

/**
 * Both sums and the gradient, in one read of x.
 * @param {Float32Array} x
 * @param {number} l1
 * @param {number} l2
 * @param {number} scale
 * @param {Float32Array} out
 * @param {boolean} accumulate
 * @returns {{ abs: number, squares: number }}
 */
export function valueGradient(x, l1, l2, scale, out, accumulate) {
    const home = inJs(x) ? undefined : commonHome(x, out);
    if (inJs(x) || (home && !home.sums)) {
        const values = sums(x);
        gradient(x, l1, l2, scale, out, accumulate);
        return values;
    }
    const add = Number(accumulate);
    if (home?.sums) {
        const [from, to, sums] = [byteOffsetOf(x), byteOffsetOf(out), home.sums];
        home.kernels.value_gradient(from, lengthOf(x), l1, l2, scale, to, add, sums.byteOffset);
        return { abs: sums[0], squares: sums[1] };
    }
    const { sums: blockSums } = scratch();
    const abs = new Compensated();
    const squares = new Compensated();
    throughScratch(x, out, accumulate, (kernels, length, target) => {
        kernels.value_gradient(0, length, l1, l2, scale, target, add, SUMS);
        abs.add(blockSums[0]);
        squares.add(blockSums[1]);
    });
    return { abs: abs.value, squares: squares.value };
}

/**
 * out = argmin_u step*(l1*|u| + l2*u^2) + (u - x)^2/2, element by element.
 * @param {Float32Array} x
 * @param {number} l1
 * @param {number} l2
 * @param {number} step
 * @param {Float32Array} out
 * @returns {Float32Array} out
 */
export function prox(x, l1, l2, step, out) {
    const home = inJs(x) ? undefined : commonHome(x, out);
    if (inJs(x)) lanes.prox(x, l1, l2, step, out);
    else if (home) home.kernels.prox(byteOffsetOf(x), lengthOf(x), l1, l2, step, byteOffsetOf(out));
    else throughScratch(x, out, false, (kernels, length, target) => kernels.prox(0, length, l1, l2, step, target));
    return out;
}

/**
 * out = x * (1 - rate).
 * @param {Float32Array} x
 * @param {number} rate
 * @param {Float32Array} out
 * @returns {Float32Array} out
 */
export function decay(x, rate, out) {
    const home = inJs(x) ? undefined : commonHome(x, out);
    if (inJs(x)) lanes.decay(x, rate, out);
    else if (home) home.kernels.decay(byteOffsetOf(x), lengthOf(x), rate, byteOffsetOf(out));
    else throughScratch(x, out, false, (kernels, length, target) => kernels.decay(0, length, rate, target));
    return out;
}

/**
 * Max |x[i]|: 0 for no elements, NaN if any is NaN.
 * @param {Float32Array} x
 * @returns {number}
 */
export function maxAbs(x) {
    if (inJs(x)) return lanes.maxAbs(x);
    const home = homeOf(x);
    if (home) return home.kernels.max_abs(byteOffsetOf(x), lengthOf(x));
    const { kernels } = scratch();
    let largest = 0;
    eachBlock(x, length => {
        largest = Math.max(largest, kernels.max_abs(0, length));
    });
    return largest;
}

/**
 * The number of elements that are 0 or -0.
 * @param {Float32Array} x
 * @returns {number}
 */
export function countZeros(x) {
    if (inJs(x)) return lanes.countZeros(x);
    const home = homeOf(x);
    if (home) return home.kernels.count_zeros(byteOffsetOf(x), lengthOf(x));
    const { kernels } = scratch();
    let count = 0;
    eachBlock(x, length => {
        count += kernels.count_zeros(0, length);
    });
    return count;
}

/**
 * The sum of |cos| over all pairs of rows or columns, and where out is given its gradient times scale, stored or added.
 * @param {Float32Array} w rows x cols, row-major
 * @param {number} rows
 * @param {number} cols
 * @param {boolean} columns
 * @param {number} [scale]
 * @param {Float32Array} [out]
 * @param {boolean} [accumulate]
 * @returns {number}
 * @throws {RangeError} when the copy of w and the workspace do not fit the 4 GB of a wasm memory
 */
export function orthogonal(w, rows, cols, columns, scale = 0, out = undefined, accumulate = false) {
    if (!available()) return orthogonalInJs(w, rows, cols, columns, scale, out, accumulate);
    const room = scratch().kernels.orthogonal_workspace(rows, cols, Number(columns), Number(out !== undefined));
    const length = lengthOf(w);
    const bytes = Math.ceil(length / 2) * 8;
    const total = room + (out ? 2 : 1) * bytes;
    if (total > 2 ** 32 - 65536) {
        throw new RangeError(
            `OrthogonalRegularizer: expected w to need less than 4 GB of memory, got ${rows} x ${cols}`,
        );
    }
    return withRoom(total, (kernels, buffer) => {
        const workspace = (out ? 2 : 1) * bytes;
        copyInto(new Float32Array(buffer, 0, length), w);
        if (!out) return kernels.orthogonal(0, rows, cols, Number(columns), 0, 0, 0, workspace);
        const result = new Float32Array(buffer, bytes, length);
        if (accumulate) copyInto(result, out);
        const value = kernels.orthogonal(0, rows, cols, Number(columns), scale, bytes, Number(accumulate), workspace);
        copyInto(out, result);
        return value;
    });
}
