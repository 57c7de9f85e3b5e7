// What no Keras config can say of a model's penalties, written beside the configs of its layers, and read back.

import { addPenalty, ledgerOf, recordOf } from '../layers/ledger.js';
import { partsOf, plainLayersOf } from '../layers/losses.js';
import { afterLoading } from '../layers/registered.js';
import { describe } from './describe.js';
import { sayable, updateField } from './fields.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').Identifier} Identifier
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./fields.js').Get} Get
 * @typedef {{ part: number, name: string, nth?: number, regularizer: Identifier }} Added part: index in `plainPartsOf`;
 *     name: what the layer calls the weight; nth: of those that are called so. (Of strings, TF.js' change of case spares those under the keys `name` and `className`.)
 * @typedef {{ className: string, config: Record<string, any>, addedPenalties?: Added[] }} LayerEntry
 */

/**
 * Lets the config of a model keep what `regularize` added and no layer's own config can say. It stands in the entry of a
 * layer, beside `class_name` and `config`: there TF.js and every Keras read only the keys that they know, while an unknown
 * key in a layer's config, or in that of a functional model, makes Keras fail.
 * @param {TensorFlow} tf
 * @param {Get} get
 * @param {import('../changes.js').Changes} changes
 */
export function saveAddedPenalties(tf, get, changes) {
    const { Bidirectional } = tf.serialization.SerializationMap.getMap().classNameMap;
    for (const { prototype } of [Object.getPrototypeOf(tf.LayersModel), tf.Sequential]) {
        const { getConfig } = prototype;
        changes.value(prototype, 'getConfig', function () {
            const config = getConfig.call(this);
            const owners = new Set(plainLayersOf(tf, this));
            for (const [i, entry] of config.layers.entries()) {
                const added = addedTo(tf, get, this.layers[i], owners);
                if (added.length > 0) entry.addedPenalties = added;
            }
            return config;
        });
    }
    afterLoading(tf, changes, (model, { layers }) => {
        if (isContainer(tf, model) && Array.isArray(layers)) restoreAddedPenalties(tf, get, model, layers);
    });
    const { getConfig } = Bidirectional[0].prototype;
    changes.value(Bidirectional[0].prototype, 'getConfig', function () {
        const config = getConfig.call(this);
        const [forward, backward] = [this.forwardLayer, this.backwardLayer].map(copy => copy.getConfig());
        config.layer.config = withCommonRegularizers(config.layer.config, forward, backward);
        return config;
    });
}

/** Whether it is a model. @param {TensorFlow} tf @param {Layer} layer */
const isContainer = (tf, layer) => layer instanceof Object.getPrototypeOf(tf.LayersModel);

/**
 * Bidirectional saves the layer that it was given, of which it runs two copies: what is said of both is said of that one.
 * @param {any} given @param {any} forward @param {any} backward three configs of the same form
 * @returns {any}
 */
function withCommonRegularizers(given, forward, backward) {
    if (typeof given !== 'object' || given === null) return given;
    if (Array.isArray(given)) return given.map((each, i) => withCommonRegularizers(each, forward[i], backward[i]));
    const entries = Object.entries(given).map(([key, value]) => {
        if (!key.endsWith('Regularizer')) return [key, withCommonRegularizers(value, forward?.[key], backward?.[key])];
        return [key, areEqual(forward?.[key], backward?.[key]) ? forward?.[key] : value];
    });
    return Object.fromEntries(entries);
}

/** @param {unknown} a @param {unknown} b two configs */
const areEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {TfRegularizer | null} a @param {TfRegularizer | null} b */
const areSaidAlike = (a, b) => areEqual(a && describe(a), b && describe(b));

/**
 * The layers in one entry of a model that hold weights of their own, but for those of a model inside, which has entries
 * of its own.
 * @param {TensorFlow} tf @param {Layer} layer @returns {Layer[]}
 */
function plainPartsOf(tf, layer) {
    if (isContainer(tf, layer)) return [];
    return partsOf(tf, layer)?.flatMap(part => plainPartsOf(tf, part)) ?? [layer];
}

/** Each plain part of a Bidirectional with its counterpart in the other copy. @param {TensorFlow} tf @param {Layer} layer @returns {Array<[Layer, Layer]>} */
function twinsIn(tf, layer) {
    if (isContainer(tf, layer)) return [];
    const { Bidirectional } = tf.serialization.SerializationMap.getMap().classNameMap;
    if (!(layer instanceof Bidirectional[0])) return (partsOf(tf, layer) ?? []).flatMap(part => twinsIn(tf, part));
    const [forward, backward] = [layer.forwardLayer, layer.backwardLayer].map(copy => plainPartsOf(tf, copy));
    return forward.flatMap((part, i) => [
        [part, backward[i]],
        [backward[i], part],
    ]);
}

/**
 * What the entry of a layer must keep.
 * @param {TensorFlow} tf @param {Get} get @param {Layer} layer
 * @param {Set<Layer>} owners the layers of the model that have weights, each of which keeps its own
 * @returns {Added[]}
 */
function addedTo(tf, get, layer, owners) {
    const twins = new Map(twinsIn(tf, layer));
    return plainPartsOf(tf, layer).flatMap((holder, part) => {
        const weights = weightsOf(tf, holder);
        return weights.flatMap(({ entry, name, nth }) => {
            const added = entry.penalties.filter(({ source }) => source === 'regularize');
            if (added.length === 0 || (entry.layer !== holder && owners.has(entry.layer))) return [];
            const { said, unsaid } = sayable(tf, get, entry);
            const twin = twins.has(holder) && weightsOf(tf, twins.get(holder)).find(other => other.name === name);
            const isSaid = entry.layer === holder && (!twin || areSaidAlike(said, sayable(tf, get, twin.entry).said));
            return (isSaid ? unsaid : added.map(({ regularizer }) => regularizer)).map(regularizer => ({
                part,
                name,
                ...(nth > 0 && { nth }),
                regularizer: describe(regularizer),
            }));
        });
    });
}

/**
 * The weights of a plain layer with what identifies each.
 * @param {TensorFlow} tf @param {Layer} holder
 */
function weightsOf(tf, holder) {
    /** @type {Map<string, number>} */
    const seen = new Map();
    return ledgerOf(tf, holder).map(entry => {
        const name = recordOf(entry.weight).key;
        const nth = seen.get(name) ?? 0;
        seen.set(name, nth + 1);
        return { entry, name, nth };
    });
}

/**
 * Puts what a model's config keeps beside those of its layers back on their weights.
 * @param {TensorFlow} tf
 * @param {Get} get
 * @param {Layer} model made from it
 * @param {LayerEntry[]} entries
 * @throws {RangeError} when there is no such weight
 */
function restoreAddedPenalties(tf, get, model, entries) {
    for (const { config, addedPenalties = [] } of entries) {
        const parts = plainPartsOf(tf, model.getLayer(config.name));
        for (const { part, name, nth = 0, regularizer } of addedPenalties) {
            const holder = parts[part];
            const found = holder && weightsOf(tf, holder).find(weight => weight.name === name && weight.nth === nth);
            if (!found)
                throw new RangeError(`${config.name}: a penalty was saved for a weight ${name} that is not there`);
            addPenalty(found.entry, /** @type {TfRegularizer} */ (get(regularizer)));
            if (found.entry.layer === holder) updateField(tf, get, found.entry);
        }
    }
}
