/** Numbers of every type that weight files hold, as float32. */

/** @typedef {{ size: number, read: (view: DataView, at: number, little: boolean) => number }} NumberType */

/** @param {number} bits of an IEEE half @returns {number} */
export function halfFloat(bits) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The upper half of a float32. @param {number} upper @returns {number} */
export function brainFloat(upper) {
    bits[0] = upper << 16;
    return float[0];
}

/** @type {Map<string, NumberType>} */
const TYPES = new Map([
    ['float16', { size: 2, read: (view, at, little) => halfFloat(view.getUint16(at, little)) }],
    ['bfloat16', { size: 2, read: (view, at, little) => brainFloat(view.getUint16(at, little)) }],
    ['float32', { size: 4, read: (view, at, little) => view.getFloat32(at, little) }],
    ['float64', { size: 8, read: (view, at, little) => view.getFloat64(at, little) }],
    ['int8', { size: 1, read: (view, at) => view.getInt8(at) }],
    ['uint8', { size: 1, read: (view, at) => view.getUint8(at) }],
    ['bool', { size: 1, read: (view, at) => view.getUint8(at) }],
    ['int16', { size: 2, read: (view, at, little) => view.getInt16(at, little) }],
    ['uint16', { size: 2, read: (view, at, little) => view.getUint16(at, little) }],
    ['int32', { size: 4, read: (view, at, little) => view.getInt32(at, little) }],
    ['uint32', { size: 4, read: (view, at, little) => view.getUint32(at, little) }],
    ['int64', { size: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
    ['uint64', { size: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
]);

/** @param {string} name such as 'float32' @returns {NumberType | undefined} */
export const numberType = name => TYPES.get(name);

/** @param {string} name @returns {boolean} whether it is a type of whole numbers or of truth values */
export const isWhole = name => TYPES.has(name) && !name.includes('float');

/** Arrays that are read as they lie in memory. @type {Map<string, any>} */
const ARRAYS = new Map(
    /** @type {[string, any][]} */ ([
        ['float32', Float32Array],
        ['float64', Float64Array],
        ['int8', Int8Array],
        ['uint8', Uint8Array],
        ['bool', Uint8Array],
        ['int16', Int16Array],
        ['uint16', Uint16Array],
        ['int32', Int32Array],
        ['uint32', Uint32Array],
    ]),
);

/** Whether this machine, like all that run browsers today, stores the low byte first. */
const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * @param {Uint8Array} bytes
 * @param {string} typeName one that numberType knows
 * @param {number} count
 * @param {boolean} [little] byte order, little-endian by default
 * @returns {Float32Array} of its own: nothing keeps the file in memory
 */
export function floatsFrom(bytes, typeName, count, little = true) {
    const { size, read } = /** @type {NumberType} */ (numberType(typeName));
    const Numbers = ARRAYS.get(typeName);
    if (Numbers && (size === 1 || little === isLittle)) {
        const aligned = bytes.byteOffset % size ? bytes.slice(0, count * size) : bytes;
        return new Float32Array(new Numbers(aligned.buffer, aligned.byteOffset, count));
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const floats = new Float32Array(count);
    for (let i = 0, at = 0; i < count; i++, at += size) floats[i] = read(view, at, little);
    return floats;
}

/** How many numbers a shape holds. @param {readonly number[]} shape */
export const sizeOf = shape => shape.reduce((size, side) => size * side, 1);

/** @param {unknown} shape @returns {shape is number[]} */
export const isShape = shape => Array.isArray(shape) && shape.every(side => Number.isSafeInteger(side) && side >= 0);
