/** The charts of both runs on shared axes. What they show is given; nothing is computed here but positions. */
import * as Plot from '@observablehq/plot';
import { chart, grid, margins } from '../draw/chart.js';
import { percent, short } from '../format.js';
import { SIDES } from './sides.js';

/**
 * @typedef {import('./sides.js').Side} Side
 * @typedef {{ epoch: number, dataLoss: number, penalty: number, trainAccuracy: number, accuracy: number }} Point
 * @typedef {{ epoch: number, side: Side, text: string }} Move where a factor, or what it belongs to, was changed
 * @typedef {object} Curves
 * @property {Record<Side, Point[]>} points
 * @property {Move[]} moves
 * @property {number} epochs the end of the axis
 * @property {number} [cursor] the epoch that is read out
 * @typedef {{ key: 'accuracy' | 'trainAccuracy' | 'dataLoss' | 'loss', dashed: boolean }} Curve
 */

const colourOf = (/** @type {Side} */ side) => `var(--run-${side})`;

const epochAxis = (/** @type {number} */ epochs) => ({
    domain: [0, epochs],
    label: 'epochs',
    labelArrow: /** @type {const} */ ('none'),
    labelAnchor: /** @type {const} */ ('right'),
    ticks: 5,
    tickSize: 0,
});

/** An axis from 0 to 100 %, and its lines. */
export const shares = {
    domain: [0, 1],
    label: null,
    ticks: [0, 0.25, 0.5, 0.75, 1],
    tickFormat: (/** @type {number} */ share) => percent(share, 0),
    tickSize: 0,
};
export const shareLines = () => Plot.gridY(shares.ticks, grid);

/** The value of a curve at a point. @param {Curve['key']} key */
const heightOf = key => (/** @type {Point} */ point) => (key === 'loss' ? point.dataLoss + point.penalty : point[key]);

/** @param {Curves} curves @param {readonly Curve[]} kinds */
function curveMarks({ points, moves, cursor }, kinds) {
    const lines = SIDES.flatMap(side =>
        kinds.map(({ key, dashed }) => {
            const style = dashed ? { strokeDasharray: '4 3', strokeOpacity: 0.75 } : { strokeWidth: 2 };
            return Plot.line(points[side], { x: 'epoch', y: heightOf(key), stroke: colourOf(side), ...style });
        }),
    );
    const at = SIDES.flatMap(side =>
        points[side]
            .filter(({ epoch }) => epoch === cursor)
            .flatMap(point => kinds.map(({ key }) => ({ side, epoch: point.epoch, y: heightOf(key)(point) }))),
    );
    return [
        Plot.ruleX(moves, {
            x: 'epoch',
            stroke: (/** @type {Move} */ { side }) => colourOf(side),
            strokeDasharray: '1 3',
        }),
        Plot.text(moves, {
            x: 'epoch',
            text: 'text',
            frameAnchor: 'top',
            dy: -14,
            textAnchor: 'start',
            fill: 'var(--muted)',
        }),
        ...lines,
        Plot.ruleX(cursor === undefined ? [] : [cursor], { stroke: 'var(--edge)' }),
        Plot.dot(at, { x: 'epoch', y: 'y', r: 3.5, fill: (/** @type {{ side: Side }} */ { side }) => colourOf(side) }),
    ];
}

/** @param {Curves} curves @param {Side} side @param {(point: Point) => string} words */
const lastWords = ({ points }, side, words) =>
    `${side.toUpperCase()} ${points[side].length ? words(/** @type {Point} */ (points[side].at(-1))) : 'not yet'}`;

/** @param {HTMLElement} place @param {Curves} curves */
export function drawAccuracy(place, curves) {
    const say = (/** @type {Point} */ p) => `${percent(p.accuracy)} held-out, ${percent(p.trainAccuracy)} in training`;
    chart(place, `Accuracy by epoch: ${SIDES.map(side => lastWords(curves, side, say)).join('; ')}.`, () => ({
        height: 220,
        ...margins,
        x: epochAxis(curves.epochs),
        y: shares,
        marks: [
            shareLines(),
            ...curveMarks(curves, [
                { key: 'trainAccuracy', dashed: true },
                { key: 'accuracy', dashed: false },
            ]),
        ],
    }));
}

/** @param {HTMLElement} place @param {Curves} curves @param {number} most the end of the axis */
export function drawLoss(place, curves, most) {
    const say = (/** @type {Point} */ p) => `${short(p.dataLoss + p.penalty)} of which ${short(p.penalty)} penalty`;
    chart(place, `Loss by epoch: ${SIDES.map(side => lastWords(curves, side, say)).join('; ')}.`, () => ({
        height: 220,
        ...margins,
        x: epochAxis(curves.epochs),
        y: { domain: [0, most], label: null, ticks: 4, tickSize: 0 },
        marks: [
            Plot.gridY({ ...grid, ticks: 4 }),
            ...curveMarks(curves, [
                { key: 'dataLoss', dashed: true },
                { key: 'loss', dashed: false },
            ]),
            Plot.ruleY([0], { stroke: 'var(--edge)' }),
        ],
    }));
}
