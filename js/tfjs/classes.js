// The regularizer classes of the core, as classes that TF.js accepts, serializes and finds by name.

import * as core from '../index.js';
import { computedByCore, penaltyOf } from './backends/penalty.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {new (...args: any[]) => TfRegularizer} TfClass
 */

/**
 * Every name under which TF.js may look a class up. A string in model JSON comes in camel case. 'L1L2' and 'l1l2' are one
 * name to TF.js: see `fromConfig`. ('orthogonal' is its initializer.)
 * @type {Array<[any, string[]]>}
 */
const NAMES = [
    [core.L1, ['L1', 'l1']],
    [core.L2, ['L2', 'l2']],
    [core.L1L2, ['L1L2', 'l1l2', 'l1_l2', 'l1L2']],
    [core.OrthogonalRegularizer, ['OrthogonalRegularizer', 'orthogonal_regularizer', 'orthogonalRegularizer']],
];

/**
 * Makes the classes and registers them; `changes` unregisters.
 * @param {TensorFlow} tf
 * @param {import('./changes.js').Changes} changes
 */
export function registerClasses(tf, changes) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const CoreBacked = coreBackedClass(tf);
    computedByCore.add(CoreBacked.prototype.apply);
    /** @type {Map<Function, TfClass>} by class of the core */
    const classes = new Map();
    for (const [Core, names] of NAMES) {
        const Class = classFor(CoreBacked, Core);
        classes.set(Core, Class);
        for (const name of names) changes.value(classNameMap, name, [Class, Class.fromConfig]);
    }
    const Base = Object.getPrototypeOf(CoreBacked);

    /**
     * Anything that stands for a regularizer, as one that TF.js accepts.
     * @param {Identifier} identifier
     * @returns {TfRegularizer | null} null for null and undefined
     * @throws {TypeError | RangeError} when it stands for none, or its config is wrong
     */
    function get(identifier) {
        if (identifier == null) return null;
        if (identifier instanceof Base) return /** @type {any} */ (identifier);
        const { className, config = {} } = /** @type {any} */ (
            typeof identifier === 'string' ? { className: identifier } : identifier
        );
        const [Class, fromConfig] = (Object.hasOwn(classNameMap, className) && classNameMap[className]) || [];
        if (Class?.prototype instanceof Base) return fromConfig(Class, { ...config });
        const found = core.get(/** @type {any} */ (identifier));
        if (!(found instanceof core.Regularizer)) {
            throw new TypeError('regularizers.get: expected a regularizer with a gradient, got a plain function');
        }
        const Known = classes.get(found.constructor);
        return Known ? new Known(found.getConfig()) : new CoreBacked(found);
    }

    return {
        L1: /** @type {TfClass} */ (classes.get(core.L1)),
        L2: /** @type {TfClass} */ (classes.get(core.L2)),
        L1L2: /** @type {TfClass} */ (classes.get(core.L1L2)),
        OrthogonalRegularizer: /** @type {TfClass} */ (classes.get(core.OrthogonalRegularizer)),
        get,
    };
}

/**
 * A regularizer of the core in the shape of TF.js, on TF.js' base class: layers accept nothing else. The base is not
 * exported, but its subclass behind `tf.regularizers` is.
 * @param {TensorFlow} tf
 */
function coreBackedClass(tf) {
    const Base = Object.getPrototypeOf(tf.regularizers.l1l2().constructor);
    return class CoreBacked extends Base {
        /** @param {any} regularizer of the core */
        constructor(regularizer) {
            super();
            this.regularizer = regularizer;
        }

        /** @param {Tensor} x a tensor, or numbers as TF.js takes them @returns {Tensor} the penalty, a differentiable scalar */
        apply(x) {
            if (x instanceof tf.Tensor && x.dtype === 'float32') return penaltyOf(tf, this.regularizer, x);
            return tf.tidy(() =>
                penaltyOf(tf, this.regularizer, tf.cast(x instanceof tf.Tensor ? x : tf.tensor(x), 'float32')),
            );
        }

        getClassName() {
            return this.regularizer.constructor.className;
        }

        getConfig() {
            return this.regularizer.getConfig();
        }
    };
}

/**
 * @param {any} CoreBacked
 * @param {any} Core
 * @returns {any}
 */
function classFor(CoreBacked, Core) {
    return class extends CoreBacked {
        static className = Core.className;

        /** @param {any[]} args those of the class of the same name in the core */
        constructor(...args) {
            super(new Core(...args));
        }

        /**
         * TF.js comes here with an empty config for a bare name, and documents its name 'l1l2', which it takes for
         * 'L1L2', as 0.01 for both factors. A config with one key leaves the other factor out, as in Keras.
         */
        static fromConfig(/** @type {any} */ Class, /** @type {any} */ { customObjects, ...config }) {
            const bare = Object.keys(config).length === 0;
            return bare && Core === core.L1L2 ? new Class(0.01, 0.01) : new Class(config);
        }
    };
}
