/** LZF, with which h5py packs arrays when asked to be fast. */

/** Below it a control byte says how many letters follow; else where to copy from, and how much. */
const LITERALS = 32;
/** A length of 7 goes on in the next byte. */
const LONG = 7;
/** A copy is worth its two bytes from here on. */
const SHORTEST = 2;

/**
 * @param {Uint8Array} packed
 * @param {number} size bytes that come out
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {RangeError} when they are not those of so many bytes
 */
export function unpackLzf(packed, size) {
    const bytes = new Uint8Array(size);
    let from = 0;
    let to = 0;
    const next = () => {
        if (from >= packed.length) throw new RangeError('LZF: it ends too early');
        return packed[from++];
    };
    while (from < packed.length) {
        const control = next();
        if (control < LITERALS) {
            for (let left = control + 1; left > 0; left--) bytes[to++] = next();
        } else {
            const short = control >> 5;
            const length = (short === LONG ? LONG + next() : short) + SHORTEST;
            const back = ((control & 31) << 8) + next() + 1;
            if (back > to) throw new RangeError('LZF: it copies from before its start');
            // One by one: what is copied may be part of what is being written.
            for (let left = length; left > 0; left--, to++) bytes[to] = bytes[to - back];
        }
        if (to > size) throw new RangeError('LZF: it is longer than it says');
    }
    if (to < size) throw new RangeError('LZF: it is shorter than it says');
    return bytes;
}
