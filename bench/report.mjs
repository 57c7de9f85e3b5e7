/** Measurements as Markdown. */
import { fasterBy } from './harness.mjs';
import { HEAP, INSTANCE, RESIDENT } from './works.mjs';

/** @typedef {import('./harness.mjs').Result} Result */
/** @typedef {{ work: import('./works.mjs').Work, bySize: Map<string, Result[]> }} Measured */

const UNITS = /** @type {const} */ ([
    [1e6, 'ms'],
    [1e3, 'µs'],
    [1, 'ns'],
]);

/** @param {number} nanoseconds */
function time(nanoseconds) {
    const [scale, unit] = UNITS.find(([scale]) => nanoseconds >= scale) ?? [1, 'ns'];
    return `${(nanoseconds / scale).toPrecision(3)} ${unit}`;
}

/** @param {number} ratio */
export const times = ratio => `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(ratio < 1 ? 2 : 3)}x`;

/** @param {readonly string[][]} rows the first is the head; its first column is text, the others are numbers */
export function table([head, ...rows]) {
    const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map((_, i) => (i ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/**
 * A row for each contestant, a column for each size; below, the checksums.
 * @param {Measured} measured
 */
export function workTable({ work, bySize }) {
    const sizes = [...bySize.keys()];
    const columns = [...bySize.values()];
    const names = [...new Set(columns.flatMap(results => results.map(({ name }) => name)))];
    const rows = names.map((name, i) => [
        name,
        ...columns.map(results => {
            const result = results.find(result => result.name === name);
            if (!result) return '';
            const { nanoseconds, spread } = result;
            const ratio = times(fasterBy(result, results[0]));
            return `${time(nanoseconds)} ±${(100 * spread).toFixed(0)} %${i ? ` (${ratio})` : ''}`;
        }),
    ]);
    const largest = /** @type {Result[]} */ (columns.at(-1));
    const checksums = largest.map(({ name, checksum }) => `${name} ${checksum}`).join('; ');
    return `${table([[work.title, ...sizes], ...rows])}\n\nChecksums at ${sizes.at(-1)}: ${checksums}.`;
}

/** @param {readonly Result[]} results @param {string | readonly string[]} names @returns the fastest of these */
const fastest = (results, names) =>
    results
        .filter(({ name }) => [names].flat().includes(name))
        .reduce((best, next) => (next.nanoseconds < best.nanoseconds ? next : best));

/** Each goal with what was reached at its sizes; it holds where the worst of them does. @param {readonly Measured[]} measured */
export function goalTable(measured) {
    const rows = measured.flatMap(({ work, bySize }) =>
        (work.goals ?? []).flatMap(goal => {
            const names = [goal.name, goal.than ?? []].flat();
            const isKnown = (/** @type {readonly Result[]} */ results) =>
                names.every(name => results.some(result => result.name === name));
            const sizes = goal.sizes.filter(size => isKnown(bySize.get(size) ?? []));
            if (sizes.length === 0) return [];
            const all = sizes.map(size => /** @type {Result[]} */ (bySize.get(size)));
            const { target, reached, isMet } = goal.than ? ratios(goal, all) : absolute(goal, all);
            const rivals = [goal.than ?? []].flat();
            const than = rivals.length > 1 ? `the faster of ${rivals.join(' and ')}` : rivals[0];
            const what = `${work.title}, ${sizes.join(', ')}: ${goal.name}${than ? `, against ${than}` : ''}`;
            return [[what, target, reached, isMet ? 'yes' : '**no**']];
        }),
    );
    return table([['what', 'goal', 'reached', ''], ...rows]);
}

/** @param {import('./works.mjs').Goal} goal @param {readonly Result[][]} all of its sizes */
function ratios({ name, than = [], times: wanted = 1 }, all) {
    const reached = all.map(results => fasterBy(fastest(results, name), fastest(results, than)));
    return {
        target: `at least ${times(wanted)}`,
        reached: reached.map(times).join(', '),
        isMet: Math.min(...reached) >= wanted,
    };
}

/** @param {import('./works.mjs').Goal} goal @param {readonly Result[][]} all of its sizes */
function absolute({ name, nanoseconds: wanted = 0 }, all) {
    const reached = all.map(results => fastest(results, name).nanoseconds);
    return {
        target: `at most ${time(wanted)}`,
        reached: reached.map(time).join(', '),
        isMet: Math.max(...reached) <= wanted,
    };
}

/** Who is faster than the better of our two ways, and by how much. @param {readonly Measured[]} measured */
export function losses(measured) {
    const lines = measured.flatMap(({ work, bySize }) =>
        [...bySize].flatMap(([size, results]) => {
            if (!results.some(({ name }) => [RESIDENT, HEAP, INSTANCE].includes(name))) return []; // all are ours
            const ours = fastest(results, [RESIDENT, HEAP, INSTANCE]);
            return results
                .filter(result => fasterBy(result, ours) > 1.05)
                .map(result => `- ${work.title}, ${size}: ${result.name} is ${times(fasterBy(result, ours))} as fast`);
        }),
    );
    return lines.join('\n') || 'Nowhere by more than 5 %.';
}
