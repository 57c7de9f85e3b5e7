/** Reads names and the configs of Keras 1, 2 and 3 and of TF.js. */
import { isRegularizerClass } from '../classes/regularizer.js';
import { didYouMean, knownKeys, rangeError, shown, typeError } from '../input/check.js';
import { find, isFactory, known } from './registry.js';

/** @typedef {import('../classes/regularizer.js').Regularizer} Regularizer */
/** @typedef {import('../classes/names.js').RegularizerClass} RegularizerClass */
/** @typedef {import('../classes/names.js').RegularizerFunction} RegularizerFunction */
/** @typedef {import('./registry.js').CustomObjects} CustomObjects */

/**
 * A config as it stands in a saved model: Keras 2's and 3's `class_name`, TF.js' `className`, or Keras 1's `name`.
 * @typedef {object} Config
 * @property {string} [class_name]
 * @property {string} [className]
 * @property {string} [name] of the class, in Keras 1, whose factors stand beside it
 * @property {Record<string, any> | string | null} [config] the constructor's arguments, or a function's name in Keras 3
 * @property {string | null} [module]
 * @property {string | null} [registered_name]
 */

/** @typedef {Regularizer | RegularizerClass | RegularizerFunction | string | Config | null | undefined} Identifier */

const ENVELOPE = ['class_name', 'config', 'className', 'module', 'registered_name', 'shared_object_id', 'build_config'];

/** Keras' own configs nest two deep, so this stops only what was made to exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * What an identifier stands for. A name or config may also stand for a function that was registered, which TypeScript is
 * not told.
 * @template T
 * @typedef {T extends null | undefined ? null
 *     : T extends abstract new (...args: any) => infer R ? R
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
 */
export function get(identifier) {
    return read('get', identifier, null);
}

/**
 * As get, with names of the caller's own. A config is only read, and only its own properties.
 * @template {Identifier} T
 * @param {T} config
 * @param {CustomObjects} [customObjects] classes and functions by name, for this call; they come before all others
 * @returns {Identified<T>} null for null and undefined
 * @throws {TypeError | RangeError} as get
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
    if (typeof config === 'function') return made(config);
    if (typeof config !== 'object' || Array.isArray(config)) {
        throw typeError(who, 'a regularizer, its name or its config', shown(config));
    }
    const { name, given, registeredName, fromKeras } = envelopeOf(who, copyOf(who, { ...config }, 0));
    const isFunction = name === 'function' && typeof given === 'string';
    const found = isFunction
        ? known(who, given, customObjects)
        : (find(registeredName, customObjects) ?? known(who, name, customObjects, fromKeras));
    const isPlain = !isRegularizerClass(found) && !isFactory(found);
    if (isPlain && isFunction) return found;
    if (typeof given !== 'object' || Array.isArray(given)) {
        throw typeError(who, `the config of ${name} to be an object`, shown(given));
    }
    if (isRegularizerClass(found)) return found.fromConfig(given);
    if (isFactory(found)) return found(given);
    knownKeys(`${who}: ${name}`, given, []);
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
 * What each dialect says, in the same words.
 * @param {string} who
 * @param {Record<string, any>} config a copy, which has own properties only
 * @returns {{ name: string, given: any, registeredName?: any, fromKeras?: boolean }}
 */
function envelopeOf(who, config) {
    const { class_name, className, name: keras1, module, registered_name, ...rest } = config;
    const name = class_name ?? className ?? keras1;
    if (typeof name !== 'string') {
        const keys = Object.keys(config);
        const hint = keys.map(key => didYouMean(key, ['class_name', 'className'])).find(Boolean) ?? '';
        throw typeError(who, 'a config with class_name and config', `keys ${keys.join(', ') || '(none)'}${hint}`);
    }
    if ((class_name ?? className) === undefined) return { name, given: rest };
    // Every Keras 3 loads a config without `config`; a misspelt one would then silently mean the defaults.
    if (!('config' in config)) knownKeys(`${who}: ${name}`, config, ENVELOPE);
    return {
        name,
        given: config.config ?? {},
        registeredName: registered_name,
        // In these, Keras >= 2.13 gives its own class even where a scope has another of the same name.
        fromKeras: typeof module === 'string' && /^(tf_)?keras\b/.test(module),
    };
}

/**
 * A copy of what JSON can hold, with NumPy's and Keras 3's wrapped scalars as numbers.
 * @param {string} who
 * @param {any} value
 * @param {number} depth
 * @returns {any}
 */
function copyOf(who, value, depth) {
    if (depth > MAX_DEPTH) throw rangeError(who, `a config nested at most ${MAX_DEPTH} deep`, 'a deeper one');
    if (Array.isArray(value)) return value.map(item => copyOf(who, item, depth + 1));
    if (Object.prototype.toString.call(value) !== '[object Object]') return value;
    /** @type {Record<string, any>} */
    const copy = {};
    for (const [key, item] of Object.entries(value)) {
        if (key === '__proto__') throw new TypeError(`${who}: unknown key '__proto__'`);
        copy[key] = copyOf(who, item, depth + 1);
    }
    const scalar =
        copy.type === 'ndarray' ? copy.value : WRAPPERS.has(copy.class_name) ? copy.config?.value : undefined;
    return typeof scalar === 'number' ? scalar : copy;
}

const WRAPPERS = new Set(['__numpy__', '__tensor__']);
