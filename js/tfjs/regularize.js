// Penalties put on a model that exists already, by the names of its weights.

import { rulesOf as patternRules } from '../configs/rules.js';
import { addPenalty, ledgerOf } from './layers/ledger.js';
import { plainLayersOf } from './layers/losses.js';
import { updateField } from './saving/fields.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Layer} Layer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./layers/ledger.js').WeightEntry} WeightEntry
 */

/** Weights that are left alone unless a rule is made for them: offsets and scales, where a penalty does no good. */
const SKIPPED = /(^|[/_])(bias|beta|gamma|moving_mean|moving_variance)(_\d+)?$/;

/**
 * Adds penalties to the weights of a built model, loaded or not, without compiling it again.
 *
 * `rules` is one regularizer for every weight that is not a bias or part of a normalisation, or an object
 * `{ pattern: regularizer }`, or a list of `[pattern, regularizer]`. A pattern is a RegExp or a string with `*`, compared
 * with the weight's name ('dense_Dense1/kernel'), a string without '/' with its last part ('kernel'). The first pattern
 * that matches decides; null means no penalty. A penalty the weight already has stays, and the new one is added to it.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @param {Layer} model a built `tf.LayersModel` or layer
 * @param {import('./types.js').Rules} rules
 * @returns {{ names: string[], remove: () => void }} the weights that got a penalty, and how to take it back
 * @throws {TypeError | RangeError} for an unknown regularizer, or a rule that matches no weight; the model is unchanged then
 */
export function regularize(tf, get, model, rules) {
    const entries = ledgerOf(tf, model);
    const compiled = rulesOf(get, rules);
    for (const { pattern, matches } of compiled) {
        if (!entries.some(({ name }) => matches(name))) {
            throw new RangeError(
                `regularize: no weight matches ${pattern}; there are ${entries.map(({ name }) => name).join(', ')}`,
            );
        }
    }
    return putOn(
        tf,
        get,
        model,
        entries,
        entry => compiled.find(({ matches }) => matches(entry.name))?.regularizer ?? null,
    );
}

/**
 * Puts penalties on weights, and what a layer's config can say of them into its fields.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @param {Layer} model
 * @param {WeightEntry[]} entries of it
 * @param {(entry: WeightEntry) => TfRegularizer | null} regularizerOf
 * @returns {{ names: string[], remove: () => void }} the weights that got a penalty, and how to take it back
 */
export function putOn(tf, get, model, entries, regularizerOf) {
    const found = entries.flatMap(entry => {
        const regularizer = regularizerOf(entry);
        return regularizer ? [{ entry, regularizer }] : [];
    });
    const applied = found.map(({ entry, regularizer }) => ({ entry, remove: addPenalty(entry, regularizer) }));
    const owners = new Set(plainLayersOf(tf, model)); // a layer inside one of the user's own is not TF.js' to save
    const update = (/** @type {WeightEntry} */ entry) => owners.has(entry.layer) && updateField(tf, get, entry);
    for (const { entry } of applied) update(entry);
    return {
        names: applied.map(({ entry }) => entry.name),
        remove() {
            for (const { entry, remove } of applied.splice(0)) {
                remove();
                update(entry);
            }
        },
    };
}

/**
 * Rules as tests of a weight's full name, in their order. One rule without a pattern is for every kernel. TF.js numbers
 * the names that there are already: 'kernel_1'.
 * @template T
 * @param {(value: any) => T} get makes of a rule's value what it stands for
 * @param {any} rules
 */
export const rulesOf = (get, rules) =>
    patternRules(get, rules, { isLeftOut: name => SKIPPED.test(name), suffix: '(_\\d+)?' });
