/** The histogram of weights, as every section draws it. */
import * as Plot from '@observablehq/plot';
import { integer, short } from '../format.js';
import { chart, grid, margins } from './chart.js';

const compact = new Intl.NumberFormat('en-US', { notation: 'compact' });

/**
 * Bins in grey, exact zeros as a bar of their own. Heights are square roots: a bin of ten can be seen beside one of
 * thousands.
 * @param {HTMLElement} place
 * @param {{ bins: readonly import('../histogram.js').Bin[], zeros: number }} counted
 * @param {{ weight: number, count: number }} ends of the axes: weights from -weight to weight, counts from 0
 * @param {number} [below] a threshold whose two ends are marked, where the axis has them; default 0, none
 */
export function drawHistogram(place, { bins, zeros }, { weight, count }, below = 0) {
    const half = weight / bins.length;
    const cuts = below > 0 && below < weight ? [-below, below] : [];
    const tried = cuts.length ? ` Marked: ${short(-below)} and ${short(below)}.` : '';
    const label = `Histogram of the weights from ${short(-weight)} to ${short(weight)}; ${integer(zeros)} are exactly zero.${tried}`;
    const bar = { y1: 0, insetLeft: 0.5, insetRight: 0.5 };
    chart(place, label, () => ({
        height: 150,
        ...margins,
        x: { domain: [-weight, weight], label: 'weight', labelArrow: 'none', ticks: 5, tickSize: 0 },
        y: {
            type: 'sqrt',
            domain: [0, count],
            label: 'weights, square root scale',
            labelArrow: 'none',
            ticks: 4,
            tickSize: 0,
            tickFormat: (/** @type {number} */ n) => compact.format(n),
        },
        marks: [
            Plot.gridY({ ...grid, ticks: 4 }),
            Plot.rectY(bins, { ...bar, x1: 'from', x2: 'to', y2: 'count', fill: 'var(--bars)' }),
            Plot.rectY(zeros ? [zeros] : [], { ...bar, x1: -half, x2: half, y2: zeros, fill: 'var(--zero)' }),
            Plot.ruleX(cuts, { stroke: 'var(--accent)', strokeDasharray: '4 3', strokeWidth: 1.5 }),
            Plot.ruleY([0], { stroke: 'var(--edge)' }),
        ],
    }));
}
