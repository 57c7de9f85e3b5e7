/** The charts of "In your browser". */
import * as Plot from '@observablehq/plot';
import { chart } from '../draw/chart.js';
import { integer, power, time } from '../format.js';
import { CONTESTANTS } from './contestants.js';
import { TOLERANCE } from './correctness.js';

/** Where differences of exactly 0 are drawn on a logarithmic scale. */
const NONE = 1e-17;

/** @typedef {import('./correctness.js').Comparison} Comparison */

/** @param {Comparison} comparison */
const withSquares = ({ name }) => !/^L1\(|,0.0\)/.test(name);

/** @param {Comparison[]} comparisons @param {Plot.DotOptions} look */
const dots = (comparisons, look) =>
    Plot.dot(comparisons, { x: 'size', y: ({ error }) => Math.max(error, NONE), r: 3, fillOpacity: 0.45, ...look });

/** @param {HTMLElement} place @param {Comparison[]} comparisons */
export function drawErrors(place, comparisons) {
    chart(place, `Relative difference from Keras by number of weights; the limit is ${TOLERANCE}.`, () => ({
        height: 230,
        marginLeft: 52,
        marginRight: 12,
        marginTop: 12,
        marginBottom: 34,
        x: {
            type: 'log',
            domain: [0.8, 1300],
            label: 'weights in the array',
            labelArrow: 'none',
            tickSize: 0,
            ticks: 4,
            tickFormat: ',',
        },
        y: {
            type: 'log',
            domain: [NONE / 3, TOLERANCE * 4],
            label: null,
            tickSize: 0,
            ticks: [NONE, 1e-15, 1e-12, 1e-9, TOLERANCE],
            tickFormat: (/** @type {number} */ error) => (error === NONE ? 'none' : power(error, 0)),
        },
        marks: [
            Plot.gridY([NONE, 1e-15, 1e-12, 1e-9], { stroke: 'var(--rule)', strokeOpacity: 1 }),
            Plot.ruleY([TOLERANCE], { stroke: 'var(--bad)', strokeDasharray: '4 3' }),
            Plot.text([[1300, TOLERANCE]], { text: ['limit'], dy: -7, textAnchor: 'end', fill: 'var(--bad)' }),
            dots(comparisons.filter(withSquares), { fill: 'var(--data)' }),
            dots(
                comparisons.filter(comparison => !withSquares(comparison)),
                { fill: 'var(--zero)', symbol: 'square' },
            ),
        ],
    }));
}

/** '12.1 – 13.0 µs' without saying the unit twice. @param {[number, number]} quartiles */
function spread([low, high]) {
    const [from, to] = [time(low), time(high)];
    const [number, unit] = from.split(' ');
    return `${to.endsWith(` ${unit}`) ? number : from} – ${to}`;
}

/** @typedef {{ label: string, ours: boolean, seconds: number, quartiles: [number, number] }} Row */

/** Bars with their quartiles, what they say, and their names. @param {Row[]} rows @param {(row: Row) => string} words @param {boolean} narrow */
const timeMarks = (rows, words, narrow) => [
    Plot.barX(rows, { x: 'seconds', y: 'label', fill: row => (row.ours ? 'var(--data)' : 'var(--bars)') }),
    Plot.link(rows, {
        x1: row => row.quartiles[0],
        x2: row => row.quartiles[1],
        y: 'label',
        stroke: 'var(--ink)',
        strokeWidth: 2,
    }),
    Plot.text(rows, {
        x: row => row.quartiles[1],
        y: 'label',
        text: words,
        textAnchor: 'start',
        dx: 6,
        fill: 'var(--ink)',
    }),
    Plot.text(rows, {
        frameAnchor: 'left',
        y: 'label',
        text: 'label',
        textAnchor: narrow ? 'start' : 'end',
        dx: narrow ? 0 : -10,
        dy: narrow ? -17 : 0,
        fill: row => (row.ours ? 'var(--accent)' : 'var(--muted)'),
        fontWeight: 500,
    }),
];

/** @param {HTMLElement} place @param {import('./race.js').Result[]} results */
export function drawTimes(place, results) {
    const rows = results.map(({ name, seconds, quartiles }) => ({ ...CONTESTANTS[name], seconds, quartiles }));
    const loop = results.find(({ name }) => name === 'loop')?.seconds ?? 0;
    const label = rows.map(row => `${row.label} ${time(row.seconds)} (${spread(row.quartiles)})`).join(', ');
    const most = Math.max(...rows.map(({ quartiles }) => quartiles[1]), 0);
    chart(place, `Time of one call, with the quartiles of the rounds: ${label}.`, width => {
        const narrow = width < 420; // the names stand above the bars then
        const words = (/** @type {Row} */ { label, seconds, quartiles }) => {
            const compared = label !== 'plain loop' && loop ? `, ${ratio(loop / seconds)}` : '';
            return `${time(seconds)}${compared}${narrow ? '' : `   ${spread(quartiles)}`}`;
        };
        return {
            height: 5 * (narrow ? 44 : 30) + 6,
            marginLeft: narrow ? 4 : 165,
            marginRight: 4,
            marginTop: narrow ? 14 : 2,
            marginBottom: 4,
            x: { axis: null, domain: [0, most * (narrow ? 1.9 : 1.85)] },
            y: {
                axis: null,
                domain: Object.values(CONTESTANTS).map(({ label }) => label),
                padding: narrow ? 0.6 : 0.3,
            },
            marks: timeMarks(rows, words, narrow),
            color: { type: 'identity' },
        };
    });
}

/** @param {number} times as fast as the loop */
const ratio = times => (times >= 1 ? `${rounded(times)}× faster` : `${rounded(1 / times)}× slower`);

const rounded = (/** @type {number} */ times) => (times >= 10 ? integer(times) : times.toFixed(1));
