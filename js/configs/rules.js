/** Rules: which of many weights get what, by patterns of their names. The first pattern that matches decides. */

import { isPlainObject } from '../input/check.js';

/** @param {string} pattern '*' matches anything; without a '/', the last part of the name is compared @param {string} suffix */
function globToRegExp(pattern, suffix) {
    const source = pattern
        .split('*')
        .map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
        .join('.*');
    return new RegExp(`${pattern.includes('/') ? '^' : '(^|/)'}${source}${suffix}$`);
}

/**
 * Rules as tests of a weight's full name, in their order. One rule without a pattern is for every weight that is not
 * left out.
 * @template T
 * @param {(value: any) => T} get makes of a rule's value what it stands for
 * @param {any} rules
 * @param {{ isLeftOut: (name: string) => boolean, suffix?: string }} names which are left out where there is no pattern; the
 *     source of a RegExp for what may stand behind a name that a pattern names
 * @returns {Array<{ pattern: string, regularizer: T, matches: (name: string) => boolean }>}
 */
export function rulesOf(get, rules, { isLeftOut, suffix = '' }) {
    if (!isTable(rules)) {
        return [{ pattern: 'any kernel', regularizer: get(rules), matches: name => !isLeftOut(name) }];
    }
    const pairs = Array.isArray(rules) ? rules : Object.entries(rules);
    return pairs.map(([pattern, identifier]) => {
        const test = typeof pattern === 'string' ? globToRegExp(pattern, suffix) : pattern;
        return {
            pattern: String(pattern),
            regularizer: get(identifier),
            // A copy: with the flags g and y, `test` begins where it stopped the last time.
            matches: (/** @type {string} */ name) => new RegExp(test).test(name),
        };
    });
}

/** A list of pairs or a plain object whose values are regularizers, and not the config of a single one. @param {any} rules */
export const isTable = rules =>
    Array.isArray(rules) ||
    (isPlainObject(rules) && !('class_name' in rules || 'className' in rules || 'name' in rules));
