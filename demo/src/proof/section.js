/** "In your browser": is it right, is it fast. */
import casesUrl from '../../../tests/vectors/keras-penalties.json?url';
import { redrawWith } from '../draw/chart.js';
import { byId, element } from '../draw/element.js';
import { power } from '../format.js';
import { compare, TOLERANCE } from './correctness.js';
import { drawErrors } from './figures.js';
import { kernels } from './kernels.js';
import { Speed } from './speed.js';

/** @typedef {import('./correctness.js').Comparison} Comparison */

/** @param {import('../state.js').Store} store @param {() => void} quiet ends what else is running in the page */
export function proofSection(store, quiet) {
    showCorrectness(byId('proof-correct'));
    new Speed(byId('proof-speed'), store, quiet);
}

/** @returns {Promise<Comparison[]>} */
async function comparisons() {
    const response = await fetch(casesUrl);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return compare((await response.json()).cases);
}

/** @param {HTMLElement} root */
async function showCorrectness(root) {
    const verdict = element('p', { class: 'status' }, 'Comparing with Keras…');
    root.append(element('h3', {}, 'Right'), verdict);
    try {
        const compared = await comparisons();
        const largest = Math.max(...compared.map(({ error }) => error));
        const wrong = compared.filter(({ error }) => !(error <= TOLERANCE)).length;
        const outcome = wrong ? `${wrong} differ from Keras` : 'all agree with Keras';
        const done = `${compared.length} penalties recomputed on ${kernels()}`;
        verdict.textContent = `${done}: ${outcome}. Largest relative difference: ${power(largest)}.`;
        verdict.dataset.largest = String(largest);
        showErrors(root, compared);
    } catch (error) {
        verdict.textContent = `The cases could not be loaded (${/** @type {Error} */ (error).message}).`;
    }
}

/** @param {HTMLElement} root @param {Comparison[]} compared */
function showErrors(root, compared) {
    const place = element('div', { class: 'plotted' });
    const keys = element(
        'span',
        { class: 'keys' },
        element('span', { class: 'key zero' }, 'L1'),
        element('span', { class: 'key data round' }, 'with squares, which Keras rounds to float32'),
    );
    const caption = element('figcaption', {}, element('span', {}, 'Difference from Keras, relative'), keys);
    root.append(element('figure', { class: 'chart' }, caption, place));
    const draw = () => drawErrors(place, compared);
    redrawWith(place, draw);
    draw();
}
