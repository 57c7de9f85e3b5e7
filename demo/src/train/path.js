/** "Path": what accuracy and zeros come out for each factor of B, trained in the background. */
import * as Plot from '@observablehq/plot';
import { chart, margins, onFrame, redrawWith } from '../draw/chart.js';
import { byId, element } from '../draw/element.js';
import { percent } from '../format.js';
import { Job } from '../job.js';
import { describe, roundedFactor } from '../regularizations.js';
import { shareLines, shares } from './figures.js';
import { epochsFor, taskOf } from './task.js';

/** @typedef {import('./path-worker.js').Stop} Stop */

/** Four for each power of ten. */
const FACTORS = Array.from({ length: 15 }, (_, i) => roundedFactor(1e-4 * 10 ** (i / 4)));

const ENDS = [5e-5, 0.5];

/** A chart of B's path, and a button for each factor on it. */
export class Path {
    /** @type {Stop[]} */
    #stops = [];
    /** @type {Job | undefined} */
    #job;
    #button = /** @type {HTMLButtonElement} */ (byId('path-run'));
    #status = byId('path-status');
    #progress = /** @type {HTMLProgressElement} */ (byId('path-progress'));
    #place = byId('path-plot');
    #factors = byId('path-factors');

    /** @param {import('../state.js').Store} store */
    constructor(store) {
        this.store = store;
        this.redraw = onFrame(() => this.#draw());
        this.#button.addEventListener('click', () => (this.#job ? this.#end('Stopped.') : this.#trace()));
        this.#progress.max = FACTORS.length;
        let traced = this.#subject();
        store.subscribe(() => {
            // A path of something else is not left under the new name.
            if (traced !== this.#subject()) {
                traced = this.#subject();
                if (this.#job || this.#stops.length) this.#end('');
                this.#stops = [];
            }
            this.#button.disabled = store.state.b.kind === 'none';
            this.redraw();
        });
        this.#place.addEventListener('click', event => this.#choose(event));
        redrawWith(this.#place, this.redraw);
    }

    /** Sets the factor that is nearest to a click. @param {MouseEvent} event */
    #choose({ clientX }) {
        const { left, width } = this.#place.getBoundingClientRect();
        const share = (clientX - left - margins.marginLeft) / (width - margins.marginLeft - margins.marginRight);
        const asked = Math.log(ENDS[0]) + share * Math.log(ENDS[1] / ENDS[0]);
        const distance = (/** @type {Stop} */ { factor }) => Math.abs(Math.log(factor) - asked);
        const { factor } = this.#stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
        this.#set(factor);
    }

    /** @param {number} factor */
    #set(factor) {
        this.store.set({ b: { ...this.store.state.b, factor } }, { isStep: true });
    }

    /** What a path belongs to: all but the factor. */
    #subject() {
        const { b, ...rest } = this.store.state;
        return JSON.stringify([b.kind, b.step, taskOf(rest)]);
    }

    #trace() {
        const { b } = this.store.state;
        const task = taskOf(this.store.state);
        this.#stops = [];
        const fail = (/** @type {string} */ reason) => this.#end(`It stopped: ${reason}.`);
        const job = new Job('path', news => this.#job === job && this.#hear(news, fail), fail);
        this.#job = job;
        job.expect();
        job.tell({ task, choice: b, factors: FACTORS, epochs: epochsFor(task.digits) });
        this.#button.textContent = 'Stop';
        this.#progress.hidden = false;
        this.#progress.value = 0;
        this.#status.textContent = `${describe(b)}: training ${FACTORS.length} models in the background.`;
        this.redraw();
    }

    /** @param {import('./path-worker.js').News} news @param {(reason: string) => void} fail */
    #hear(news, fail) {
        if (news.type === 'failed') fail(news.message);
        if (news.type === 'stop') this.#reach(news.stop);
    }

    /** @param {Stop} stop */
    #reach(stop) {
        this.#stops.push(stop);
        this.#progress.value = this.#stops.length;
        if (this.#stops.length === FACTORS.length) {
            const best = this.#stops.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
            this.#end(
                `Best on held-out digits: ${best.factor}, with ${percent(best.accuracy)}. Choose a factor to set it for B.`,
            );
        }
        this.redraw();
    }

    /** @param {string} text */
    #end(text) {
        this.#job?.end();
        this.#job = undefined;
        this.#button.textContent = this.#stops.length ? 'Trace again' : 'Trace the path';
        this.#progress.hidden = true;
        this.#status.textContent = text;
    }

    #draw() {
        const { b } = this.store.state;
        const stops = this.#stops;
        this.#place.hidden = stops.length === 0;
        const button = (/** @type {Stop} */ { factor, accuracy, zeros }) =>
            element(
                'button',
                {
                    type: 'button',
                    class: 'quiet',
                    'aria-pressed': String(factor === b.factor),
                    title: `${percent(accuracy)} held-out, ${percent(zeros, 0)} of the weights are 0`,
                    onclick: () => this.#set(factor),
                },
                String(factor),
            );
        this.#factors.replaceChildren(...stops.map(button));
        if (stops.length === 0) return;
        const label = `Path of B: ${stops.map(s => `at ${s.factor} ${percent(s.accuracy)} held-out and ${percent(s.zeros, 0)} zeros`).join('; ')}.`;
        const line = (/** @type {'accuracy' | 'trainAccuracy' | 'zeros'} */ y, /** @type {object} */ style) =>
            Plot.line(stops, { x: 'factor', y, ...style });
        chart(this.#place, label, () => ({
            height: 220,
            ...margins,
            x: {
                type: 'log',
                domain: ENDS,
                label: 'factor',
                labelArrow: 'none',
                tickSize: 0,
                ticks: 5,
                tickFormat: String,
            },
            y: shares,
            marks: [
                shareLines(),
                Plot.ruleX([b.factor], { stroke: 'var(--edge)' }),
                line('zeros', { stroke: 'var(--zero)', strokeWidth: 2 }),
                line('trainAccuracy', { stroke: 'var(--run-b)', strokeDasharray: '4 3', strokeOpacity: 0.75 }),
                line('accuracy', { stroke: 'var(--run-b)', strokeWidth: 2 }),
                Plot.dot(stops, { x: 'factor', y: 'accuracy', r: 3, fill: 'var(--run-b)' }),
            ],
        }));
    }
}
