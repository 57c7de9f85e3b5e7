/** What was opened, in sentences. */
import { element } from '../draw/element.js';
import { short } from '../format.js';
import { contents, counted, few, strangeNumbers } from './words.js';

/** More than this are folded away. */
const FEW = 4;

/** Without the full stop, which others follow. @param {string} line */
const bare = line => line.replace(/\.$/, '');

/** @param {string} label @param {readonly string[]} lines @returns {Node} */
function listed(label, lines) {
    if (lines.length <= FEW) return element('p', {}, `${label}: ${lines.map(bare).join(' · ')}.`);
    return element(
        'details',
        {},
        element('summary', {}, `${label}: ${few(lines.map(bare), 2)}.`),
        element('ul', {}, ...lines.map(line => element('li', {}, line))),
    );
}

/** @param {import('./worker.js').Measured} measured @returns {Node[]} */
export function summary({ title, rows, own, problems }) {
    const strange = strangeNumbers(rows);
    const priced = rows.filter(row => row.own !== undefined);
    const total = priced.reduce((sum, row) => sum + (row.own ?? 0), 0);
    const price = priced.length
        ? [
              element(
                  'p',
                  { class: 'price' },
                  'The model’s own penalty on them: ',
                  element('strong', {}, short(total)),
                  ` (${counted(priced.length, 'tensor')}).`,
              ),
          ]
        : [];
    return [
        element('h3', {}, title),
        element('p', {}, contents(rows)),
        ...(own.length ? [listed('Saved with', own), ...price] : []),
        ...(strange ? [element('p', { class: 'caution' }, strange)] : []),
        ...(problems.length ? [listed('Not read', problems)] : []),
    ];
}
