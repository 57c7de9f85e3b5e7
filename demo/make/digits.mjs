// Packs the digits for the page: 16 grey levels in four bits, then deflate.
import { deflateRawSync } from 'node:zlib';
import { loadDigits, PIXELS } from '../../examples/mnist-data.mjs';

const TRAIN = 8000;
const TEST = 1000;

/** @param {import('../../examples/mnist-data.mjs').Digits} digits */
function nibbles({ images, labels, count }) {
    const packed = new Uint8Array(count + (count * PIXELS) / 2);
    packed.set(labels);
    for (let i = 0; i < images.length; i += 2) {
        packed[count + i / 2] = (Math.round(images[i] * 15) << 4) | Math.round(images[i + 1] * 15);
    }
    return packed;
}

/**
 * Two sets, for training and held out, each: how many as a little-endian uint32, the labels a byte each, the pixels.
 * `demo/src/train/digits.js` reads it.
 * @returns {Uint8Array} about 1 MB
 */
export function packedDigits() {
    const { train, test } = loadDigits(TRAIN, TEST);
    const parts = [train, test].flatMap(set => [new Uint8Array(Uint32Array.of(set.count).buffer), nibbles(set)]);
    return deflateRawSync(Buffer.concat(parts), { level: 9 });
}
