// Packs the digits for the page: 16 grey levels in four bits, then deflate.
import { deflateRawSync } from 'node:zlib';
import { loadDigits, PIXELS } from '../../examples/mnist-data.mjs';

const FIRST = 1000;
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

/** @param {import('../../examples/mnist-data.mjs').Digits[]} sets */
const packed = sets => {
    const parts = sets.flatMap(set => [new Uint8Array(Uint32Array.of(set.count).buffer), nibbles(set)]);
    return deflateRawSync(Buffer.concat(parts), { level: 9 });
};

/**
 * Sets of digits, each: how many as a little-endian uint32, the labels a byte each, the pixels. `demo/src/train/digits.js`
 * reads it.
 * @returns {{ first: Uint8Array, more: Uint8Array }} first: some to train on and those held out, 200 KB; more: the rest to
 *     train on, 660 KB
 */
export function packedDigits() {
    const { train, test } = loadDigits(TRAIN, TEST);
    const part = (/** @type {number} */ from, /** @type {number} */ to) => ({
        images: train.images.subarray(from * PIXELS, to * PIXELS),
        labels: train.labels.subarray(from, to),
        count: to - from,
    });
    return { first: packed([part(0, FIRST), test]), more: packed([part(FIRST, TRAIN)]) };
}
