/** Reads the digits that demo/make/digits.mjs has packed. */

export const PIXELS = 28 * 28;
export const CLASSES = 10;

/** @typedef {{ count: number, images: Float32Array, labels: Uint8Array }} Digits images: 784 values from 0 to 1 each */

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {Digits}
 */
function setAt(bytes, at) {
    const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
    const labels = bytes.subarray(at + 4, at + 4 + count);
    const images = new Float32Array(count * PIXELS);
    for (let i = 0, from = at + 4 + count; i < images.length; i += 2, from++) {
        images[i] = (bytes[from] >> 4) / 15;
        images[i + 1] = (bytes[from] & 15) / 15;
    }
    return { count, images, labels };
}

/** @param {Uint8Array} bytes @returns {{ train: Digits, test: Digits }} */
export function digitsFrom(bytes) {
    const train = setAt(bytes, 0);
    return { train, test: setAt(bytes, 4 + train.count + (train.count * PIXELS) / 2) };
}

/** @param {string} url @returns {Promise<{ train: Digits, test: Digits }>} */
export async function fetchDigits(url) {
    const response = await fetch(url);
    if (!response.ok || !response.body) throw new Error(`the digits could not be loaded (HTTP ${response.status})`);
    const inflated = response.body.pipeThrough(new DecompressionStream('deflate-raw'));
    return digitsFrom(new Uint8Array(await new Response(inflated).arrayBuffer()));
}
