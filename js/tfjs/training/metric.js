// Proximal steps in the metric of an adaptive optimizer: a step size for each weight.

import { typeError } from '../../input/check.js';
import { innermostOf, TAKE } from './entries.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 */

/**
 * What TF.js' adaptive optimizers divided each element of the step by, after the step.
 * @type {Record<string, (tf: TensorFlow, optimizer: any, at: number) => Tensor>}
 */
const spreads = {
    Adam(tf, { accumulatedSecondMoment, beta2, epsilon, iterations }, at) {
        const { variable } = accumulatedSecondMoment[at];
        return tf.add(tf.sqrt(tf.div(variable, 1 - beta2 ** iterations)), epsilon);
    },
    RMSProp(tf, { accumulatedMeanSquares, accumulatedMeanGrads, centered, epsilon }, at) {
        const { variable } = accumulatedMeanSquares[at];
        if (!centered) return tf.sqrt(tf.add(variable, epsilon));
        return tf.sqrt(tf.sub(variable, tf.add(tf.square(accumulatedMeanGrads[at].variable), epsilon)));
    },
};

/** @param {string} who @param {any} optimizer @throws {TypeError} for one that has no metric of its own */
export function checkMetric(who, optimizer) {
    const innermost = innermostOf(optimizer);
    const isKnown = innermost[TAKE] ? innermost.hasMetric : Object.hasOwn(spreads, innermost.getClassName());
    if (!isKnown) throw typeError(who, 'an Adam or RMSProp optimizer where scaled is true', innermost.getClassName());
}

/** @param {TensorFlow} tf @param {any} optimizer @param {number} at the variable's place among those it remembers */
export const spreadOf = (tf, optimizer, at) => spreads[optimizer.getClassName()](tf, optimizer, at);
