/**
 * What was registered by name: one table for the whole realm, so that the ESM and the CJS build, or two copies of the
 * package, know each other's.
 */

/** @typedef {import('./regularizer.js').Regularizer} Regularizer */
/** @typedef {new (...args: any[]) => Regularizer} RegularizerClass */
/** @typedef {(w: any) => any} RegularizerFunction */
/** @typedef {RegularizerClass | RegularizerFunction} Custom what can be registered: a subclass of Regularizer or a function */

/**
 * @typedef {object} Registered
 * @property {Map<string, Custom>} byName under 'Package>Name'
 * @property {Map<string, Custom>} byBareName under 'Name'; the newest where packages share it
 * @property {WeakMap<Custom, string>} names back to 'Package>Name'
 * @property {Map<string, Custom>[]} scopes of customObjectScope, innermost last
 */

const KEY = Symbol.for('regularizers.registry');

/** @returns {Registered} */
export function registered() {
    const realm = /** @type {{ [KEY]?: Registered }} */ (globalThis);
    realm[KEY] ??= { byName: new Map(), byBareName: new Map(), names: new WeakMap(), scopes: [] };
    return realm[KEY];
}

/**
 * @param {Custom} custom
 * @returns {string} its class name or function name, without a package; '' for an anonymous function
 */
export const bareNameOf = custom =>
    registered().names.get(custom)?.split('>').pop() ??
    (Object.hasOwn(custom, 'className') ? /** @type {any} */ (custom).className : custom.name);

/**
 * @param {Custom} custom
 * @returns {string} 'Package>Name' where it is registered, its own name where not
 */
export const fullNameOf = custom => registered().names.get(custom) ?? bareNameOf(custom);
