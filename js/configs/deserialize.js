/** Reads names and the configs of Keras 1, 2 and 3 and of TF.js. */
import { isFactory } from '../classes/names.js';
import { isPenalty, isRegularizerClass } from '../classes/regularizer.js';
import {
    didYouMean,
    isPlainObject,
    knownKeys,
    listed,
    printable,
    rangeError,
    shown,
    typeError,
} from '../input/check.js';
import { DIALECTS } from './dialects.js';
import { find, kindOf, known } from './registry.js';

/** @typedef {import('../classes/regularizer.js').Regularizer} Regularizer */
/** @typedef {import('../classes/names.js').RegularizerClass} RegularizerClass */
/** @typedef {import('../classes/names.js').RegularizerFunction} RegularizerFunction */
/** @typedef {import('./registry.js').CustomObjects} CustomObjects */

/**
 * A config as it stands in a saved model: Keras 2's and 3's `class_name`, TF.js' `className`, or Keras 1's `name`.
 * @typedef {object} Config
 * @property {string} [class_name] the name of the class, in Keras 2 and 3
 * @property {string} [className] the same in TF.js
 * @property {string} [name] the same in Keras 1, whose factors stand beside it
 * @property {import('../classes/regularizer.js').Arguments | string | null} [config] the constructor's arguments, or a
 *     function's name in Keras 3
 * @property {string | null} [module] where Keras 3 imports the class from
 * @property {string | null} [registered_name] 'Package>Name' of a class that is not Keras' own, in Keras 3
 */

/** @typedef {Regularizer | RegularizerClass | RegularizerFunction | string | Config | null | undefined} Identifier */

/** Keras' own configs nest two deep, so this stops only what was made to exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * What an identifier stands for. A name or config may also stand for a function that was registered, which TypeScript is
 * not told.
 * @template T
 * @typedef {T extends null | undefined ? null
 *     : T extends abstract new (...args: never) => infer R ? R
 *     : T extends Regularizer ? T
 *     : T extends RegularizerFunction ? T
 *     : Regularizer} Identified
 */

/**
 * The regularizer that anything stands for, as `kernel_regularizer=` takes it.
 * @template {Identifier} T
 * @param {T} identifier a regularizer or function (given back), a class (an instance with its defaults), a name, or a
 *     config of any dialect
 * @returns {Identified<T>} null for null and undefined
 * @throws {TypeError} for anything else and for unknown or wrong arguments in a config
 * @throws {RangeError} for an unknown name and for factors out of range
 * @example
 * import { get, L2 } from 'regularizers';
 *
 * get('l1_l2'); // L1L2 { l1: 0.01, l2: 0.01 }
 * get({ class_name: 'L2', config: { l2: 0.5 } }); // L2 { l2: 0.5 }
 * get(L2); // L2 { l2: 0.01 }
 * get(null); // null
 * get('l22'); // RangeError: get: expected the name of a regularizer, such as 'l2' … did you mean 'l2'?
 */
export function get(identifier) {
    return read('get', identifier, null);
}

/**
 * As get, with names of the caller's own. A config is only read, and only its own properties.
 * @template {Identifier} T
 * @param {T} config a name, or a config of any dialect
 * @param {CustomObjects} [customObjects] classes and functions by name, for this call; they come before all others
 * @returns {Identified<T>} null for null and undefined
 * @throws {TypeError | RangeError} as get
 * @example
 * import { deserialize } from 'regularizers';
 *
 * const steep = w => 2 * Math.abs(w[0]);
 * deserialize('steep', { steep })([3]); // 6
 * deserialize({ className: 'L1L2', config: { l1: 0.1, l2: 0 } }); // L1L2 { l1: 0.1, l2: 0 }
 */
export function deserialize(config, customObjects = null) {
    return read('deserialize', config, customObjects);
}

/**
 * @param {string} who
 * @param {unknown} config
 * @param {CustomObjects} customObjects
 * @returns {any}
 */
function read(who, config, customObjects) {
    if (config === null || config === undefined) return null;
    if (typeof config === 'string') return made(known(who, config, customObjects));
    if (typeof config === 'function') {
        if (isRegularizerClass(config) || isPenalty(config)) return made(config);
        throw typeError(who, 'a regularizer, its class, name or config', kindOf(config));
    }
    if (!isPlainObject(config)) throw typeError(who, 'a regularizer, its name or its config', shown(config));
    const { name, given, registeredName, fromKeras } = envelopeOf(who, copyOf(who, config));
    const isFunction = name === 'function' && typeof given === 'string';
    const found = isFunction
        ? known(who, given, customObjects)
        : (find(registeredName, customObjects) ?? known(who, name, customObjects, fromKeras));
    const isPlain = !isRegularizerClass(found) && !isFactory(found);
    if (isPlain && isFunction) return found;
    if (!isPlainObject(given))
        throw typeError(who, `the config of ${printable(name)} to be a plain object`, shown(given));
    if (isRegularizerClass(found)) return found.fromConfig(given);
    if (isFactory(found)) return found(given);
    knownKeys(`${who}: ${printable(name)}`, given, []);
    return found;
}

/**
 * @param {any} found
 * @returns {any} an instance with its defaults for a class and a factory, else what was given
 */
function made(found) {
    if (isFactory(found)) return found({});
    return isRegularizerClass(found) ? new /** @type {any} */ (found)() : found;
}

/**
 * @param {string} who
 * @param {Record<string, any>} config a copy, which has own properties only
 * @returns {import('./dialects.js').Envelope}
 */
function envelopeOf(who, config) {
    const dialects = Object.values(DIALECTS);
    const dialect = dialects.find(({ recognises }) => recognises(config));
    if (dialect) return dialect.read(who, config);
    const named = dialects.find(({ key }) => key in config);
    if (named) throw typeError(who, `${named.key} to be a string`, shown(config[named.key]));
    const keys = Object.keys(config);
    const near = keys.slice(0, 8).map(key => didYouMean(key, ['class_name', 'className']));
    throw typeError(who, 'a config with class_name and config', `keys ${listed(keys)}${near.find(Boolean) ?? ''}`);
}

/**
 * A copy of what JSON can hold, with NumPy's and Keras 3's wrapped scalars as numbers. What is referred to more than once
 * is copied once, so that the time is that of the objects, not of the paths to them.
 * @param {string} who
 * @param {any} value
 * @param {number} [depth]
 * @param {Map<object, unknown>} [copies] of what was met already
 * @returns {any}
 */
function copyOf(who, value, depth = 0, copies = new Map()) {
    if (depth > MAX_DEPTH) throw rangeError(who, `a config nested at most ${MAX_DEPTH} deep`, 'a deeper one');
    if (copies.has(value)) return copies.get(value);
    const copyItem = (/** @type {unknown} */ item) => copyOf(who, item, depth + 1, copies);
    if (Array.isArray(value)) {
        const items = value.map(copyItem);
        copies.set(value, items);
        return items;
    }
    if (!isPlainObject(value)) return value;
    /** @type {Record<string, any>} */
    const copy = {};
    for (const [key, item] of Object.entries(value)) {
        if (key === '__proto__') throw new TypeError(`${who}: unknown key '__proto__'`);
        copy[key] = copyItem(item);
    }
    const scalar =
        copy.type === 'ndarray' ? copy.value : WRAPPERS.has(copy.class_name) ? copy.config?.value : undefined;
    const result = typeof scalar === 'number' ? scalar : copy;
    copies.set(value, result);
    return result;
}

const WRAPPERS = new Set(['__numpy__', '__tensor__']);
