// Decoupled weight decay before each update of whichever optimizer: AdamW, SGDW (Loshchilov and Hutter, 2019).

import { isTable } from '../../configs/rules.js';
import { nonNegative, rangeError, shown, typeError } from '../../input/check.js';
import { rulesOf } from '../regularize.js';
import { SURROUND } from './entries.js';
import * as settings from './settings.js';
import { surroundingClass } from './surrounding.js';
import { decided, weightsInStep } from './weights.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {number | boolean | null} Rate true: the option `rate`; false and null: none
 */

/**
 * @typedef {object} DecoupledOptions
 * @property {number} [rate] finite and >= 0; default 0.004, as in Keras' AdamW
 * @property {Record<string, Rate> | Array<[string | RegExp, Rate]>} [rules] which weights decay, by patterns as in
 *     `regularize`: the first that matches decides, true for `rate`, a number for another rate, null or false for none. What
 *     no pattern matches does not decay. By default every weight decays that is no bias and no part of a normalisation
 * @property {((step: number) => number) | null} [schedule] multiplies the rates; it is given the number of steps taken
 *     before, 0 at first; by default it is 1
 */

/**
 * The class of `decoupled` in the given TF.js.
 * @param {TensorFlow} tf
 * @returns {any} the class
 */
export function decoupledClass(tf) {
    return class Decoupled extends surroundingClass(tf) {
        static className = 'Decoupled';
        #rules;
        #given;

        /** @param {any} optimizer @param {DecoupledOptions} [options] */
        constructor(optimizer, options = {}) {
            super(optimizer, 'decoupled');
            const { rate, rules, schedule } = settings.checkOptions('decoupled', options, [
                'rate',
                'rules',
                'schedule',
            ]);
            if (rules != null && !isTable(rules)) {
                throw typeError('decoupled', 'rules to be patterns with rates', shown(rules));
            }
            this.rate = nonNegative('decoupled', 'rate', rate ?? 0.004);
            this.schedule = schedule ?? null;
            this.#given = rules;
            this.#rules = rulesOf(checkRate, rules ?? true);
        }

        /** @param {import('./entries.js').Entry[]} entries */
        [SURROUND](entries) {
            const step = settings.stepOf('decoupled', this);
            const weights = weightsInStep(
                tf,
                entries.map(({ variable }) => variable),
            );
            const rates = decided('decoupled', this.#rules, weights, this.#given != null);
            for (const entry of entries) {
                const rate = rates.get(entry.variable) ?? false;
                const decay = step * (rate === true ? this.rate : Number(rate));
                if (decay > 1) throw rangeError('decoupled', 'learning rate * rate to be at most 1', decay);
                entry.decay += decay - entry.decay * decay;
            }
        }

        getConfig() {
            return { ...settings.configOf('decoupled', this, this.#given, rate => rate), rate: this.rate };
        }

        /** @param {any} Class @param {Record<string, any>} config */
        static fromConfig(Class, { optimizer, rate, rules }) {
            const inner = settings.optimizerFrom(tf, 'decoupled', optimizer);
            return new Class(inner, { rate, rules: settings.rulesFromConfig(rules) });
        }
    };
}

/** @param {Rate} rate @returns {Rate} */
function checkRate(rate) {
    if (rate == null || typeof rate === 'boolean') return rate ?? null;
    return nonNegative('decoupled', 'the rate of a rule', rate);
}
