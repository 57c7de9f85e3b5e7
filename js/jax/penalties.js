/** The penalties of a whole tree of parameters, as one scalar. */

import { numpy as np } from '@jax-js/jax';
import { isRegularizer } from '../classes/regularizer.js';
import { knownKeys } from '../input/check.js';
import { penaltyOf } from './penalty.js';
import { chosenIn } from './tree.js';

/**
 * @typedef {import('./types.js').JaxArray} JaxArray
 * @typedef {import('./types.js').Params} Params
 * @typedef {import('./types.js').Rules} Rules
 * @typedef {import('./types.js').Mask} Mask
 */

/**
 * The sum of the penalties of the arrays of a tree, a scalar to be added to the loss. It works under `grad`, `jit` and `vmap`,
 * and consumes the parameters as every function of jax-js does.
 *
 * One regularizer is for all arrays but biases and parts of normalisations: those named b, bias, beta, gamma, scale, offset,
 * shift, moving or running mean and variance, with or without a number, and all in layers named after a norm; where there are
 * no names, those with fewer than two axes. Patterns and masks choose otherwise. A pattern is a RegExp or a string with `*`,
 * compared with the path ('layers/0/w'), a string without '/' with its last part; the first that matches decides.
 * @param {Params} params an array, or lists and plain objects of such
 * @param {Rules} rules one regularizer, `{ pattern: regularizer }`, or a list of `[pattern, regularizer]`; null for none
 * @param {{ mask?: Mask }} [options] mask: a tree of booleans like that of the parameters, or a function of path and
 *     `{ shape }`; the rules are about no other arrays then, and nothing else is left out
 * @returns {JaxArray} a scalar
 * @throws {TypeError | RangeError} for rules that are none, for one that matches no array, for a mask of another form
 * @example
 * import { grad, numpy as np } from '@jax-js/jax';
 * import { l2, penalties } from 'regularizers/jax';
 *
 * const params = { w: np.array([[1, 2]]), b: np.array([3, 4]) };
 * const slopes = grad(p => penalties(p, l2(0.5)))(params);
 * slopes.w.js(); // [[1, 2]]
 * slopes.b.js(); // [0, 0]
 */
export function penalties(params, rules, options = {}) {
    knownKeys('penalties', options, ['mask']);
    const { leaves, chosen } = chosenIn('penalties', params, rules, options.mask);
    const terms = leaves.flatMap((leaf, i) => {
        const what = chosen[i];
        if (what) return [isRegularizer(what) ? penaltyOf(what, leaf) : /** @type {Function} */ (what)(leaf)];
        leaf.dispose();
        return [];
    });
    return terms.length > 0 ? terms.reduce((sum, term) => sum.add(term)) : np.array(0);
}
