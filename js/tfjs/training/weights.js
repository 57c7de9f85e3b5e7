// The weights that a step is about, by their full names.

import { ledgerOf } from '../layers/ledger.js';
import { modelInTraining } from './train-function.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../layers/ledger.js').WeightPenalty} WeightPenalty
 * @typedef {{ variable: any, name: string, penalties: WeightPenalty[] }} Weight
 */

/**
 * Those of the model whose step is being taken, with the names TF.js saves them under and the penalties declared on them;
 * in a hand-written loop the variables that it lists, with their own names.
 * @param {TensorFlow} tf
 * @param {any[]} variables
 * @returns {Weight[]}
 */
export function weightsInStep(tf, variables) {
    const model = modelInTraining();
    if (!model) return variables.map(variable => ({ variable, name: variable.name, penalties: [] }));
    return ledgerOf(tf, model).map(({ weight, name, penalties }) => ({ variable: weight.read(), name, penalties }));
}

/** The variables that gradients were taken to. @param {TensorFlow} tf @param {Record<string, any>} gradients by name */
export const variablesOf = (tf, gradients) => Object.keys(gradients).map(name => tf.engine().registeredVariables[name]);

/**
 * What the rules say about each weight: the first that matches decides.
 * @template T
 * @param {string} who
 * @param {Array<{ pattern: string, regularizer: T, matches: (name: string) => boolean }>} rules
 * @param {Weight[]} weights
 * @param {boolean} [mustMatch] whether each rule must match a weight
 * @returns {Map<any, T>} by variable; those that no rule is about are missing
 * @throws {RangeError} for a rule that matches no weight
 */
export function decided(who, rules, weights, mustMatch = true) {
    for (const { pattern, matches } of rules) {
        if (!mustMatch || weights.some(({ name }) => matches(name))) continue;
        throw new RangeError(
            `${who}: no weight matches ${pattern}; there are ${weights.map(({ name }) => name).join(', ')}`,
        );
    }
    const entries = weights.flatMap(({ variable, name }) => {
        const rule = rules.find(({ matches }) => matches(name));
        return rule ? [/** @type {const} */ ([variable, rule.regularizer])] : [];
    });
    return new Map(entries);
}
