/**
 * Bytes as text. Most bytes of a wasm module are small numbers: those below 93 are one character each, the others two, of
 * which the first says how often to add 93. Byte for byte the text repeats itself where the bytes do, which gzip finds: it
 * takes 25% less room than base64. It begins at `g`, so that frequent bytes fall on frequent letters of the program around
 * it: gzip codes both with one table (80 bytes less in `import { L1 }` than from `*` on).
 */

const SPACE = 32;
const PRINTABLE = 95;
const FIRST = 'g'.charCodeAt(0) - SPACE;
const BASE = 93;
/** From the code of a character to its digit. */
const SHIFT = PRINTABLE - SPACE - FIRST;

/**
 * @param {Uint8Array} bytes
 * @returns {string} of ASCII that can be printed
 */
export function textOf(bytes) {
    const character = (/** @type {number} */ digit) => String.fromCharCode(SPACE + ((FIRST + digit) % PRINTABLE));
    const high = (/** @type {number} */ byte) => (byte < BASE ? '' : character(BASE - 1 + Math.floor(byte / BASE)));
    return Array.from(bytes, byte => high(byte) + character(byte % BASE)).join('');
}

/**
 * @param {string} text of textOf
 * @returns {Uint8Array}
 */
export function bytesOf(text) {
    const bytes = [];
    let high = 0;
    for (let i = 0; i < text.length; i++) {
        const digit = (text.charCodeAt(i) + SHIFT) % PRINTABLE;
        if (digit < BASE) bytes.push(high + digit);
        high = digit < BASE ? 0 : BASE * (digit - BASE + 1);
    }
    return Uint8Array.from(bytes);
}

/**
 * FNV-1a: what tells the bytes of this build from all others that a caller may give by mistake.
 * @param {Uint8Array} bytes
 * @returns {number} an integer of 32 bits
 */
export const checksumOf = bytes => bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5 | 0);
