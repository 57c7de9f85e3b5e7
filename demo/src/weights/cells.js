/** What stands in the table of tensors: its head, a row for each, their sums. */
import { element } from '../draw/element.js';
import { sparkline } from '../draw/sparkline.js';
import { dimensions, integer, percent, short } from '../format.js';
import { below } from './curve.js';
import { binsOf } from './measures.js';

/**
 * @typedef {import('./measures.js').Measures} Measures
 * @typedef {'own' | 'lone' | 'ltwo' | 'orth'} Penalty
 * @typedef {object} Shown
 * @property {Measures[]} rows in order
 * @property {string} chosen the name of one
 * @property {string} sort
 * @property {number} factor of all penalties but the model's own
 * @property {number | undefined} step of the threshold below which all is taken for 0
 * @property {Record<Penalty, number>} totals with a factor of 1
 * @property {boolean} hasOwn whether the model was saved with regularizers
 */

/** @type {[key: string, label: string][]} an empty key is not sortable */
export const COLUMNS = [
    ['name', 'Tensor'],
    ['size', 'Weights'],
    ['lone', 'L1'],
    ['ltwo', 'L2'],
    ['orth', 'Orthogonal'],
    ['zeros', 'Zeros'],
    ['own', 'Its own'],
    ['', 'Distribution'],
];

/** Letters that a row has room for, and those at the end of a longer name that always stay. */
const LONG = 18;
const END = 13;

/** @type {Record<Measures['kind'], string>} */
const TAGS = { weights: '', norm: 'norm', integers: 'integers' };

/** @param {string} sort @param {string} key the next sort when the head of a column is pressed: numbers largest first */
const nextSort = (sort, key) => {
    const first = key === 'name' ? key : `-${key}`;
    return sort === first ? (key === 'name' ? `-${key}` : key) : first;
};

/** @param {string} key @param {...(Node | string)} content */
const cell = (key, ...content) => element('td', { 'data-column': key || null }, ...content);
const none = () => element('span', { class: 'none' }, '–');

/** A penalty with its share of the column's sum. @param {Penalty} key @param {Measures} row @param {Shown} shown */
function penaltyCell(key, row, { factor, totals }) {
    const value = row[key];
    if (value === undefined) return cell(key, none());
    const share = totals[key] > 0 && row.kind === 'weights' ? percent(value / totals[key], 0) : '–';
    return cell(key, short(key === 'own' ? value : factor * value), element('small', {}, share));
}

/** The names of one model differ at their ends, so that a long one is cut before it. @param {string} name @returns {(Node | string)[]} */
const nameParts = name =>
    name.length > LONG
        ? [
              element('span', { class: 'start' }, name.slice(0, -END)),
              element('span', { class: 'end' }, name.slice(-END)),
          ]
        : [name];

/** How many zeros there would be. @param {Measures} row @param {number | undefined} step */
const zerosAt = (row, step) =>
    row.zeros + (step === undefined || row.kind !== 'weights' ? 0 : below(row.curve, step).zeroed);

/** @param {Shown} shown @param {(sort: string) => void} onSort @returns {HTMLElement[]} */
export const headCells = ({ sort, hasOwn }, onSort) =>
    COLUMNS.filter(([key]) => hasOwn || key !== 'own').map(([key, label]) => {
        const now = key && sort.replace('-', '') === key;
        const direction = sort.startsWith('-') ? 'descending' : 'ascending';
        const press = { type: 'button', onclick: () => onSort(nextSort(sort, key)) };
        const content = key ? element('button', press, label) : label;
        return element('th', { scope: 'col', class: key || 'picture', 'aria-sort': now ? direction : null }, content);
    });

/** @param {Shown} shown @returns {HTMLElement[]} */
export function footCells({ rows, totals, factor, hasOwn, step }) {
    const weights = rows.filter(({ kind }) => kind === 'weights');
    const sum = (/** @type {(row: Measures) => number} */ of) => weights.reduce((total, row) => total + of(row), 0);
    const texts = [
        integer(sum(({ size }) => size)),
        ...[totals.lone, totals.ltwo].map(total => short(factor * total)),
        weights.some(({ orth }) => orth !== undefined) ? short(factor * totals.orth) : '–',
        integer(sum(row => zerosAt(row, step))),
        ...(hasOwn ? [short(totals.own)] : []),
        '',
    ];
    const name = weights.length < rows.length ? 'Sum of the weights' : 'Sum';
    return [element('th', { scope: 'row' }, name), ...texts.map(text => cell('', text))];
}

/** @type {WeakMap<Measures, SVGSVGElement>} */
const pictures = new WeakMap();

/** Drawn once: rows come and go. @param {Measures} row */
function picture(row) {
    const drawn = pictures.get(row) ?? sparkline({ bins: binsOf(row.counted), zeros: row.zeros }, 64);
    pictures.set(row, drawn);
    return drawn;
}

/** The name of a row as the button that chooses it, over its shape. @param {Measures} row @param {boolean} isChosen @param {(name: string) => void} onChoose */
function nameCell(row, isChosen, onChoose) {
    const press = {
        type: 'button',
        title: row.name,
        class: row.name.length > LONG ? 'long' : null,
        'data-name': row.name,
        'aria-pressed': String(isChosen),
        tabindex: isChosen ? 0 : -1,
        onclick: () => onChoose(row.name),
    };
    const tag = TAGS[row.kind] ? [' ', element('span', { class: 'tag' }, TAGS[row.kind])] : [];
    const strange = row.strange ? [' ', element('span', { class: 'tag bad' }, 'not finite')] : [];
    return element(
        'th',
        { scope: 'row' },
        element('button', press, ...nameParts(row.name)),
        element('small', {}, dimensions(row.shape), ...tag, ...strange),
    );
}

/** @param {number} at its place @param {Shown} shown @param {(name: string) => void} onChoose */
export function rowOf(at, shown, onChoose) {
    const row = shown.rows[at];
    const isChosen = row.name === shown.chosen;
    const zeros = zerosAt(row, shown.step);
    return element(
        'tr',
        {
            class: [isChosen ? 'chosen' : '', row.kind === 'weights' ? '' : 'apart'].join(' ').trim() || null,
            'aria-rowindex': at + 2,
        },
        nameCell(row, isChosen, onChoose),
        cell('size', integer(row.size)),
        penaltyCell('lone', row, shown),
        penaltyCell('ltwo', row, shown),
        penaltyCell('orth', row, shown),
        cell('zeros', integer(zeros), element('small', {}, percent(row.size ? zeros / row.size : 0, 0))),
        ...(shown.hasOwn ? [penaltyCell('own', row, shown)] : []),
        cell('', picture(row)),
    );
}
