/**
 * The sums and the element-wise steps on a Float32Array wherever it lives: in wasm, or in JS where wasm is missing or the
 * array is tiny. The result has the same bits each way.
 */
import { limits, multiplyAdds, text } from '../generated/elementwise.js';
import { byteOffsetOf, copyInto, lengthOf } from '../input/float32.js';
import { read, write } from './blocks.js';
import { BLOCK, Compensated } from './compensated.js';
import * as lanes from './lanes.js';
import { canRun, homeOf, INPUT, scratch } from './memory.js';
import { Family } from './wasm.js';

/** @typedef {import('../generated/elementwise.js').Elementwise} Kernels */

/** @type {Family<Kernels>} */
export const family = new Family({ text, limits, multiplyAdds });

/** @param {import('./memory.js').Instances} home @returns {Kernels} */
const kernelsOf = home => (home.elementwiseKernels ??= family.on(home));

/** Below this many elements, a copy and a call into wasm cost more than the work. */
const TINY = 32;

/** @param {Float32Array} x */
const inJs = x => lengthOf(x) < TINY || !canRun(family);

/**
 * Which kernels run: 'wasm-simd', or 'js' where WebAssembly or its SIMD is missing or forbidden.
 * Both give the same bits.
 * @function
 * @returns {'wasm-simd' | 'js'}
 * @example
 * import { backend } from 'regularizers';
 *
 * backend(); // 'wasm-simd'
 */
export const backend = () => (canRun(family) ? 'wasm-simd' : 'js');

/** @typedef {import('./memory.js').Home} Home */

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
        return kernel(INPUT, n);
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
    return sum(x, home, kernelsOf(home).sum_abs);
}

/**
 * Sum of x[i]^2 in float64.
 * @param {Float32Array} x
 * @returns {number}
 */
export function sumSquares(x) {
    if (inJs(x)) return lanes.sumSquares(x);
    const home = homeOf(x) ?? scratch();
    return sum(x, home, kernelsOf(home).sum_squares);
}

/**
 * Both sums, in one read of x.
 * @param {Float32Array} x
 * @returns {{ abs: number, squares: number }}
 */
export function sums(x) {
    const home = inJs(x) ? undefined : (homeOf(x) ?? scratch());
    // A memory that is not ours has no room for two results.
    if (!home?.sums) return { abs: sumAbs(x), squares: sumSquares(x) };
    const { sums } = home;
    const kernels = kernelsOf(home);
    const total = lengthOf(x) > BLOCK ? new TwoSums() : undefined;
    read(x, home, (at, n) => {
        kernels.sum_both(at, n, sums.byteOffset);
        total?.add(sums);
    });
    return total?.value ?? { abs: sums[0], squares: sums[1] };
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
    write(kernelsOf, x, out, accumulate, (kernels, at, n, to) => kernels.gradient(at, n, l1, l2, scale, to, add));
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
 * @param {(x: Float32Array) => { abs: number, squares: number }} sumsOf where they take a read of their own
 * @returns {{ abs: number, squares: number }}
 */
export function valueGradient(x, l1, l2, scale, out, accumulate, sumsOf) {
    // A memory that is not ours has no room for the sums.
    if (inJs(x) || homeOf(out)?.sums === null) {
        const values = sumsOf(x);
        gradient(x, l1, l2, scale, out, accumulate);
        return values;
    }
    const add = Number(accumulate);
    const total = lengthOf(x) > BLOCK ? new TwoSums() : undefined;
    /** @type {import('./blocks.js').Run<Kernels>} */
    const run = (kernels, at, n, to, home) => {
        kernels.value_gradient(at, n, l1, l2, scale, to, add, home.sums.byteOffset);
        total?.add(home.sums);
    };
    const { sums: last } = write(kernelsOf, x, out, accumulate, run);
    return total?.value ?? { abs: last[0], squares: last[1] };
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
    write(kernelsOf, x, out, false, (kernels, at, n, to) => kernels.prox(at, n, l1, l2, step, to));
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
    if (inJs(x)) return lanes.decay(x, rate, out);
    write(kernelsOf, x, out, false, (kernels, at, n, to) => kernels.decay(at, n, rate, to));
    return out;
}
