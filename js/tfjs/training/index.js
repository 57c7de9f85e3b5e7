// The optimizers of the plug-in.

import { decoupledClass } from './decoupled.js';
import { adamClass, sgdClass } from './fused.js';
import { proximalClass } from './proximal.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Optimizer} Optimizer
 * @typedef {import('../types.js').Identifier} Identifier
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/**
 * Makes the classes of optimizers and registers them, so that models saved with them load; `changes` unregisters.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @param {import('../changes.js').Changes} changes
 */
export function registerOptimizers(tf, get, changes) {
    const [Proximal, Decoupled, Adam, SGD] = [proximalClass(tf, get), decoupledClass(tf), adamClass(tf), sgdClass(tf)];
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    for (const Class of [Proximal, Decoupled, Adam, SGD]) {
        changes.value(classNameMap, Class.className, [Class, Class.fromConfig]);
    }
    return {
        /**
         * Lets penalties act by their proximal step, of the size of the learning rate, after each update of `optimizer`: L1
         * then gives exact zeros (Parikh and Boyd, Proximal Algorithms, 2014). Those declared on the layers of the model
         * that it is compiled into, and those of `rules`. Their value still counts in the reported loss, their gradient is
         * left out. A penalty that has no proximal step, and every activity penalty, acts by its gradient as ever. For
         * adaptive optimizers the step is the plain learning rate, as AdamW's decay has it (Zhuang et al., 2022).
         * @param {Optimizer} optimizer
         * @param {import('./proximal.js').ProximalOptions} [options]
         * @returns {Optimizer}
         */
        proximal: (optimizer, options) => new Proximal(optimizer, options),

        /**
         * Weight decay that bypasses the gradient: `w *= 1 - learning rate * rate * schedule(step)` before each update of
         * `optimizer` (Loshchilov and Hutter, 2019): AdamW around adam, SGDW around sgd.
         * @param {Optimizer} optimizer
         * @param {import('./decoupled.js').DecoupledOptions} [options]
         * @returns {Optimizer}
         */
        decoupled: (optimizer, options) => new Decoupled(optimizer, options),

        /**
         * `tf.train.adam` with the same arguments, defaults and results, whose step is one kernel for each weight, also with
         * `proximal` and `decoupled` around it (Kingma and Ba, 2015).
         * @param {number} [learningRate] default 0.001
         * @param {number} [beta1] default 0.9
         * @param {number} [beta2] default 0.999
         * @param {number | null} [epsilon] default that of the backend, 1e-7
         * @returns {Optimizer}
         */
        adam: (learningRate, beta1, beta2, epsilon) => new Adam(learningRate, beta1, beta2, epsilon),

        /**
         * `tf.train.sgd(learningRate)` or `tf.train.momentum(learningRate, momentum, nesterov)` in the same way.
         * @param {number} learningRate
         * @param {number | { momentum?: number, nesterov?: boolean }} [momentum] default 0
         * @param {boolean} [nesterov] default false
         * @returns {Optimizer}
         */
        sgd: (learningRate, momentum, nesterov) => new SGD(learningRate, momentum, nesterov),
    };
}
