/** Writes the configs of Keras 2 and 3 and of TF.js. */

import { bareNameOf, fullNameOf } from '../classes/names.js';
import { classOf, isRegularizer, isRegularizerClass } from '../classes/regularizer.js';
import { didYouMean, knownKeys, rangeError, shown, typeError } from '../input/check.js';
import { isFactory } from './registry.js';

/** @typedef {import('../classes/regularizer.js').Regularizer} Regularizer */
/** @typedef {import('./deserialize.js').Config} Config */
/** @typedef {import('../classes/names.js').RegularizerClass} RegularizerClass */
/** @typedef {import('../classes/names.js').RegularizerFunction} RegularizerFunction */

/**
 * How a dialect writes an instance of a class, and a function; TF.js has none.
 * @typedef {object} Writer
 * @property {(custom: RegularizerClass, config: Record<string, any>, regularizer: any) => Config} instance
 * @property {(name: string) => string | Config} [named]
 */

/** @type {Map<unknown, Writer>} */
const WRITERS = new Map([
    [
        'keras2',
        {
            instance: (custom, config) => ({ class_name: fullNameOf(custom), config }),
            named: name => name,
        },
    ],
    [
        'keras3',
        {
            instance: (custom, config) => {
                const registered_name = isBuiltIn(custom) ? null : fullNameOf(custom);
                return { module: moduleOf(custom), class_name: bareNameOf(custom), config, registered_name };
            },
            named: name => ({
                module: 'builtins',
                class_name: 'function',
                config: name,
                registered_name: 'function',
            }),
        },
    ],
    [
        'tfjs',
        {
            instance: (custom, config, regularizer) => {
                // TF.js itself knows no L1 and no L2: it means L1L2 by both.
                if (!isBuiltIn(custom) || !regularizer.factors) return { className: bareNameOf(custom), config };
                const [l1, l2] = regularizer.factors();
                return { className: 'L1L2', config: { l1, l2 } };
            },
        },
    ],
]);

/** @param {RegularizerClass & { module?: string }} custom @returns {string | null} its own, not one that it inherits */
const moduleOf = custom => (Object.hasOwn(custom, 'module') ? (custom.module ?? null) : null);

/** @param {RegularizerClass} custom */
const isBuiltIn = custom => moduleOf(custom) === 'keras.regularizers';

/**
 * The config of a regularizer, for JSON.
 * @param {Regularizer | RegularizerFunction | null | undefined} regularizer
 * @param {{ format?: 'keras2' | 'keras3' | 'tfjs' }} [options] format, default 'keras2': { class_name, config }, which
 *     every Keras since 2.6 reads. 'keras3' adds module and registered_name, as Keras >= 2.13 writes. 'tfjs' is
 *     { className, config } with L1 and L2 as the L1L2 that TF.js knows. Of a function the registered name is written,
 *     else its own
 * @returns {Config | string | null} null for null and undefined
 * @throws {TypeError} for what is no regularizer or function, for an anonymous function that is not registered, and for
 *     any function in 'tfjs', which has none
 */
export function serialize(regularizer, options = {}) {
    knownKeys('serialize', options, ['format']);
    const { format = 'keras2' } = options;
    const write = WRITERS.get(format);
    if (!write) {
        const formats = [.../** @type {MapIterator<string>} */ (WRITERS.keys())];
        const got = shown(format) + didYouMean(String(format), formats);
        throw rangeError('serialize', `format to be ${formats.join(', ')}`, got);
    }
    if (regularizer === null || regularizer === undefined) return null;
    if (isRegularizer(regularizer)) return write.instance(classOf(regularizer), regularizer.getConfig(), regularizer);
    if (typeof regularizer !== 'function' || isRegularizerClass(regularizer) || isFactory(regularizer)) {
        throw typeError('serialize', 'a regularizer or a function', what(regularizer));
    }
    if (!write.named) throw typeError('serialize', 'a regularizer, as TF.js has no functions', 'a function');
    const name = fullNameOf(/** @type {RegularizerFunction} */ (regularizer));
    if (!name) throw typeError('serialize', 'a function that has a name or is registered', 'an anonymous one');
    return write.named(name);
}

/** @param {unknown} x */
const what = x =>
    typeof x === 'function' ? `the class or factory ${bareNameOf(/** @type {any} */ (x))}; call it first` : shown(x);
