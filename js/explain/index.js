/** The entry `regularizers/explain`: what a config means in each Keras and TF.js and why, and those that a saved model holds. */

// Before the imports, so that the core comes first in a bundle, its modules side by side: see js/kernels/modules.js.
export { backend } from '../index.js';
export { regularizersOf } from './models.js';

import { isRegularizer, Regularizer } from '../classes/regularizer.js';
import { get } from '../configs/deserialize.js';
import { builtInOf } from '../configs/elsewhere.js';
import { serialize } from '../configs/serialize.js';
import { shown } from '../input/check.js';
import { codeFor } from './code.js';
import { interpret } from './line.js';
import { LINES } from './table.js';
import { callOf } from './wording.js';

/** @typedef {import('../configs/deserialize.js').Config} Config */
/** @typedef {import('./line.js').Made} Made */

/**
 * What one version line, or several in a row that agree, make of the identifier.
 * @typedef {object} ExplainedLine
 * @property {string} line 'Keras 2.6–2.10', 'TF.js 4.22 in a layer option'
 * @property {boolean} ok whether it loads and means the same penalty as here, up to factors rounded to float32
 * @property {boolean} loads whether anything but an error comes out
 * @property {string} result 'L2(l2=0.01)', or the error as Python or JS words it, cut at a '…' where it is long
 * @property {Made | null} config the class and its factors; null for an error, for null and where a string comes back
 * @property {string} why a sentence or more; empty where there is nothing to explain
 */

/**
 * @typedef {object} Explanation
 * @property {unknown} identifier as it was given
 * @property {{ ok: boolean, result: string, config: Config | string | null }} ours what this package makes of it
 * @property {ExplainedLine[]} lines oldest first
 * @property {string[]} notes what else to know of that regularizer
 * @property {Record<string, string>} code that makes what it means here, by dialect: 'JavaScript', 'Keras', 'TF.js',
 *     'PyTorch' and the JSON of each config form; empty where it means nothing here
 */

/**
 * What `kernel_regularizer=identifier` means in each version line of Keras and in TF.js, and why. All but `ours` and
 * `code` comes from a table of what those releases were observed to do. Names that Python or TF.js code may have
 * registered count as unknown there.
 * @param {string | Config | Regularizer | null} identifier a name, a config of any dialect, or a regularizer, whose Keras 2
 *     config is explained
 * @returns {Explanation}
 * @throws {TypeError} for a function: only its name is ever saved
 * @example
 * import { explain } from 'regularizers/explain';
 *
 * const { ours, lines } = explain({ class_name: 'L2', config: { l2: 0.5 } });
 * ours.result; // 'L2(l2=0.5)'
 * lines.find(({ line }) => line.startsWith('TF.js')).ok; // false
 * lines[0].line; // 'Keras 1.0–1.2'
 */
export function explain(identifier) {
    const given = isRegularizer(identifier) ? serialize(identifier) : identifier;
    if (typeof given === 'function') {
        throw new TypeError(`explain: expected a name, a config or a regularizer, got ${shown(given)}`);
    }
    const { regularizer, ...ours } = here(given);
    return {
        identifier,
        ours,
        lines: linesOf(given, ours),
        notes: [...(builtInOf(/** @type {any} */ (ours.config)?.class_name)?.notes ?? [])],
        code: regularizer?.constructor === Regularizer ? {} : codeFor(regularizer),
    };
}

/**
 * @param {any} given
 * @returns {Explanation['ours'] & { regularizer: any }} null where it means none
 */
function here(given) {
    try {
        const regularizer = get(given);
        const config = regularizer?.constructor === Regularizer ? BASE : serialize(regularizer);
        return { ok: true, result: callOf(/** @type {any} */ (config)), config, regularizer };
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        return { ok: false, result: `${error.name}: ${error.message}`, config: null, regularizer: null };
    }
}

/** The base class has no getConfig, as in Keras. */
const BASE = { class_name: 'Regularizer', config: {} };

/**
 * @param {unknown} given
 * @param {Explanation['ours']} ours
 * @returns {ExplainedLine[]}
 */
function linesOf(given, ours) {
    /** @type {ExplainedLine[]} */
    const lines = [];
    /** @type {import('./table.js').Line | undefined} */
    let first;
    for (const line of LINES) {
        const { why, loads, result, config } = interpret(line, given);
        const otherFormula = line.formula?.[config?.class_name ?? ''];
        if (otherFormula) why.push(otherFormula);
        const ok = ours.ok && loads && !otherFormula && agree(config, /** @type {any} */ (ours.config));
        const next = { line: '', ok, loads, result, config, why: why.join(' ') };
        const last = lines[lines.length - 1];
        if (first?.family === line.family && last.result === next.result && last.why === next.why) {
            last.line = labelOf(first, line);
        } else {
            first = line;
            lines.push({ ...next, line: labelOf(line, line) });
        }
    }
    return lines;
}

/**
 * @param {import('./table.js').Line} first
 * @param {import('./table.js').Line} last
 */
function labelOf({ family, from, where }, { to, where: whereTo }) {
    const versions = from === to ? from : `${from}–${to}`;
    return [family, versions, where === whereTo ? where : ''].filter(Boolean).join(' ');
}

/**
 * Whether two configs mean the same penalty, as far as float32 tells.
 * @param {Made | null} a
 * @param {Made | null} b
 */
function agree(a, b) {
    if (a === null || b === null) return a === b;
    const [x, y] = [meaningOf(a), meaningOf(b)];
    return x.every((value, i) => value === y[i]);
}

/**
 * @param {Made} made
 * @returns {unknown[]} an L1, L2 and L1L2 by their two factors, so that an L1L2 with an l1 of 0 is an L2
 */
function meaningOf({ class_name, config: { l1 = 0, l2 = 0, factor = 0, mode = '' } = {} }) {
    const isKnown = builtInOf(class_name) !== undefined;
    return [isKnown || class_name, ...[l1, l2, factor].map(x => (typeof x === 'number' ? Math.fround(x) : x)), mode];
}
