// What cannot be saved, since no name would lead back to it.

import { typeError } from '../../input/check.js';
import { activityRegularizerOf } from '../layers/activity.js';
import { ledgerOf } from '../layers/ledger.js';
import { partsOf } from '../layers/losses.js';
import { isUnregisteredFunction } from '../wrappers.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 */

/**
 * Makes a model with a function that is not registered refuse to be saved, rather than to be loaded.
 * @param {TensorFlow} tf @param {import('../changes.js').Changes} changes
 */
export function refuseToSaveUnnamed(tf, changes) {
    const { prototype } = Object.getPrototypeOf(tf.LayersModel);
    const { toJSON } = prototype;
    changes.value(prototype, 'toJSON', function (...args) {
        refuseUnnamed(tf, this);
        return toJSON.apply(this, args);
    });
}

/**
 * A function is saved by the name under which it is registered, and found again by it.
 * @param {TensorFlow} tf @param {Layer} model
 * @throws {TypeError} for one that has no such name
 */
function refuseUnnamed(tf, model) {
    const ofWeights = ledgerOf(tf, model).flatMap(({ name, penalties }) =>
        penalties.map(({ regularizer }) => ({ name, regularizer })),
    );
    const ofActivity = layersOf(tf, model).map(layer => ({
        name: `${layer.name}, activityRegularizer`,
        regularizer: activityRegularizerOf(layer),
    }));
    for (const { name, regularizer } of [...ofWeights, ...ofActivity]) {
        if (regularizer && isUnregisteredFunction(regularizer)) {
            const expected = 'a function to be registered before it is saved: register(fn, { name })';
            throw typeError(name, expected, `one that is not: ${regularizer.getClassName()}`);
        }
    }
}

/** A layer and all in it. @param {TensorFlow} tf @param {Layer} layer @returns {Layer[]} */
const layersOf = (tf, layer) => [layer, ...(partsOf(tf, layer) ?? []).flatMap(part => layersOf(tf, part))];
