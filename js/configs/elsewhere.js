/** The rows of what is built in, found by class and by name. */

import { BUILT_INS, ELSEWHERE, TOLD } from './built-in.js';

/**
 * @typedef {import('./built-in.js').Elsewhere} Elsewhere
 * @typedef {import('./built-in.js').Told} Told
 */

/**
 * Whether a method `prox` is that of a class without a proximal step, which only says so.
 * @param {unknown} prox
 */
export const isRefusal = prox =>
    ELSEWHERE.some(row => !row.isElementwise && !row.prox && row.Class.prototype.prox === prox);

/** Methods that make up a penalty: a subclass that has its own is another one. `apply` is TF.js' name for `call`. */
const DEFINING = ['call', 'apply', 'grad', 'valueAndGrad'];

/**
 * The row of a class: its own, or that of the class whose methods it inherits. What a class says of itself counts, not the
 * fields of its instances, whose names may mean anything.
 * @param {any} Class
 * @returns {Elsewhere | undefined} undefined for a class with a penalty of its own
 */
export function elsewhereOf(Class) {
    const row = ELSEWHERE.find(row => row.Class === Class);
    if (row || typeof Class !== 'function') return row;
    const isAnother = DEFINING.some(name => Object.hasOwn(Class.prototype ?? {}, name));
    return isAnother ? undefined : elsewhereOf(Object.getPrototypeOf(Class));
}

/**
 * What there is to say of what is built in under a name.
 * @param {string | undefined} name of a class, as it is saved
 * @returns {Told | undefined}
 */
export function builtInOf(name) {
    const known = BUILT_INS.find(({ names }) => names.some(other => other === name));
    return known && TOLD.find(({ Class }) => Class === known.Class);
}
