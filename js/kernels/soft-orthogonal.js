/** Soft orthogonality of a matrix wherever it lives: in wasm, on a copy, or in JS where wasm is missing. */
import { limits, multiplyAdds, text } from '../generated/soft_orthogonal.js';
import { lengthOf } from '../input/float32.js';
import { onCopy } from './on-copy.js';
import { Family } from './wasm.js';

/** @typedef {import('../generated/soft_orthogonal.js').Soft_orthogonal} Kernels */

/** @type {Family<Kernels>} */
export const family = new Family({ text, limits, multiplyAdds });

/** @param {import('./memory.js').Instances} home @returns {Kernels} */
const kernelsOf = home => (home.softOrthogonalKernels ??= family.on(home));

/**
 * The squared Frobenius norm of the dot products of all rows or columns less the identity, and where out is given its
 * gradient times scale, stored or added.
 * @param {import('./on-copy.js').Matrix} matrix
 * @param {boolean} diagonal whether the diagonal counts
 * @param {import('./on-copy.js').Target} [target]
 * @returns {number}
 * @throws {RangeError} as orthogonal
 */
export function softOrthogonal(matrix, diagonal, target = { scale: 0 }) {
    const { w, rows, cols, columns } = matrix;
    const { scale, accumulate = false } = target;
    if (lengthOf(w) === 0) return diagonal ? (columns ? cols : rows) : 0;
    const [byColumn, whole, add] = [columns, diagonal, accumulate].map(Number);
    return onCopy(
        family,
        kernelsOf,
        matrix,
        target,
        (kernels, toOut) => kernels.soft_orthogonal_workspace(rows, cols, byColumn, toOut),
        (kernels, to, workspace) => kernels.soft_orthogonal(0, rows, cols, byColumn, whole, scale, to, add, workspace),
        () => softOrthogonalInJs(matrix, diagonal, target),
    );
}

/** As softOrthogonal, in float64, so that dot products round later. @type {typeof softOrthogonal} */
function softOrthogonalInJs({ w, rows, cols, columns }, diagonal, { scale, out, accumulate } = { scale: 0 }) {
    const [m, k, across, along] = columns ? [cols, rows, 1, cols] : [rows, cols, cols, 1];
    const source = out ? new Float32Array(w) : w; // out may be w
    const direction = new Float64Array(k);
    let total = 0;
    for (let i = 0; i < m; i++) {
        direction.fill(0);
        for (let j = 0; j < m; j++) {
            if (i === j && !diagonal) continue;
            let d = i === j ? -1 : 0;
            for (let t = 0; t < k; t++) d += source[i * across + t * along] * source[j * across + t * along];
            total += d * d;
            if (out) for (let t = 0; t < k; t++) direction[t] += d * source[j * across + t * along];
        }
        for (let t = 0; out && t < k; t++) {
            const g = Math.fround(4 * scale * direction[t]);
            out[i * across + t * along] = accumulate ? out[i * across + t * along] + g : g;
        }
    }
    return total;
}
