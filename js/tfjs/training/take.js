// A step by kernels of our own, one for each weight, and what follows it.

import { proxOf } from '../backends/steps.js';
import { hasProx } from './entries.js';
import { undoing } from './undoing.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../backends/updates.js').Update} Update
 * @typedef {import('./entries.js').Entry} Entry
 */

/**
 * Where it throws, every weight and moment is as it was.
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
    const resting = entries.filter(entry => !entry.gradient && hasProx(entry));
    const following = entries.filter(({ gradient, others }) => gradient && others.length > 0);
    const run = () => {
        // These take memory, and an update that fails changes nothing.
        const rested = resting.map(entry => proximal(tf, entry, entry.variable));
        update(updates);
        for (const [i, { variable }] of resting.entries()) variable.assign(rested[i]);
        for (const entry of following) {
            tf.tidy(() => entry.variable.assign(proximal(tf, { ...entry, l1: 0 }, entry.variable)));
        }
    };
    const changed = [...entries.map(({ variable }) => variable), ...updates.flatMap(({ moments }) => moments)];
    tf.tidy(() => {
        if (following.length > 0) undoing(tf, changed, run);
        else run();
    });
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
