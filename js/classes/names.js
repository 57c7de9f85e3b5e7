/**
 * What classes and functions are called, and what users have made known by name: one table for the whole realm, so that
 * the ESM and the CJS build, or two copies of the package, know each other's.
 */
import { shown, typeError } from '../input/check.js';

/** @typedef {import('./regularizer.js').Regularizer} Regularizer */
/** @typedef {new (...args: never[]) => Regularizer} RegularizerClass a subclass of Regularizer, which takes its arguments by their names */
/** @typedef {(w: never) => unknown} RegularizerFunction from weights to a number */
/** @typedef {RegularizerClass | RegularizerFunction} Custom what can be registered: a subclass of Regularizer or a function */

/**
 * @typedef {object} CustomNames
 * @property {Map<string, Custom>} byName under 'Package>Name'
 * @property {Map<string, Custom>} byBareName under 'Name'; the newest where packages share it
 * @property {WeakMap<Custom, string>} names back to 'Package>Name'
 * @property {Map<string, Custom>[]} scopes in which names stand for something else, innermost last
 */

const KEY = Symbol.for('regularizers.registry');

/** @returns {CustomNames} */
export function customNames() {
    const realm = /** @type {{ [KEY]?: CustomNames }} */ (globalThis);
    realm[KEY] ??= { byName: new Map(), byBareName: new Map(), names: new WeakMap(), scopes: [] };
    return realm[KEY];
}

/**
 * @param {Custom} custom
 * @returns {string} its class name or function name, without a package; '' for an anonymous function
 */
export const bareNameOf = custom =>
    customNames().names.get(custom)?.split('>').pop() ??
    (Object.hasOwn(custom, 'className') ? /** @type {any} */ (custom).className : custom.name);

/**
 * @param {Custom & { package?: string }} custom
 * @returns {string} 'Package>Name' where it is registered, or of a package by its own account; its own name where not
 */
export const fullNameOf = custom =>
    customNames().names.get(custom) ??
    (Object.hasOwn(custom, 'package') ? `${custom.package}>${bareNameOf(custom)}` : bareNameOf(custom));

/**
 * The name under which a class or function is saved.
 * @param {string} who
 * @param {Custom} custom
 * @returns {string} 'Package>Name' where it is registered, its own name where not
 * @throws {TypeError} where it has none: nothing could be loaded by it
 */
export function savedNameOf(who, custom) {
    const name = fullNameOf(custom);
    if (typeof name === 'string' && name !== '') return name;
    const got = name === '' ? 'an anonymous one' : `a name that is ${shown(name)}`;
    throw typeError(who, 'a class or function that has a name or is registered', got);
}

/** Tells functions that make regularizers, of any copy of this package, from those that compute a penalty. */
const FACTORY = Symbol.for('regularizers.factory');

/**
 * Marks a function as one that makes regularizers.
 * @template {Function} F
 * @param {string} name
 * @param {F} make
 * @returns {F}
 */
export function factory(name, make) {
    Object.defineProperty(make, FACTORY, { value: true });
    return Object.defineProperty(make, 'name', { value: name, configurable: true });
}

/**
 * Whether a function makes regularizers, as l1 does, and is not one itself.
 * @param {any} x
 * @returns {x is (...args: any[]) => any}
 */
export const isFactory = x => typeof x === 'function' && x[FACTORY] === true;
