/** The numbers of both runs, side by side. */
import { element } from '../draw/element.js';
import { integer, percent, short } from '../format.js';
import { BYTES } from './compacted.js';
import { PIXELS } from './digits.js';
import { kernelsOf, parameterCount, unreadInputs, weightCount } from './network.js';
import { SIDES } from './sides.js';

/**
 * @typedef {import('./sides.js').Side} Side
 * @typedef {import('./run.js').Snapshot} Snapshot
 * @typedef {import('./compacted.js').Compacted} Compacted
 * @typedef {{ name: string, label: string, unit: (hidden: number) => string, of: (snapshot: Snapshot, zeros: number) => string }} Fact
 */

/** @param {number} share */
const points = share => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1).replace('-', '−')}`;

const kilobytes = (/** @type {number} */ parameters) => integer((BYTES * parameters) / 1000);
/** @param {(compacted: Compacted) => string} of */
const ofCompacted =
    of =>
    (/** @type {Snapshot} */ { compacted }) =>
        compacted ? of(compacted) : '–';

/** @type {Fact[]} */
const FACTS = [
    { name: 'accuracy', label: 'Held-out accuracy', unit: () => '', of: s => percent(s.accuracy) },
    {
        name: 'gap',
        label: 'Training minus held-out',
        unit: () => 'points',
        of: s => points(s.trainAccuracy - s.accuracy),
    },
    {
        name: 'zeros',
        label: 'Exact zeros',
        unit: hidden => `of ${integer(weightCount(hidden))}`,
        of: (_, zeros) => integer(zeros),
    },
    {
        name: 'pixels',
        label: 'Pixels unused',
        unit: () => `of ${PIXELS}`,
        of: s => integer(unreadInputs(kernelsOf(s.weights, s.hidden)[0])),
    },
    { name: 'penalty', label: 'Penalty', unit: () => 'nats', of: s => short(s.penalty) },
    {
        name: 'cost',
        label: 'Cost of the penalty',
        unit: () => 'ms a step',
        of: s => (Number.isFinite(s.cost) ? s.cost.toFixed(2) : '–'),
    },
];

/** @type {Fact[]} */
const COMPACTED = [
    {
        name: 'units',
        label: 'Hidden units',
        unit: hidden => `of ${hidden}`,
        of: ofCompacted(({ units }) => integer(units[1])),
    },
    {
        name: 'parameters',
        label: 'Parameters',
        unit: hidden => `of ${integer(parameterCount(hidden))}`,
        of: ofCompacted(({ parameters }) => integer(parameters[1])),
    },
    {
        name: 'bytes',
        label: 'Size',
        unit: hidden => `of ${kilobytes(parameterCount(hidden))} KB`,
        of: ofCompacted(({ parameters }) => kilobytes(parameters[1])),
    },
    {
        name: 'small-accuracy',
        label: 'Held-out accuracy',
        unit: () => '',
        of: ofCompacted(({ accuracy }) => percent(accuracy)),
    },
];

/** The row of a fact, and what shows it. @param {Fact} fact */
function row({ name, label, unit, of }) {
    const cells = SIDES.map(side => {
        const figure = element('span', { class: 'figure', 'data-fact': name }, '–');
        const unitOf = element('span', { class: 'unit' });
        return { side, figure, unitOf, node: element('td', { class: `of-${side}` }, figure, ' ', unitOf) };
    });
    const node = element('tr', {}, element('th', { scope: 'row' }, label), ...cells.map(cell => cell.node));
    /** @param {Side} side @param {Snapshot | undefined} snapshot @param {number} zeros @param {number} hidden */
    function show(side, snapshot, zeros, hidden) {
        for (const cell of cells) {
            if (cell.side !== side) continue;
            cell.figure.textContent = snapshot ? of(snapshot, zeros) : '–';
            cell.unitOf.textContent = unit(hidden);
        }
    }
    return { node, show };
}

/** @param {HTMLElement} root @returns {(side: Side, snapshot: Snapshot | undefined, zeros: number, hidden: number) => void} shows the numbers of a run */
export function facts(root) {
    const head = (/** @type {Side} */ side) =>
        element('th', { scope: 'col' }, element('span', { class: `run-name of-${side}` }, side.toUpperCase()));
    const [rows, compactedRows] = [FACTS, COMPACTED].map(list => list.map(row));
    const title = element('th', { scope: 'rowgroup', colspan: 3 }, 'After ', element('code', {}, 'compact()'));
    const compacted = element(
        'tbody',
        { class: 'compacted' },
        element('tr', {}, title),
        ...compactedRows.map(({ node }) => node),
    );
    root.append(
        element(
            'table',
            { class: 'facts' },
            element('thead', {}, element('tr', {}, element('td'), ...SIDES.map(head))),
            element('tbody', {}, ...rows.map(({ node }) => node)),
            compacted,
        ),
    );
    return (side, snapshot, zeros, hidden) => {
        // Without a hidden layer every unit is an output, which stays.
        compacted.hidden = hidden === 0;
        for (const { show } of [...rows, ...compactedRows]) show(side, snapshot, zeros, hidden);
    };
}
