/** The same regularizer in every dialect, as code to copy. */

import { DIALECTS } from '../configs/dialects.js';
import { builtInOf } from '../configs/elsewhere.js';
import { serialize } from '../configs/serialize.js';
import { callOf } from './wording.js';

/** @typedef {{ class_name: string, config: Record<string, unknown> }} Made */

/**
 * @param {import('../classes/regularizer.js').Regularizer} regularizer a built-in one
 * @returns {Record<string, string>} by dialect; none for functions, custom classes and null
 */
export function codeFor(regularizer) {
    const made = /** @type {Made} */ (serialize(regularizer));
    const { Class, code } = builtInOf(made?.class_name) ?? {};
    if (!Class || !code) return {};
    const { config } = made;
    const elsewhere = Object.entries(code).map(([dialect, write]) => [dialect, write(config)]);
    const json = Object.values(DIALECTS)
        .flatMap(({ title, write }) => (write ? [[title, JSON.stringify(write(regularizer))]] : []))
        .sort();
    return {
        JavaScript: `new ${Class.className}(${argumentsOf(config)})`,
        ...('module' in Class && { Keras: `keras.regularizers.${callOf(made)}` }),
        ...Object.fromEntries(elsewhere),
        ...Object.fromEntries(json),
    };
}

/** @param {Record<string, unknown>} config */
const argumentsOf = config =>
    `{ ${Object.entries(config)
        .map(([key, value]) => `${key}: ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`)
        .join(', ')} }`;
