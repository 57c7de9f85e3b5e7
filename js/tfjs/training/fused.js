// Optimizers whose whole step, with the decay and the proximal step of those around them, is one kernel for each weight.

import { finite, isPlainObject, knownKeys, nonNegative, shown, typeError } from '../../input/check.js';
import { adamRule, descentRule, momentumRule, updateAll } from '../backends/updates.js';
import { entriesOf, TAKE } from './entries.js';
import { Moments } from './moments.js';
import { fraction } from './settings.js';
import { takeStep } from './take.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./entries.js').Entry} Entry
 * @typedef {import('../backends/updates.js').Update} Update
 */

/**
 * The base class in the given TF.js. A subclass has `update(updates)` and says the names of its moments.
 * @param {TensorFlow} tf
 * @returns {any} the class
 */
function fusedClass(tf) {
    return class Fused extends tf.Optimizer {
        #memory;

        /** @param {string} who @param {number} learningRate @param {string[]} moments their names, as TF.js saves them */
        constructor(who, learningRate, moments) {
            super();
            this.who = who;
            this.learningRate = nonNegative(who, 'learningRate', learningRate);
            this.moments = moments;
            this.#memory = new Moments(tf, who, moments);
        }

        /** @param {number} rate */
        setLearningRate(rate) {
            this.learningRate = rate;
        }

        /** @param {Parameters<typeof entriesOf>[1]} gradients */
        applyGradients(gradients) {
            this[TAKE](entriesOf(tf, gradients));
        }

        /** @param {Entry[]} entries */
        [TAKE](entries) {
            nonNegative(this.who, 'learningRate', this.learningRate);
            const memory = this.#memory;
            const update = (/** @type {Update[]} */ updates) => /** @type {any} */ (this).update(updates);
            memory.step(() => takeStep(tf, entries, variable => memory.of(variable), memory.shown, update));
            this.incrementIterations();
        }

        /** In the order of TF.js' optimizers: the iterations, then the moments. */
        async getWeights() {
            const moments = this.#memory.named();
            return [await this.saveIterations(), ...moments];
        }

        /** @param {Array<{ name: string, tensor: Tensor }>} weights of `getWeights`, of this class or TF.js' own */
        async setWeights(weights) {
            this.#memory.load(await this.extractIterations(weights));
        }

        dispose() {
            this.#memory.dispose();
        }
    };
}

/**
 * The class of `sgd` in the given TF.js.
 * @param {TensorFlow} tf
 * @returns {any} the class
 */
export function sgdClass(tf) {
    return class FusedSGD extends fusedClass(tf) {
        static className = 'FusedSGD';

        /**
         * @param {number} learningRate
         * @param {number | { momentum?: number, nesterov?: boolean }} [given] as `tf.train.momentum`, or by name
         * @param {boolean} [useNesterov]
         */
        constructor(learningRate, given = 0, useNesterov = false) {
            const named = isPlainObject(given) ? given : { momentum: given, nesterov: useNesterov };
            knownKeys('sgd', named, ['momentum', 'nesterov']);
            const { momentum: beta = 0, nesterov = false } = named;
            super('sgd', learningRate, beta === 0 ? [] : ['momentum']);
            if (typeof nesterov !== 'boolean') throw typeError('sgd', 'nesterov to be a boolean', shown(nesterov));
            this.momentum = nonNegative('sgd', 'momentum', beta);
            this.nesterov = nesterov;
        }

        /** @param {Update[]} updates */
        update(updates) {
            const { learningRate: rate, momentum: beta, nesterov } = this;
            if (this.moments.length === 0) updateAll(tf, descentRule, { rate }, updates);
            else updateAll(tf, momentumRule, { rate, momentum: beta, nesterov }, updates);
        }

        getConfig() {
            return { learningRate: this.learningRate, momentum: this.momentum, nesterov: this.nesterov };
        }

        /** @param {any} Class @param {Record<string, any>} config */
        static fromConfig(Class, { learningRate, momentum, nesterov }) {
            return new Class(learningRate, { momentum, nesterov });
        }
    };
}

const { fround } = Math;

/**
 * The class of `adam` in the given TF.js.
 * @param {TensorFlow} tf
 * @returns {any} the class
 */
export function adamClass(tf) {
    return class FusedAdam extends fusedClass(tf) {
        static className = 'FusedAdam';
        /** beta^t at the next step, in float32 as TF.js has them. */
        #powers;

        /**
         * @param {number} [learningRate] @param {number} [beta1] @param {number} [beta2]
         * @param {number | null} [epsilon] default that of the backend: 1e-7, or 1e-4 in half precision
         */
        constructor(learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = null) {
            super('adam', learningRate, ['m', 'v']);
            this.beta1 = fraction('adam', 'beta1', beta1);
            this.beta2 = fraction('adam', 'beta2', beta2);
            this.epsilon = finite('adam', 'epsilon', epsilon ?? tf.backend().epsilon());
            this.#powers = [fround(beta1), fround(beta2)];
        }

        /** Proximal steps can be taken in a metric of its own. */
        get hasMetric() {
            return true;
        }

        /** @param {Update[]} updates */
        update(updates) {
            const { learningRate: rate, beta1, beta2, epsilon } = this;
            const [correction1, correction2] = this.#powers.map(power => fround(1 - power));
            updateAll(tf, adamRule, { rate, beta1, beta2, epsilon, correction1, correction2 }, updates);
        }

        incrementIterations() {
            super.incrementIterations();
            const [power1, power2] = this.#powers;
            this.#powers = [fround(power1 * fround(this.beta1)), fround(power2 * fround(this.beta2))];
        }

        /** @param {Array<{ name: string, tensor: Tensor }>} weights */
        async setWeights(weights) {
            await super.setWeights(weights);
            this.#powers = [this.beta1, this.beta2].map(beta => fround(fround(beta) ** (this.iterations + 1)));
        }

        getConfig() {
            const { learningRate, beta1, beta2, epsilon } = this;
            return { learningRate, beta1, beta2, epsilon };
        }

        /** @param {any} Class @param {Record<string, any>} config */
        static fromConfig(Class, { learningRate, beta1, beta2, epsilon }) {
            return new Class(learningRate, beta1, beta2, epsilon);
        }
    };
}
