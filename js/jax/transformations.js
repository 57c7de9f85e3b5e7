/** Steps for chains of optimizers, in optax' form: what the gradients have become, the parameters, and what is added to them. */

import { numpy as np, tree } from '@jax-js/jax';
import { knownKeys, nonNegative, rangeError, shown, typeError } from '../input/check.js';
import { proxOf, stepsIn } from './prox.js';
import { chosenIn } from './tree.js';

/**
 * @typedef {import('./types.js').JaxArray} JaxArray
 * @typedef {import('./types.js').Rules} Rules
 * @typedef {import('./types.js').Mask} Mask
 * @typedef {import('./types.js').ScalarOrSchedule} ScalarOrSchedule
 * @typedef {import('./types.js').GradientTransformation} GradientTransformation
 */

/**
 * Penalties that act by their proximal step, after whatever stands before it in the chain: L1 that gives exact zeros. What it
 * returns added to the parameters is prox(params + updates). It goes last:
 * `chain(adam(rate), proximal(rate, l1(1e-4)))`, and the penalty is not part of the loss that is differentiated.
 * @param {ScalarOrSchedule} learningRate of the optimizer before it: the size of the step, finite and >= 0, or a function of
 *     the number of steps taken before, which does not go into `jit`
 * @param {Rules} rules as in `penalties`
 * @param {{ mask?: Mask }} [options] mask: as in `penalties`
 * @returns {GradientTransformation} whose `update` needs the parameters as its third argument
 * @throws {TypeError | RangeError} here for a learning rate that is none; from `init` and `update` as `prox`
 * @example
 * import { numpy as np, tree } from '@jax-js/jax';
 * import { l1, proximal } from 'regularizers/jax';
 *
 * const step = proximal(0.5, l1(1));
 * let params = { w: np.array([[3, 0.25]]), b: np.array([0.25]) };
 * let state = step.init(tree.ref(params));
 * const updates = { w: np.array([[-1, 0.125]]), b: np.array([0]) };
 * const [moves] = step.update(updates, state, tree.ref(params));
 * params = tree.map((p, move) => p.add(move), params, moves);
 * params.w.js(); // [[1.5, 0]]
 * params.b.js(); // [0.25]
 */
export function proximal(learningRate, rules, options = {}) {
    knownKeys('proximal', options, ['mask']);
    const { mask } = options;
    return transformation('proximal', learningRate, {
        check: params => void stepsIn('proximal', params, rules, mask),
        update(updates, params, step) {
            const { chosen } = stepsIn('proximal', params, rules, mask);
            return move(updates, params, chosen, (u, p, regularizer) => proxOf(regularizer, p.ref.add(u), step).sub(p));
        },
    });
}

/**
 * Decoupled weight decay: params shrink by learning rate * rate of themselves, whatever the optimizer makes of gradients (AdamW,
 * SGDW: Loshchilov and Hutter, 2019). It goes behind what scales by the learning rate: `chain(adam(rate), decoupled(rate))`.
 * What `adamw` of optax adds, but that biases and parts of normalisations are left out.
 * @param {ScalarOrSchedule} learningRate as in `proximal`
 * @param {{ rate?: number, mask?: Mask }} [options] rate: finite and >= 0, default 0.004, as in Keras' AdamW; mask: as in
 *     `penalties`
 * @returns {GradientTransformation} whose `update` needs the parameters as its third argument
 * @throws {TypeError | RangeError} for numbers out of range; from `update` where learning rate * rate is above 1
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { decoupled } from 'regularizers/jax';
 *
 * const decay = decoupled(0.5, { rate: 0.25 });
 * const state = decay.init(np.array([8, -8]));
 * const [moves] = decay.update(np.array([0, 1]), state, np.array([8, -8]));
 * moves.js(); // [-1, 2]
 */
export function decoupled(learningRate, options = {}) {
    knownKeys('decoupled', options, ['rate', 'mask']);
    const rate = nonNegative('decoupled', 'rate', options.rate ?? 0.004);
    const decaying = (/** @type {any} */ params) =>
        chosenIn('decoupled', params, true, options.mask, value => /** @type {boolean} */ (value));
    return transformation('decoupled', learningRate, {
        check: params => void decaying(params),
        update(updates, params, step) {
            if (step * rate > 1) throw rangeError('decoupled', 'learning rate * rate to be at most 1', step * rate);
            return move(updates, params, decaying(params).chosen, (u, p) => u.sub(p.mul(step * rate)));
        },
    });
}

/**
 * @param {string} who
 * @param {ScalarOrSchedule} learningRate
 * @param {{ check: (params: any) => void, update: (updates: any, params: any, step: number) => any }} parts
 * @returns {GradientTransformation}
 */
function transformation(who, learningRate, { check, update }) {
    const schedule = typeof learningRate === 'function' ? learningRate : null;
    const rate = schedule ? 0 : nonNegative(who, 'learningRate', learningRate);
    return {
        init(params) {
            check(params);
            tree.dispose(params);
            return schedule ? { count: counted(0) } : [];
        },
        update(updates, state, params) {
            if (params === undefined) throw typeError(who, 'the parameters as third argument of update', 'undefined');
            if (!schedule) return [update(updates, params, rate), /** @type {never[]} */ (state)];
            const count = countOf(who, state);
            const step = nonNegative(who, 'what the schedule returns', schedule(count));
            return [update(updates, params, step), { count: counted(count + 1) }];
        },
    };
}

/** @param {number} count */
const counted = count => np.array(count, { dtype: np.uint32 });

/** @param {string} who @param {any} state */
function countOf(who, state) {
    const count = state?.count;
    if (typeof count?.item !== 'function') {
        const got = count === undefined ? shown(state) : 'an array that jit is tracing, which has no value yet';
        throw typeError(who, 'the state that init returned, outside of jit where the rate is a schedule', got);
    }
    return /** @type {number} */ (count.item());
}

/**
 * New updates for the arrays that are chosen; the others' stay as they are. Consumes both trees.
 * @param {any} updates @param {any} params
 * @param {any[]} chosen
 * @param {(u: JaxArray, p: JaxArray, what: any) => JaxArray} moveOf consumes both
 */
function move(updates, params, chosen, moveOf) {
    const leaves = /** @type {JaxArray[]} */ (tree.leaves(params));
    const [before, structure] = tree.flatten(updates);
    const moves = /** @type {JaxArray[]} */ (before).map((u, i) => {
        if (chosen[i]) return moveOf(u, leaves[i], chosen[i]);
        leaves[i].dispose();
        return u;
    });
    return tree.unflatten(structure, moves);
}
