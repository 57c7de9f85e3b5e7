/** The orthogonal penalty of a matrix wherever it lives: in wasm, on a copy, or in JS where wasm is missing. */
import { limits, multiplyAdds, text } from '../generated/orthogonal.js';
import { lengthOf } from '../input/float32.js';
import { onCopy } from './on-copy.js';
import { Family } from './wasm.js';

/** @typedef {import('../generated/orthogonal.js').Orthogonal} Kernels */

/** @type {Family<Kernels>} */
export const family = new Family({ text, limits, multiplyAdds });

/** @param {import('./memory.js').Instances} home @returns {Kernels} */
const kernelsOf = home => (home.orthogonalKernels ??= family.on(home));

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
    if (lengthOf(w) === 0) return 0;
    const [byColumn, add] = [Number(columns), Number(accumulate)];
    return onCopy(
        family,
        kernelsOf,
        { w, rows, cols, columns },
        { scale, out, accumulate },
        (kernels, toOut) => kernels.orthogonal_workspace(rows, cols, byColumn, toOut),
        (kernels, to, workspace) => kernels.orthogonal(0, rows, cols, byColumn, scale, to, add, workspace),
        () => orthogonalInJs(w, rows, cols, columns, scale, out, accumulate),
    );
}

const LARGEST_INVERSE = 1e7;

/**
 * In JS and in float64, so that dot products round later; see reg_orthogonal in src/regularizers.h. The value agrees with
 * the wasm kernel's to a relative 1e-6, the gradient to 1e-5 of its largest element.
 * @param {Float32Array} w rows x cols, row-major
 * @param {number} rows
 * @param {number} cols
 * @param {boolean} columns
 * @param {number} scale
 * @param {Float32Array} [out] apart from w, or w itself where not accumulate
 * @param {boolean} [accumulate]
 * @returns {number}
 */
function orthogonalInJs(w, rows, cols, columns, scale, out, accumulate) {
    const [m, k, across, along] = columns ? [cols, rows, 1, cols] : [rows, cols, cols, 1];
    /** In the order of src/orthogonal.c, so that signs agree. @param {number} i @param {number} j */
    const dot = (i, j) => {
        let even = 0;
        let odd = 0;
        for (let t = 0; t < k; t += 2) {
            even += w[i * across + t * along] * w[j * across + t * along];
            if (t + 1 < k) odd += w[i * across + (t + 1) * along] * w[j * across + (t + 1) * along];
        }
        return even + odd;
    };
    const inverse = Float64Array.from({ length: m }, (_, i) => Math.min(1 / Math.sqrt(dot(i, i)), LARGEST_INVERSE));
    const direction = new Float64Array(out ? m * k : 0);
    /** @param {number} i @param {number} j @param {number} sign direction i += sign * unit vector j */
    const push = (i, j, sign) => {
        for (let t = 0; t < k; t++) direction[i * k + t] += sign * w[j * across + t * along] * inverse[j];
    };
    let total = 0;
    for (let i = 0; i < m; i++) {
        for (let j = i + 1; j < m; j++) {
            const d = dot(i, j);
            total += Math.abs(d * inverse[i] * inverse[j]);
            if (out && d !== 0) {
                push(i, j, Math.sign(d));
                push(j, i, Math.sign(d));
            }
        }
    }
    if (out) storeGradients();
    return total;

    function storeGradients() {
        const target = /** @type {Float32Array} */ (out);
        const source = new Float32Array(w);
        for (let i = 0; i < m; i++) {
            let projection = 0;
            if (!(inverse[i] >= LARGEST_INVERSE)) {
                for (let t = 0; t < k; t++) {
                    projection += source[i * across + t * along] * inverse[i] * direction[i * k + t];
                }
            }
            for (let t = 0; t < k; t++) {
                const at = i * across + t * along;
                const g = scale * inverse[i] * (direction[i * k + t] - projection * source[at] * inverse[i]);
                target[at] = accumulate ? target[at] + Math.fround(g) : g;
            }
        }
    }
}
