// Which of a weight's penalties the config of its layer can say, and which it cannot.

import { L1, L1L2, L2 } from '../../index.js';
import { fieldOf, recordOf } from '../layers/ledger.js';
import { wrappedBy } from '../wrappers.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 * @typedef {Pick<import('../layers/ledger.js').WeightEntry, 'layer' | 'weight' | 'penalties'>} WeightEntry
 * @typedef {(identifier: import('../types.js').Identifier) => TfRegularizer | null} Get
 */

/**
 * @typedef {object} Sayable
 * @property {string | null} field of the layer, and key of its config, that says `said`; null where there is none
 * @property {TfRegularizer | null} said
 * @property {TfRegularizer[]} unsaid those of `regularize` that are not in `said`
 */

/**
 * A config has one regularizer for a weight: the layer's own with what `regularize` added, as far as these are elastic
 * nets, whose factors add up to one more; or else the layer's own, or the first that was added.
 * @param {TensorFlow} tf
 * @param {Get} get
 * @param {WeightEntry} entry
 * @returns {Sayable}
 */
export function sayable(tf, get, { layer, weight, penalties }) {
    const added = penalties.filter(({ source }) => source === 'regularize').map(({ regularizer }) => regularizer);
    const own = penalties.filter(({ source }) => source !== 'regularize');
    const field = fieldOf(recordOf(weight).key);
    const isFieldOurs = field in layer && own.every(({ source }) => source === 'layer') && isInConfig(layer, field);
    if (!isFieldOurs) return { field: null, said: null, unsaid: added };

    const [first = null] = own.map(({ regularizer }) => regularizer);
    if (added.length === 0) return { field, said: first, unsaid: [] };
    const elastic = [...(first ? [first] : []), ...added].filter(each => factorsOf(tf, each));
    if (first && !elastic.includes(first)) return { field, said: first, unsaid: added };
    if (elastic.length === 0) return { field, said: added[0], unsaid: added.slice(1) };
    const said = elastic.length === 1 ? elastic[0] : sumOf(tf, get, elastic);
    return { field, said, unsaid: added.filter(each => !elastic.includes(each)) };
}

/**
 * @param {Layer} layer @param {string} field
 * @returns {boolean} whether saving the layer writes the field; true where the layer cannot be saved, which saving it says
 */
function isInConfig(layer, field) {
    try {
        return field in layer.getConfig();
    } catch {
        return true;
    }
}

/**
 * Lets the layer's field say what it can, which is where TF.js looks when it writes the config.
 * @param {TensorFlow} tf @param {Get} get @param {WeightEntry} entry
 */
export function updateField(tf, get, { layer, weight }) {
    const { penalties } = recordOf(weight);
    const { field, said } = sayable(tf, get, { layer, weight, penalties });
    if (field) layer[field] = said;
}

/** @param {TensorFlow} tf @param {Get} get @param {TfRegularizer[]} nets @returns {TfRegularizer | null} */
function sumOf(tf, get, nets) {
    const sum = { l1: 0, l2: 0 };
    for (const net of nets) {
        const { l1 = 0, l2 = 0 } = factorsOf(tf, net) ?? {};
        sum.l1 += l1;
        sum.l2 += l2;
    }
    return get(new L1L2(sum));
}

/**
 * Of an elastic net: one of ours, or TF.js' own. A subclass may mean something else by its fields.
 * @param {TensorFlow} tf @param {any} regularizer @returns {{ l1: number, l2: number } | null}
 */
function factorsOf(tf, regularizer) {
    const isBuiltin = regularizer.constructor === tf.regularizers.l1l2().constructor;
    const net = isBuiltin ? regularizer : wrappedBy(regularizer);
    const isNet = isBuiltin || [L1, L2, L1L2].includes(net?.constructor);
    return isNet ? { l1: net.l1 ?? 0, l2: net.l2 ?? 0 } : null;
}
