/**
 * The TensorFlow.js plug-in: `install(tf)` makes regularizers of TF.js layers right, complete and fast. It imports no
 * TF.js code and changes only the `tf` that it is given, until `uninstall()`.
 */

import { registerKernels } from './backends/penalty.js';
import { replaceBuiltinPenalty } from './builtins.js';
import { Changes } from './changes.js';
import { registerClasses } from './classes.js';
import { compact } from './compact/index.js';
import { acceptActivityRegularizers, activityRegularizerOf } from './layers/activity.js';
import { registerActivityRegularization } from './layers/activity-layer.js';
import { readKeras3 } from './layers/keras3.js';
import { recordPenalties } from './layers/ledger.js';
import { countPenaltiesOfParts } from './layers/losses.js';
import { penalties, regularize } from './model.js';
import { surroundSteps } from './training/train-function.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {ReturnType<typeof plugInto>} Regularizers
 */

/** What is installed where, by the one class that every namespace of a TF.js shows. @type {WeakMap<object, Regularizers>} */
const installed = new WeakMap();

/**
 * Installs the plug-in. Call it once, before layers are made; a second call returns what the first one did.
 * @param {TensorFlow} tf `@tensorflow/tfjs`, or `{ ...core, ...layers }`; 3.21 or later
 * @param {{ replaceBuiltins?: boolean }} [options] replaceBuiltins (default false): let instances of
 *     `tf.regularizers.l1`, `l2` and `l1l2` compute with our kernels too
 * @returns {Regularizers}
 * @throws {TypeError} when `tf` is not TensorFlow.js with its layers
 */
export function install(tf, { replaceBuiltins = false } = {}) {
    for (const name of /** @type {const} */ ([
        'engine',
        'registerKernel',
        'serialization',
        'layers',
        'regularizers',
        'LayersModel',
    ])) {
        if (tf?.[name] === undefined) {
            throw new TypeError(`install: expected tf to be TensorFlow.js with its layers, got one without ${name}`);
        }
    }
    const regularizers = installed.get(tf.layers.Layer) ?? plugInto(tf);
    installed.set(tf.layers.Layer, regularizers);
    if (replaceBuiltins) regularizers.replaceBuiltins();
    return regularizers;
}

/** @param {TensorFlow} tf */
function plugInto(tf) {
    const changes = new Changes();
    registerKernels(tf, changes);
    const { get, ...classes } = registerClasses(tf, changes);
    countPenaltiesOfParts(tf, changes);
    recordPenalties(tf, get, changes);
    acceptActivityRegularizers(tf, get, changes);
    readKeras3(tf, changes);
    surroundSteps(tf, changes);
    const ActivityRegularization = registerActivityRegularization(tf, classes.L1L2, changes);
    let builtinsReplaced = false;

    return {
        ...classes,
        ActivityRegularization,
        get,
        activityRegularizerOf,

        /** @param {number | { l1?: number }} [factor] default 0.01 @returns {TfRegularizer} */
        l1: factor => new classes.L1(factor),

        /** @param {number | { l2?: number }} [factor] default 0.01 @returns {TfRegularizer} */
        l2: factor => new classes.L2(factor),

        /**
         * @param {{ l1?: number, l2?: number }} [factors] default 0.01 each; a factor that is left out while the other
         *     is given is 0, where TF.js' own function takes 0.01
         * @returns {TfRegularizer}
         */
        l1l2: (factors = { l1: 0.01, l2: 0.01 }) => new classes.L1L2(factors),

        /** @param {number | { factor?: number, mode?: 'rows' | 'columns' }} [factor] default 0.01, rows @returns {TfRegularizer} */
        orthogonal: factor => new classes.OrthogonalRegularizer(factor),

        /**
         * @param {{ l1?: number, l2?: number, name?: string }} [args] both factors default to 0
         * @returns {import('./types.js').Layer}
         */
        activityRegularization: args => new ActivityRegularization(args),

        /** `regularize(model, rules)` of model.js. @param {any} model @param {Parameters<typeof regularize>[3]} rules */
        regularize: (model, rules) => regularize(tf, get, model, rules),

        /** `penalties(model)` of model.js. @param {any} model */
        penalties: model => penalties(tf, model),

        /** `compact(model)` of compact/index.js. @template {{ layers: any[] }} M @param {M} model */
        compact: model => compact(tf, model),

        /** As `install(tf, { replaceBuiltins: true })`. */
        replaceBuiltins() {
            if (!builtinsReplaced) replaceBuiltinPenalty(tf, changes);
            builtinsReplaced = true;
        },

        /** Puts everything back as it was. Layers that have an activity regularizer lose it; the classes keep working. */
        uninstall() {
            changes.undo();
            installed.delete(tf.layers.Layer);
        },
    };
}
