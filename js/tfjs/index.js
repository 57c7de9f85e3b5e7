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
import { checkOptions, checkTensorFlow, forgetInstallation, installationIn } from './installation.js';
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
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').AnyTensorFlow} AnyTensorFlow
 * @typedef {import('./types.js').TfRegularizer} TfRegularizer
 * @typedef {import('./types.js').Identifier} Identifier
 * @typedef {import('./installation.js').Options} Options
 * @typedef {import('./augmentation.js').ActivityIdentifier} ActivityIdentifier
 * @typedef {ReturnType<typeof plugInto>['regularizers']} Regularizers
 */

/**
 * Installs the plug-in. Call it once, before layers are made. A second call, by whichever copy of this package, returns
 * what the first one did, and sets those options that it is given.
 * @param {AnyTensorFlow} tf `@tensorflow/tfjs`, or `{ ...core, ...layers }`; 3.21 or later
 * @param {Options} [options]
 * @returns {Regularizers}
 * @throws {TypeError} when `tf` is not TensorFlow.js with its layers, or an option is unknown or no boolean
 * @throws {Error} when another version of this package is installed in it that does not go together with this one
 */
export function install(tf, options = {}) {
    checkTensorFlow(tf);
    checkOptions(options);
    const { regularizers, set } = installationIn(tf, () => plugInto(tf));
    set(options);
    return regularizers;
}

/** @param {TensorFlow} tf */
function plugInto(tf) {
    const changes = new Changes();
    const settings = { penaltiesInEvaluate: true };
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
    const optimizers = registerOptimizers(tf, get, changes);

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
    const regularizers = {
        ...classes,
        ...makers,
        ActivityRegularization,
        ...optimizers,
        get: /** @type {import('./types.js').Get} */ (get),

        /** `activityRegularizerOf(layer)` of layers/activity.js. @param {any} layer @returns {TfRegularizer | null} */
        activityRegularizerOf(layer) {
            checkModel(tf, 'activityRegularizerOf', layer);
            return activityRegularizerOf(layer);
        },

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

        /** `regularize(model, rules)` of regularize.js. @param {any} model @param {Parameters<typeof regularize>[3]} rules */
        regularize(model, rules) {
            checkModel(tf, 'regularize', model);
            checkRules(rules);
            return regularize(tf, get, model, rules);
        },

        /** `anchored(model, options)` of anchored.js. @param {any} model @param {import('./anchored.js').AnchoredOptions} [options] */
        anchored(model, options) {
            checkModel(tf, 'anchored', model);
            return anchored(tf, get, model, options);
        },

        /**
         * `fisherDiagonal(model, x, y, options)` of fisher.js.
         * @param {any} model @param {import('./types.js').Tensor} x @param {import('./types.js').Tensor} y
         * @param {import('./fisher.js').FisherOptions} [options]
         */
        async fisherDiagonal(model, x, y, options) {
            checkModel(tf, 'fisherDiagonal', model);
            return fisherDiagonal(tf, model, x, y, options);
        },

        /** `penalties(model)` of penalties.js. @param {any} model */
        penalties(model) {
            checkModel(tf, 'penalties', model);
            return penalties(tf, model);
        },

        /** `compact(model)` of compact/index.js. @template {{ layers: any[] }} M @param {M} model */
        compact: model => compact(tf, model),

        /** As `install(tf, { replaceBuiltins: true })`. @throws {Error} after `uninstall` */
        replaceBuiltins() {
            if (!isInstalled) throw new Error('replaceBuiltins: expected the plug-in to be installed');
            set({ replaceBuiltins: true });
        },

        /**
         * Puts everything back as it was, for everybody who installed it in this TF.js. Layers that have an activity
         * regularizer lose it; the classes keep working, and models that were compiled with them train on.
         */
        uninstall() {
            if (!isInstalled) return;
            isInstalled = false;
            changes.undo();
            forgetInstallation(tf);
        },
    };
    return { regularizers, set };
}
