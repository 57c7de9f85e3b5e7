/** The charts of one run. What they show is given; nothing is computed here but positions. */
import * as Plot from '@observablehq/plot';
import { chart } from '../draw/chart.js';
import { percent, short } from '../format.js';

/**
 * @typedef {{ epoch: number, dataLoss: number, penalty: number, trainAccuracy: number, accuracy: number }} Point
 * @typedef {{ epochs: number, loss: number, weight: number, count: number }} Scales ends that both runs share
 */

const margins = { marginLeft: 42, marginRight: 10, marginTop: 10, marginBottom: 32 };
const epochAxis = (/** @type {number} */ epochs) => ({
    domain: [0, epochs],
    label: 'epochs',
    labelArrow: /** @type {const} */ ('none'),
    labelAnchor: /** @type {const} */ ('right'),
    ticks: 5,
    tickSize: 0,
});
const thousands = (/** @type {number} */ n) => (n >= 1000 ? `${n / 1000}k` : String(n));
const grid = { stroke: 'var(--rule)', strokeOpacity: 1 };

/** @param {HTMLElement} place @param {Point[]} points @param {Scales} scales */
export function drawLoss(place, points, scales) {
    const last = points.at(-1);
    const label = `Loss by epoch: data loss ${short(last?.dataLoss ?? 0)}, penalty ${short(last?.penalty ?? 0)} on top.`;
    chart(place, label, () => ({
        height: 170,
        ...margins,
        x: epochAxis(scales.epochs),
        y: { domain: [0, scales.loss], label: null, ticks: 4, tickSize: 0 },
        marks: [
            Plot.gridY({ ...grid, ticks: 4 }),
            Plot.areaY(points, { x: 'epoch', y: 'dataLoss', fill: 'var(--data)' }),
            Plot.areaY(points, {
                x: 'epoch',
                y1: 'dataLoss',
                y2: (/** @type {Point} */ p) => p.dataLoss + p.penalty,
                fill: 'var(--penalty)',
            }),
            Plot.ruleY([0], { stroke: 'var(--edge)' }),
        ],
    }));
}

/** @param {HTMLElement} place @param {Point[]} points @param {Scales} scales */
export function drawAccuracy(place, points, scales) {
    const last = points.at(-1);
    const label = `Accuracy by epoch: held-out ${percent(last?.accuracy ?? 0)}, training ${percent(last?.trainAccuracy ?? 0)}.`;
    chart(place, label, () => ({
        height: 150,
        ...margins,
        x: epochAxis(scales.epochs),
        y: {
            domain: [0, 1],
            label: null,
            ticks: [0, 0.25, 0.5, 0.75, 1],
            tickFormat: (/** @type {number} */ share) => percent(share, 0),
            tickSize: 0,
        },
        marks: [
            Plot.gridY([0, 0.25, 0.5, 0.75, 1], grid),
            Plot.line(points, { x: 'epoch', y: 'trainAccuracy', stroke: 'var(--edge)', strokeDasharray: '4 3' }),
            Plot.line(points, { x: 'epoch', y: 'accuracy', stroke: 'var(--data)', strokeWidth: 2 }),
        ],
    }));
}

/**
 * Bins in grey, exact zeros as a bar of their own. Heights are square roots: a bin of ten can be seen beside one of
 * thousands.
 * @param {HTMLElement} place
 * @param {{ bins: import('../histogram.js').Bin[], zeros: number }} counted
 * @param {{ weight: number, count: number }} scales
 * @param {number} [height]
 */
export function drawHistogram(place, { bins, zeros }, scales, height = 150) {
    const half = scales.weight / bins.length;
    chart(
        place,
        `Histogram of the weights from ${-scales.weight} to ${scales.weight}; ${zeros} are exactly zero.`,
        () => ({
            height,
            ...margins,
            x: { domain: [-scales.weight, scales.weight], label: 'weight', labelArrow: 'none', ticks: 5, tickSize: 0 },
            y: { type: 'sqrt', domain: [0, scales.count], label: null, ticks: 4, tickSize: 0, tickFormat: thousands },
            marks: [
                Plot.gridY({ ...grid, ticks: 4 }),
                Plot.rectY(bins, {
                    x1: 'from',
                    x2: 'to',
                    y1: 0,
                    y2: 'count',
                    fill: 'var(--bars)',
                    insetLeft: 0.5,
                    insetRight: 0.5,
                }),
                Plot.rectY(zeros ? [zeros] : [], { x1: -half, x2: half, y1: 0, y2: zeros, fill: 'var(--zero)' }),
                Plot.ruleY([0], { stroke: 'var(--edge)' }),
            ],
        }),
    );
}
