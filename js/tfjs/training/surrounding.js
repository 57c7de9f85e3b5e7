// An optimizer around another one: it changes what happens to the weights before and after the other's update.

import { shown, typeError } from '../../input/check.js';
import { decayOf, proxOf } from '../backends/steps.js';
import { proxInMetric, proxInto } from '../backends/updates.js';
import { entriesOf, hasProx, SURROUND, TAKE } from './entries.js';
import { spreadOf } from './metric.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./entries.js').Entry} Entry
 */

/**
 * The base class of `proximal` and `decoupled` in the given TF.js. A subclass has `[SURROUND](entries)`.
 * @param {TensorFlow} tf
 * @returns {any} the class
 */
export function surroundingClass(tf) {
    return class Surrounding extends tf.Optimizer {
        /** All variables that were ever stepped, in the order of their first step. @type {Set<any>} */
        #seen = new Set();

        /** @param {any} optimizer @param {string} who */
        constructor(optimizer, who) {
            super();
            if (optimizer == null || !(optimizer instanceof tf.Optimizer)) {
                throw typeError(who, 'optimizer to be a tf.Optimizer', shown(optimizer));
            }
            /** The one inside. */
            this.optimizer = optimizer;
        }

        get learningRate() {
            return this.optimizer.learningRate;
        }

        set learningRate(rate) {
            this.setLearningRate(rate);
        }

        /** @param {number} rate */
        setLearningRate(rate) {
            setLearningRate(this.optimizer, rate);
        }

        get iterations() {
            return this.optimizer.iterations;
        }

        incrementIterations() {
            this.optimizer.incrementIterations();
        }

        computeGradients(/** @type {() => Tensor} */ f, /** @type {any[] | undefined} */ variables) {
            return this.optimizer.computeGradients(f, variables);
        }

        /** @param {Parameters<typeof entriesOf>[1]} gradients */
        applyGradients(gradients) {
            const entries = entriesOf(tf, gradients);
            /** @type {any} */
            let innermost = this;
            for (; innermost[SURROUND]; innermost = innermost.optimizer) innermost[SURROUND](entries);
            if (innermost[TAKE]) innermost[TAKE](entries);
            else updateAround(tf, innermost, entries, this.#seen);
        }

        getWeights() {
            return this.optimizer.getWeights();
        }

        /** @param {Array<{ name: string, tensor: Tensor }>} weights */
        setWeights(weights) {
            this.#seen.clear();
            return this.optimizer.setWeights(weights);
        }

        dispose() {
            this.optimizer.dispose();
        }
    };
}

/** @param {any} optimizer @param {number} rate */
function setLearningRate(optimizer, rate) {
    if (typeof optimizer.setLearningRate === 'function') optimizer.setLearningRate(rate);
    else optimizer.learningRate = rate;
}

/** The rates that optimizers were last told. TF.js' SGD goes on with the old one where its property alone is set. */
const told = new WeakMap();

/** @param {any} optimizer */
function tellLearningRate(optimizer) {
    const { learningRate } = optimizer;
    if (told.get(optimizer) === learningRate) return;
    told.set(optimizer, learningRate);
    if (typeof optimizer.setLearningRate === 'function') optimizer.setLearningRate(learningRate);
}

/**
 * An update by an optimizer that is not ours. TF.js' keep what they remember by the place of a variable in the list: it is
 * always the list of all variables that were ever seen, so that several models, and layers that are frozen for a while, do
 * not get each other's moments. Where the update throws, the weights are as they were.
 * @param {TensorFlow} tf @param {any} optimizer @param {Entry[]} entries @param {Set<any>} seen
 */
function updateAround(tf, optimizer, entries, seen) {
    tellLearningRate(optimizer);
    for (const { variable } of entries) seen.add(variable);
    const gradients = new Map(entries.map(({ variable, gradient }) => [variable, gradient]));
    const list = [...seen].map(variable => ({ name: variable.name, tensor: gradients.get(variable) ?? null }));
    const before = entries.map(({ variable }) => variable.clone());
    const step = (/** @type {Entry} */ entry) => shrink(tf, entry, optimizer, [...seen].indexOf(entry.variable));
    const canFail = (/** @type {Entry} */ { others }) => others.length > 0; // a user's code
    try {
        for (const entry of entries) decay(tf, entry);
        optimizer.applyGradients(list);
        entries.filter(canFail).forEach(step);
    } catch (error) {
        for (const [i, { variable }] of entries.entries()) variable.assign(before[i]);
        throw error;
    } finally {
        tf.dispose(before); // before the weights shrink, which they can in place then
    }
    entries.filter(entry => hasProx(entry) && !canFail(entry)).forEach(step);
}

/** @param {TensorFlow} tf @param {Entry} entry */
function decay(tf, { variable, gradient, decay }) {
    if (gradient && decay > 0) tf.tidy(() => variable.assign(decayOf(tf, variable, decay)));
}

/** @param {TensorFlow} tf @param {Entry} entry @param {any} optimizer @param {number} at the variable's place in its list */
function shrink(tf, entry, optimizer, at) {
    const { variable, l1, l2, scaled, others } = entry;
    const factors = { l1, l2, step: 1 };
    if (scaled) tf.tidy(() => variable.assign(proxInMetric(tf, variable, factors, spreadOf(tf, optimizer, at))));
    else if (others.length > 0) tf.tidy(() => variable.assign(proximal(tf, entry, variable)));
    else proxInto(tf, variable, factors);
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
