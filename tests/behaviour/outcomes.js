/** What came of a probe, read from keras-behaviour.json or observed here, in the same words. */
import { Regularizer } from '../../js/index.js';

/**
 * @typedef {object} Outcome
 * @property {string} [error]
 * @property {string} [made] the class of a regularizer
 * @property {Record<string, any>} [config] of it, where it has one
 * @property {string} [thing] a class or function
 * @property {any} [value] anything else
 */

/** @param {string} text as the fixture has it @returns {Outcome} */
export function outcomeOf(text) {
    const plain = text.replace(/ {2}\[warning: .*$/s, '');
    if (plain.startsWith('!')) return { error: plain.slice(1) };
    const [, kind, name] = /^(CLASS|FUNCTION|OBJ) (.*)$/.exec(plain) ?? [];
    if (kind) return { thing: `${kind === 'CLASS' ? 'class' : 'function'} ${name}` };
    if (plain === 'None' || plain === 'null') return { value: null };
    if (plain.startsWith('VALUE ')) return { value: parsed(plain.slice(6)) };
    const [, made, config] = /^(\w+) ([{<].*)$/s.exec(plain) ?? [];
    return { made, config: config.startsWith('{') ? parsed(config) : undefined };
}

/** @param {string} python a literal */
function parsed(python) {
    const json = python
        .replace(/'((?:[^'\\]|\\.)*)'/g, (_, inner) => JSON.stringify(inner))
        .replace(/\b(None|nan)\b/g, 'null')
        .replace(/\binf\b/g, '1e999')
        .replace(/\bTrue\b/g, 'true');
    try {
        return JSON.parse(json);
    } catch {
        return python;
    }
}

/** @param {() => unknown} program @returns {Outcome} */
export function ourOutcome(program) {
    try {
        const result = /** @type {any} */ (program());
        if (typeof result !== 'function') return { value: result };
        if (result instanceof Regularizer) {
            const made = /** @type {any} */ (result.constructor).className;
            return {
                made,
                config: result.getConfig === Regularizer.prototype.getConfig ? undefined : result.getConfig(),
            };
        }
        const kind = result.prototype instanceof Regularizer ? 'class' : 'function';
        return { thing: `${kind} ${result.name || '<lambda>'}` };
    } catch (error) {
        return { error: `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}` };
    }
}

/** Numbers that are equal as float32, as Keras rounds some factors. @param {any} a @param {any} b @returns {boolean} */
function alike(a, b) {
    if (typeof a === 'number' && typeof b === 'number') return Object.is(Math.fround(a), Math.fround(b));
    if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return a === b;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every(key => alike(a[key], b[key]));
}

/** @param {Outcome} a @param {Outcome} b */
export const equal = (a, b) => (a.error !== undefined && b.error !== undefined) || alike(a, b);

/** The L1L2 that an L1 or an L2 is in TF.js. @param {Outcome} outcome @returns {Outcome} */
export const asL1L2 = ({ made, config, ...rest }) =>
    made === 'L1' || made === 'L2' ? { made: 'L1L2', config: { l1: 0, l2: 0, ...config } } : { made, config, ...rest };
