/** Sentences about what was measured. */
import { integer } from '../format.js';

/** @typedef {import('./measures.js').Measures} Measures */

/** '2 NaN and 1 infinite, the first at [0, 3]' @param {import('./measures.js').Strange} strange */
export function strangeWords({ nan, infinity, first }) {
    const counts = [nan ? `${integer(nan)} NaN` : '', infinity ? `${integer(infinity)} infinite` : ''].filter(Boolean);
    return `${counts.join(' and ')}, the first at [${first.join(', ')}]`;
}

/** At most some, then how many more. @param {readonly string[]} names @param {number} [most] */
export const few = (names, most = 3) =>
    names.length > most
        ? `${names.slice(0, most).join(', ')} and ${integer(names.length - most)} more`
        : names.join(', ');

/** @param {number} count @param {string} noun */
export const counted = (count, noun) => `${integer(count)} ${noun}${count === 1 ? '' : 's'}`;

/** What is shown, and what is left out of the sums. @param {readonly Measures[]} rows */
export function contents(rows) {
    const of = (/** @type {string} */ kind) => rows.filter(row => row.kind === kind);
    const size = (/** @type {readonly Measures[]} */ some) => some.reduce((sum, row) => sum + row.size, 0);
    const [weights, norms, integers] = [of('weights'), of('norm'), of('integers')];
    const apart = [
        norms.length ? `${counted(norms.length, 'tensor')} of normalization layers` : '',
        integers.length ? `${counted(integers.length, 'tensor')} of integers` : '',
    ].filter(Boolean);
    const main = `${counted(size(weights), 'weight')} in ${counted(weights.length, 'tensor')}.`;
    return apart.length ? `${main} Beside them, and in no share: ${apart.join(' and ')}.` : main;
}

/** @param {readonly Measures[]} rows @returns {string} empty where all numbers are finite */
export function strangeNumbers(rows) {
    const strange = rows.filter(row => row.strange);
    if (!strange.length) return '';
    let [nan, infinity] = [0, 0];
    for (const row of strange) {
        nan += row.strange?.nan ?? 0;
        infinity += row.strange?.infinity ?? 0;
    }
    const kinds = [nan ? `${integer(nan)} NaN` : '', infinity ? `${integer(infinity)} infinite` : ''].filter(Boolean);
    const where = few(strange.map(row => `${row.name} at [${row.strange?.first.join(', ')}]`));
    return `Not finite: ${kinds.join(' and ')}, the first in ${where}. They count as 0 here; a real penalty would be ${nan ? 'NaN' : 'infinite'}.`;
}
