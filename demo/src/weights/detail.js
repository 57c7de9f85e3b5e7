/** One tensor closer: its histogram, its norms and, for a matrix, the cosines between its rows. */
import * as Plot from '@observablehq/plot';
import { chart } from '../draw/chart.js';
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { dimensions, integer, percent, short } from '../format.js';
import { drawHistogram } from '../train/figures.js';
import { cosines, histogramOf, norms } from './measures.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./measures.js').Mode} Mode
 */

/** @param {string} caption @param {(Node | string)[]} aside @param {HTMLElement} content */
const figure = (caption, aside, content) =>
    element(
        'figure',
        { class: 'chart' },
        element('figcaption', {}, element('span', {}, caption), element('span', { class: 'keys' }, ...aside)),
        content,
    );

/** @param {HTMLElement} place @param {string} name @param {Float64Array} values */
function drawNorms(place, name, values) {
    const label = `Norms of the ${values.length} ${name}s, in order of their index.`;
    chart(place, label, () => ({
        height: 130,
        marginLeft: 42,
        marginRight: 10,
        marginTop: 10,
        marginBottom: 32,
        x: { label: `${name} index`, labelArrow: 'none', tickSize: 0, domain: [0, values.length], ticks: 5 },
        y: { label: null, ticks: 3, tickSize: 0, zero: true },
        marks: [
            Plot.gridY({ stroke: 'var(--rule)', strokeOpacity: 1, ticks: 3 }),
            Plot.areaY([...values, values.at(-1)], { curve: 'step-after', fill: 'var(--data)' }),
            Plot.ruleY([0], { stroke: 'var(--edge)' }),
        ],
    }));
}

/** @param {Tensor} tensor @param {Mode} mode */
function heatMap(tensor, mode) {
    const found = cosines(tensor, mode);
    if (!found || found.count < 2) return undefined;
    const { count, every, cosines: values } = found;
    let sum = 0;
    for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) sum += Math.abs(values[i * count + j]);
    const mean = sum / ((count * (count - 1)) / 2);
    const label = `Cosines between ${count} ${mode}; the mean of their absolute values is ${short(mean)}.`;
    const canvas = element('canvas', { class: 'heat', role: 'img', 'aria-label': label });
    const which =
        every > 1 ? `every ${every}${every === 2 ? 'nd' : every === 3 ? 'rd' : 'th'} of them` : `all ${count}`;
    const signs = ['positive', 'negative'].map(sign => element('span', { class: `key ${sign}` }, sign));
    const draw = () => {
        const colours = {
            positive: colourOf(document.body, '--data'),
            negative: colourOf(document.body, '--negative'),
        };
        paint(canvas, signedPixels(values, 1, colours), count);
    };
    return {
        draw,
        node: figure(`Cosines between ${mode}`, [...signs, `${which}, mean |cos| ${short(mean)}`], canvas),
    };
}

/**
 * @param {Tensor} tensor
 * @param {Mode} mode which cosines are shown
 * @returns {{ node: HTMLElement, draw: () => void }} draw once the node is in the page, and when its width changes
 */
export function detail(tensor, mode) {
    const place = () => element('div', { class: 'plotted' });
    const places = { histogram: place(), rows: place(), columns: place() };
    const counted = histogramOf(tensor);
    const found = norms(tensor);
    const heat = heatMap(tensor, mode);
    const share = tensor.data.length ? counted.zeros / tensor.data.length : 0;
    const node = element(
        'div',
        { class: 'detail' },
        element('h3', {}, tensor.name, ' ', element('small', {}, dimensions(tensor.shape))),
        element(
            'div',
            { class: 'details' },
            element(
                'div',
                {},
                figure('Histogram', [`${integer(counted.zeros)} exact zeros (${percent(share)})`], places.histogram),
                found ? figure('Row norms', [`${found.rows.length} rows`], places.rows) : null,
                found ? figure('Column norms', [`${found.columns.length} columns`], places.columns) : null,
            ),
            heat?.node,
        ),
    );
    const draw = () => {
        const count = Math.max(1, counted.zeros, ...counted.bins.map(bin => bin.count));
        drawHistogram(places.histogram, counted, { weight: counted.limit, count });
        if (found) {
            drawNorms(places.rows, 'row', found.rows);
            drawNorms(places.columns, 'column', found.columns);
        }
        heat?.draw();
    };
    return { node, draw };
}
