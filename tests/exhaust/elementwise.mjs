// All float32 numbers, or every so many of them, through a kernel of the package, against arithmetic on one number in
// float64 that is rounded to float32 once for each operation, as src/regularizers.h says.
import { allocate } from '../../js/index.js';
import { decay, gradient, prox } from '../../js/kernels/elementwise.js';
import * as lanes from '../../js/kernels/lanes.js';

/** @typedef {import('./cases.mjs').Case} Case */

const { fround } = Math;
/** What a gradient is added to. */
const BEFORE = 0.75;
const CHUNK = 2 ** 14;

/** @param {Case} case_ @returns {(x: number) => number} */
function referenceOf({ kernel, l1, l2, scale }) {
    if (kernel === 'decay') {
        const remainder = fround(1 - scale);
        return x => x * remainder;
    }
    if (kernel === 'prox') {
        const threshold = fround(scale * l1);
        const shrinkage = fround(1 / (1 + 2 * scale * l2));
        return x => {
            if (x > threshold) return fround(x - threshold) * shrinkage;
            if (x < -threshold) return fround(x + threshold) * shrinkage;
            return threshold > 0 && !Number.isNaN(x) ? 0 : x; // nothing to take off leaves -0 as it is
        };
    }
    const a = fround(scale * l1);
    const b = fround(2 * (scale * l2));
    const slope = (/** @type {number} */ x) => {
        const sign = x > 0 ? a : x < 0 ? -a : 0;
        if (b === 0) return Number.isNaN(x) ? x : sign;
        return fround(fround(b * x) + sign);
    };
    return kernel === 'accumulated' ? x => BEFORE + slope(x) : slope;
}

/**
 * @param {Case} case_
 * @param {'wasm' | 'js'} build
 * @param {{ from: number, to: number, stride: number }} range of bit patterns, as unsigned integers
 * @param {Case} [against] what the reference computes
 * @returns {{ count: number, wrong: number, first: string }}
 */
export function exhaust(case_, build, { from, to, stride }, against = case_) {
    const { kernel, l1, l2, scale } = case_;
    const reference = referenceOf(against);
    const kernels = build === 'js' ? lanes : { decay, gradient, prox };
    const [x, out] = [0, 0].map(() => (build === 'js' ? new Float32Array(CHUNK) : allocate(CHUNK)));
    const bits = new Uint32Array(x.buffer, x.byteOffset, CHUNK);
    const outBits = new Uint32Array(out.buffer, out.byteOffset, CHUNK);
    const wanted = new Float32Array(CHUNK);
    const wantedBits = new Uint32Array(wanted.buffer);
    let count = 0;
    let wrong = 0;
    let first = '';
    for (let start = from; start < to; start += CHUNK * stride) {
        for (let i = 0; i < CHUNK; i++) bits[i] = start + i * stride;
        if (kernel === 'decay') kernels.decay(x, scale, out);
        else if (kernel === 'prox') kernels.prox(x, l1, l2, scale, out);
        else if (kernel === 'gradient') kernels.gradient(x, l1, l2, scale, out, false);
        else kernels.gradient(x, l1, l2, scale, out.fill(BEFORE), true);
        const length = Math.min(CHUNK, Math.ceil((to - start) / stride));
        for (let i = 0; i < CHUNK; i++) wanted[i] = reference(x[i]);
        for (let i = 0; i < length; i++) {
            if (outBits[i] === wantedBits[i] || Object.is(out[i], wanted[i])) continue; // a NaN may have any bits
            wrong++;
            first ||= `${x[i]} (0x${bits[i].toString(16)}): got ${out[i]}, wanted ${wanted[i]}`;
        }
        count += length;
    }
    return { count, wrong, first };
}
