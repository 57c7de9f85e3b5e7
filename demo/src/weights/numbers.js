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

/** @type {Map<string, NumberType>} */
const TYPES = new Map([
    ['float16', { size: 2, read: (view, at, little) => halfFloat(view.getUint16(at, little)) }],
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

/**
 * @param {Uint8Array} bytes
 * @param {NumberType} type
 * @param {number} count
 * @param {boolean} [little] byte order, little-endian by default
 * @returns {Float32Array}
 */
export function floatsFrom(bytes, { size, read }, count, little = true) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float32Array.from({ length: count }, (_, i) => read(view, i * size, little));
}

/** How many numbers a shape holds. @param {readonly number[]} shape */
export const sizeOf = shape => shape.reduce((size, side) => size * side, 1);

/** @param {unknown} shape @returns {shape is number[]} */
export const isShape = shape => Array.isArray(shape) && shape.every(side => Number.isSafeInteger(side) && side >= 0);
