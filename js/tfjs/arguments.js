// What the functions that work on a model are given, checked in our words.

import { isPlainObject, shown, tagOf, typeError } from '../input/check.js';

/**
 * @param {import('./types.js').TensorFlow} tf
 * @param {string} who the function, for messages
 * @param {any} model
 * @throws {TypeError} when it is no model or layer of this TF.js
 */
export function checkModel(tf, who, model) {
    if (model instanceof tf.layers.Layer) return;
    throw typeError(
        who,
        'model to be a tf.LayersModel, or a layer, of the TensorFlow.js given to install',
        shown(model),
    );
}

/** @param {any} rules @throws {TypeError} when there is none, or a list holds something else than pairs */
export function checkRules(rules) {
    const expected = 'rules to be a regularizer, or patterns with regularizers';
    if (rules == null) throw typeError('regularize', expected, String(rules));
    const isEmpty = Array.isArray(rules) ? rules.length === 0 : isPlainObject(rules) && Object.keys(rules).length === 0;
    if (isEmpty) throw typeError('regularize', expected, `an empty ${Array.isArray(rules) ? 'list' : 'object'}`);
    if (!Array.isArray(rules)) return;
    for (const rule of rules) {
        const isPair = Array.isArray(rule) && rule.length === 2 && isPattern(rule[0]);
        if (!isPair) throw typeError('regularize', 'a list of [pattern, regularizer]', `${shown(rule)} in it`);
    }
}

/** @param {unknown} value */
const isPattern = value => typeof value === 'string' || tagOf(value) === 'RegExp';

/** Numbers in place of a tensor; anything else as it is. @param {{ Tensor: any }} tf @param {any} value */
export const numbersOf = (tf, value) =>
    value instanceof tf.Tensor ? { data: value.dataSync(), shape: value.shape } : value;
