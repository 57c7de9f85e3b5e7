/** The weights of each hidden unit as one picture for each run: units that have gone are empty fields. */
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { largestOf, roundUp } from '../histogram.js';
import { PIXELS } from './digits.js';
import { kernelsOf } from './network.js';
import { FULL } from './pictures.js';
import { SIDES } from './sides.js';

/** @typedef {import('./sides.js').Side} Side */

const SIDE = 28;
/** A unit and the line after it. */
const PITCH = SIDE + 1;
const COLUMNS = 8;

/**
 * Weights and where the lines run, in rows of pixels: units of 28 x 28, eight a row.
 * @param {import('./network.js').Kernel} kernel 784 x units, a multiple of eight
 * @returns {{ values: Float32Array, isLine: Uint8Array, width: number, used: number }} used: units with a weight that is not 0
 */
export function mosaic({ shape: [, units], data }) {
    const width = COLUMNS * PITCH - 1;
    const height = Math.ceil(units / COLUMNS) * PITCH - 1;
    const values = new Float32Array(width * height);
    const isLine = new Uint8Array(width * height);
    for (let at = 0; at < isLine.length; at++) {
        isLine[at] = Number((at % width) % PITCH === SIDE || Math.floor(at / width) % PITCH === SIDE);
    }
    let used = 0;
    for (let unit = 0; unit < units; unit++) {
        const from = Math.floor(unit / COLUMNS) * PITCH * width + (unit % COLUMNS) * PITCH;
        let isUsed = false;
        for (let pixel = 0; pixel < PIXELS; pixel++) {
            const weight = data[pixel * units + unit];
            if (weight) isUsed = true;
            values[from + Math.floor(pixel / SIDE) * width + (pixel % SIDE)] = weight;
        }
        if (isUsed) used++;
    }
    return { values, isLine, width, used };
}

/**
 * @param {HTMLElement} root
 * @returns {(weights: Record<Side, Float32Array>, hidden: number) => void} paints them, on one scale
 */
export function unitPictures(root) {
    const shown = SIDES.map(side => {
        const canvas = element('canvas', { role: 'img' });
        const name = element('span', { class: `run-name of-${side}`, 'aria-hidden': 'true' }, side.toUpperCase());
        root.append(element('div', { class: 'units-of' }, name, canvas));
        return { side, canvas };
    });
    return (weights, hidden) => {
        const kernels = shown.map(({ side, canvas }) => ({
            side,
            canvas,
            kernel: kernelsOf(weights[side], hidden)[0],
        }));
        const largest = roundUp(Math.max(...kernels.map(({ kernel }) => largestOf(kernel.data))));
        const [positive, negative, line] = ['--data', '--negative', '--rule'].map(name => colourOf(root, name));
        for (const { side, canvas, kernel } of kernels) {
            const { values, isLine, width, used } = mosaic(kernel);
            const pixels = signedPixels(values, FULL * largest, { positive, negative });
            isLine.forEach((is, at) => {
                if (is) pixels.set([...line, 255], 4 * at);
            });
            paint(canvas, pixels, width);
            const label = `Weights of the ${hidden} hidden units of run ${side.toUpperCase()}; ${used} have any that is not 0.`;
            canvas.setAttribute('aria-label', label);
        }
    };
}
