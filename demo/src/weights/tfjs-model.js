/** TF.js' model.json and the weight files that it names. */
import { floatsFrom, isShape, numberType, sizeOf } from './numbers.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {{ name: string, shape: number[], dtype: string, quantization?: { dtype: string, scale?: number, min?: number } }} Spec
 * @typedef {{ paths: string[], weights: Spec[] }} Group
 */

/** @param {string} path @returns {string} */
export const fileName = path => path.slice(path.lastIndexOf('/') + 1);

/**
 * @param {string} name of the JSON file
 * @param {string} text of it
 * @returns {{ json: any, groups: Group[] }}
 * @throws {Error} that says what is wrong with the file
 */
export function parseModel(name, text) {
    let json;
    try {
        json = JSON.parse(text);
    } catch (error) {
        throw new Error(`${name} is no valid JSON: ${/** @type {Error} */ (error).message}`);
    }
    const groups = json?.weightsManifest;
    const isGroup = (/** @type {any} */ group) => Array.isArray(group?.paths) && Array.isArray(group?.weights);
    if (!Array.isArray(groups) || !groups.every(isGroup)) {
        throw new Error(`${name} has no weightsManifest: it is not a TF.js model.json.`);
    }
    return { json, groups };
}

/**
 * @param {Group[]} groups
 * @param {Map<string, Uint8Array>} files by name, without folders
 * @returns {Tensor[]}
 * @throws {Error} when a file is missing or of the wrong size
 */
export function tensorsOf(groups, files) {
    const wanted = groups.flatMap(({ paths }) => paths.map(path => fileName(String(path))));
    const missing = wanted.filter(path => !files.has(path));
    if (missing.length) {
        const which =
            missing.length > 3
                ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more`
                : missing.join(', ');
        throw new Error(`The model also needs ${which}. Choose it together with the model.json.`);
    }
    return groups.flatMap(group => tensorsOfGroup(group, files));
}

/** @param {Group} group @param {Map<string, Uint8Array>} files @returns {Tensor[]} */
function tensorsOfGroup({ paths, weights }, files) {
    const bytes = joined(paths.map(path => /** @type {Uint8Array} */ (files.get(fileName(String(path))))));
    let at = 0;
    const tensors = weights.map(spec => {
        const { name, shape, dtype, quantization } = spec;
        const type = numberType(quantization?.dtype ?? dtype);
        if (!type) throw new Error(`${name}: its numbers are of type ${dtype}, which this page cannot read.`);
        if (!isShape(shape)) throw new Error(`${name}: the manifest gives no valid shape.`);
        const count = sizeOf(shape);
        const end = at + count * type.size;
        if (end > bytes.length) {
            throw new Error(
                `${paths.map(fileName).join(', ')}: ${bytes.length} bytes, too short for the tensor ${name}.`,
            );
        }
        const data = floatsFrom(bytes.subarray(at, end), type, count);
        at = end;
        return { name: String(name), shape, data: dequantized(data, quantization) };
    });
    if (at !== bytes.length) {
        throw new Error(`${paths.map(fileName).join(', ')}: ${bytes.length} bytes, but the model describes ${at}.`);
    }
    return tensors;
}

/** Integers stand for value = integer * scale + min. @param {Float32Array} data @param {Spec['quantization']} quantization */
const dequantized = (data, quantization) =>
    quantization?.scale === undefined ? data : data.map(q => q * Number(quantization.scale) + (quantization.min ?? 0));

/** @param {Uint8Array[]} parts */
function joined(parts) {
    if (parts.length === 1) return parts[0];
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
    }
    return bytes;
}
