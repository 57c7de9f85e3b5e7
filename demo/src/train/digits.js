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

/** @param {number} count @returns {number} bytes that so many digits take */
const bytesOf = count => 4 + count + (count * PIXELS) / 2;

/** @param {Uint8Array} bytes @returns {{ train: Digits, test: Digits }} */
export function digitsFrom(bytes) {
    const train = setAt(bytes, 0);
    return { train, test: setAt(bytes, bytesOf(train.count)) };
}

/** @param {Digits} first @param {Uint8Array} bytes @returns {Digits} those, and behind them the ones in the bytes */
export function withMore(first, bytes) {
    const more = setAt(bytes, 0);
    const images = new Float32Array(first.images.length + more.images.length);
    images.set(first.images);
    images.set(more.images, first.images.length);
    return { count: first.count + more.count, images, labels: Uint8Array.of(...first.labels, ...more.labels) };
}

/**
 * @param {string} url
 * @param {(share: number) => void} [onShare] hears how much of it has come, from 0 to 1, where the server says how much there is
 * @returns {Promise<Uint8Array>} inflated
 */
export async function fetchPacked(url, onShare = () => {}) {
    const response = await fetch(url);
    if (!response.ok || !response.body) throw new Error(`the digits could not be loaded (HTTP ${response.status})`);
    const all = Number(response.headers.get('Content-Length'));
    let come = 0;
    const counted = new TransformStream({
        transform(chunk, controller) {
            come += chunk.length;
            if (all > 0) onShare(Math.min(1, come / all));
            controller.enqueue(chunk);
        },
    });
    const inflated = response.body.pipeThrough(counted).pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint8Array(await new Response(inflated).arrayBuffer());
}
