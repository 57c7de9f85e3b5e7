/** One tensor closer: its histogram, its norms and, for a matrix, the cosines between its rows. */
import { onFrame, redrawWith } from '../draw/chart.js';
import { element } from '../draw/element.js';
import { drawHistogram } from '../draw/histogram.js';
import { dimensions, integer, percent, short } from '../format.js';
import { drawHeat, drawNorms } from './charts.js';
import { binsOf } from './measures.js';
import { counted, strangeWords } from './words.js';

/**
 * @typedef {import('./measures.js').Mode} Mode
 * @typedef {import('./measures.js').Measures} Measures
 * @typedef {import('./closer.js').Closer} Closer
 * @typedef {import('./closer.js').Norms} Norms
 */

/** @param {string} caption @param {(Node | string)[]} aside @param {HTMLElement} content */
const figure = (caption, aside, content) =>
    element(
        'figure',
        { class: 'chart' },
        element('figcaption', {}, element('span', {}, caption), element('span', { class: 'keys' }, ...aside)),
        content,
    );

const plotted = (/** @type {string} */ name) => element('div', { class: `plotted ${name}` });

/** 'every 3rd' @param {number} every */
const ordinal = every => `every ${every}${every === 2 ? 'nd' : every === 3 ? 'rd' : 'th'}`;

/** @param {string} name @param {Norms} norms */
const normsAside = (name, { count, every, ends }) => [
    `${integer(count)} ${name}s, ${short(ends[0])} – ${short(ends[1])}`,
    ...(every > 1 ? [element('span', { class: 'key bars' }, `largest of ${every}`)] : []),
];

export class Detail {
    #places = { histogram: plotted('bins'), rows: plotted('norms'), columns: plotted('norms') };
    #canvas = element('canvas', { class: 'heat', role: 'img' });
    #first = element('div', {});
    #second = element('div', {});
    #title = element('h3', { tabindex: -1 });
    #facts = element('dl', { class: 'closer-facts' });
    node = element(
        'div',
        { class: 'detail', role: 'region', 'aria-label': 'The chosen tensor' },
        this.#title,
        this.#facts,
        element('div', { class: 'details' }, this.#first, this.#second),
    );
    /** @type {Measures | undefined} */
    #row;
    /** @type {Closer | undefined} */
    #closer;
    #below = 0;

    constructor() {
        redrawWith(this.node, () => this.#drawAll());
    }

    /** What is known at once; the rest follows. @param {Measures} row @param {[term: string, value: string][]} facts @param {number} below */
    show(row, facts, below) {
        const other = this.#row !== row;
        this.#row = row;
        this.#title.replaceChildren(row.name, ' ', element('small', {}, dimensions(row.shape)));
        this.#facts.replaceChildren(
            ...[...facts, ...(row.strange ? [['Not finite', strangeWords(row.strange)]] : [])].map(([term, value]) =>
                element('div', {}, element('dt', {}, term), element('dd', {}, value)),
            ),
        );
        if (!other && below === this.#below) return;
        this.#below = below;
        if (other) {
            this.#closer = undefined;
            const share = row.size ? row.zeros / row.size : 0;
            const aside = [`${counted(row.zeros, 'exact zero')} (${percent(share)})`];
            this.#first.replaceChildren(figure('Histogram', aside, this.#places.histogram));
            this.#second.replaceChildren();
        }
        this.#drawSoon();
    }

    /** Not in the same task as the table. */
    #drawSoon = onFrame(() => requestAnimationFrame(() => this.#drawHistogram()));

    #drawHistogram() {
        if (!this.#row) return;
        const { limit, zeros, counts } = this.#row.counted;
        const ends = { weight: limit, count: Math.max(1, zeros, ...counts) };
        drawHistogram(this.#places.histogram, { bins: binsOf(this.#row.counted), zeros }, ends, this.#below);
    }

    /** @param {Closer} closer */
    showCloser(closer) {
        this.#closer = closer;
        const { rows, columns, heat } = closer;
        const histogram = this.#first.firstChild;
        this.#first.replaceChildren(
            .../** @type {Node[]} */ (histogram ? [histogram] : []),
            ...(rows ? [figure('Row norms', normsAside('row', rows), this.#places.rows)] : []),
            ...(columns ? [figure('Column norms', normsAside('column', columns), this.#places.columns)] : []),
        );
        this.#second.replaceChildren(...(heat ? [this.#heatFigure(closer.mode, heat)] : []));
        this.#drawCloser();
    }

    /** @param {Mode} mode @param {NonNullable<Closer['heat']>} heat */
    #heatFigure(mode, { count, every, mean }) {
        const label = `Cosines between ${count} ${mode}; the mean of their absolute values is ${short(mean)}.`;
        this.#canvas.setAttribute('aria-label', label);
        const signs = ['positive', 'negative'].map(sign => element('span', { class: `key ${sign}` }, sign));
        const which = every > 1 ? `${ordinal(every)} of them` : `all ${count}`;
        return figure(`Cosines between ${mode}`, [...signs, `${which}, mean |cos| ${short(mean)}`], this.#canvas);
    }

    #drawAll() {
        this.#drawHistogram();
        this.#drawCloser();
    }

    /** One drawing a frame, as each takes some milliseconds. */
    #drawCloser() {
        const closer = this.#closer;
        if (!closer) return;
        const { rows, columns, heat } = closer;
        const drawings = [
            () => rows && drawNorms(this.#places.rows, 'row', rows),
            () => columns && drawNorms(this.#places.columns, 'column', columns),
            () => heat && drawHeat(this.#canvas, heat),
        ];
        const next = () => {
            if (this.#closer !== closer) return;
            drawings.shift()?.();
            if (drawings.length) requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
    }
}
