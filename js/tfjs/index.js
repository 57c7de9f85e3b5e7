/**
 * The TensorFlow.js plug-in: `install(tf)` makes regularizers of TF.js layers right, complete and fast. It imports no
 * TF.js code and changes only the `tf` that it is given, until `uninstall()`.
 */

import { anchored } from './anchored.js';
import { checkModel, checkRules } from './arguments.js';
import { prepareKernels } from './backends/penalty.js';
import { replaceBuiltinPenalty } from './builtins.js';
import { Changes } from './changes.js';
import { registerClasses } from './classes.js';
import { compact } from './compact/index.js';
import { fisherDiagonal } from './fisher.js';
import { checkInstallOptions, checkTensorFlow, forgetInstallation, installationIn } from './installation.js';
import { acceptActivityRegularizers, activityRegularizerOf } from './layers/activity.js';
import { registerActivityRegularization } from './layers/activity-layer.js';
import { afterConstruction } from './layers/construct.js';
import {
    acceptConstraintsOfLayerNormalization,
    correctDepthwiseConstraint,
    correctPointwiseInitializer,
} from './layers/corrections.js';
import { countPenaltiesInEvaluate } from './layers/evaluate.js';
import { recordPenalties } from './layers/ledger.js';
import { countPenaltiesOfParts } from './layers/losses.js';
import { readRegularizers } from './layers/options.js';
import { readKeras3 } from './loading/keras3.js';
import { findKeras3Weights } from './loading/weights.js';
import { penalties } from './penalties.js';
import { regularize } from './regularize.js';
import { saveAddedPenalties } from './saving/added.js';
import { refuseToSaveUnnamed } from './saving/unnamed.js';
import { registerOptimizers } from './training/index.js';
import { surroundSteps } from './training/train-function.js';

/**
 * @typedef {import('./types.js').AnyTensorFlow} AnyTensorFlow
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {import('./installation.js').Options} Options
 * @typedef {import('./augmentation.js').ActivityIdentifier} ActivityIdentifier
 * @typedef {import('./regularizers.js').Regularizers} Regularizers
 */

/**
 * Installs the plug-in. Call it once, before layers are made. A second call, by whichever copy of this package, returns
 * what the first one did, and sets those options that it is given.
 * @param {AnyTensorFlow} tf `@tensorflow/tfjs`, or `{ ...core, ...layers }`; 3.21 or later
 * @param {Options} [options] each false or true, as its line says
 * @returns {Regularizers} its regularizers, optimizers and functions
 * @throws {TypeError} when `tf` is not TensorFlow.js with its layers, or an option is unknown or no boolean
 * @throws {Error} when another version of this package is installed in it that does not go together with this one
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { install } from 'regularizers/tfjs';
 *
 * const { l1, penalties } = install(tf);
 * const layer = tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'ones', kernelRegularizer: l1(0.5) });
 * const model = tf.sequential({ layers: [layer] });
 * penalties(model).total; // 2
 */
export function install(tf, options = {}) {
    const known = /** @type {import('./types.js').TensorFlow} */ (tf);
    checkTensorFlow(known);
    checkInstallOptions(options);
    const { regularizers, set } = installationIn(known, () => plugInto(known));
    set(options);
    return regularizers;
}

/**
 * All that changes in a TF.js.
 * @param {import('./types.js').TensorFlow} tf
 * @param {{ penaltiesInEvaluate: boolean }} settings read whenever a model is evaluated
 * @param {Changes} changes
 */
function change(tf, settings, changes) {
    prepareKernels(tf, changes);
    const { get, classes, makers } = registerClasses(tf, changes);
    countPenaltiesOfParts(tf, changes);
    recordPenalties(tf, get, changes);
    countPenaltiesInEvaluate(tf, settings, changes);
    const ActivityRegularization = registerActivityRegularization(tf, classes.L1L2, changes);
    const takeActivityRegularizer = acceptActivityRegularizers(tf, get, changes);
    const observers = [
        readRegularizers(tf, get),
        correctPointwiseInitializer(tf),
        acceptConstraintsOfLayerNormalization(tf, changes),
        takeActivityRegularizer,
    ];
    afterConstruction(tf, changes, (layer, args) => {
        for (const observe of observers) observe(layer, args);
    });
    correctDepthwiseConstraint(tf, changes);
    readKeras3(tf, changes);
    findKeras3Weights(tf, changes);
    saveAddedPenalties(tf, get, changes);
    refuseToSaveUnnamed(tf, changes);
    surroundSteps(tf, changes);
    return {
        get,
        classes: { ...classes, ActivityRegularization },
        makers,
        optimizers: registerOptimizers(tf, get, changes),
    };
}

/** @param {import('./types.js').TensorFlow} tf */
function plugInto(tf) {
    const changes = new Changes();
    const settings = { penaltiesInEvaluate: true };
    const { get, classes, makers, optimizers } = change(tf, settings, changes);
    const builtins = new Changes();
    changes.onUndo(() => builtins.undo());
    let builtinsReplaced = false;
    /** @param {Options} options */
    function set({ replaceBuiltins = builtinsReplaced, penaltiesInEvaluate = settings.penaltiesInEvaluate }) {
        settings.penaltiesInEvaluate = penaltiesInEvaluate;
        if (replaceBuiltins && !builtinsReplaced) replaceBuiltinPenalty(tf, builtins);
        if (!replaceBuiltins) builtins.undo();
        builtinsReplaced = replaceBuiltins;
    }

    let isInstalled = true;
    /** @type {Regularizers} */
    const regularizers = {
        ...classes,
        ...makers,
        ...optimizers,
        ...functionsFor(tf, get),
        get: /** @type {Regularizers['get']} */ (get),
        l1: (/** @type {any} */ factor) => new classes.L1(factor),
        l2: (/** @type {any} */ factor) => new classes.L2(factor),
        l1l2: (/** @type {any} */ factors = { l1: 0.01, l2: 0.01 }) => new classes.L1L2(factors),
        orthogonal: (/** @type {any} */ factor) => new classes.OrthogonalRegularizer(factor),
        activityRegularization: args => new classes.ActivityRegularization(args),
        replaceBuiltins() {
            if (!isInstalled) throw new Error('replaceBuiltins: expected the plug-in to be installed');
            set({ replaceBuiltins: true });
        },
        uninstall() {
            if (!isInstalled) return;
            isInstalled = false;
            changes.undo();
            forgetInstallation(tf);
        },
    };
    return { regularizers, set };
}

/**
 * What works on models and layers.
 * @param {import('./types.js').TensorFlow} tf
 * @param {any} get
 * @returns {Pick<Regularizers, 'activityRegularizerOf' | 'regularize' | 'anchored' | 'fisherDiagonal' | 'penalties' | 'compact'>}
 */
const functionsFor = (tf, get) => ({
    activityRegularizerOf(layer) {
        checkModel(tf, 'activityRegularizerOf', layer);
        return activityRegularizerOf(layer);
    },
    regularize(model, rules) {
        checkModel(tf, 'regularize', model);
        checkRules(rules);
        return regularize(tf, get, model, rules);
    },
    anchored(model, options) {
        checkModel(tf, 'anchored', model);
        return anchored(tf, get, model, options);
    },
    async fisherDiagonal(model, x, y, options) {
        checkModel(tf, 'fisherDiagonal', model);
        return fisherDiagonal(tf, model, x, y, options);
    },
    penalties(model) {
        checkModel(tf, 'penalties', model);
        return penalties(tf, model);
    },
    compact: (/** @type {any} */ model) => compact(tf, model),
});
