/** The rows of what is built in, found by class and by name. */

import { BUILT_INS, ELSEWHERE } from './built-in.js';

/** @typedef {import('./built-in.js').Elsewhere} Elsewhere */

/** @type {Map<Function, Elsewhere>} */
const byClass = new Map(ELSEWHERE.map(row => [row.Class, row]));

/** The `prox` of the classes that have no proximal step, which only says so. */
export const refusals = new Set(
    ELSEWHERE.filter(({ isElementwise, prox }) => !isElementwise && !prox).map(({ Class }) => Class.prototype.prox),
);

/** Methods that make up a penalty: a subclass that has its own is another one. `apply` is TF.js' name for `call`. */
const DEFINING = ['call', 'apply', 'grad', 'valueAndGrad'];

/**
 * The row of a class: its own, or that of the class whose methods it inherits. What a class says of itself counts, not the
 * fields of its instances, whose names may mean anything.
 * @param {any} Class
 * @returns {Elsewhere | undefined} undefined for a class with a penalty of its own
 */
export function elsewhereOf(Class) {
    const row = byClass.get(Class);
    if (row || typeof Class !== 'function') return row;
    const isAnother = DEFINING.some(name => Object.hasOwn(Class.prototype ?? {}, name));
    return isAnother ? undefined : elsewhereOf(Object.getPrototypeOf(Class));
}

/**
 * The row of what is built in under a name.
 * @param {string | undefined} name of a class, as it is saved
 * @returns {Elsewhere | undefined}
 */
export const builtInOf = name =>
    elsewhereOf(BUILT_INS.find(({ names }) => name !== undefined && names.includes(name))?.Class);
