/** "Fast": times on request, as bars, with where we lose. */
import { redrawWith } from '../draw/chart.js';
import { element } from '../draw/element.js';
import { radios } from '../draw/radios.js';
import { integer } from '../format.js';
import { CONTESTANTS, SIZES } from './contestants.js';
import { drawTimes } from './figures.js';
import { kernels } from './kernels.js';
import { lossesIn } from './losses.js';
import { race } from './race.js';
import { ROUNDS } from './timing.js';

/**
 * @typedef {import('./race.js').Result} Result
 * @typedef {import('./race.js').Work} Work
 */

export class Speed {
    #button = element('button', { type: 'button', class: 'primary', id: 'proof-run' }, 'Measure');
    #status = element('p', { class: 'status', role: 'status', id: 'proof-status' }, 'Takes about twenty seconds.');
    #losses = element('p', { class: 'note', id: 'proof-losses' });
    #places = SIZES.map(size => ({ size, place: element('div', { class: 'plotted times' }) }));
    #charts = element(
        'div',
        { class: 'races', hidden: true },
        element(
            'p',
            { class: 'status method' },
            `The time of one call, and how it compares with the plain loop: the median of ${ROUNDS} rounds after a warm-up. The line at the end of a bar spans their quartiles.`,
        ),
        ...this.#places.map(({ size, place }) =>
            element('figure', { class: 'chart' }, element('figcaption', {}, `${integer(size)} weights`), place),
        ),
        this.#losses,
    );
    /** @type {Record<Work, Result[]>} */
    #results = { value: [], gradient: [] };

    /**
     * @param {HTMLElement} root
     * @param {import('../state.js').Store} store
     * @param {() => void} quiet ends what else is running in the page
     */
    constructor(root, store, quiet) {
        this.store = store;
        this.quiet = quiet;
        const options = { value: 'Penalty', gradient: 'Penalty and gradient' };
        const choices = radios('proof-work', { 'aria-label': 'What is timed' }, options, work => store.set({ work }));
        const bar = element('div', { class: 'bar' }, choices.node, this.#button, this.#status);
        root.append(element('h3', {}, 'Fast'), bar, this.#charts);
        this.#button.addEventListener('click', () => this.#measure());
        store.subscribe(({ work }) => {
            choices.choose(work);
            this.#draw();
        });
        redrawWith(this.#charts, () => this.#draw());
    }

    #draw() {
        const found = this.#results[this.store.state.work];
        this.#charts.hidden = found.length === 0;
        for (const { size, place } of this.#places) {
            const ofSize = found.filter(result => result.size === size);
            drawTimes(place, ofSize);
        }
        this.#losses.textContent = found.length < SIZES.length * Object.keys(CONTESTANTS).length ? '' : lossesIn(found);
    }

    async #measure() {
        const { work } = this.store.state;
        /** @type {Result[]} */
        const results = [];
        this.#results[work] = results;
        this.#button.disabled = true;
        this.quiet();
        try {
            await race(
                work,
                name => {
                    this.#status.textContent = `Warming up and timing ${CONTESTANTS[name].label}, alone in a worker…`;
                },
                result => {
                    results.push(result);
                    this.#draw();
                },
            );
            this.#status.textContent = conditions(results);
        } catch (error) {
            this.#status.textContent = `Measuring stopped: ${/** @type {Error} */ (error).message}.`;
        }
        this.#button.disabled = false;
        this.#button.textContent = 'Measure again';
    }
}

/** What was measured on. @param {Result[]} results */
function conditions(results) {
    const backend = results.find(result => result.backend)?.backend;
    const cores = `${navigator.hardwareConcurrency} logical cores`;
    const calls = results.reduce((sum, result) => sum + result.calls, 0);
    return `${integer(calls)} calls timed. ${browserName()}, ${cores}; ours on ${kernels()}, TF.js on its ${backend} backend.`;
}

/** As far as the browser says. */
function browserName() {
    const [name] = /(Firefox|Edg|Chrome|Version)\/[\d]+/.exec(navigator.userAgent) ?? ['This browser'];
    return name.replace('/', ' ').replace('Version', 'Safari').replace('Edg ', 'Edge ');
}
