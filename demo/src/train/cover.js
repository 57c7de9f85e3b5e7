/** The head of the page: the same digits as two models see them, one of which pays for its weights. */
import first from '../../generated/first.json';
import { element } from '../draw/element.js';
import { integer, percent } from '../format.js';
import { largestOf, roundUp } from '../histogram.js';
import { describe } from '../regularizations.js';
import { INITIAL } from '../state.js';
import { read } from './first.js';
import { painter, weightsOf } from './pictures.js';
import { SIDES } from './sides.js';

const SHOWN = [0, 2, 3];

/** @param {HTMLElement} root */
export function cover(root) {
    const runs = SIDES.map(side => {
        const { weights, accuracy } = /** @type {import('./run.js').Snapshot} */ (read(first[side]).snapshot);
        const canvases = SHOWN.map(digit =>
            element('canvas', { role: 'img', 'aria-label': `Weights of digit ${digit}` }),
        );
        const zeros = weights.filter(weight => weight === 0).length;
        const said = `${percent(accuracy)} of new digits read; ${integer(zeros)} of ${integer(weights.length)} weights are 0`;
        const name = element('span', { class: `run-name of-${side}` }, side.toUpperCase());
        const caption = element('figcaption', {}, name, ` ${describe(INITIAL[side])}: ${said}`);
        root.append(element('figure', { class: 'cover' }, element('div', {}, ...canvases), caption));
        return { weights, canvases };
    });
    const shown = runs.flatMap(({ weights }) => SHOWN.map(digit => weightsOf(weights, digit)));
    const largest = roundUp(Math.max(...shown.map(largestOf)));
    const draw = () => {
        const paintDigit = painter(root, largest);
        for (const { weights, canvases } of runs) {
            for (const [i, canvas] of canvases.entries()) paintDigit(canvas, weights, SHOWN[i]);
        }
    };
    draw();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
