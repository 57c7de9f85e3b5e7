// Optimizers whose whole step, with the decay and the proximal step of those around them, is one kernel for each weight.

import { finite, isPlainObject, knownKeys, nonNegative, shown, typeError } from '../../input/check.js';
import { zerosOf } from '../backends/steps.js';
import { adamRule, descentRule, momentumRule, updateAll } from '../backends/updates.js';
import { entriesOf, TAKE } from './entries.js';
import { fraction } from './settings.js';
import { takeStep } from './take.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./entries.js').Entry} Entry
 * @typedef {{ name: string, moments: any[] }} Slots what an optimizer remembers of a variable
 */

/**
 * The base class in the given TF.js. A subclass has `[UPDATE](updates)` and says the names of its moments.
 * @param {TensorFlow} tf
 * @returns {any} the class
 */
function fusedClass(tf) {
    return class Fused extends tf.Optimizer {
        /** @type {Map<any, Slots>} by variable, in the order of first steps */
        #slots = new Map();
        /** What was loaded and belongs to the variables that come next, in their order. @type {Slots[]} */
        #loaded = [];
        /** Variables whose moments were made in this step. */
        #made = /** @type {any[]} */ ([]);
        /** Whether the moments were handed out since the last step. */
        #shown = false;

        /** @param {string} who @param {number} learningRate @param {string[]} moments their names, as TF.js saves them */
        constructor(who, learningRate, moments) {
            super();
            this.who = who;
            this.learningRate = nonNegative(who, 'learningRate', learningRate);
            this.moments = moments;
        }

        /** Whether proximal steps can be taken in a metric of its own. */
        get hasMetric() {
            return false;
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
            const momentsOf = (/** @type {any} */ variable) => this.#slotsOf(variable).moments;
            this.#made = [];
            try {
                takeStep(tf, entries, momentsOf, this.#shown, updates => this.update(updates));
            } catch (error) {
                for (const variable of this.#made) this.#forget(variable);
                throw error;
            }
            this.#shown = false;
            this.incrementIterations();
        }

        /** @param {import('../backends/updates.js').Update[]} updates */
        update(updates) {
            throw new Error(`${this.who} cannot update ${updates.length} weights`);
        }

        /** @param {any} variable @returns {Slots} */
        #slotsOf(variable) {
            const known = this.#slots.get(variable);
            if (known) return known;
            this.#forgetDisposed();
            const loaded = this.#loaded[0];
            if (loaded && `${loaded.moments[0]?.shape ?? variable.shape}` !== `${variable.shape}`) {
                const shapes = `[${variable.shape}], got the saved [${loaded.moments[0].shape}] of ${loaded.name}`;
                throw new RangeError(
                    `${this.who}: expected the moments of ${variable.name} to have its shape ${shapes}`,
                );
            }
            /** @type {Slots} */
            const slots = this.#loaded.shift() ?? { name: variable.name, moments: [] };
            this.#slots.set(variable, slots);
            if (slots.moments.length < this.moments.length) this.#made.push(variable);
            while (slots.moments.length < this.moments.length) {
                slots.moments.push(tf.tidy(() => zerosOf(tf, variable).variable(false)));
            }
            return slots;
        }

        #forgetDisposed() {
            for (const variable of this.#slots.keys()) if (variable.isDisposed) this.#forget(variable);
        }

        /** @param {any} variable */
        #forget(variable) {
            tf.dispose(this.#slots.get(variable)?.moments ?? []);
            this.#slots.delete(variable);
        }

        /** In the order of TF.js' optimizers: the iterations, then each moment of all variables. */
        async getWeights() {
            this.#shown = true;
            const all = [...this.#slots.values(), ...this.#loaded];
            const named = this.moments.flatMap((moment, i) =>
                all.map(({ name, moments }) => ({ name: `${name}/${moment}`, tensor: moments[i] })),
            );
            return [await this.saveIterations(), ...named];
        }

        /** @param {Array<{ name: string, tensor: Tensor }>} weights of `getWeights`, of this class or TF.js' own */
        async setWeights(weights) {
            const values = await this.extractIterations(weights);
            const count = this.moments.length && values.length / this.moments.length;
            if (!Number.isInteger(count) || (values.length > 0 && !this.moments.length)) {
                throw new RangeError(
                    `${this.who}: expected ${this.moments.length} moments of each weight, got ${values.length} in all`,
                );
            }
            this.#disposeMoments();
            this.#loaded = Array.from({ length: count }, (_, i) => ({
                name: values[i].name.replace(new RegExp(`/${this.moments[0]}$`), ''),
                moments: this.moments.map((_, k) => values[i + k * count].tensor.variable(false)),
            }));
            this.#shown = true;
        }

        #disposeMoments() {
            for (const { moments } of [...this.#slots.values(), ...this.#loaded]) tf.dispose(moments);
            this.#slots.clear();
            this.#loaded = [];
        }

        dispose() {
            this.#disposeMoments();
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

        /** @param {import('../backends/updates.js').Update[]} updates */
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

        get hasMetric() {
            return true;
        }

        /** @param {import('../backends/updates.js').Update[]} updates */
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
