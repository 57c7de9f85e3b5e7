/** The weights of each digit as pictures, those of both runs above each other. */
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { CLASSES, PIXELS } from './digits.js';

/** @typedef {import('./figures.js').Side} Side */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];
const DIGITS = Array.from({ length: CLASSES }, (_, digit) => digit);

/** The share of the scale from which on a weight has its full colour: few come near the end. */
const FULL = 0.6;

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
        const colours = { positive: colourOf(root, '--data'), negative: colourOf(root, '--negative') };
        for (const side of SIDES) {
            canvases[side].forEach((node, digit) => {
                const image = Float32Array.from(
                    { length: PIXELS },
                    (_, pixel) => weights[side][pixel * CLASSES + digit],
                );
                paint(node, signedPixels(image, FULL * largest, colours), 28);
            });
        }
    };
}
