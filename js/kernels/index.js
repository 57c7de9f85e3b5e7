/**
 * Each kernel on a Float32Array wherever it lives: in place where its memory has kernels, block by block through the
 * scratch where it lives in the JS heap, in JS where wasm is missing or the array is tiny. The result has the same bits
 * each way; only the orthogonal penalty in JS differs, by rounding.
 */
import { rangeError } from '../input/check.js';
import { bufferOf, byteOffsetOf, copyInto, lengthOf, part } from '../input/float32.js';
import { BLOCK, Compensated } from './compensated.js';
import * as lanes from './lanes.js';
import { homeOf, LARGEST_BYTES, OUTPUT, roomFor, scratch } from './memory.js';
import { orthogonalInJs } from './orthogonal.js';
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

/** @typedef {import('./memory.js').Home} Home */

/**
 * Runs a kernel on x: where it lives, or block by block in the scratch.
 * @param {Float32Array} x
 * @param {Home} home of x, or the scratch
 * @param {(x: number, n: number) => void} run
 */
function read(x, home, run) {
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
function write(x, out, accumulate, run) {
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

/**
 * A sum: of an array in place or of one block at once, which costs no more than a copy and a call, or of many blocks with
 * compensation.
 * @param {Float32Array} x
 * @param {Home} home of x, or the scratch
 * @param {(x: number, n: number) => number} kernel
 * @returns {number}
 */
function sum(x, home, kernel) {
    const n = lengthOf(x);
    if (!home.input) return kernel(byteOffsetOf(x), n);
    if (n <= BLOCK) {
        copyInto(home.input, x);
        return kernel(0, n);
    }
    const total = new Compensated();
    read(x, home, (at, length) => total.add(kernel(at, length)));
    return total.value;
}

/** The sums of |x[i]| and x[i]^2 over what kernels that make both have left in a home. */
class TwoSums {
    #abs = new Compensated();
    #squares = new Compensated();

    /** @param {Float64Array} sums */
    add(sums) {
        this.#abs.add(sums[0]);
        this.#squares.add(sums[1]);
    }

    get value() {
        return { abs: this.#abs.value, squares: this.#squares.value };
    }
}

/**
 * Sum of |x[i]| in float64.
 * @param {Float32Array} x
 * @returns {number}
 */
export function sumAbs(x) {
    if (inJs(x)) return lanes.sumAbs(x);
    const home = homeOf(x) ?? scratch();
    return sum(x, home, home.kernels.sum_abs);
}

/**
 * Sum of x[i]^2 in float64.
 * @param {Float32Array} x
 * @returns {number}
 */
export function sumSquares(x) {
    if (inJs(x)) return lanes.sumSquares(x);
    const home = homeOf(x) ?? scratch();
    return sum(x, home, home.kernels.sum_squares);
}

/**
 * Both sums, in one read of x.
 * @param {Float32Array} x
 * @returns {{ abs: number, squares: number }}
 */
export function sums(x) {
    if (inJs(x)) return { abs: lanes.sumAbs(x), squares: lanes.sumSquares(x) };
    const home = homeOf(x) ?? scratch();
    // A memory that is not ours has no room for two results.
    if (!home.sums) return { abs: sumAbs(x), squares: sumSquares(x) };
    const { kernels, sums } = home;
    const total = new TwoSums();
    read(x, home, (at, n) => {
        kernels.sum_both(at, n, sums.byteOffset);
        total.add(sums);
    });
    return total.value;
}

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
    if (inJs(x)) return lanes.gradient(x, l1, l2, scale, out, accumulate);
    const add = Number(accumulate);
    return write(x, out, accumulate, ({ kernels }, at, n, to) => kernels.gradient(at, n, l1, l2, scale, to, add));
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
    if (inJs(x) || (bufferOf(x) === bufferOf(out) && homeOf(x)?.sums === null)) {
        const values = sums(x);
        gradient(x, l1, l2, scale, out, accumulate);
        return values;
    }
    const add = Number(accumulate);
    const total = new TwoSums();
    write(x, out, accumulate, ({ kernels, sums }, at, n, to) => {
        kernels.value_gradient(at, n, l1, l2, scale, to, add, sums.byteOffset);
        total.add(sums);
    });
    return total.value;
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
    if (inJs(x)) return lanes.prox(x, l1, l2, step, out);
    return write(x, out, false, ({ kernels }, at, n, to) => kernels.prox(at, n, l1, l2, step, to));
}

/**
 * out = x * (1 - rate).
 * @param {Float32Array} x
 * @param {number} rate
 * @param {Float32Array} out
 * @returns {Float32Array} out
 */
export function decay(x, rate, out) {
    if (inJs(x)) return lanes.decay(x, rate, out);
    return write(x, out, false, ({ kernels }, at, n, to) => kernels.decay(at, n, rate, to));
}

/**
 * Max |x[i]|: 0 for no elements, NaN if any is NaN.
 * @param {Float32Array} x
 * @returns {number}
 */
export function maxAbs(x) {
    if (inJs(x)) return lanes.maxAbs(x);
    const home = homeOf(x) ?? scratch();
    let largest = 0;
    read(x, home, (at, n) => {
        largest = Math.max(largest, home.kernels.max_abs(at, n));
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
    const home = homeOf(x) ?? scratch();
    let count = 0;
    read(x, home, (at, n) => {
        count += home.kernels.count_zeros(at, n);
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
    const length = lengthOf(w);
    const bytes = Math.ceil(length / 2) * 8;
    const workspace = (out ? 2 : 1) * bytes;
    const [byColumn, toOut, add] = [Number(columns), Number(out !== undefined), Number(accumulate)];
    const total = workspace + scratch().kernels.orthogonal_workspace(rows, cols, byColumn, toOut);
    if (total > LARGEST_BYTES) {
        throw rangeError('OrthogonalRegularizer', 'w to need less than 4 GB of memory', `${rows} x ${cols}`);
    }
    const { kernels, buffer } = roomFor(total);
    copyInto(new Float32Array(buffer, 0, length), w);
    const result = new Float32Array(buffer, bytes, out ? length : 0);
    if (out && accumulate) copyInto(result, out);
    const value = kernels.orthogonal(0, rows, cols, byColumn, scale, toOut * bytes, add, workspace);
    if (out) copyInto(out, result);
    return value;
}
