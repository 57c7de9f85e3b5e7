/** The weights of each digit as pictures, those of both runs above each other. */
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { CLASSES, PIXELS } from './digits.js';
import { SIDES } from './sides.js';

/** @typedef {import('./sides.js').Side} Side */

const DIGITS = Array.from({ length: CLASSES }, (_, digit) => digit);

/** The share of the scale from which on a weight has its full colour: few come near the end. */
export const FULL = 0.6;

/** Those of the pixels for a digit. @param {Float32Array} weights @param {number} digit */
export const weightsOf = (weights, digit) =>
    Float32Array.from({ length: PIXELS }, (_, pixel) => weights[pixel * CLASSES + digit]);

/**
 * What a model looks for in a digit.
 * @param {HTMLElement} place whose colours are taken
 * @param {number} largest the end of the scale
 * @returns {(canvas: HTMLCanvasElement, weights: Float32Array, digit: number) => void}
 */
export function painter(place, largest) {
    const colours = { positive: colourOf(place, '--data'), negative: colourOf(place, '--negative') };
    return (canvas, weights, digit) => {
        paint(canvas, signedPixels(weightsOf(weights, digit), FULL * largest, colours), 28);
    };
}

/**
 * @param {HTMLElement} root
 * @returns {(weights: Record<Side, Float32Array>, largest: number) => void} paints them, on one scale
 */
export function pictures(root) {
    const canvas = (/** @type {Side} */ side, /** @type {number} */ digit) =>
        element('canvas', {
            width: 28,
            height: 28,
            role: 'img',
            'aria-label': `Weights of digit ${digit} in run ${side.toUpperCase()}`,
        });
    const canvases = { a: DIGITS.map(digit => canvas('a', digit)), b: DIGITS.map(digit => canvas('b', digit)) };
    const names = SIDES.map(side => element('span', { class: `run-name of-${side}` }, side.toUpperCase()));
    const pair = (/** @type {number} */ digit) =>
        element('li', {}, ...SIDES.map(side => canvases[side][digit]), element('span', {}, String(digit)));
    root.append(
        element('div', { class: 'digit-names', 'aria-hidden': 'true' }, ...names),
        element('ul', { class: 'digits' }, ...DIGITS.map(pair)),
    );
    return (weights, largest) => {
        const paintDigit = painter(root, largest);
        for (const side of SIDES) {
            for (const digit of DIGITS) paintDigit(canvases[side][digit], weights[side], digit);
        }
    };
}
