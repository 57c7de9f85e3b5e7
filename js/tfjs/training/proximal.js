// Penalties that act by their proximal step, after each update of whichever optimizer: L1 that gives exact zeros.

import { withoutGradientsOf } from '../layers/losses.js';
import { rulesOf } from '../regularize.js';
import { SURROUND } from './entries.js';
import { checkMetric } from './metric.js';
import { addStep, canStep } from './prox.js';
import * as settings from './settings.js';
import { surroundingClass } from './surrounding.js';
import { modelInTraining } from './train-function.js';
import { decided, variablesOf, weightsInStep } from './weights.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').Identifier} Identifier
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 * @typedef {ReturnType<typeof rulesOf<TfRegularizer | null>>} Rules
 * @typedef {{ variable: any, regularizer: TfRegularizer, loss: Function | null }} Penalty loss: the layer's function, null
 *     for the penalty of a rule
 */

/**
 * @typedef {object} ProximalOptions
 * @property {import('../types.js').Rules} [rules] penalties beside those
 *     that are declared on the layers, given as to `regularize`; the only ones in a hand-written loop
 * @property {boolean} [scaled] whether steps are taken in the optimizer's own metric, which Adam and RMSProp have: a step
 *     size for each weight, the learning rate over what the optimizer divides by; default false, the plain learning rate
 * @property {((step: number) => number) | null} [schedule] multiplies the step size; it is given the number of steps taken
 *     before, 0 at first; by default it is 1
 */

/**
 * The class of `proximal` in the given TF.js.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @returns {any} the class
 */
export function proximalClass(tf, get) {
    return class Proximal extends surroundingClass(tf) {
        static className = 'Proximal';
        #rules;
        #given;

        /** @param {any} optimizer @param {ProximalOptions} [options] */
        constructor(optimizer, options = {}) {
            super(optimizer, 'proximal');
            const { rules, scaled, schedule } = settings.checkOptions('proximal', options, [
                'rules',
                'scaled',
                'schedule',
            ]);
            this.#given = rules;
            this.#rules = rules == null ? [] : rulesOf(get, rules);
            this.scaled = scaled ?? false;
            this.schedule = schedule ?? null;
            if (this.scaled) checkMetric('proximal', optimizer);
        }

        /**
         * The gradients of the loss without the penalties that will act by their proximal step. Their value still counts.
         * @param {() => Tensor} f @param {any[]} [variables]
         */
        computeGradients(f, variables) {
            const model = modelInTraining();
            if (!variables && !model) checkRulesStep(tf, this.#rules);
            const before = variables || model ? penaltiesOf(tf, this.#rules, variables ?? []) : [];
            const silent = before.flatMap(({ loss, regularizer }) => (loss && canStep(tf, regularizer) ? [loss] : []));
            const sloped = before.filter(({ loss, regularizer }) => !loss && !canStep(tf, regularizer));
            const { value, grads } = withoutGradientsOf(silent, () =>
                super.computeGradients(sloped.length > 0 ? () => totalOf(tf, f(), sloped) : f, variables),
            );
            const stepping = penaltiesOf(tf, this.#rules, variables ?? variablesOf(tf, grads)).filter(
                ({ loss, regularizer }) => !loss && canStep(tf, regularizer),
            );
            if (stepping.length === 0) return { value, grads };
            try {
                const total = totalOf(tf, value, stepping);
                value.dispose();
                return { value: total, grads };
            } catch (error) {
                tf.dispose([value, grads]);
                throw error;
            }
        }

        /** @param {import('./entries.js').Entry[]} entries */
        [SURROUND](entries) {
            const step = settings.stepOf('proximal', this);
            const byVariable = new Map(entries.map(entry => [entry.variable, entry]));
            for (const { variable, regularizer, loss } of penaltiesOf(tf, this.#rules, [...byVariable.keys()])) {
                const entry = byVariable.get(variable);
                if (!entry || !canStep(tf, regularizer) || (loss && entry.stepped.has(loss))) continue;
                if (loss) entry.stepped.add(loss);
                addStep(tf, entry, regularizer, step, this.scaled);
            }
        }

        getConfig() {
            const toConfig = (/** @type {Identifier} */ identifier) => {
                const regularizer = get(identifier);
                return regularizer && settings.savedFormOf(regularizer);
            };
            return { ...settings.configOf('proximal', this, this.#given, toConfig), scaled: this.scaled };
        }

        /** @param {any} Class @param {Record<string, any>} config */
        static fromConfig(Class, { optimizer, rules, scaled }) {
            const inner = settings.optimizerFrom(tf, 'proximal', optimizer);
            return new Class(inner, { rules: settings.rulesFromConfig(rules), scaled });
        }
    };
}

/**
 * What is declared on the weights of this step, and what the rules add.
 * @param {TensorFlow} tf @param {Rules} rules @param {any[]} variables
 * @returns {Penalty[]}
 */
function penaltiesOf(tf, rules, variables) {
    const weights = weightsInStep(tf, variables);
    const ruled = decided('proximal', rules, weights);
    return weights.flatMap(({ variable, penalties }) => {
        const regularizer = ruled.get(variable);
        const declared = penalties.map(({ regularizer, loss }) => ({ variable, regularizer, loss }));
        return regularizer ? [...declared, { variable, regularizer, loss: null }] : declared;
    });
}

/**
 * Without variables, a rule's penalty would bring those into the loss that it does not depend on.
 * @param {TensorFlow} tf @param {Rules} rules
 */
function checkRulesStep(tf, rules) {
    const rule = rules.find(({ regularizer }) => regularizer && !canStep(tf, regularizer));
    if (!rule) return;
    const name = rule.regularizer?.getClassName();
    throw new TypeError(`proximal: ${name} has no proximal step; say for which variables its gradient counts`);
}

/**
 * A loss and what the rules' penalties add to it, a scalar.
 * @param {TensorFlow} tf @param {Tensor} loss @param {Penalty[]} penalties
 * @returns {Tensor}
 */
const totalOf = (tf, loss, penalties) =>
    tf.tidy(() => tf.addN([loss, ...penalties.map(({ variable, regularizer }) => regularizer.apply(variable))]));
