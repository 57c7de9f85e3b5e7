/** The same regularizer in every dialect, as code to copy. */

import { serialize } from '../configs/serialize.js';
import { textOf } from './wording.js';

/** @typedef {{ class_name: string, config: Record<string, any> }} Made */

/**
 * How each class is written, from its factors.
 * @type {Record<string, Record<string, (config: any) => string>>}
 */
const WRITERS = {
    L1: {
        'TF.js': ({ l1 }) => `tf.regularizers.l1({ l1: ${l1} })`,
        PyTorch: ({ l1 }) => `loss = loss + ${l1} * weight.abs().sum()`,
    },
    L2: {
        'TF.js': ({ l2 }) => `tf.regularizers.l2({ l2: ${l2} })`,
        PyTorch: ({ l2 }) => `torch.optim.SGD([weight], lr, weight_decay=${2 * l2})  # its penalty is half the squares`,
    },
    L1L2: {
        'TF.js': ({ l1, l2 }) => `tf.regularizers.l1l2({ l1: ${l1}, l2: ${l2} })`,
        PyTorch: ({ l1, l2 }) => `loss = loss + ${l1} * weight.abs().sum() + ${l2} * weight.square().sum()`,
    },
    OrthogonalRegularizer: {
        'TF.js': ({ factor, mode }) =>
            `install(tf).orthogonal({ factor: ${factor}, mode: '${mode}' })  // from regularizers/tfjs`,
    },
};

/**
 * @param {any} regularizer a built-in one
 * @returns {Record<string, string>} by dialect; none for functions, custom classes and null
 */
export function codeFor(regularizer) {
    const made = /** @type {Made} */ (serialize(regularizer));
    if (!Object.hasOwn(WRITERS, made?.class_name)) return {};
    const { class_name, config } = made;
    const others = Object.entries(WRITERS[class_name]).map(([dialect, write]) => [dialect, write(config)]);
    const json = [
        ['Keras 2 JSON', 'keras2'],
        ['Keras 3 JSON', 'keras3'],
        ['TF.js JSON', 'tfjs'],
    ].map(([title, format]) => [
        title,
        JSON.stringify(serialize(regularizer, { format: /** @type {any} */ (format) })),
    ]);
    return {
        JavaScript: `new ${class_name}(${argumentsOf(config)})`,
        Keras: `keras.regularizers.${textOf(made)}`,
        ...Object.fromEntries(others),
        ...Object.fromEntries(json),
    };
}

/** @param {Record<string, any>} config */
const argumentsOf = config =>
    `{ ${Object.entries(config)
        .map(([key, value]) => `${key}: ${typeof value === 'string' ? `'${value}'` : value}`)
        .join(', ')} }`;
