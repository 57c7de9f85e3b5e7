/** Which name stands for which regularizer: Keras' and TF.js' own names, and those that a user adds. */

import { bareNameOf, customNames } from '../classes/names.js';
import { isPenalty, isRegularizer, isRegularizerClass } from '../classes/regularizer.js';
import {
    didYouMean,
    isPlainObject,
    knownKeys,
    printable,
    rangeError,
    shown,
    tagOf,
    typeError,
} from '../input/check.js';
import { byName as builtIns } from './built-in.js';

/** @typedef {import('../classes/names.js').Custom} Custom */
/** @typedef {import('./built-in.js').Factory} Factory */
/** @typedef {Record<string, Custom> | null} CustomObjects names and what they stand for, as Keras' custom_objects */

/**
 * What something is called in configs: 'package>name'.
 * @typedef {object} RegisterOptions
 * @property {string} [package] default 'Custom'
 * @property {string} [name] default: the class' own `static className`, else the name of the class or function
 */

/**
 * What a name stands for. The caller's own objects come first, the scopes from the innermost out, then what was
 * registered under its full name, what is built in, and what was registered under its bare name.
 * @param {string | undefined} name
 * @param {CustomObjects} customObjects
 * @param {boolean} [builtInFirst] no object may shadow what is built in
 * @returns {Custom | Factory | undefined} undefined also for what is no name
 */
export function find(name, customObjects, builtInFirst = false) {
    if (typeof name !== 'string') return undefined;
    const places = placesOf(customObjects);
    return [...(builtInFirst ? [builtIns] : []), ...places].find(place => place.has(name))?.get(name);
}

/**
 * As find, for a name that has to stand for something.
 * @param {string} who
 * @param {string} name
 * @param {CustomObjects} customObjects
 * @param {boolean} [builtInFirst]
 * @returns {Custom | Factory}
 * @throws {RangeError} that names the nearest known one
 */
export function known(who, name, customObjects, builtInFirst) {
    const found = find(name, customObjects, builtInFirst);
    if (found) return found;
    const names = placesOf(customObjects).flatMap(place => [...place.keys()]);
    // The last part of 'keras.regularizers.L2' or 'Custom>Mine' is what may be misspelt.
    const hint = didYouMean(/** @type {string} */ (name.split(/[.>]/).pop()), names);
    const expected =
        "the name of a regularizer, such as 'l2' or 'L1L2', or one made known by register() or customObjects";
    throw rangeError(who, expected, shown(name) + hint);
}

/**
 * Where names are looked up, in this order.
 * @param {CustomObjects} customObjects
 * @returns {Map<string, Custom | Factory>[]}
 */
function placesOf(customObjects) {
    const { scopes, byName, byBareName } = customNames();
    return [objectsOf('deserialize', customObjects ?? {}), ...[...scopes].reverse(), byName, builtIns, byBareName];
}

/**
 * Makes a subclass of Regularizer, or a function from weights to a penalty, known by name to get, deserialize and
 * serialize: Keras' register_keras_serializable. 'Package>Name' and 'Name' both load from then on; a built-in keeps its
 * bare name. Registering a name again replaces what it stood for.
 * @template {Custom} T
 * @param {T} custom a class, or a function from weights to a number
 * @param {RegisterOptions} [options] what it is called
 * @returns {T} what was given
 * @throws {TypeError} for what is neither, for an instance, and where no name is given or found
 * @example
 * import { get, register, serialize } from 'regularizers';
 *
 * const first = register(w => Math.abs(w[0]), { package: 'example', name: 'first' });
 * get('example>first')([-3, 4]); // 3
 * serialize(first); // 'example>first'
 */
export function register(custom, options = {}) {
    checkCustom('register', 'its argument', custom);
    if (!isPlainObject(options)) throw typeError('register', 'options to be a plain object', shown(options));
    knownKeys('register', options, ['package', 'name']);
    const { package: prefix = 'Custom', name = bareNameOf(custom) } = options;
    for (const [key, part] of Object.entries({ package: prefix, name })) {
        if (typeof part !== 'string' || part === '' || part.includes('>')) {
            throw typeError('register', `${key} to be a string that is not empty and has no '>'`, shown(part));
        }
    }
    const { byName, byBareName, names } = customNames();
    const fullName = `${prefix}>${name}`;
    byName.set(fullName, custom);
    byBareName.set(name, custom);
    names.set(custom, fullName);
    return custom;
}

/**
 * Runs a function while the given names stand for the given classes and functions: Keras' custom_object_scope. Scopes
 * nest, the innermost wins, and a built-in name may be taken. The scope ends when the function returns or throws.
 * @template T
 * @param {Record<string, Custom>} objects classes and functions by name
 * @param {() => T} run not async: a scope that outlived a pause would also be seen by whatever runs meanwhile
 * @returns {T} what run returns
 * @throws {TypeError} when run returns a promise; give customObjects to deserialize, or register(), instead
 * @example
 * import { customObjectScope, get, L2 } from 'regularizers';
 *
 * class Stronger extends L2 {
 *     static className = 'Stronger';
 * }
 * const reg = customObjectScope({ Stronger }, () => get({ class_name: 'Stronger', config: { l2: 2 } }));
 * reg([1, 2]); // 10
 */
export function customObjectScope(objects, run) {
    const scope = objectsOf('customObjectScope', objects);
    if (typeof run !== 'function') throw typeError('customObjectScope', 'a function to run', shown(run));
    const { scopes } = customNames();
    scopes.push(scope);
    try {
        const result = run();
        const promise = /** @type {any} */ (result);
        if (typeof promise?.then === 'function') {
            promise.then(undefined, () => {}); // the error below is the one to report, not one more unhandled
            const got = 'one that returns a promise; give customObjects to deserialize, or register(), instead';
            throw typeError('customObjectScope', 'a function that is not async', got);
        }
        return result;
    } finally {
        scopes.pop();
    }
}

/**
 * @param {string} who
 * @param {unknown} objects
 * @returns {Map<string, Custom>} of its own properties
 */
function objectsOf(who, objects) {
    if (!isPlainObject(objects)) {
        throw typeError(who, 'an object of names and classes or functions', shown(objects));
    }
    const entries = Object.entries(objects);
    for (const [name, custom] of entries) checkCustom(who, `'${printable(name)}'`, custom);
    return new Map(entries);
}

/**
 * @param {string} who
 * @param {string} what
 * @param {unknown} custom
 */
function checkCustom(who, what, custom) {
    if (isRegularizerClass(custom) || (isPenalty(custom) && !isRegularizer(custom))) return;
    throw typeError(who, `${what} to be a subclass of Regularizer or a function`, kindOf(custom));
}

/**
 * @param {unknown} x
 * @returns {string} what came where a regularizer's class or a function was expected
 */
export function kindOf(x) {
    if (isRegularizer(x)) return 'an instance; give its class';
    if (typeof x !== 'function' || isPenalty(x)) return shown(x);
    const tag = tagOf(x);
    if (tag === 'Function') return 'a class that does not extend it';
    return `a function whose answer is ${tag === 'AsyncFunction' ? 'a promise' : 'an iterator'}`;
}
