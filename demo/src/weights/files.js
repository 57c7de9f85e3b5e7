/** Tensors out of whatever files were dropped. */
import { regularizersOf } from 'regularizers/explain';
import { tensorFromNpy } from './npy.js';
import { fileName, parseModel, tensorsOf } from './tfjs-model.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {{ title: string, tensors: Tensor[], own: string }} Opened own: the regularizers that the model itself was
 *     saved with, in words; empty where there are none
 */

/**
 * @param {{ name: string, bytes: Uint8Array }[]} files
 * @returns {Opened}
 * @throws {Error} that says what is wrong, in a sentence for a person
 */
export function open(files) {
    const named = new Map(files.map(({ name, bytes }) => [fileName(name), bytes]));
    const of = (/** @type {RegExp} */ ending) => [...named].filter(([name]) => ending.test(name));
    const [models, arrays] = [of(/\.json$/i), of(/\.npy$/i)];
    if (models.length + arrays.length === 0) {
        const names = [...named.keys()].join(', ');
        throw new Error(`Expected a model.json with its weight files, or .npy arrays, got ${names || 'nothing'}.`);
    }
    if (models.length > 1)
        throw new Error(`Expected one model at a time, got ${models.map(([name]) => name).join(', ')}.`);
    const tensors = arrays.map(([name, bytes]) => tensorFromNpy(name, bytes));
    if (!models.length) return { title: arrays.map(([name]) => name).join(', '), tensors, own: '' };
    const [[name, bytes]] = models;
    const { json, groups } = parseModel(name, new TextDecoder().decode(bytes));
    return { title: name, tensors: [...tensorsOf(groups, named), ...tensors], own: ownRegularizers(json) };
}

/** @param {any} json of a model @returns {string} */
function ownRegularizers(json) {
    if (!json.modelTopology) return '';
    try {
        return regularizersOf(json)
            .flatMap(({ path, regularizers }) =>
                Object.entries(regularizers).map(([role, regularizer]) => {
                    const config = Object.entries(/** @type {any} */ (regularizer).getConfig?.() ?? {});
                    const name = /** @type {any} */ (regularizer.constructor).className ?? 'a function';
                    return `${path} ${role}: ${name}(${config.map(([key, value]) => `${key}=${value}`).join(', ')})`;
                }),
            )
            .join(' · ');
    } catch (error) {
        return `could not be read (${/** @type {Error} */ (error).message})`;
    }
}
