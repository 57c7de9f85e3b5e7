/** The charts of one tensor. What they show is given; nothing is computed here but positions. */
import * as Plot from '@observablehq/plot';
import { chart, grid, margins } from '../draw/chart.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { integer, short } from '../format.js';

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
