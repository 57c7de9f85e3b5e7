/** The orthogonal penalties of a matrix wherever it lives: in wasm, on a copy, or in JS where wasm is missing. */
import { limits, multiplyAdds, text } from '../generated/orthogonal.js';
import { rangeError } from '../input/check.js';
import { copyInto, lengthOf } from '../input/float32.js';
import { canRun, LARGEST_BYTES, roomFor, scratch } from './memory.js';
import { Family } from './wasm.js';

/** @typedef {import('../generated/orthogonal.js').Orthogonal} Kernels */

/** @type {Family<Kernels>} */
export const family = new Family({ text, limits, multiplyAdds });

/** @param {Pick<import('./memory.js').Home, 'memory' | 'orthogonal'>} home */
const kernelsOf = home => (home.orthogonal ??= family.on(home));

/**
 * @typedef {object} Matrix
 * @property {Float32Array} w rows x cols, row-major
 * @property {number} rows
 * @property {number} cols
 * @property {boolean} columns whether they are the vectors, and not the rows
 */

/**
 * Where a gradient times scale is stored or added; the length of w, and w itself or apart from it.
 * @typedef {{ scale: number, out?: Float32Array, accumulate?: boolean }} Target
 */

/**
 * Runs a kernel on a copy of w.
 * @param {Matrix} matrix
 * @param {Target} target
 * @param {(kernels: Kernels, toOut: number) => number} workspaceOf bytes that it needs
 * @param {(kernels: Kernels, out: number, workspace: number) => number} run with w at 0
 * @param {() => number} inJs
 * @returns {number} the kernel's answer
 * @throws {RangeError} when the copy and the workspace do not fit the 4 GB of a wasm memory
 */
function onCopy({ w, rows, cols }, { out, accumulate }, workspaceOf, run, inJs) {
    if (!canRun(family)) return inJs();
    const length = lengthOf(w);
    const bytes = Math.ceil(length / 2) * 8;
    const toOut = Number(out !== undefined);
    const workspace = (1 + toOut) * bytes;
    const total = workspace + workspaceOf(kernelsOf(scratch()), toOut);
    if (total > LARGEST_BYTES) {
        throw rangeError('the orthogonal penalty', 'w to need less than 4 GB of memory', `${rows} x ${cols}`);
    }
    const room = roomFor(total);
    if (!room) return inJs();
    const { buffer } = room;
    copyInto(new Float32Array(buffer, 0, length), w);
    const result = new Float32Array(buffer, bytes, out ? length : 0);
    if (out && accumulate) copyInto(result, out);
    const value = run(kernelsOf(room), toOut * bytes, workspace);
    if (out) copyInto(out, result);
    return value;
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
    if (lengthOf(w) === 0) return 0;
    const [byColumn, add] = [Number(columns), Number(accumulate)];
    return onCopy(
        { w, rows, cols, columns },
        { scale, out, accumulate },
        (kernels, toOut) => kernels.orthogonal_workspace(rows, cols, byColumn, toOut),
        (kernels, to, workspace) => kernels.orthogonal(0, rows, cols, byColumn, scale, to, add, workspace),
        () => orthogonalInJs(w, rows, cols, columns, scale, out, accumulate),
    );
}

/**
 * The squared Frobenius norm of the dot products of all rows or columns less the identity, and where out is given its
 * gradient times scale, stored or added.
 * @param {Matrix} matrix
 * @param {boolean} diagonal whether the diagonal counts
 * @param {Target} [target]
 * @returns {number}
 * @throws {RangeError} as orthogonal
 */
export function softOrthogonal(matrix, diagonal, target = { scale: 0 }) {
    const { w, rows, cols, columns } = matrix;
    const { scale, accumulate = false } = target;
    if (lengthOf(w) === 0) return diagonal ? (columns ? cols : rows) : 0;
    const [byColumn, whole, add] = [columns, diagonal, accumulate].map(Number);
    return onCopy(
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

const LARGEST_INVERSE = 1e7;

/**
 * In JS and in float64, so that dot products round later; see reg_orthogonal in src/regularizers.h. The value agrees with the wasm kernel's to a relative 1e-6, the gradient to
 * 1e-5 of its largest element.
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
