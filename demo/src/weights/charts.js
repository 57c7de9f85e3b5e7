/** The charts of one tensor. What they show is given; nothing is computed here but positions. */
import * as Plot from '@observablehq/plot';
import { chart } from '../draw/chart.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { integer, short } from '../format.js';
import { binsOf } from './measures.js';

const margins = { marginLeft: 42, marginRight: 10, marginTop: 10, marginBottom: 32 };
const grid = { stroke: 'var(--rule)', strokeOpacity: 1 };
const compact = new Intl.NumberFormat('en-US', { notation: 'compact' });
const thousands = (/** @type {number} */ count) => compact.format(count);

/**
 * Bins in grey, exact zeros as a bar of their own. Heights are square roots: a bin of ten can be seen beside one of
 * thousands.
 * @param {HTMLElement} place
 * @param {import('./measures.js').Counted} counted
 * @param {number} below the threshold that is tried, 0 for none
 */
export function drawHistogram(place, counted, below) {
    const { limit, zeros } = counted;
    const bins = binsOf(counted);
    const half = limit / bins.length;
    const most = Math.max(1, zeros, ...counted.counts);
    const cuts = below > 0 && below < limit ? [-below, below] : [];
    const label = `Histogram of the weights from ${short(-limit)} to ${short(limit)}; ${integer(zeros)} are exactly zero.`;
    chart(place, label, () => ({
        height: 150,
        ...margins,
        x: { domain: [-limit, limit], label: 'weight', labelArrow: 'none', ticks: 5, tickSize: 0 },
        y: { type: 'sqrt', domain: [0, most], label: null, ticks: 4, tickSize: 0, tickFormat: thousands },
        marks: [
            Plot.gridY({ ...grid, ticks: 4 }),
            Plot.rectY(bins, {
                x1: 'from',
                x2: 'to',
                y1: 0,
                y2: 'count',
                fill: 'var(--bars)',
                inset: 0.5,
                insetTop: 0,
            }),
            Plot.rectY(zeros ? [zeros] : [], { x1: -half, x2: half, y1: 0, y2: zeros, fill: 'var(--zero)' }),
            Plot.ruleX(cuts, { stroke: 'var(--accent)', strokeDasharray: '4 3', strokeWidth: 1.5 }),
            Plot.ruleY([0], { stroke: 'var(--edge)' }),
        ],
    }));
}

/** @param {HTMLElement} place @param {string} name @param {import('./closer.js').Norms} norms */
export function drawNorms(place, name, { count, every, least, most, ends }) {
    const label = `Norms of the ${integer(count)} ${name}s, in order of their index, from ${short(ends[0])} to ${short(ends[1])}.`;
    const edges = (/** @type {Float64Array} */ values) =>
        [...values, values[values.length - 1]].map((norm, i) => ({ at: Math.min(i * every, count), norm }));
    const step = { x: 'at', y: 'norm', curve: /** @type {const} */ ('step-after') };
    chart(place, label, () => ({
        height: 130,
        ...margins,
        x: { label: `${name} index`, labelArrow: 'none', tickSize: 0, domain: [0, count], ticks: 5 },
        y: { label: null, ticks: 3, tickSize: 0, zero: true },
        marks: [
            Plot.gridY({ ...grid, ticks: 3 }),
            every > 1 ? Plot.areaY(edges(most), { ...step, fill: 'var(--bars)' }) : null,
            Plot.areaY(edges(least), { ...step, fill: 'var(--data)' }),
            Plot.ruleY([0], { stroke: 'var(--edge)' }),
        ],
    }));
}

/** @param {HTMLCanvasElement} canvas @param {{ count: number, cosines: Float32Array }} heat */
export function drawHeat(canvas, { count, cosines }) {
    const colours = {
        positive: colourOf(document.body, '--data'),
        negative: colourOf(document.body, '--negative'),
    };
    paint(canvas, signedPixels(cosines, 1, colours), count);
}
