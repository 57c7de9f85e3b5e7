/** Proximal steps of arrays of jax-js: by them L1 and group penalties make weights exactly 0. */

import { numpy as np } from '@jax-js/jax';
import { isRegularizer } from '../classes/regularizer.js';
import { float32, knownKeys, nonNegative, typeError } from '../input/check.js';
import { inOps } from './ops.js';
import { checkArray, nameOf, rowOf } from './penalty.js';
import { chosenIn } from './tree.js';

/**
 * @typedef {import('./types.js').JaxArray} JaxArray
 * @typedef {import('./types.js').Params} Params
 * @typedef {import('./types.js').Rules} Rules
 * @typedef {import('./types.js').Mask} Mask
 */

/** Whether it takes the step of a class that is built in. @param {any} regularizer @param {any} row */
const hasStepOf = (regularizer, row) =>
    (row.isElementwise || row.prox) && regularizer.prox === row.Class.prototype.prox;

/**
 * @param {string} who
 * @param {any} what a regularizer of the core, or a function
 * @throws {TypeError} for what has no proximal step that is known in jax-js' functions
 */
export function checkStep(who, what) {
    if (isRegularizer(what) && hasStepOf(what, rowOf(what))) return;
    const got = isRegularizer(what) ? nameOf(what) : 'a function';
    throw typeError(who, 'penalties with a proximal step; add the others to the loss', got);
}

/**
 * @param {any} regularizer of the core, checked by `checkStep`
 * @param {JaxArray} w is consumed
 * @param {number} step
 * @returns {JaxArray}
 */
export function proxOf(regularizer, w, step) {
    const name = nameOf(regularizer);
    checkArray(name, w);
    const row = rowOf(regularizer);
    if (!row.isElementwise) return inOps(w, (tf, x) => row.prox(tf, regularizer, x, step));
    const { l1 = 0, l2 = 0 } = regularizer.terms();
    const threshold = float32(name, 'step * l1', step * l1);
    const shrinkage = 1 / (1 + 2 * step * l2);
    const soft = threshold > 0 ? w.ref.sub(np.clip(w, -threshold, threshold)) : w;
    return shrinkage === 1 ? soft : soft.mul(shrinkage);
}

/**
 * The proximal step, argmin_u step * penalty(u) + |u - w|^2 / 2, of the arrays of a tree that the rules name as in
 * `penalties`: to be taken after each gradient step of the loss without the penalty (Parikh and Boyd, Proximal Algorithms, 2014).
 * L1 is a soft threshold, L2 a division, the group penalties a block soft threshold, AnchoredL2 a step to its anchor. Other
 * arrays are given back.
 * @template {Params} P
 * @param {P} params an array, or lists and plain objects of such; consumed
 * @param {Rules} rules as in `penalties`
 * @param {number} step the learning rate, finite and >= 0
 * @param {{ mask?: Mask }} [options] mask: as in `penalties`
 * @returns {P} of the same form
 * @throws {TypeError} for a penalty without a proximal step: the orthogonal ones, and functions of one's own
 * @throws {TypeError | RangeError} as `penalties`
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { l1, prox } from 'regularizers/jax';
 *
 * const w = prox(np.array([3, -0.25, 0]), l1(1), 0.5);
 * w.js(); // [2.5, 0, 0]
 */
export function prox(params, rules, step, options = {}) {
    knownKeys('prox', options, ['mask']);
    nonNegative('prox', 'step', step);
    const { leaves, chosen, rebuild } = stepsIn('prox', params, rules, options.mask);
    return rebuild(leaves.map((leaf, i) => (chosen[i] ? proxOf(chosen[i], leaf, step) : leaf)));
}

/**
 * The arrays of a tree and the penalty by whose step each moves.
 * @param {string} who @param {any} params @param {Rules} rules @param {Mask} [mask]
 */
export function stepsIn(who, params, rules, mask) {
    const found = chosenIn(who, params, rules, mask);
    for (const what of found.chosen) if (what) checkStep(who, what);
    return found;
}
