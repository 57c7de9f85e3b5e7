/**
 * The weighted distance of a Float32Array to an anchor, wherever they live: in wasm, in place or block by block, or in JS
 * where wasm is missing or the array is tiny. The result has the same bits each way. What is computed is written at
 * reg_anchored_* in src/regularizers.h.
 */
import { limits, multiplyAdds, text } from '../generated/anchored.js';
import { lengthOf } from '../input/float32.js';
import { BLOCK, Compensated } from './compensated.js';
import { canRun } from './memory.js';
import { sideBySide } from './side-by-side.js';
import { Family } from './wasm.js';

/** @typedef {import('../generated/anchored.js').Anchored} Kernels */

/** @type {Family<Kernels>} */
export const family = new Family({ text, limits, multiplyAdds });

/** @param {import('./memory.js').Instances} home @returns {Kernels} */
const kernelsOf = home => (home.anchoredKernels ??= family.on(home));

/** Below this many elements, the copies and a call into wasm cost more than the work. */
const TINY = 32;

/** @param {Float32Array} x */
const inJs = x => lengthOf(x) < TINY || !canRun(family);

/** @typedef {Float32Array | null} Importance of each element, 1 where it is null */

/**
 * Runs a kernel on x, the anchor, the importance, in whose place is x where there is none, and what is written.
 * @param {Float32Array} x
 * @param {Float32Array} anchor
 * @param {Importance} importance
 * @param {Float32Array[]} out one array or none
 * @param {boolean} accumulate whether out is read as well
 * @param {(kernels: Kernels, n: number, weighted: number, at: number[]) => void} run
 */
function inWasm(x, anchor, importance, out, accumulate, run) {
    const isRead = (/** @type {number} */ i) => i < 2 || (i === 2 ? importance !== null : accumulate);
    const runAt = (/** @type {Kernels} */ kernels, /** @type {number} */ n, /** @type {number[]} */ at) =>
        run(kernels, n, Number(importance !== null), at);
    sideBySide(kernelsOf, [x, anchor, importance ?? x, ...out], i => i === 3, runAt, isRead);
}

/**
 * The sum of importance * (x - anchor)^2.
 * @param {Float32Array} x
 * @param {Float32Array} anchor of the length of x
 * @param {Importance} importance
 * @returns {number}
 */
export function anchoredSquares(x, anchor, importance) {
    const total = new Compensated();
    if (inJs(x)) {
        for (let i = 0; i < lengthOf(x); i += BLOCK) total.add(squaresOfBlock(x, anchor, importance, i));
    } else {
        inWasm(x, anchor, importance, [], false, (kernels, n, weighted, [w, a, k]) => {
            total.add(kernels.anchored_squares(w, a, k, n, weighted));
        });
    }
    return total.value;
}

/** In eight lanes. @param {Float32Array} x @param {Float32Array} anchor @param {Importance} importance @param {number} begin */
function squaresOfBlock(x, anchor, importance, begin) {
    const s = new Float64Array(8);
    const end = Math.min(begin + BLOCK, lengthOf(x));
    for (let i = begin; i < end; i++) {
        const away = x[i] - anchor[i];
        s[i & 7] += away * away * (importance ? importance[i] : 1);
    }
    return s[0] + s[4] + (s[2] + s[6]) + (s[1] + s[5] + (s[3] + s[7]));
}

/**
 * out = factor * importance * (x - anchor), or that added to out.
 * @param {Float32Array} x
 * @param {Float32Array} anchor
 * @param {Importance} importance
 * @param {number} factor
 * @param {Float32Array} out of the length of x; x itself or apart from it
 * @param {boolean} accumulate
 * @returns {Float32Array} out
 */
export function anchoredGradient(x, anchor, importance, factor, out, accumulate) {
    if (inJs(x)) {
        for (let i = 0; i < lengthOf(x); i++) {
            const slope = factor * (importance ? importance[i] : 1) * (x[i] - anchor[i]);
            out[i] = accumulate ? out[i] + Math.fround(slope) : slope;
        }
    } else {
        inWasm(x, anchor, importance, [out], accumulate, (kernels, n, weighted, [w, a, k, to]) =>
            kernels.anchored_gradient(w, a, k, n, weighted, factor, to, Number(accumulate)),
        );
    }
    return out;
}

/**
 * out = argmin_u pull/2 * importance * (u - anchor)^2 + (u - x)^2/2, element by element.
 * @param {Float32Array} x
 * @param {Float32Array} anchor
 * @param {Importance} importance
 * @param {number} pull at most 1e200
 * @param {Float32Array} out of the length of x; x itself or apart from it
 * @returns {Float32Array} out
 */
export function anchoredProx(x, anchor, importance, pull, out) {
    if (inJs(x)) {
        for (let i = 0; i < lengthOf(x); i++) {
            const p = pull * (importance ? importance[i] : 1);
            out[i] = (x[i] + p * anchor[i]) / (1 + p);
        }
    } else {
        inWasm(x, anchor, importance, [out], false, (kernels, n, weighted, [w, a, k, to]) =>
            kernels.anchored_prox(w, a, k, n, weighted, pull, to),
        );
    }
    return out;
}
