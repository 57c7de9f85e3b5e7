// The weights of a Keras 3 model, by the names under which Keras 3 saves them.

import { rangeError } from '../../input/check.js';
import { filesOf } from './keras3-names.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {Record<string, Tensor>} Data
 */

/** Keras saves these beside weights: the state of random numbers, and of the optimizer. */
const NO_WEIGHT = /(^|\/)(seed_generator(_\d+)?|optimizer)\/|seed_generator_state$/;

/**
 * Makes the loading of weights find them also by the names of Keras 3: places in its file ('layers/dense/vars/0'), and
 * paths of its variables ('sequential/dense/kernel').
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function findKeras3Weights(tf, changes) {
    const { prototype } = Object.getPrototypeOf(tf.LayersModel);
    const { loadWeights } = prototype;
    changes.value(prototype, 'loadWeights', function (weights, strict = true) {
        if (isReadByTf(this, weights)) return loadWeights.call(this, weights, strict);
        for (const [name, weight] of found(tf, this, weights, strict)) weight.write(weights[name]);
    });
}

/**
 * Whether the names are TF.js' own, so that it finds every weight by itself, or says what is too much: its own name, that
 * without the name of a cell, or, from 4.22 on, 'dense/0'.
 * @param {Layer} model @param {Data} data
 */
function isReadByTf(model, data) {
    const own = new Set(model.weights.map((/** @type {{ originalName: string }} */ { originalName }) => originalName));
    if ([...own].every(name => Object.hasOwn(data, name))) return true;
    const withoutCell = (/** @type {string} */ name) => name.replace(/[^/]+\/([^/]+)$/, '$1');
    return Object.keys(data).every(
        name => own.has(name) || own.has(withoutCell(name)) || (/\/\d+$/.test(name) && !/\/vars\/\d+$/.test(name)),
    );
}

/**
 * @param {TensorFlow} tf @param {Layer} model @param {Data} data @param {boolean} strict
 * @returns {Map<string, any>} the model's weights by the names of the data
 * @throws {RangeError} when strict and something is left over on either side
 */
function found(tf, model, data, strict) {
    const names = Object.keys(data).filter(name => !NO_WEIGHT.test(name));
    const best = bestOf(filesOf(tf, model).map(find => find(names, name => data[name].shape)));
    const missing = model.weights.filter((/** @type {any} */ weight) => ![...best.values()].includes(weight));
    const unknown = names.filter(name => !best.has(name));
    if (strict && (missing.length > 0 || unknown.length > 0)) {
        const list = (/** @type {string[]} */ all) => all.join(', ') || 'none';
        throw rangeError(
            'loadWeights',
            'the name of each weight to lead to one weight of the model',
            `none for ${list(missing.map((/** @type {any} */ { originalName }) => originalName))}; ` +
                `without a weight are ${list(unknown)}`,
        );
    }
    return best;
}

/** @param {Array<Map<string, any>>} maps @returns {Map<string, any>} the one that leads furthest */
const bestOf = maps => maps.reduce((best, map) => (map.size > best.size ? map : best));
