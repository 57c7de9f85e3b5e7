/** Finds the regularizers of a saved model. */

import { L1L2 } from '../classes/elastic-net.js';
import { deserialize } from '../configs/deserialize.js';
import { listed, printable, shown, typeError } from '../input/check.js';
import { escaped } from './wording.js';

/** @typedef {import('../classes/regularizer.js').Regularizer} Regularizer */
/** @typedef {import('../classes/names.js').RegularizerFunction} RegularizerFunction */
/** @typedef {import('../configs/registry.js').CustomObjects} CustomObjects */

/**
 * @typedef {object} RegularizedLayer
 * @property {string} layer its name
 * @property {string} path the names of the layers it lies in and its own, joined by '/': nested models, wrappers, cells
 * @property {string} type its class, such as 'Dense'
 * @property {Record<string, Regularizer | RegularizerFunction>} regularizers by role: kernel, bias,
 *     recurrent, activity, embeddings, depthwise, pointwise, gamma, beta, alpha, and whatever a custom layer has
 */

/** What Keras 1 called them. */
const KERAS_1_ROLES = new Map([
    ['W', 'kernel'],
    ['U', 'recurrent'],
    ['b', 'bias'],
]);

/** Nested models take four levels each; this stops only what was made to exhaust the stack. */
const MAX_DEPTH = 512;

/** No model has as many; one layer that is referred to from everywhere could be met as often as there are paths to it. */
const MAX_LAYERS = 16384;

/**
 * The regularizers of a saved model, layer by layer in the order of the file: of Keras 1, 2 and 3 (`model.to_json()`, the
 * config.json of a .keras file, the model_config of an .h5 file) and of TF.js (model.json or its modelTopology). Layers
 * without any are left out. A Bidirectional layer holds one config for both directions.
 * @param {string | object} modelJson its text, or what JSON.parse makes of it; only read
 * @param {CustomObjects} [customObjects] classes and functions by name, as deserialize takes them
 * @returns {RegularizedLayer[]}
 * @throws {TypeError} for what is no layers model
 * @throws {TypeError | RangeError} for a regularizer that deserialize refuses, naming the layer; and SyntaxError for text
 *     that is no JSON
 * @example
 * import { regularizersOf } from 'regularizers/explain';
 *
 * const dense = { class_name: 'Dense', config: { name: 'out', units: 1, kernel_regularizer: 'l2' } };
 * const [found] = regularizersOf({ class_name: 'Sequential', config: { layers: [dense] } });
 * found.path; // 'out'
 * found.regularizers; // { kernel: L2 { l2: 0.01 } }
 */
export function regularizersOf(modelJson, customObjects = null) {
    return search(modelOf(modelJson), customObjects);
}

/**
 * The model itself, out of what it is saved in: TF.js' model.json holds a topology, and that a model_config when a
 * converter wrote it.
 * @param {unknown} json
 * @returns {object}
 */
function modelOf(json) {
    let value = parsed(json);
    for (const key of ['modelTopology', 'model_config']) {
        if (Object.hasOwn(value, key)) value = parsed(value[key]);
    }
    if (!isNamedConfig(value)) {
        const keys = listed(Object.keys(value));
        throw typeError('regularizersOf', 'a layers model with class_name and config', `keys ${keys}`);
    }
    return value;
}

/** @param {unknown} json */
function parsed(json) {
    const value = typeof json === 'string' ? parsedText(json) : json;
    if (typeof value !== 'object' || value === null) {
        throw typeError('regularizersOf', 'a model as JSON', shown(value));
    }
    return value;
}

/** @param {string} text */
function parsedText(text) {
    try {
        return JSON.parse(text);
    } catch (error) {
        // The engine quotes the text as it is.
        throw new SyntaxError(escaped(/** @type {Error} */ (error).message.slice(0, 300)));
    }
}

/**
 * @param {any} value
 * @returns {boolean} whether it is what a layer is saved as
 */
const isNamedConfig = value =>
    (typeof value.class_name === 'string' || typeof value.className === 'string') &&
    typeof value.config === 'object' &&
    value.config !== null;

/**
 * The layers with regularizers. What is referred to more than once is a layer at each path, but what holds none is looked
 * through once, and so is what a layer says of its regularizers: the time is that of the objects and of what is found.
 * @param {any} model
 * @param {CustomObjects} customObjects
 */
function search(model, customObjects) {
    /** @type {RegularizedLayer[]} */
    const found = [];
    /** @type {Map<object, RegularizedLayer['regularizers']>} */
    const met = new Map();
    /** @type {Set<object>} in which nothing was found */
    const barren = new Set();
    visit(model, [], 0);
    return found;

    /** @param {any} node @param {string[]} path @param {number} depth */
    function visit(node, path, depth) {
        if (typeof node !== 'object' || node === null || barren.has(node)) return;
        if (depth > MAX_DEPTH)
            throw new RangeError(`regularizersOf: expected a model nested at most ${MAX_DEPTH} deep`);
        const before = found.length;
        const inner = isNamedConfig(node) ? enter(node, path, depth) : path;
        for (const [key, value] of Object.entries(node)) {
            if (!roleOf(key)) visit(value, inner, depth + 1);
        }
        if (found.length === before) barren.add(node);
    }

    /** @param {any} node a layer @param {string[]} path @param {number} depth @returns {string[]} its own path */
    function enter(node, path, depth) {
        const layer = node.config.name ?? node.name;
        // The model itself is no part of the path, as it is none of its weights' names.
        const inner = depth > 0 && typeof layer === 'string' ? [...path, layer] : path;
        const regularizers = met.get(node) ?? ofLayer(node, inner.join('/'), customObjects);
        met.set(node, regularizers);
        if (!Object.keys(regularizers).length) return inner;
        if (found.length === MAX_LAYERS) {
            throw new RangeError(`regularizersOf: expected a model of at most ${MAX_LAYERS} layers with regularizers`);
        }
        found.push({
            layer: typeof layer === 'string' ? layer : '',
            path: inner.join('/'),
            type: node.class_name ?? node.className,
            regularizers: { ...regularizers },
        });
        return inner;
    }
}

/**
 * @param {any} node
 * @param {string} path
 * @param {CustomObjects} customObjects
 * @returns {RegularizedLayer['regularizers']}
 */
function ofLayer({ class_name, className, config }, path, customObjects) {
    const found = Object.entries(config)
        .filter(([key, value]) => roleOf(key) && value !== null)
        .map(([key, value]) => [roleOf(key), read(key, value, path, customObjects)]);
    if ((class_name ?? className) === 'ActivityRegularization') {
        found.push(['activity', read('activity', { class_name: L1L2.className, config: pick(config) }, path, null)]);
    }
    return Object.fromEntries(found);
}

/** @param {{ l1?: unknown, l2?: unknown }} config of an ActivityRegularization layer */
const pick = ({ l1, l2 }) => ({ l1, l2 });

/**
 * 'kernel' for kernel_regularizer, TF.js' kernelRegularizer and Keras 1's W_regularizer; undefined for other keys.
 * @param {string} key
 */
function roleOf(key) {
    const role = /^(.+?)(_r|R)egularizer$/.exec(key)?.[1];
    return role && (KERAS_1_ROLES.get(role) ?? role);
}

/**
 * @param {string} key
 * @param {any} config
 * @param {string} path
 * @param {CustomObjects} customObjects
 */
function read(key, config, path, customObjects) {
    try {
        return deserialize(config, customObjects);
    } catch (cause) {
        if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
        const Fault = cause instanceof TypeError ? TypeError : RangeError;
        throw new Fault(`regularizersOf: ${printable(key)} of layer ${shown(path)}: ${cause.message}`, { cause });
    }
}
