/** The numbers of both runs, side by side. */
import { element } from '../draw/element.js';
import { integer, percent, short } from '../format.js';
import { CLASSES, PIXELS } from './digits.js';
import { SIDES } from './sides.js';

/**
 * @typedef {import('./sides.js').Side} Side
 * @typedef {import('./run.js').Snapshot} Snapshot
 * @typedef {{ name: string, label: string, unit: string, of: (snapshot: Snapshot, zeros: number) => string }} Fact
 */

/** Pixels whose ten weights are all 0. @param {Float32Array} weights */
const unusedPixels = weights =>
    Array.from({ length: PIXELS }, (_, pixel) => weights.subarray(pixel * CLASSES, (pixel + 1) * CLASSES)).filter(row =>
        row.every(weight => weight === 0),
    ).length;

/** @param {number} share */
const points = share => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1).replace('-', '−')}`;

/** @type {Fact[]} */
const FACTS = [
    { name: 'accuracy', label: 'Held-out accuracy', unit: '', of: s => percent(s.accuracy) },
    { name: 'gap', label: 'Training minus held-out', unit: 'points', of: s => points(s.trainAccuracy - s.accuracy) },
    { name: 'zeros', label: 'Exact zeros', unit: `of ${integer(PIXELS * CLASSES)}`, of: (_, zeros) => integer(zeros) },
    { name: 'pixels', label: 'Pixels unused', unit: `of ${PIXELS}`, of: s => integer(unusedPixels(s.weights)) },
    { name: 'penalty', label: 'Penalty', unit: 'nats', of: s => short(s.penalty) },
    {
        name: 'cost',
        label: 'Cost of the penalty',
        unit: 'ms a step',
        of: s => (Number.isFinite(s.cost) ? s.cost.toFixed(2) : '–'),
    },
];

/**
 * @param {HTMLElement} root
 * @returns {(side: Side, snapshot: Snapshot | undefined, zeros: number) => void} shows the numbers of a run
 */
export function facts(root) {
    const cells = new Map(
        SIDES.flatMap(side =>
            FACTS.map(({ name }) => [`${side} ${name}`, element('span', { class: 'figure', 'data-fact': name }, '–')]),
        ),
    );
    const cell = (/** @type {Side} */ side, /** @type {Fact} */ { name, unit }) =>
        element(
            'td',
            { class: `of-${side}` },
            cells.get(`${side} ${name}`),
            ' ',
            element('span', { class: 'unit' }, unit),
        );
    const head = (/** @type {Side} */ side) =>
        element('th', { scope: 'col' }, element('span', { class: `run-name of-${side}` }, side.toUpperCase()));
    const rows = FACTS.map(fact =>
        element('tr', {}, element('th', { scope: 'row' }, fact.label), ...SIDES.map(side => cell(side, fact))),
    );
    root.append(
        element(
            'table',
            { class: 'facts' },
            element('thead', {}, element('tr', {}, element('td'), ...SIDES.map(head))),
            element('tbody', {}, ...rows),
        ),
    );
    return (side, snapshot, zeros) => {
        for (const { name, of } of FACTS) {
            const shown = /** @type {HTMLElement} */ (cells.get(`${side} ${name}`));
            shown.textContent = snapshot ? of(snapshot, zeros) : '–';
        }
    };
}
