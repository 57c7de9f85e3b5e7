/** What a tensor costs and what it looks like: arithmetic only, the penalties by the package. */
import { L1, L2, OrthogonalRegularizer } from 'regularizers';
import { histogram, largestOf } from '../histogram.js';
import { curveOf } from './curve.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./kinds.js').Kind} Kind
 * @typedef {'rows' | 'columns'} Mode
 * @typedef {{ limit: number, counts: Uint32Array, zeros: number }} Counted counts in equal bins from -limit to limit
 * @typedef {{ nan: number, infinity: number, first: number[] }} Strange numbers that are not finite, and the index of the first
 * @typedef {object} Measures
 * @property {string} name
 * @property {number[]} shape
 * @property {number} size
 * @property {Kind} kind
 * @property {number} lone the L1 penalty with a factor of 1
 * @property {number} ltwo the L2 penalty with a factor of 1
 * @property {number | undefined} orth the orthogonal penalty of a matrix with a factor of 1; undefined for others and where
 *     it takes too long
 * @property {number | undefined} own the penalty that the model itself puts on it
 * @property {string} ownWords 'L2(l2=0.01)', empty where there is none
 * @property {number} zeros exact zeros
 * @property {Strange | undefined} strange
 * @property {Counted} counted
 * @property {import('./curve.js').Curve} curve
 */

const BINS = 41;

/** A product of this many multiplications takes about a second. */
const MOST_WORK = 2e10;

/** @param {{ shape: readonly number[], data: Float32Array }} tensor @returns {{ rows: number, columns: number } | undefined} as a matrix, the last axis across */
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
        let sum = 0;
        for (let j = 0; j < matrix.columns; j++, at++) {
            const square = tensor.data[at] * tensor.data[at];
            sum += square;
            columns[j] += square;
        }
        rows[i] = sum;
    }
    return { rows: rows.map(Math.sqrt), columns: columns.map(Math.sqrt) };
}

/** Whether a product of that size would take seconds. @param {readonly number[]} shape @param {Mode} mode */
export function takesTooLong(shape, mode) {
    const [vectors, length] = mode === 'rows' ? shape : [shape[1], shape[0]];
    return (vectors * vectors * length) / 2 > MOST_WORK;
}

/**
 * @param {Tensor} tensor finite
 * @param {Mode} mode
 * @returns {number | undefined} with a factor of 1
 */
export function orthogonalPenalty({ shape, data }, mode) {
    if (shape.length !== 2 || takesTooLong(shape, mode)) return undefined;
    return new OrthogonalRegularizer({ factor: 1, mode })({ data, shape });
}

/** @param {Tensor} tensor finite @returns {number | undefined} what the model itself makes it cost; undefined where that is not known */
function ownPenalty({ own, shape, data }) {
    if (!own) return undefined;
    const mode = own.regularizer.mode;
    if (mode && shape.length === 2 && takesTooLong(shape, mode)) return undefined;
    try {
        const value = Number(own.regularizer({ data, shape }));
        return Number.isFinite(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

/** The index of an element along each axis. @param {number} at @param {readonly number[]} shape */
export function indexOf(at, shape) {
    const index = [];
    for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
        index.unshift(rest % shape[axis]);
        rest = Math.floor(rest / shape[axis]);
    }
    return index;
}

/**
 * Counts what is not finite, and puts 0 in its place, so that the rest can be measured.
 * @param {Tensor} tensor changed in place
 * @returns {Strange | undefined}
 */
export function takeStrange({ data, shape }) {
    let [nan, infinity, first] = [0, 0, -1];
    for (let i = 0; i < data.length; i++) {
        const value = data[i];
        if (value - value === 0) continue;
        if (Number.isNaN(value)) nan++;
        else infinity++;
        if (first < 0) first = i;
        data[i] = 0;
    }
    return first < 0 ? undefined : { nan, infinity, first: indexOf(first, shape) };
}

/** All but the orthogonal penalty, which takes its time. @param {Tensor} tensor changed: what is not finite becomes 0 @param {Kind} kind @returns {Measures} */
export function measure(tensor, kind) {
    const strange = takeStrange(tensor);
    const { name, shape, data, own } = tensor;
    const counted = histogramOf(tensor);
    const zeros = counted.zeros - (strange ? strange.nan + strange.infinity : 0);
    return {
        name,
        shape,
        size: data.length,
        kind,
        lone: new L1(1)(data),
        ltwo: new L2(1)(data),
        orth: undefined,
        own: ownPenalty(tensor),
        ownWords: own?.words ?? '',
        zeros,
        strange,
        counted: { ...counted, zeros },
        curve: curveOf(data),
    };
}

/** @param {{ data: Float32Array }} tensor @returns {Counted} */
export function histogramOf({ data }) {
    const limit = largestOf(data) || 1;
    const { bins, zeros } = histogram(data, limit, BINS);
    return { limit, counts: Uint32Array.from(bins, bin => bin.count), zeros };
}

/** @param {Counted} counted @returns {import('../histogram.js').Bin[]} */
export const binsOf = ({ limit, counts }) =>
    Array.from(counts, (count, i) => {
        const width = (2 * limit) / counts.length;
        return { from: -limit + i * width, to: -limit + (i + 1) * width, count };
    });

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
    const vector = new Float32Array(length);
    let sum = 0;
    for (let k = 0, at = start; k < length; k++, at += stride) {
        vector[k] = data[at];
        sum += vector[k] * vector[k];
    }
    const norm = Math.sqrt(sum);
    return norm > 0 ? vector.map(x => x / norm) : vector;
}

const KEYS = ['name', 'size', 'own', 'lone', 'ltwo', 'orth', 'zeros'];

/**
 * Sorts by a column; what has no value comes last.
 * @param {readonly Measures[]} rows
 * @param {string} sort a numeric column's name or 'name', with '-' before it for descending
 * @returns {Measures[]}
 */
export function sorted(rows, sort) {
    const descending = sort.startsWith('-');
    const key = /** @type {'name' | 'size' | 'own' | 'lone' | 'ltwo' | 'orth' | 'zeros'} */ (sort.replace('-', ''));
    if (!KEYS.includes(key)) return [...rows];
    const order = (/** @type {any} */ a, /** @type {any} */ b) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1);
    return [...rows].sort((a, b) => {
        if (a[key] === undefined || b[key] === undefined)
            return Number(a[key] === undefined) - Number(b[key] === undefined);
        return order(a[key], b[key]);
    });
}
