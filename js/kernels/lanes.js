/**
 * The kernels in JS, with the lanes and blocks of src/sum.c and the float32 rounding of src/gradient.c and src/shrink.c,
 * hence the same bits. They run where wasm cannot, and for arrays so small that a call into wasm costs more than the work.
 */

import { lengthOf } from '../input/float32.js';
import { BLOCK, Compensated } from './compensated.js';

const { abs, fround } = Math;

/**
 * @param {Float32Array} x
 * @param {(x: Float32Array, i: number, end: number) => number} ofBlock
 * @param {number} [begin]
 * @param {number} [end]
 */
function sumOfBlocks(x, ofBlock, begin = 0, end = lengthOf(x)) {
    if (end - begin <= BLOCK) return ofBlock(x, begin, end);
    const total = new Compensated();
    for (let i = begin; i < end; i += BLOCK) total.add(ofBlock(x, i, Math.min(i + BLOCK, end)));
    return total.value;
}

/**
 * The sum of |x[i]|.
 * @param {Float32Array} x
 */
export function sumAbs(x) {
    return sumOfBlocks(x, absOfBlock);
}

/** @param {Float32Array} x @param {number} i @param {number} end */
function absOfBlock(x, i, end) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    let s6 = 0;
    let s7 = 0;
    for (; i + 8 <= end; i += 8) {
        s0 += abs(x[i]);
        s1 += abs(x[i + 1]);
        s2 += abs(x[i + 2]);
        s3 += abs(x[i + 3]);
        s4 += abs(x[i + 4]);
        s5 += abs(x[i + 5]);
        s6 += abs(x[i + 6]);
        s7 += abs(x[i + 7]);
    }
    if (i < end) s0 += abs(x[i++]);
    if (i < end) s1 += abs(x[i++]);
    if (i < end) s2 += abs(x[i++]);
    if (i < end) s3 += abs(x[i++]);
    if (i < end) s4 += abs(x[i++]);
    if (i < end) s5 += abs(x[i++]);
    if (i < end) s6 += abs(x[i++]);
    return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
}

/**
 * The sum of x[i]^2, of all elements or of some.
 * @param {Float32Array} x
 * @param {number} [begin]
 * @param {number} [end]
 */
export function sumSquares(x, begin, end) {
    return sumOfBlocks(x, squaresOfBlock, begin, end);
}

/** @param {Float32Array} x @param {number} i @param {number} end */
function squaresOfBlock(x, i, end) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    let s6 = 0;
    let s7 = 0;
    for (; i + 8 <= end; i += 8) {
        s0 += x[i] * x[i];
        s1 += x[i + 1] * x[i + 1];
        s2 += x[i + 2] * x[i + 2];
        s3 += x[i + 3] * x[i + 3];
        s4 += x[i + 4] * x[i + 4];
        s5 += x[i + 5] * x[i + 5];
        s6 += x[i + 6] * x[i + 6];
        s7 += x[i + 7] * x[i + 7];
    }
    if (i < end) s0 += x[i] * x[i++];
    if (i < end) s1 += x[i] * x[i++];
    if (i < end) s2 += x[i] * x[i++];
    if (i < end) s3 += x[i] * x[i++];
    if (i < end) s4 += x[i] * x[i++];
    if (i < end) s5 += x[i] * x[i++];
    if (i < end) s6 += x[i] * x[i++];
    return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
}

/** The signed factors by 1 + sign: a table costs a third of Math.sign or of two branches on random signs. */
const signed = new Float64Array(3);

/**
 * out[i] = a*sign(x[i]) + b*x[i], or that added to out[i], with a = l1*scale and b = 2*l2*scale rounded to float32.
 * @param {Float32Array} x
 * @param {number} l1
 * @param {number} l2
 * @param {number} scale
 * @param {Float32Array} out of the length of x; may be x
 * @param {boolean} accumulate
 */
export function gradient(x, l1, l2, scale, out, accumulate) {
    const a = fround(scale * l1);
    const b = fround(2 * (scale * l2));
    signed[0] = -a;
    signed[2] = a;
    const length = lengthOf(x);
    for (let i = 0; i < length; i++) {
        const v = x[i];
        const s = signed[1 + Number(v > 0) - Number(v < 0)];
        const g = b !== 0 ? fround(fround(b * v) + s) : Number.isNaN(v) ? v : s;
        out[i] = accumulate ? out[i] + g : g;
    }
    return out;
}

/**
 * The proximal step of the elastic net; see reg_prox in src/regularizers.h.
 * @param {Float32Array} x
 * @param {number} l1
 * @param {number} l2
 * @param {number} step
 * @param {Float32Array} out of the length of x; may be x
 */
export function prox(x, l1, l2, step, out) {
    const t = fround(step * l1);
    const c = fround(1 / (1 + 2 * (step * l2)));
    const length = lengthOf(x);
    for (let i = 0; i < length; i++) {
        const v = x[i];
        const raised = -t < v ? v : -t;
        out[i] = fround(v - (raised < t ? raised : t)) * c;
    }
    return out;
}

/**
 * out[i] = x[i] * (1 - rate), the factor rounded to float32.
 * @param {Float32Array} x
 * @param {number} rate
 * @param {Float32Array} out of the length of x; may be x
 */
export function decay(x, rate, out) {
    const c = fround(1 - rate);
    const length = lengthOf(x);
    for (let i = 0; i < length; i++) out[i] = x[i] * c;
    return out;
}
