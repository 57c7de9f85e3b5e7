/** "Fast": times on request, as bars, with where we lose. */
import { redrawWith } from '../draw/chart.js';
import { element } from '../draw/element.js';
import { radios } from '../draw/radios.js';
import { integer } from '../format.js';
import { CONTESTANTS, SIZES } from './contestants.js';
import { drawTimes } from './figures.js';
import { kernels } from './kernels.js';
import { race } from './race.js';

/**
 * @typedef {import('./race.js').Result} Result
 * @typedef {import('./race.js').Work} Work
 */

export class Speed {
    #button = element('button', { type: 'button', class: 'primary', id: 'proof-run' }, 'Measure');
    #status = element('p', { class: 'status', role: 'status', id: 'proof-status' }, 'Takes about ten seconds.');
    #losses = element('p', { class: 'note', id: 'proof-losses' });
    #places = SIZES.map(size => ({ size, place: element('div', { class: 'plotted times' }) }));
    #charts = element(
        'div',
        { class: 'races', hidden: true },
        element('p', { class: 'status' }, 'The time of one call, and how it compares with the plain loop.'),
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
        this.#losses.textContent = lossesIn(found);
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
                    this.#status.textContent = `Timing ${CONTESTANTS[name].label}, alone in a worker…`;
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
    return `${browserName()}, ${cores}; ours on ${kernels()}, TF.js on its ${backend} backend.`;
}

/** As far as the browser says. */
function browserName() {
    const [name] = /(Firefox|Edg|Chrome|Version)\/[\d]+/.exec(navigator.userAgent) ?? ['This browser'];
    return name.replace('/', ' ').replace('Version', 'Safari').replace('Edg ', 'Edge ');
}

/** @param {Result[]} results @returns {string} where one of ours is slower than the loop; empty before the end */
function lossesIn(results) {
    if (results.length < SIZES.length * Object.keys(CONTESTANTS).length) return '';
    const loops = new Map(results.filter(({ name }) => name === 'loop').map(({ size, seconds }) => [size, seconds]));
    const lost = results
        .filter(({ name, size, seconds }) => CONTESTANTS[name].ours && seconds > (loops.get(size) ?? Infinity))
        .map(({ name, size }) => `${CONTESTANTS[name].label} at ${integer(size)} weights`);
    return lost.length
        ? `Where we lose to the plain loop here: ${lost.join('; ')}.`
        : 'None of ours loses to the plain loop here.';
}
