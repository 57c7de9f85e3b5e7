// The regularizers among the options of layers, which TF.js takes only in the forms that it knows.

import { shown, typeError } from '../../input/check.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Identifier} Identifier
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/**
 * Lets every option for a regularizer be whatever `get` takes: functions, regularizers of the core, names and configs of
 * what is registered with the core. The constructor that reads the options runs after that of `Layer`, where this does; so
 * what it finds there is replaced by the same in the form of TF.js.
 * @param {TensorFlow} tf
 * @param {(identifier: Identifier) => TfRegularizer | null} get
 * @returns {import('./construct.js').Observer}
 */
export function readRegularizers(tf, get) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const Base = Object.getPrototypeOf(tf.regularizers.l1l2().constructor);

    /** @param {any} given @param {Record<string, unknown>} customObjects that the user gave for loading a model */
    function isKnownToTf(given, customObjects) {
        if (given instanceof Base) return true;
        if (typeof given === 'function') return false;
        const className = typeof given === 'string' ? given : given.className;
        return Object.hasOwn(classNameMap, className) || Object.hasOwn(customObjects, className);
    }

    return (_, args) => {
        for (const [option, given] of Object.entries(args ?? {})) {
            if (!option.endsWith('Regularizer') || given == null || isKnownToTf(given, args.customObjects ?? {}))
                continue;
            const regularizer = get(given);
            if (!Reflect.set(args, option, regularizer)) {
                const got = `${shown(given)} in a frozen object`;
                throw typeError(
                    option,
                    'a regularizer of TF.js, as get() makes one, or options that can be changed',
                    got,
                );
            }
        }
    };
}
