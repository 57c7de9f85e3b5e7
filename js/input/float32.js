/**
 * What a Float32Array is, whatever it says of itself: a subclass, or a property defined on one array, may answer `length`,
 * `subarray` and the like with anything and call back into the package while it does. The elements themselves, x[i], are
 * beyond its reach.
 */

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);

/** @param {string | symbol} name @returns {any} */
const getter = name => /** @type {any} */ (Object.getOwnPropertyDescriptor(typedArray, name)).get;

const tag = getter(Symbol.toStringTag);
const length = getter('length');
const byteOffset = getter('byteOffset');
const buffer = getter('buffer');
const { set, indexOf, fill } = typedArray;

/**
 * 'Float32Array' for a Float32Array of any realm, undefined for what is no typed array whatever it pretends to be.
 * @param {unknown} x
 * @returns {string | undefined}
 */
export const typeOf = x => tag.call(x);

/** @param {unknown} x a typed array @returns {number} */
export const lengthOf = x => length.call(x);

/** @param {Float32Array} x @returns {number} */
export const byteOffsetOf = x => byteOffset.call(x);

/** @param {unknown} x a typed array @returns {ArrayBufferLike} */
export const bufferOf = x => buffer.call(x);

/**
 * Elements begin to end as a view on the same buffer, of all of them x itself; unlike x.subarray, which asks x for its
 * species.
 * @param {Float32Array} x
 * @param {number} begin
 * @param {number} end
 */
export const part = (x, begin, end) =>
    end - begin === lengthOf(x) ? x : new Float32Array(bufferOf(x), byteOffsetOf(x) + 4 * begin, end - begin);

/**
 * Copies an array into another one.
 * @param {Float32Array} target
 * @param {Float32Array} source
 * @param {number} [at] where it begins in the target
 */
export const copyInto = (target, source, at = 0) => set.call(target, source, at);

/**
 * Makes all elements 0.
 * @param {Float32Array} x
 * @returns {Float32Array} x
 */
export const clear = x => fill.call(x, 0);

/**
 * Whether an array has no elements because its buffer was handed over, or has become too short for it. Such an array
 * reads as an empty one, which no method but these will do.
 * @param {unknown} x a typed array
 */
export function isDetached(x) {
    if (lengthOf(x) > 0) return false;
    try {
        return indexOf.call(x, 0) !== -1;
    } catch {
        return true;
    }
}
