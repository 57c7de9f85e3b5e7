// The ledger: which penalties each weight of a model has, where each comes from, and which function adds it to the loss.

import { Changes } from '../changes.js';
import { plainLayersOf } from './losses.js';
import { penalized } from './together.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').Identifier} Identifier
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/**
 * @typedef {object} WeightPenalty
 * @property {TfRegularizer} regularizer
 * @property {'layer' | 'addWeight' | 'regularize'} source an argument of the layer, which a field of it still tells
 *     (`kernelRegularizer`); an argument of `addWeight`, which only the layer's code knows; or `regularize`
 * @property {() => Tensor} loss the function in `layer._losses` that computes this penalty and no other
 */

/**
 * @typedef {object} WeightEntry
 * @property {Layer} layer the one that made the weight; its `_losses` hold the penalties
 * @property {any} weight TF.js' LayerVariable
 * @property {string} name the full one, under which TF.js saves the weight: 'dense_Dense1/kernel'
 * @property {WeightPenalty[]} penalties
 */

/**
 * @typedef {object} WeightRecord what is known of a weight
 * @property {Layer} layer who made it
 * @property {string} key what the layer called it: 'recurrent_kernel'
 * @property {WeightPenalty[]} penalties as they are now
 */

/** @type {WeakMap<object, WeightRecord>} */
const records = new WeakMap();

/** Of a weight that is in a ledger. @param {object} weight @returns {Readonly<WeightRecord>} */
export const recordOf = weight => /** @type {WeightRecord} */ (records.get(weight));

/**
 * The weights of a built model or layer, each once, in the order of the model, with the penalties of each: those of parts
 * (recurrent cells, the copies inside Bidirectional, wrapped, nested and shared layers) are among them.
 * @param {TensorFlow} tf
 * @param {Layer} model
 * @returns {WeightEntry[]} a snapshot
 */
export function ledgerOf(tf, model) {
    /** @type {Map<any, WeightEntry>} */
    const entries = new Map();
    for (const holder of plainLayersOf(tf, model)) {
        for (const weight of holder.weights) {
            if (!records.has(weight)) adopt(tf, holder, weight);
            if (!entries.has(weight)) entries.set(weight, entryOf(weight));
        }
    }
    return [...entries.values()];
}

/** @param {any} weight @returns {WeightEntry} */
function entryOf(weight) {
    const { layer, penalties } = recordOf(weight);
    return { layer, weight, name: weight.originalName, penalties: [...penalties] };
}

/**
 * Puts one more penalty on a weight.
 * @param {WeightEntry} entry
 * @param {TfRegularizer} regularizer
 * @returns {() => void} takes it off again, once
 */
export function addPenalty({ layer, weight }, regularizer) {
    const penalty = penaltyOn(weight, regularizer, 'regularize');
    const { penalties } = recordOf(weight);
    layer._losses.push(penalty.loss);
    penalties.push(penalty);
    return () => {
        drop(layer._losses, penalty.loss);
        drop(penalties, penalty);
    };
}

/** @template T @param {T[]} list @param {T} item */
function drop(list, item) {
    const at = list.indexOf(item);
    if (at >= 0) list.splice(at, 1);
}

/** @param {any} weight @param {TfRegularizer} regularizer @param {WeightPenalty['source']} source @returns {WeightPenalty} */
function penaltyOn(weight, regularizer, source) {
    const loss = () => regularizer.apply(weight.read());
    penalized.set(loss, { weight, regularizer });
    return { regularizer, source, loss };
}

/**
 * Writes down every penalty when its weight is made. TF.js hides it in a closure of `addWeight`; here `addWeight` runs
 * without it, and the closure is ours.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @param {import('../changes.js').Changes} changes
 */
export function recordPenalties(tf, get, changes) {
    const { prototype } = tf.layers.Layer;
    const { addWeight } = prototype;
    changes.value(prototype, 'addWeight', function (key, shape, dtype, initializer, given, ...rest) {
        const regularizer = isDuck(given) ? given : get(given);
        const weight = addWeight.call(this, key, shape, dtype, initializer, null, ...rest);
        const penalties = [];
        if (regularizer) {
            const source = this[fieldOf(key)] === regularizer ? 'layer' : 'addWeight';
            const penalty = penaltyOn(weight, regularizer, source);
            this.addLoss(penalty.loss);
            penalties.push(penalty);
        }
        records.set(weight, { layer: this, key, penalties });
        return weight;
    });
}

/** TF.js takes any object with an `apply` here. A function has one too, which does something else. @param {any} given */
const isDuck = given => typeof given === 'object' && typeof given?.apply === 'function';

/** The layer's field for the regularizer of a weight: 'recurrent_kernel' -> 'recurrentRegularizer'. @param {string} key */
export function fieldOf(key) {
    const role = key.replace(/^(recurrent|depthwise|pointwise)_kernel/, '$1');
    return `${role}Regularizer`;
}

/**
 * Enters a weight that was made before `install`: its penalty is the one that the layer's field tells. What such a layer
 * gave to `addWeight` and keeps in no field stays unknown.
 * @param {TensorFlow} tf @param {Layer} layer @param {any} weight
 */
function adopt(tf, layer, weight) {
    const key = keyOf(layer, weight);
    const regularizer = layer[fieldOf(key)];
    const loss =
        regularizer &&
        layer._losses.find((/** @type {() => Tensor} */ loss) => computes(tf, loss, regularizer, weight));
    /** @type {WeightPenalty[]} */
    const penalties = loss ? [{ regularizer, source: 'layer', loss }] : [];
    if (loss) penalized.set(loss, { weight, regularizer });
    records.set(weight, { layer, key, penalties });
}

/** What the layer called the weight, which TF.js puts behind a scope: 'dense_Dense1/kernel'. @param {Layer} layer @param {any} weight */
const keyOf = (layer, { originalName }) =>
    layer._addedWeightNames.find((/** @type {string} */ key) => `/${originalName}`.endsWith(`/${key}`)) ?? originalName;

/**
 * Whether this function of a layer's applies the regularizer to the weight, found out by calling it once.
 * @param {TensorFlow} tf @param {() => Tensor} loss @param {TfRegularizer} regularizer @param {any} weight
 */
function computes(tf, loss, regularizer, weight) {
    let isIt = false;
    const changes = new Changes();
    changes.value(regularizer, 'apply', x => {
        isIt ||= x === weight.val;
        return tf.scalar(0);
    });
    try {
        tf.tidy(() => void loss());
    } finally {
        changes.undo();
    }
    return isIt;
}
