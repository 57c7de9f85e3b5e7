// A step by kernels of our own, one for each weight, and what follows it.

import { proxOf } from '../backends/steps.js';
import { hasProx } from './entries.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../backends/updates.js').Update} Update
 * @typedef {import('./entries.js').Entry} Entry
 */

/**
 * @param {TensorFlow} tf
 * @param {Entry[]} entries
 * @param {(variable: any) => any[]} momentsOf
 * @param {boolean} shown whether the moments may have been handed out
 * @param {(updates: Update[]) => void} update
 */
export function takeStep(tf, entries, momentsOf, shown, update) {
    const updates = entries
        .filter(({ gradient }) => gradient)
        .map(({ variable, gradient, decay, l1, l2, scaled, others }) => ({
            w: variable,
            g: /** @type {Tensor} */ (gradient),
            moments: momentsOf(variable),
            surroundings: { decay, l1, l2: others.length > 0 ? 0 : l2, step: 1, scaled },
            shown,
        }));
    const run = () => {
        update(updates);
        for (const entry of entries) {
            const rest = entry.gradient ? { ...entry, l1: 0 } : entry;
            if (entry.gradient ? entry.others.length > 0 : hasProx(entry)) {
                tf.tidy(() => entry.variable.assign(proximal(tf, rest, entry.variable)));
            }
        }
    };
    if (!entries.some(canFail)) run();
    else undoing(tf, [...entries.map(({ variable }) => variable), ...updates.flatMap(({ moments }) => moments)], run);
}

/** Whether a user's code takes part in its proximal step. @param {Entry} entry */
export const canFail = ({ others }) => others.length > 0;

/**
 * Runs `run`; where it throws, the variables are as they were.
 * @param {TensorFlow} tf @param {any[]} variables @param {() => void} run
 */
export function undoing(tf, variables, run) {
    const before = variables.map(variable => variable.clone());
    try {
        run();
    } catch (error) {
        for (const [i, variable] of variables.entries()) variable.assign(before[i]);
        throw error;
    } finally {
        tf.dispose(before);
    }
}

/**
 * The proximal step of all that is on a weight. Where penalties that are proportional to the weight's size come before the
 * square, their steps one after the other are the step of their sum: soft threshold, then groups (Simon et al., 2013).
 * @param {TensorFlow} tf @param {Entry} entry @param {Tensor} w
 * @returns {Tensor}
 */
export function proximal(tf, { l1, l2, others }, w) {
    if (others.length === 0) return proxOf(tf, w, { l1, l2, step: 1 });
    let result = l1 > 0 ? proxOf(tf, w, { l1, step: 1 }) : w;
    for (const prox of others) result = prox(result);
    return l2 > 0 ? proxOf(tf, result, { l2, step: 1 }) : result;
}
