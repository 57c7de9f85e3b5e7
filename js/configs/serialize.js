/** Writes the configs of Keras 2 and 3 and of TF.js. */

import { bareNameOf, isFactory, savedNameOf } from '../classes/names.js';
import { isPenalty, isRegularizer, isRegularizerClass } from '../classes/regularizer.js';
import { didYouMean, isPlainObject, knownKeys, rangeError, shown, typeError } from '../input/check.js';
import { DIALECTS } from './dialects.js';
import { kindOf } from './registry.js';

/** @typedef {import('../classes/regularizer.js').Regularizer} Regularizer */
/** @typedef {import('./deserialize.js').Config} Config */
/** @typedef {import('../classes/names.js').RegularizerFunction} RegularizerFunction */

/**
 * Which dialect is written.
 * @typedef {object} SerializeOptions
 * @property {'keras2' | 'keras3' | 'tfjs'} [format] default 'keras2': { class_name, config }, which every Keras since 2.6 reads.
 *     'keras3' adds module and registered_name, as Keras >= 2.13 writes. 'tfjs' is { className, config } with L1 and L2 as the
 *     L1L2 that TF.js knows
 */

/** The dialects that are written. */
const FORMATS = Object.keys(DIALECTS)
    .filter(name => DIALECTS[name].write)
    .sort();

/**
 * The config of a regularizer, for JSON.
 * @param {Regularizer | RegularizerFunction | null | undefined} regularizer of a function the registered name is written,
 *     else its own
 * @param {SerializeOptions} [options] the dialect to write
 * @returns {Config | string | null} null for null and undefined
 * @throws {TypeError} for what is no regularizer or function, for an anonymous function that is not registered, and for
 *     any function in 'tfjs', which has none
 * @throws {RangeError} for an unknown format
 * @example
 * import { L1, serialize } from 'regularizers';
 *
 * serialize(new L1(0.5)); // { class_name: 'L1', config: { l1: 0.5 } }
 * serialize(new L1(0.5), { format: 'keras3' }).module; // 'keras.regularizers'
 * serialize(new L1(0.5), { format: 'tfjs' }); // { className: 'L1L2', config: { l1: 0.5, l2: 0 } }
 */
export function serialize(regularizer, options = {}) {
    if (!isPlainObject(options)) throw typeError('serialize', 'options to be a plain object', shown(options));
    knownKeys('serialize', options, ['format']);
    const { format = 'keras2' } = options;
    if (!FORMATS.includes(format)) {
        const hint = typeof format === 'string' ? didYouMean(format, FORMATS) : '';
        throw rangeError('serialize', `format to be ${FORMATS.join(', ')}`, shown(format) + hint);
    }
    const { write, writeFunction } = /** @type {Required<import('./dialects.js').Dialect>} */ (DIALECTS[format]);
    if (regularizer === null || regularizer === undefined) return null;
    if (isRegularizer(regularizer)) return write(regularizer);
    if (!isPenalty(regularizer) || isFactory(regularizer)) {
        throw typeError('serialize', 'a regularizer or a function', what(regularizer));
    }
    if (!writeFunction) throw typeError('serialize', 'a regularizer, as TF.js has no functions', 'a function');
    return writeFunction(savedNameOf('serialize', regularizer));
}

/** @param {unknown} x */
const what = x =>
    isRegularizerClass(x) || isFactory(x) ? `the class or factory ${bareNameOf(x)}; call it first` : kindOf(x);
