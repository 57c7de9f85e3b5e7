/** The head of the page: the same digits as two models see them, one of which pays for its weights. */
import first from '../../generated/first.json';
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { integer, percent } from '../format.js';
import { largestOf, roundUp } from '../histogram.js';
import { describe } from '../regularizations.js';
import { INITIAL } from '../state.js';
import { CLASSES, PIXELS } from './digits.js';
import { read } from './first.js';

const SHOWN = [0, 2, 3];
/** As in the pictures below: few weights come near the end of the scale. */
const FULL = 0.6;

/** @param {HTMLElement} root */
export function cover(root) {
    const snapshots = { a: read(first.a).snapshot, b: read(first.b).snapshot };
    const sides = /** @type {const} */ (['a', 'b']);
    /** @type {[HTMLCanvasElement, Float32Array][]} */
    const pictures = [];
    for (const side of sides) {
        const { weights, accuracy } = /** @type {import('./run.js').Snapshot} */ (snapshots[side]);
        const zeros = weights.filter(weight => weight === 0).length;
        const row = SHOWN.map(digit => {
            const canvas = element('canvas', { role: 'img', 'aria-label': `Weights of digit ${digit}` });
            pictures.push([canvas, Float32Array.from({ length: PIXELS }, (_, i) => weights[i * CLASSES + digit])]);
            return canvas;
        });
        root.append(
            element(
                'figure',
                { class: 'cover' },
                element('div', {}, ...row),
                element(
                    'figcaption',
                    {},
                    element('span', { class: `run-name of-${side}` }, side.toUpperCase()),
                    ` ${describe(INITIAL[side])}: ${percent(accuracy)} of new digits read; ${integer(zeros)} of ${integer(weights.length)} weights are 0`,
                ),
            ),
        );
    }
    const draw = () => {
        const colours = { positive: colourOf(root, '--data'), negative: colourOf(root, '--negative') };
        const largest = FULL * roundUp(Math.max(...pictures.map(([, weights]) => largestOf(weights))));
        for (const [canvas, weights] of pictures) paint(canvas, signedPixels(weights, largest, colours), 28);
    };
    draw();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
