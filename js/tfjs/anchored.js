// Penalties that hold the weights of a model near what they are now: fine-tuning, federated and continual learning.

import { isTable } from '../configs/rules.js';
import { AnchoredL2 } from '../index.js';
import { isPlainObject, knownKeys, nonNegative, rangeError, shown, typeError } from '../input/check.js';
import { numbersOf } from './arguments.js';
import { ledgerOf } from './layers/ledger.js';
import { putOn, rulesOf } from './regularize.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Layer} Layer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./types.js').TensorLike} TensorLike
 * @typedef {import('./layers/ledger.js').WeightEntry} WeightEntry
 * @typedef {import('../input/tensor.js').Weights | TensorLike} Numbers
 * @typedef {number | boolean | null} Factor true: the option `l2`; false and null: no penalty
 */

/**
 * @typedef {object} AnchoredOptions
 * @property {number} [l2] finite and >= 0, default 0.01: the penalty is l2 * sum importance * (w - anchor)^2
 * @property {Record<string, Numbers | null> | Array<Numbers | null>} [importance] of each element of each weight, finite and
 *     >= 0, as arrays or tensors: by the names of weights, as `fisherDiagonal` gives it, or one for each of
 *     `model.trainableWeights`. By default 1; null means so, too. What is not anchored needs none
 * @property {Record<string, Factor> | Array<[string | RegExp, Factor]>} [rules] which weights are anchored, by patterns as
 *     in `regularize`: the first that matches decides, true for `l2`, a number for another factor, null or false for none.
 *     By default every weight is that is no bias and no part of a normalisation
 */

/**
 * Adds to weights of a built model the penalty of AnchoredL2 whose anchor is what they are now. What they have stays.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @param {Layer} model
 * @param {AnchoredOptions} [options]
 * @returns {{ names: string[], remove: () => void }} the weights that are anchored, and how to let them go
 * @throws {TypeError | RangeError} for wrong options, a rule that matches no weight, and importance that is missing for a
 *     weight, of another size or for none of the model's; the model is unchanged then
 */
export function anchored(tf, get, model, options = {}) {
    if (!isPlainObject(options)) throw typeError('anchored', 'options to be a plain object', shown(options));
    knownKeys('anchored', options, ['l2', 'importance', 'rules']);
    const { l2 = 0.01, importance, rules } = options;
    nonNegative('anchored', 'l2', l2);
    if (rules != null && !isTable(rules))
        throw typeError('anchored', 'rules to be patterns with factors', shown(rules));
    const entries = ledgerOf(tf, model);
    const compiled = rulesOf(checkFactor, rules ?? true);
    for (const { pattern, matches } of compiled) {
        if (entries.some(({ name }) => matches(name))) continue;
        throw rangeError('anchored', `a weight that matches ${pattern}`, entries.map(({ name }) => name).join(', '));
    }
    const importances = importance == null ? null : importancesOf(importance, model, entries);
    const made = new Map(
        entries.flatMap(entry => {
            const factor = compiled.find(({ matches }) => matches(entry.name))?.regularizer ?? false;
            if (factor === false) return [];
            if (importances && !importances.has(entry.weight)) {
                throw rangeError('anchored', `importance for ${entry.name}`, 'none');
            }
            const anchor = numbersOf(tf, entry.weight.read());
            const own = numbersOf(tf, importances?.get(entry.weight) ?? null);
            const regularizer = named(entry.name, () => new AnchoredL2(factor === true ? l2 : factor, anchor, own));
            return [[entry, get(regularizer)]];
        }),
    );
    return putOn(tf, get, model, entries, entry => made.get(entry) ?? null);
}

/** @param {Factor} factor @returns {Factor} */
function checkFactor(factor) {
    if (factor == null || typeof factor === 'boolean') return factor ?? null;
    return nonNegative('anchored', 'the factor of a rule', factor);
}

/**
 * @param {any} importance
 * @param {Layer} model
 * @param {WeightEntry[]} entries
 * @returns {Map<any, any>} by the LayerVariable of a weight
 */
function importancesOf(importance, model, entries) {
    if (Array.isArray(importance)) {
        const weights = model.trainableWeights;
        if (importance.length !== weights.length) {
            const expected = `importance for each of the ${weights.length} trainable weights`;
            throw rangeError('anchored', expected, `a list of ${importance.length}`);
        }
        return new Map(weights.map((/** @type {any} */ weight, /** @type {number} */ i) => [weight, importance[i]]));
    }
    if (!isPlainObject(importance)) {
        throw typeError('anchored', 'importance to be an object of names and arrays, or a list', shown(importance));
    }
    knownKeys(
        'anchored: importance',
        importance,
        entries.map(({ name }) => name),
    );
    return new Map(
        entries.flatMap(({ weight, name }) => (Object.hasOwn(importance, name) ? [[weight, importance[name]]] : [])),
    );
}

/**
 * What `make` returns, and of what it throws the name of the weight that it is about.
 * @template T
 * @param {string} name @param {() => T} make
 * @returns {T}
 */
function named(name, make) {
    try {
        return make();
    } catch (cause) {
        const { message, constructor: Fault } = /** @type {any} */ (cause);
        throw new Fault(`anchored: ${name}: ${message}`, { cause });
    }
}
