/** "In your browser": is it right, is it fast. */
import { backend } from 'regularizers';
import casesUrl from '../../../tests/vectors/keras-penalties.json?url';
import { redrawWith } from '../draw/chart.js';
import { byId, element } from '../draw/element.js';
import { integer, power } from '../format.js';
import { CONTESTANTS, SIZES } from './contestants.js';
import { compare, TOLERANCE } from './correctness.js';
import { drawErrors, drawTimes } from './figures.js';
import ProofWorker from './worker.js?worker';

/**
 * @typedef {import('./contestants.js').Name} Name
 * @typedef {import('../state.js').State['work']} Work
 * @typedef {{ name: Name, size: number, seconds: number }} Result
 */

/** @param {import('../state.js').Store} store */
export function proofSection(store) {
    correctness(byId('proof-correct'));
    speed(byId('proof-speed'), store);
}

/** @param {HTMLElement} root */
async function correctness(root) {
    const place = element('div', { class: 'plotted' });
    const verdict = element('p', { class: 'status' }, 'Comparing with Keras…');
    root.append(element('h3', {}, 'Right'), verdict);
    try {
        const response = await fetch(casesUrl);
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        const comparisons = compare((await response.json()).cases);
        const largest = Math.max(...comparisons.map(({ error }) => error));
        const wrong = comparisons.filter(({ error }) => !(error <= TOLERANCE)).length;
        const kernels = backend() === 'wasm-simd' ? 'WebAssembly with SIMD' : 'plain JavaScript';
        verdict.textContent = wrong
            ? `${wrong} of ${comparisons.length} penalties differ from Keras'.`
            : `${comparisons.length} penalties recomputed on ${kernels}: all agree with Keras. Largest relative difference: ${power(largest)}.`;
        verdict.dataset.largest = String(largest);
        root.append(
            element(
                'figure',
                { class: 'chart' },
                element(
                    'figcaption',
                    {},
                    element('span', {}, 'Difference from Keras, relative'),
                    element(
                        'span',
                        { class: 'keys' },
                        element('span', { class: 'key zero' }, 'L1'),
                        element('span', { class: 'key data' }, 'with squares, which Keras rounds to float32'),
                    ),
                ),
                place,
            ),
        );
        const draw = () => drawErrors(place, comparisons);
        redrawWith(place, draw);
        draw();
    } catch (error) {
        verdict.textContent = `The cases could not be loaded (${/** @type {Error} */ (error).message}).`;
    }
}

/** @param {Name} name @param {Work} work @param {(size: number, seconds: number, backend: string) => void} onTime @returns {Promise<void>} */
const race = (name, work, onTime) =>
    new Promise((resolve, reject) => {
        const worker = new ProofWorker();
        const end = (/** @type {Error} */ error) => {
            worker.terminate();
            if (error) reject(error);
            else resolve();
        };
        worker.addEventListener('error', () => end(new Error('a worker did not load')));
        worker.addEventListener('message', ({ data }) => {
            if (data.failed) end(new Error(data.failed));
            else if (data.done) end(/** @type {any} */ (undefined));
            else onTime(data.size, data.seconds, data.backend);
        });
        worker.postMessage({ name, work });
    });

/** @param {HTMLElement} root @param {import('../state.js').Store} store */
function speed(root, store) {
    const button = element('button', { type: 'button', class: 'primary', id: 'proof-run' }, 'Measure');
    const status = element('p', { class: 'status', role: 'status', id: 'proof-status' }, 'Takes about ten seconds.');
    const radios = new Map(
        /** @type {[Work, string][]} */ ([
            ['value', 'Penalty'],
            ['gradient', 'Penalty and gradient'],
        ]).map(([work, label]) => {
            const onchange = () => store.set({ work });
            return [
                work,
                { label, input: element('input', { type: 'radio', name: 'proof-work', value: work, onchange }) },
            ];
        }),
    );
    const choices = element(
        'div',
        { class: 'choices', role: 'radiogroup', 'aria-label': 'What is timed' },
        ...[...radios.values()].map(({ label, input }) => element('label', {}, input, label)),
    );
    const places = SIZES.map(size => ({ size, place: element('div', { class: 'plotted times' }) }));
    const losses = element('p', { class: 'note', id: 'proof-losses' });
    const charts = element(
        'div',
        { class: 'races', hidden: true },
        element('p', { class: 'status' }, 'The time of one call, and how it compares with the plain loop.'),
        ...places.map(({ size, place }) =>
            element('figure', { class: 'chart' }, element('figcaption', {}, `${integer(size)} weights`), place),
        ),
        losses,
    );
    root.append(element('h3', {}, 'Fast'), element('div', { class: 'bar' }, choices, button, status), charts);
    /** @type {Record<Work, Result[]>} */
    const results = { value: [], gradient: [] };
    let busy = false;

    function draw() {
        const found = results[store.state.work];
        charts.hidden = found.length === 0;
        for (const { size, place } of places)
            drawTimes(
                place,
                found.filter(result => result.size === size),
            );
        losses.textContent = lossesIn(found);
    }

    button.addEventListener('click', async () => {
        if (busy) return;
        busy = button.disabled = true;
        const { work } = store.state;
        results[work] = [];
        let tensorFlow = '';
        try {
            for (const name of /** @type {Name[]} */ (Object.keys(CONTESTANTS))) {
                status.textContent = `Timing ${CONTESTANTS[name].label}, alone in a worker…`;
                await race(name, work, (size, seconds, on) => {
                    tensorFlow ||= on;
                    results[work].push({ name, size, seconds });
                    draw();
                });
            }
            const cores = navigator.hardwareConcurrency;
            status.textContent = `${browserName()}, ${cores} logical cores; ours on ${backend()}, TF.js on ${tensorFlow}.`;
        } catch (error) {
            status.textContent = `Measuring stopped: ${/** @type {Error} */ (error).message}.`;
        }
        busy = button.disabled = false;
        button.textContent = 'Measure again';
    });
    store.subscribe(({ work }) => {
        /** @type {{ input: HTMLInputElement }} */ (radios.get(work)).input.checked = true;
        draw();
    });
    redrawWith(charts, draw);
}

/** @param {Result[]} results @returns {string} where one of ours is slower than the loop */
function lossesIn(results) {
    const loops = new Map(results.filter(({ name }) => name === 'loop').map(({ size, seconds }) => [size, seconds]));
    const lost = results
        .filter(({ name, size, seconds }) => CONTESTANTS[name].ours && seconds > (loops.get(size) ?? Infinity))
        .map(({ name, size }) => `${CONTESTANTS[name].label} at ${integer(size)} weights`);
    if (results.length < SIZES.length * Object.keys(CONTESTANTS).length) return '';
    return lost.length
        ? `Where we lose to the plain loop here: ${lost.join('; ')}.`
        : 'None of ours loses to the plain loop here.';
}

/** As far as the browser says. */
function browserName() {
    const [name] = /(Firefox|Edg|Chrome|Version)\/[\d]+/.exec(navigator.userAgent) ?? ['This browser'];
    return name.replace('/', ' ').replace('Version', 'Safari').replace('Edg ', 'Edge ');
}
