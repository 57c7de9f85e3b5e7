/** Writes the configs of Keras 2 and 3 and of TF.js. */
import { classOf, isRegularizer, isRegularizerClass } from './base.js';
import { didYouMean, knownKeys, nearest, shown } from './check.js';
import { bareNameOf, fullNameOf } from './registered.js';
import { isFactory } from './registry.js';

/** @typedef {import('./base.js').Regularizer} Regularizer */
/** @typedef {import('./deserialize.js').Config} Config */
/** @typedef {import('./registered.js').RegularizerClass} RegularizerClass */
/** @typedef {import('./registered.js').RegularizerFunction} RegularizerFunction */

/** @typedef {(custom: RegularizerClass, config: Record<string, any>, regularizer: any) => Config} Writer */

/** The dialects that serialize writes. */
const WRITERS = new Map(
    /** @type {[string, Writer][]} */ ([
        ['keras2', (custom, config) => ({ class_name: fullNameOf(custom), config })],
        [
            'keras3',
            (custom, config) => {
                const module = Object.hasOwn(custom, 'module') ? /** @type {any} */ (custom).module : null;
                const registered_name = isBuiltIn(custom) ? null : fullNameOf(custom);
                return { module, class_name: bareNameOf(custom), config, registered_name };
            },
        ],
        [
            'tfjs',
            (custom, config, regularizer) => {
                // TF.js itself knows no L1 and no L2: it means L1L2 by both.
                if (!isBuiltIn(custom) || !regularizer.factors) return { className: bareNameOf(custom), config };
                const [l1, l2] = regularizer.factors();
                return { className: 'L1L2', config: { l1, l2 } };
            },
        ],
    ]),
);

/** @param {RegularizerClass} custom */
const isBuiltIn = custom =>
    Object.hasOwn(custom, 'module') && /** @type {any} */ (custom).module === 'keras.regularizers';

/** The same for functions, given by name. */
const FUNCTION_WRITERS = new Map(
    /** @type {[string, (name: string) => string | Config][]} */ ([
        ['keras2', name => name],
        ['keras3', name => ({ module: 'builtins', class_name: 'function', config: name, registered_name: 'function' })],
    ]),
);

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
        const hint = didYouMean(nearest(String(format), WRITERS.keys()));
        throw new RangeError(
            `serialize: expected format to be ${[...WRITERS.keys()].join(', ')}, got ${shown(format)}${hint}`,
        );
    }
    if (regularizer === null || regularizer === undefined) return null;
    if (isRegularizer(regularizer)) return write(classOf(regularizer), regularizer.getConfig(), regularizer);
    if (typeof regularizer !== 'function' || isRegularizerClass(regularizer) || isFactory(regularizer)) {
        throw new TypeError(`serialize: expected a regularizer or a function, got ${what(regularizer)}`);
    }
    const writeName = FUNCTION_WRITERS.get(format);
    if (!writeName) throw new TypeError('serialize: expected a regularizer, as TF.js has no functions, got a function');
    const name = fullNameOf(/** @type {RegularizerFunction} */ (regularizer));
    if (!name)
        throw new TypeError('serialize: expected a function that has a name or is registered, got an anonymous one');
    return writeName(name);
}

/** @param {unknown} x */
const what = x =>
    typeof x === 'function' ? `the class or factory ${bareNameOf(/** @type {any} */ (x))}; call it first` : shown(x);
