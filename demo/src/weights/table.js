/** The table of tensors. */
import { element } from '../draw/element.js';
import { sparkline } from '../draw/sparkline.js';
import { dimensions, integer, percent, short } from '../format.js';
import { histogramOf, sorted } from './measures.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./measures.js').Measures} Measures
 */

/** @type {[key: string, label: string][]} an empty key is not sortable */
const COLUMNS = [
    ['name', 'Tensor'],
    ['size', 'Weights'],
    ['lone', 'L1'],
    ['ltwo', 'L2'],
    ['orth', 'Orthogonal'],
    ['zeros', 'Zeros'],
    ['', 'Row norms'],
    ['', 'Column norms'],
    ['', 'Distribution'],
];

/** @param {string} sort @param {string} key the next sort when the head of a column is pressed: numbers largest first */
const nextSort = (sort, key) => {
    const first = key === 'name' ? key : `-${key}`;
    return sort === first ? (key === 'name' ? `-${key}` : key) : first;
};

/** @param {string} sort @param {(sort: string) => void} onSort */
const head = (sort, onSort) =>
    element(
        'tr',
        {},
        ...COLUMNS.map(([key, label]) => {
            const now = key && sort.replace('-', '') === key;
            const direction = sort.startsWith('-') ? 'descending' : 'ascending';
            const button = element('button', { type: 'button', onclick: () => onSort(nextSort(sort, key)) }, label);
            return element('th', { scope: 'col', 'aria-sort': now ? direction : null }, key ? button : label);
        }),
    );

/** @param {string} key @param {...(Node | string)} content */
const cell = (key, ...content) => element('td', { 'data-column': key || null }, ...content);

/** A penalty with its share of the column's sum. @param {'lone' | 'ltwo' | 'orth'} key @param {Measures} row @param {number} total */
function penaltyCell(key, row, total) {
    const value = row[key];
    if (value === undefined) return cell(key, element('span', { class: 'none' }, '–'));
    return cell(key, short(value), element('small', {}, total > 0 ? percent(value / total, 0) : '–'));
}

/** @param {[number, number] | undefined} ends */
const range = ends =>
    cell('', ends ? `${short(ends[0])} – ${short(ends[1])}` : element('span', { class: 'none' }, '–'));

/**
 * @param {readonly Measures[]} rows
 * @param {ReadonlyMap<string, Tensor>} tensors by name
 * @param {{ sort: string, chosen: string, onSort: (sort: string) => void, onChoose: (name: string) => void }} options
 * @returns {HTMLElement}
 */
export function table(rows, tensors, { sort, chosen, onSort, onChoose }) {
    const total = (/** @type {'lone' | 'ltwo' | 'orth'} */ key) => rows.reduce((sum, row) => sum + (row[key] ?? 0), 0);
    const totals = { lone: total('lone'), ltwo: total('ltwo'), orth: total('orth') };
    const body = sorted(rows, sort).map(row => {
        const press = {
            type: 'button',
            'aria-pressed': String(row.name === chosen),
            onclick: () => onChoose(row.name),
        };
        return element(
            'tr',
            { class: row.name === chosen ? 'chosen' : null },
            element(
                'th',
                { scope: 'row' },
                element('button', press, row.name),
                element('small', {}, dimensions(row.shape)),
            ),
            cell('size', integer(row.size)),
            penaltyCell('lone', row, totals.lone),
            penaltyCell('ltwo', row, totals.ltwo),
            penaltyCell('orth', row, totals.orth),
            cell('zeros', integer(row.zeros), element('small', {}, percent(row.size ? row.zeros / row.size : 0, 0))),
            range(row.rows),
            range(row.columns),
            cell('', sparkline(histogramOf(/** @type {Tensor} */ (tensors.get(row.name))))),
        );
    });
    const sums = ['', integer(rows.reduce((sum, row) => sum + row.size, 0)), ...Object.values(totals).map(short)];
    const zeros = integer(rows.reduce((sum, row) => sum + row.zeros, 0));
    const foot = element(
        'tr',
        {},
        element('th', { scope: 'row' }, 'Sum'),
        ...[...sums.slice(1), zeros, '', '', ''].map(text => cell('', text)),
    );
    return element(
        'div',
        { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Table of tensors' },
        element(
            'table',
            { class: 'tensors' },
            element('thead', {}, head(sort, onSort)),
            element('tbody', {}, ...body),
            element('tfoot', {}, foot),
        ),
    );
}
