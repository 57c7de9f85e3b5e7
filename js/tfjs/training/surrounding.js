// An optimizer around another one: it changes what happens to the weights before and after the other's update.

import { shown, typeError } from '../../input/check.js';
import { decayOf } from '../backends/steps.js';
import { descentRule, proxInMetric, proxInto, updateAll } from '../backends/updates.js';
import { entriesOf, hasProx, SURROUND, TAKE } from './entries.js';
import { spreadOf } from './metric.js';
import { proximal, takeStep } from './take.js';
import { undoing } from './undoing.js';

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
            else if (isPlainDescent(tf, innermost)) descend(tf, innermost, entries);
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
    if (typeof optimizer.setLearningRate === 'function') optimizer.setLearningRate(learningRate);
    told.set(optimizer, learningRate);
}

/**
 * Whether it is TF.js' own plain gradient descent, whose steps our kernel takes to the last bit.
 * @param {TensorFlow} tf @param {any} optimizer
 */
const isPlainDescent = ({ SGDOptimizer }, optimizer) =>
    SGDOptimizer !== undefined &&
    optimizer.constructor === SGDOptimizer &&
    optimizer.applyGradients === SGDOptimizer.prototype.applyGradients;

/** @param {TensorFlow} tf @param {any} optimizer @param {Entry[]} entries */
function descend(tf, optimizer, entries) {
    const settings = { rate: optimizer.learningRate };
    const update = (/** @type {import('../backends/updates.js').Update[]} */ updates) =>
        updateAll(tf, descentRule, settings, updates);
    takeStep(tf, entries, () => [], false, update);
    optimizer.incrementIterations();
}

/**
 * An update by an optimizer that is not ours. TF.js' keep what they remember by the place of a variable in the list: it is
 * always the list of all variables that were ever seen, so that several models, and layers that are frozen for a while, do
 * not get each other's moments. Where it throws, the weights and what the optimizer remembers are as they were.
 * @param {TensorFlow} tf @param {any} optimizer @param {Entry[]} entries @param {Set<any>} seen
 */
function updateAround(tf, optimizer, entries, seen) {
    tellLearningRate(optimizer);
    for (const { variable } of entries) seen.add(variable);
    const gradients = new Map(entries.map(({ variable, gradient }) => [variable, gradient]));
    const list = [...seen].map(variable => ({ name: variable.name, tensor: gradients.get(variable) ?? null }));
    const step = (/** @type {Entry} */ entry) => shrink(tf, entry, optimizer, [...seen].indexOf(entry.variable));
    const variables = entries.map(({ variable }) => variable);
    const run = () => {
        for (const entry of entries) decay(tf, entry);
        optimizer.applyGradients(list);
        entries.filter(hasProx).forEach(step);
    };
    undoing(tf, variables, run, optimizer);
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
