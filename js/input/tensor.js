/** What counts as an array of weights, and its checked form: a Float32Array and, where it matters, a shape. */
import { nonNegative, rangeError, shown, typeError } from './check.js';
import { bufferOf, byteOffsetOf, isDetached, lengthOf, typeOf } from './float32.js';

/**
 * Weights as the package takes them: a Float32Array (used as it is, never copied when it lives in wasm memory), another
 * typed array of numbers, an array of numbers, nested arrays of equal lengths, or flat data with its shape, row-major.
 * @typedef {ArrayLike<number> | NestedArray | { data: ArrayLike<number>, shape: ArrayLike<number> }} Weights
 */
/** @typedef {readonly (number | NestedArray | ArrayLike<number>)[]} NestedArray */

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
 * @param {boolean} [flattened] whether all dimensions but the last may be taken for one
 * @returns {{ data: Float32Array, rows: number, cols: number }}
 * @throws {RangeError} when their rank is not 2, or where flattened below 2; and as vectorOf
 */
export function matrixOf(who, w, flattened = false) {
    const { data, shape } = tensorOf(who, w);
    const rank = shape.length;
    if (rank !== 2 && !(flattened && rank > 2)) {
        const how = rank === 1 ? '; give { data, shape } or nested rows' : '';
        throw rangeError(who, `w to have rank 2${flattened ? ' or more' : ''}`, `shape ${listed(shape)}${how}`);
    }
    return { data, rows: sizeOf(shape.slice(0, -1)), cols: shape[rank - 1] };
}

/** How many elements a shape has, or the product of some of its sides. @param {readonly number[]} sides */
export const sizeOf = sides => sides.reduce((size, side) => size * side, 1);

/**
 * The weights as outer x groups x inner: what is before an axis of theirs, along it, and behind it.
 * @param {string} who
 * @param {unknown} w
 * @param {number} axis an integer, negative from the end
 * @returns {{ data: Float32Array, outer: number, groups: number, inner: number }}
 * @throws {RangeError} when they have no such axis, or are flat and do not say their shape; and as vectorOf
 */
export function slicesOf(who, w, axis) {
    const { data, shape } = tensorOf(who, w);
    if (shape.length === 1 && isArray(w)) {
        throw rangeError(who, 'w to say its shape', 'a flat array; give { data, shape } or nested rows');
    }
    const at = axis < 0 ? axis + shape.length : axis;
    if (!(at >= 0 && at < shape.length)) throw rangeError(who, `w to have axis ${axis}`, `shape ${listed(shape)}`);
    return { data, outer: sizeOf(shape.slice(0, at)), groups: shape[at], inner: sizeOf(shape.slice(at + 1)) };
}

/**
 * The weights and their shape.
 * @param {string} who
 * @param {any} w
 * @returns {{ data: Float32Array, shape: number[] }}
 * @throws {TypeError | RangeError} as vectorOf
 */
export function tensorOf(who, w) {
    if (isArray(w)) return arrayOf(who, w);
    if (typeof w?.shape !== 'object' || w.shape === null) {
        throw typeError(who, 'w to be an array of numbers, nested arrays or { data, shape }', shown(w));
    }
    const { data, shape: given, offset = 0, strides, stride = strides } = w;
    const shape = listOf(who, 'w.shape', given);
    const length = elementsOf(who, shape);
    if (offset !== 0 || (stride && !isRowMajor(shape, listOf(who, 'its strides', stride)))) {
        throw rangeError(who, 'w to be row-major without gaps', 'other strides or an offset');
    }
    // Last of all: nothing that w can answer with a getter is asked for after its data are seen.
    if (!isArray(data)) throw typeError(who, 'w.data to be an array of numbers', shown(data));
    const flat = arrayOf(who, data);
    if (flat.shape.length !== 1 || flat.shape[0] !== length) {
        const got = `shape ${listed(shape)} for data of shape ${listed(flat.shape)}`;
        throw rangeError(who, 'the shape of w to fit its data', got);
    }
    return { data: flat.data, shape };
}

/** @param {unknown} x @returns {boolean} whether x is an array of any kind, typed or not */
const isArray = x => Array.isArray(x) || typeOf(x) !== undefined;

/** @param {readonly number[]} shape */
const listed = shape => `[${shape.join(', ')}]`;

/**
 * A copy of a shape, which may be typed, read once and no further than any array has dimensions.
 * @param {string} who
 * @param {string} name
 * @param {any} shape
 * @returns {any[]}
 */
function listOf(who, name, shape) {
    if (!isArray(shape)) throw typeError(who, `${name} to be an array of numbers`, shown(shape));
    const length = rowLength(who, name, shape);
    if (!(length <= MAX_RANK)) throw rangeError(who, `${name} to have ${MAX_RANK} dimensions or less`, length);
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
        if (!Number.isInteger(nonNegative(who, 'each dimension', dimension))) {
            throw rangeError(who, 'each dimension to be an integer', dimension);
        }
        // An infinite product times a dimension of 0 would be NaN.
        length = Math.min(length * dimension, Number.MAX_SAFE_INTEGER);
    }
    if (length > 2 ** 32) throw rangeError(who, 'at most 2^32 elements', length);
    return length;
}

/**
 * An array as float32, and its shape: a typed one has one dimension.
 * @param {string} who
 * @param {any} x
 * @returns {{ data: Float32Array, shape: number[] }}
 */
function arrayOf(who, x) {
    const type = typeOf(x);
    if (type === undefined) return nestedOf(who, x);
    if (!isNumeric(type)) throw typeError(who, 'w to hold numbers', `a ${type}`);
    const numbers = attachedArray(who, 'w', x);
    // Not Float32Array.from, which would ask x for an iterator.
    const data = type === 'Float32Array' ? numbers : new Float32Array(numbers);
    return { data, shape: [lengthOf(data)] };
}

/**
 * Nested arrays of equal lengths, the innermost of which may be typed.
 * @param {string} who
 * @param {readonly any[]} w
 * @returns {{ data: Float32Array, shape: number[] }}
 */
function nestedOf(who, w) {
    /** @type {number[]} */
    const shape = [];
    for (let x = w; isRow(x); x = x[0]) {
        const length = rowLength(who, 'each row of w', x);
        if (shape.push(length) > MAX_RANK)
            throw rangeError(who, `w to have rank ${MAX_RANK} or less`, 'deeper nesting');
    }
    const data = new Float32Array(elementsOf(who, shape));
    let at = 0;
    /** @param {any} x @param {number} depth */
    const fill = (x, depth) => {
        const length = isRow(x) ? rowLength(who, 'each row of w', x) : undefined;
        const got = () => `${length === undefined ? shown(x) : `a length of ${length}`} at element ${at}`;
        // Of an element both are undefined.
        if (length !== shape[depth]) {
            throw rangeError(who, `w to be rectangular with shape ${listed(shape)}`, got());
        }
        if (length !== undefined) {
            for (let i = 0; i < length; i++) fill(x[i], depth + 1);
        } else if (typeof x === 'number') {
            data[at++] = x;
        } else {
            throw typeError(who, 'w to hold numbers', got());
        }
    };
    fill(w, 0);
    return { data, shape };
}

/** @param {unknown} x */
const isRow = x => Array.isArray(x) || isNumeric(typeOf(x));

/** @param {string | undefined} type of a typed array: all hold numbers but the BigInt ones */
const isNumeric = type => type !== undefined && !type.startsWith('Big');

/**
 * An array that growth, a transfer or a shorter buffer has detached reads as empty, which would be a wrong number.
 * @template T
 * @param {string} who
 * @param {string} name
 * @param {T} x a typed array
 * @returns {T}
 */
function attachedArray(who, name, x) {
    if (!isDetached(x)) return x;
    const got = 'a detached array (its memory grew?) or one out of bounds';
    throw typeError(who, `${name} to be attached to its buffer`, got);
}

/**
 * The length of an array of any kind: of a typed one as the engine knows it, whatever a property says.
 * @param {string} who
 * @param {string} name
 * @param {any} x
 * @returns {number}
 */
const rowLength = (who, name, x) => (typeOf(x) === undefined ? x.length : lengthOf(attachedArray(who, name, x)));

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
    if (typeOf(out) !== 'Float32Array') throw typeError(who, 'out to be a Float32Array', shown(out));
    attachedArray(who, 'out', out);
    const length = lengthOf(x);
    if (lengthOf(out) !== length) throw rangeError(who, `out to have ${length} elements like w`, lengthOf(out));
    const distance = Math.abs(byteOffsetOf(out) - byteOffsetOf(x));
    // The buffers last: to ask for one takes 20 ns.
    if (distance > 0 && distance < 4 * length && bufferOf(out) === bufferOf(x)) {
        throw rangeError(who, 'out to be w itself or apart from it', 'one that overlaps it');
    }
    return out;
}
