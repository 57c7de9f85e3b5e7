// One installation in each TF.js, whichever copies of this package ask for it, and the options that it is given.

import { isPlainObject, knownKeys, shown, typeError } from '../input/check.js';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {object} Options
 * @property {boolean} [replaceBuiltins] let instances of `tf.regularizers.l1`, `l2` and `l1l2` compute with our kernels too
 *     (default false)
 * @property {boolean} [penaltiesInEvaluate] count penalties in the loss of `evaluate`, of `evaluateDataset` and of the
 *     validation in `fit`, as Keras does (default true); false is what TF.js does
 */

/**
 * @template R
 * @typedef {object} Installation
 * @property {number} generation
 * @property {R} regularizers what `install` returns
 * @property {(options: Options) => void} set changes the options that are given, and no other
 */

/** Where every copy of this package finds it: on the class `Layer`, which each TF.js has once. */
const KEY = Symbol.for('regularizers/tfjs');

/**
 * What copies of this package must agree on to share an installation. It is raised wherever something that `install`
 * returned before is gone or means something else.
 */
const GENERATION = 1;

/** What an installation needs of TF.js. */
const NEEDED = /** @type {const} */ ([
    'engine',
    'registerKernel',
    'serialization',
    'layers',
    'regularizers',
    'LayersModel',
]);

/** @param {TensorFlow} tf @throws {TypeError} that names what is missing */
export function checkTensorFlow(tf) {
    const missing = NEEDED.find(name => tf?.[name] === undefined);
    if (missing) throw typeError('install', 'tf to be TensorFlow.js with its layers', `one without ${missing}`);
}

/** @param {Options} options @throws {TypeError} for an unknown name, or a value that is no boolean */
export function checkInstallOptions(options) {
    if (!isPlainObject(options)) throw typeError('install', 'options to be an object', shown(options));
    knownKeys('install', options, ['replaceBuiltins', 'penaltiesInEvaluate']);
    for (const [name, value] of Object.entries(options)) {
        if (value !== undefined && typeof value !== 'boolean')
            throw typeError('install', `${name} to be true or false`, shown(value));
    }
}

/**
 * The installation in `tf`, made by `make` if there is none yet.
 * @template R
 * @param {TensorFlow} tf
 * @param {() => Omit<Installation<R>, 'generation'>} make
 * @returns {Installation<R>}
 * @throws {Error} when a version of this package made it that does not go together with this one
 */
export function installationIn(tf, make) {
    const { Layer } = tf.layers;
    if (!Object.hasOwn(Layer, KEY)) {
        const installation = { generation: GENERATION, ...make() };
        Object.defineProperty(Layer, KEY, { value: installation, configurable: true });
    }
    const found = Layer[KEY];
    if (found.generation === GENERATION) return found;
    throw new Error(
        'install: another version of regularizers is installed in this TensorFlow.js already; let the application use ' +
            'one version of it, or call uninstall() on what its install returned',
    );
}

/** Lets the next `install` begin anew. @param {TensorFlow} tf */
export function forgetInstallation(tf) {
    delete tf.layers.Layer[KEY];
}
