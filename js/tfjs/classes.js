// The regularizer classes of the core, as classes that TF.js accepts, serializes and finds by name.

import { customNames } from '../classes/names.js';
import { isRegularizer } from '../classes/regularizer.js';
import { BUILT_INS } from '../configs/built-in.js';
import * as core from '../index.js';
import { isPlainObject } from '../input/check.js';
import { numbersOf } from './arguments.js';
import { computedByCore } from './backends/penalty.js';
import { toCamelCase } from './camel-case.js';
import { ITSELF, isBuiltIn, nameInConfigs, wrappersIn } from './wrappers.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {(new (...args: any[]) => TfRegularizer) & { className: string }} TfClass
 * @typedef {Omit<typeof import('../index.js'), 'Regularizer'>} Core
 * @typedef {{ [Name in keyof Core]: Core[Name] extends { className: string } ? Name : never }[keyof Core]} ClassName
 * @typedef {{ [Name in keyof Core]: Core[Name] extends { package: string } ? Uncapitalize<Name> : never }[keyof Core]} MakerName
 * @typedef {Pick<import('./regularizers.js').Regularizers, MakerName>} Makers
 *     for each class that no Keras has a function, whose name begins small, that makes a regularizer from its first argument
 */

/**
 * Every name under which TF.js may look a class up. A string in model JSON comes in camel case. 'L1L2' and 'l1l2' are one
 * name to TF.js: see `fromConfig`. ('orthogonal' is its initializer.)
 * @type {[any, string[]][]}
 */
const NAMES = BUILT_INS.flatMap(({ Class, names, factory }) => {
    if (Class === core.Regularizer) return [];
    const all = [...names, ...(factory?.names ?? [])];
    return [[Class, [...new Set([...all, ...all.map(toCamelCase)])]]];
});

/**
 * Makes the classes and registers them; `changes` unregisters.
 * @param {TensorFlow} tf
 * @param {import('./changes.js').Changes} changes
 */
export function registerClasses(tf, changes) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const stock = tf.regularizers.l1l2().constructor;
    const { Base, CoreBacked, FunctionBacked } = wrappersIn(tf);
    computedByCore.add(CoreBacked.prototype.apply);
    /** @type {Map<Function, TfClass>} by class of the core */
    const classes = new Map();
    for (const [Core, names] of NAMES) {
        const Class = classFor(tf, CoreBacked, Core, get);
        classes.set(Core, Class);
        for (const name of names) {
            const isTaken = Object.hasOwn(classNameMap, name) && classNameMap[name][0] !== stock;
            if (!isTaken) changes.value(classNameMap, name, [Class, Class.fromConfig]);
        }
    }

    /**
     * Anything that stands for a regularizer, as one that TF.js accepts.
     * @param {Identifier} identifier
     * @returns {TfRegularizer | null} null for null and undefined
     * @throws {TypeError | RangeError} when it stands for none, or its config is wrong
     */
    function get(identifier) {
        if (identifier == null || identifier instanceof Base) return /** @type {any} */ (identifier ?? null);
        const given = /** @type {any} */ (identifier);
        if (given.prototype instanceof Base) return new given();
        if (given.config?.[ITSELF] instanceof Base) return given.config[ITSELF];
        const { className, config = {} } = typeof given === 'string' ? { className: given } : given;
        const [Class, fromConfig] = (Object.hasOwn(classNameMap, className) && classNameMap[className]) || [];
        if (Class?.prototype instanceof Base) return fromConfig(Class, { ...config });
        const found = /** @type {any} */ (core.get(inOriginalCase(given)));
        return isRegularizer(found) ? ofCore(found) : new FunctionBacked(found);
    }

    /** @param {any} regularizer */
    function ofCore(regularizer) {
        const Class = regularizer.constructor;
        const Known = classes.get(Class);
        if (Known) return new Known(regularizer);
        const Own = isBuiltIn(Class) && [...classes.keys()].find(Core => nameInConfigs(Core) === nameInConfigs(Class));
        if (!Own) return new CoreBacked(regularizer);
        return new /** @type {TfClass} */ (classes.get(Own))(regularizer.getConfig()); // of another copy of this package
    }

    return { ...namedOf(classes), get };
}

/** The classes by their names, and the functions that make them. @param {Map<any, TfClass>} classes by class of the core */
function namedOf(classes) {
    /** @type {any} */
    const byName = {};
    /** @type {any} */
    const makers = {};
    for (const [{ className, package: own }, Class] of classes) {
        byName[className] = Class;
        if (own)
            makers[className[0].toLowerCase() + className.slice(1)] = (/** @type {any[]} */ ...args) =>
                new Class(...args);
    }
    return {
        classes: /** @type {{ [Name in ClassName]: TfClass }} */ (byName),
        makers: /** @type {Makers} */ (makers),
    };
}

/**
 * A name that was registered with `register`, where TF.js has put it in camel case, as it does with every string of a
 * model's JSON: 'Custom>my_penalty' comes as 'Custom>myPenalty'.
 * @param {any} identifier
 */
function inOriginalCase(identifier) {
    const { byName, byBareName } = customNames();
    const names = [...byName.keys(), ...byBareName.keys()];
    const original = (/** @type {unknown} */ name) =>
        names.includes(/** @type {string} */ (name))
            ? name
            : (names.find(known => toCamelCase(known) === name) ?? name);
    if (typeof identifier !== 'object') return original(identifier);
    const { className, class_name = className, config, ...rest } = identifier;
    if (class_name === 'function') return { ...rest, class_name, config: original(config) };
    if (class_name === undefined) return identifier;
    const { customObjects, ...own } = config ?? {}; // TF.js' own addition
    return { ...rest, class_name: original(class_name), ...(config && { config: own }) };
}

/**
 * @param {TensorFlow} tf
 * @param {any} CoreBacked
 * @param {any} Core
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @returns {any}
 */
function classFor(tf, CoreBacked, Core, get) {
    const { className } = Core;
    const ours = new Set(['l', ...Object.keys(new Core().getConfig())]);
    return class extends CoreBacked {
        static className = className;

        /** @param {any[]} args those of the class of the same name in the core, or one of its instances */
        constructor(...args) {
            super(args[0] instanceof Core ? args[0] : new Core(...args.map(argument => withNumbers(tf, argument))));
        }

        /**
         * TF.js comes here with an empty config for a bare name, and documents its name 'l1l2', which it takes for
         * 'L1L2', as 0.01 for both factors. A config with one key leaves the other factor out, as in Keras. One with other
         * keys is of a class that the user has registered under the same name.
         */
        static fromConfig(/** @type {any} */ Class, /** @type {any} */ { customObjects, ...config }) {
            const keys = Object.keys(config);
            const namesake = /** @type {any} */ (customNames().byBareName.get(className));
            if (namesake?.fromConfig && keys.some(key => !ours.has(key))) return get(namesake.fromConfig(config));
            return keys.length === 0 && Core === core.L1L2 ? new Class(0.01, 0.01) : new Class(config);
        }
    };
}

/**
 * What a class of the core takes: numbers in place of tensors, alone or in an object of options.
 * @param {TensorFlow} tf @param {any} argument
 */
function withNumbers(tf, argument) {
    if (argument instanceof tf.Tensor || !isPlainObject(argument)) return numbersOf(tf, argument);
    return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, numbersOf(tf, value)]));
}
