/** What a tensor costs and what it looks like: arithmetic only, the penalties by the package. */
import { L1, L2, OrthogonalRegularizer } from 'regularizers';
import { histogram, largestOf } from '../histogram.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {'rows' | 'columns'} Mode
 * @typedef {object} Measures
 * @property {string} name
 * @property {readonly number[]} shape
 * @property {number} size
 * @property {number} lone the L1 penalty
 * @property {number} ltwo the L2 penalty
 * @property {number | undefined} orth the orthogonal penalty of a matrix; undefined for others and where it takes too long
 * @property {number} zeros exact zeros
 * @property {[number, number] | undefined} rows smallest and largest norm of its rows; the last axis counts the columns
 * @property {[number, number] | undefined} columns
 */

export const FACTOR = 0.01;
const BINS = 41;

/** A product of this many multiplications takes about a second. */
const MOST_WORK = 2e10;

/** @param {Tensor} tensor @returns {{ rows: number, columns: number } | undefined} as a matrix, the last axis across */
export function matrixOf({ shape, data }) {
    const columns = shape.at(-1) ?? 0;
    return shape.length < 2 || !data.length ? undefined : { rows: data.length / columns, columns };
}

/** Euclidean norms of all rows and columns. @param {Tensor} tensor */
export function norms(tensor) {
    const matrix = matrixOf(tensor);
    if (!matrix) return undefined;
    const rows = new Float64Array(matrix.rows);
    const columns = new Float64Array(matrix.columns);
    for (let i = 0, at = 0; i < matrix.rows; i++) {
        for (let j = 0; j < matrix.columns; j++, at++) {
            const square = tensor.data[at] ** 2;
            rows[i] += square;
            columns[j] += square;
        }
    }
    return { rows: rows.map(Math.sqrt), columns: columns.map(Math.sqrt) };
}

/** @param {Float64Array} values @returns {[number, number]} */
const ends = values => values.reduce(([least, most], x) => [Math.min(least, x), Math.max(most, x)], [Infinity, 0]);

/** @param {Tensor} tensor @param {Mode} mode */
function orthogonalPenalty({ shape, data }, mode) {
    if (shape.length !== 2) return undefined;
    const [vectors, length] = mode === 'rows' ? shape : [shape[1], shape[0]];
    if ((vectors * vectors * length) / 2 > MOST_WORK) return undefined;
    return new OrthogonalRegularizer({ factor: FACTOR, mode })({ data, shape });
}

/** @param {Tensor} tensor @param {Mode} mode @returns {Measures} */
export function measure(tensor, mode) {
    const { name, shape, data } = tensor;
    const found = norms(tensor);
    let zeros = 0;
    for (const value of data) if (value === 0) zeros++;
    return {
        name,
        shape,
        size: data.length,
        lone: new L1(FACTOR)(data),
        ltwo: new L2(FACTOR)(data),
        orth: orthogonalPenalty(tensor, mode),
        zeros,
        rows: found && ends(found.rows),
        columns: found && ends(found.columns),
    };
}

/** @param {Tensor} tensor */
export function histogramOf({ data }) {
    const limit = largestOf(data) || 1;
    return { limit, ...histogram(data, limit, BINS) };
}

/**
 * Cosines between rows (or columns) of a matrix, at most `most` of them, evenly taken.
 * @param {Tensor} tensor
 * @param {Mode} mode
 * @param {number} [most]
 * @returns {{ count: number, every: number, cosines: Float32Array } | undefined} count x count, row by row; every: the
 *     distance of those taken
 */
export function cosines(tensor, mode, most = 128) {
    const matrix = matrixOf(tensor);
    if (!matrix) return undefined;
    const { rows, columns } = matrix;
    const [vectors, length, next, along] = mode === 'rows' ? [rows, columns, columns, 1] : [columns, rows, 1, columns];
    const every = Math.ceil(vectors / most);
    const count = Math.ceil(vectors / every);
    const units = Array.from({ length: count }, (_, i) => unit(tensor.data, i * every * next, along, length));
    const result = new Float32Array(count * count);
    for (let i = 0; i < count; i++) {
        for (let j = 0; j <= i; j++) {
            let dot = 0;
            for (let k = 0; k < length; k++) dot += units[i][k] * units[j][k];
            result[i * count + j] = result[j * count + i] = dot;
        }
    }
    return { count, every, cosines: result };
}

/** @param {Float32Array} data @param {number} start @param {number} stride @param {number} length @returns {Float32Array} */
function unit(data, start, stride, length) {
    const vector = Float32Array.from({ length }, (_, k) => data[start + k * stride]);
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    return norm > 0 ? vector.map(x => x / norm) : vector;
}

/**
 * Sorts by a column; what has no value comes last.
 * @param {readonly Measures[]} rows
 * @param {string} sort a numeric column's name or 'name', with '-' before it for descending
 * @returns {Measures[]}
 */
export function sorted(rows, sort) {
    const descending = sort.startsWith('-');
    const key = /** @type {'name' | 'size' | 'lone' | 'ltwo' | 'orth' | 'zeros'} */ (sort.replace('-', ''));
    if (!['name', 'size', 'lone', 'ltwo', 'orth', 'zeros'].includes(key)) return [...rows];
    const order = (/** @type {any} */ a, /** @type {any} */ b) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1);
    return [...rows].sort((a, b) => {
        if (a[key] === undefined || b[key] === undefined)
            return Number(a[key] === undefined) - Number(b[key] === undefined);
        return order(a[key], b[key]);
    });
}
