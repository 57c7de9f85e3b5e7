/** What counts as an array of weights, and its checked form: a Float32Array and, where it matters, a shape. */
import { shown } from './check.js';
import { bufferOf, byteOffsetOf, lengthOf, typeOf } from './plain.js';

/**
 * Weights as the package takes them: a Float32Array (used as it is, never copied when it lives in wasm memory), another
 * typed array of numbers, an array of numbers, nested arrays of equal lengths, or flat data with its shape, row-major.
 * @typedef {ArrayLike<number> | NestedArray | { data: ArrayLike<number>, shape: ArrayLike<number> }} Weights
 */
/** @typedef {readonly (number | NestedArray | ArrayLike<number>)[]} NestedArray */

const NUMBER_ARRAYS = new Set(
    ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float16', 'Float32', 'Float64'].map(
        type => `${type}Array`,
    ),
);

const MAX_RANK = 32;

/**
 * The weights as a Float32Array: the array itself where it is one, else a converted copy.
 * @param {string} who for messages
 * @param {unknown} w
 * @returns {Float32Array}
 * @throws {TypeError} for what is no array of numbers and for a detached array
 * @throws {RangeError} for ragged nesting and for a shape that does not fit the data
 */
export function vectorOf(who, w) {
    return typeOf(w) === 'Float32Array' ? attachedArray(who, 'w', /** @type {any} */ (w)) : tensorOf(who, w).data;
}

/**
 * The weights as a matrix.
 * @param {string} who
 * @param {unknown} w
 * @returns {{ data: Float32Array, rows: number, cols: number }}
 * @throws {RangeError} when their rank is not 2; and as vectorOf
 */
export function matrixOf(who, w) {
    const { data, shape } = tensorOf(who, w);
    if (shape.length !== 2) {
        const how = shape.length === 1 ? '; give { data, shape } or nested rows' : '';
        throw new RangeError(`${who}: expected w to have rank 2, got shape [${shape.join(', ')}]${how}`);
    }
    return { data, rows: shape[0], cols: shape[1] };
}

/**
 * @param {string} who
 * @param {any} w
 * @returns {{ data: Float32Array, shape: number[] }}
 */
function tensorOf(who, w) {
    if (typeOf(w)) {
        const data = numbersOf(who, w);
        return { data, shape: [lengthOf(data)] };
    }
    if (Array.isArray(w)) return nestedOf(who, w);
    if (typeof w === 'object' && w !== null && typeof w.shape === 'object' && w.shape !== null) {
        const { data, shape, offset = 0, strides, stride = strides } = w;
        const dimensions = listOf(who, 'w.shape', shape);
        if (offset !== 0 || (stride && !isRowMajor(dimensions, listOf(who, 'its strides', stride)))) {
            throw new RangeError(`${who}: expected w to be row-major without gaps, got other strides or an offset`);
        }
        const length = elementsOf(who, dimensions);
        // Last of all: nothing that w can answer with a getter is asked for after its data are seen.
        const flat = Array.isArray(data) || typeOf(data) ? numbersOf(who, data) : undefined;
        if (!flat) throw new TypeError(`${who}: expected w.data to be an array of numbers, got ${shown(data)}`);
        if (lengthOf(flat) !== length) {
            const got = `shape [${dimensions.join(', ')}] for ${lengthOf(flat)} elements`;
            throw new RangeError(`${who}: expected the shape of w to fit its data, got ${got}`);
        }
        return { data: flat, shape: dimensions };
    }
    throw new TypeError(
        `${who}: expected w to be an array of numbers, nested arrays or { data, shape }, got ${shown(w)}`,
    );
}

/**
 * A copy of a shape, which may be typed, read once and no further than any array has dimensions.
 * @param {string} who
 * @param {string} name
 * @param {any} shape
 * @returns {any[]}
 */
function listOf(who, name, shape) {
    if (!Array.isArray(shape) && !typeOf(shape)) {
        throw new TypeError(`${who}: expected ${name} to be an array of numbers, got ${shown(shape)}`);
    }
    const { length } = shape;
    if (!(length <= MAX_RANK)) {
        throw new RangeError(`${who}: expected ${name} to have ${MAX_RANK} dimensions or less, got ${length}`);
    }
    return Array.from({ length }, (_, d) => shape[d]);
}

/**
 * @param {readonly number[]} shape
 * @param {readonly number[]} stride
 */
function isRowMajor(shape, stride) {
    let expected = 1;
    for (let d = shape.length - 1; d >= 0; d--) {
        if (shape[d] > 1 && stride[d] !== expected) return false;
        expected *= shape[d];
    }
    return true;
}

/**
 * The number of elements of a shape.
 * @param {string} who
 * @param {readonly unknown[]} shape
 * @returns {number}
 */
export function elementsOf(who, shape) {
    let length = 1;
    for (const dimension of listOf(who, 'the shape', shape)) {
        if (typeof dimension !== 'number') {
            throw new TypeError(`${who}: expected each dimension to be a number, got ${shown(dimension)}`);
        }
        if (!Number.isInteger(dimension) || dimension < 0) {
            throw new RangeError(`${who}: expected each dimension to be an integer >= 0, got ${dimension}`);
        }
        // An infinite product times a dimension of 0 would be NaN.
        length = Math.min(length * dimension, Number.MAX_SAFE_INTEGER);
    }
    if (length > 2 ** 32) throw new RangeError(`${who}: expected at most 2^32 elements, got ${length}`);
    return length;
}

/**
 * A flat array as float32.
 * @param {string} who
 * @param {any} x
 * @returns {Float32Array}
 */
function numbersOf(who, x) {
    const type = typeOf(x);
    if (type === 'Float32Array') return attachedArray(who, 'w', x);
    if (type === undefined) return nestedOf(who, x, 1).data;
    if (!NUMBER_ARRAYS.has(type)) throw new TypeError(`${who}: expected w to hold numbers, got a ${type}`);
    // Not Float32Array.from, which would ask x for an iterator.
    return new Float32Array(attachedArray(who, 'w', x));
}

/**
 * Nested arrays of equal lengths, the innermost of which may be typed.
 * @param {string} who
 * @param {readonly any[]} w
 * @param {number} [maxRank]
 * @returns {{ data: Float32Array, shape: number[] }}
 */
function nestedOf(who, w, maxRank = MAX_RANK) {
    /** @type {number[]} */
    const shape = [];
    for (let x = w; isRow(x); x = x[0]) {
        if (shape.push(x.length) > maxRank) {
            throw new RangeError(`${who}: expected w to have rank ${maxRank} or less, got deeper nesting`);
        }
        if (x.length === 0) break;
    }
    const data = new Float32Array(elementsOf(who, shape));
    let at = 0;
    /** @param {any} x @param {number} depth */
    const fill = (x, depth) => {
        if (depth === shape.length) {
            if (isRow(x))
                throw new RangeError(`${who}: expected w to be rectangular, got ragged nesting at element ${at}`);
            if (typeof x !== 'number') {
                throw new TypeError(`${who}: expected w to hold numbers, got ${shown(x)} at element ${at}`);
            }
            data[at++] = x;
            return;
        }
        if (!isRow(x) || x.length !== shape[depth]) {
            const got = isRow(x) ? `a length of ${x.length}` : shown(x);
            throw new RangeError(`${who}: expected w to be rectangular with shape [${shape.join(', ')}], got ${got}`);
        }
        for (let i = 0; i < shape[depth]; i++) fill(x[i], depth + 1);
    };
    fill(w, 0);
    return { data, shape };
}

/** @param {unknown} x */
const isRow = x => Array.isArray(x) || NUMBER_ARRAYS.has(/** @type {string} */ (typeOf(x)));

/**
 * An array that growth or a transfer has detached reads as empty, which would be a wrong number.
 * @template {Float32Array} T
 * @param {string} who
 * @param {string} name
 * @param {T} x
 * @returns {T}
 */
function attachedArray(who, name, x) {
    if (lengthOf(x) === 0 && isDetached(bufferOf(x))) {
        throw new TypeError(
            `${who}: expected ${name} to be attached to its buffer, got a detached array (its memory grew?)`,
        );
    }
    return x;
}

/** @param {ArrayBufferLike} buffer */
function isDetached(buffer) {
    try {
        return new Uint8Array(buffer) === undefined;
    } catch {
        return true;
    }
}

/**
 * The array that a result is written to.
 * @param {string} who
 * @param {any} out undefined for a new one
 * @param {Float32Array} x what it is computed from, and may be itself but not overlap otherwise
 * @returns {Float32Array}
 * @throws {TypeError} when it is no Float32Array or detached, RangeError when it has another length or overlaps
 */
export function outOf(who, out, x) {
    if (out === undefined || out === null) return new Float32Array(lengthOf(x));
    if (typeOf(out) !== 'Float32Array') {
        throw new TypeError(`${who}: expected out to be a Float32Array, got ${shown(out)}`);
    }
    attachedArray(who, 'out', out);
    const [length, given] = [lengthOf(x), lengthOf(out)];
    if (given !== length) throw new RangeError(`${who}: expected out to have ${length} elements like w, got ${given}`);
    const distance = Math.abs(byteOffsetOf(out) - byteOffsetOf(x));
    if (bufferOf(out) === bufferOf(x) && distance > 0 && distance < 4 * length) {
        throw new RangeError(`${who}: expected out to be w itself or apart from it, got one that overlaps it`);
    }
    return out;
}
