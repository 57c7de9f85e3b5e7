/** TF.js' model.json and the weight files that it names. */
import { floatsFrom, isShape, isWhole, numberType, sizeOf } from './numbers.js';
import { Problem } from './problem.js';

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
 * @throws {Problem} that says what is wrong with the file
 */
export function parseModel(name, text) {
    let json;
    try {
        json = JSON.parse(text);
    } catch {
        throw new Problem(`${name} is no valid JSON.`);
    }
    const groups = json?.weightsManifest;
    const isGroup = (/** @type {any} */ group) => Array.isArray(group?.paths) && Array.isArray(group?.weights);
    if (!Array.isArray(groups) || !groups.every(isGroup)) {
        throw new Problem(`${name} has no weightsManifest: it is not a TF.js model.json.`);
    }
    return { json, groups };
}

/**
 * @param {Group[]} groups
 * @param {Map<string, Uint8Array>} files by name, without folders
 * @returns {{ tensors: Tensor[], problems: string[] }} problems: what was left out, and why
 * @throws {Problem} when a file is missing or of the wrong size
 */
export function tensorsOf(groups, files) {
    const wanted = groups.flatMap(({ paths }) => paths.map(path => fileName(String(path))));
    const missing = wanted.filter(path => !files.has(path));
    if (missing.length) {
        const which =
            missing.length > 3
                ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more`
                : missing.join(', ');
        throw new Problem(`The model also needs ${which}. Choose it together with the model.json.`);
    }
    /** @type {string[]} */
    const problems = [];
    return { tensors: groups.flatMap(group => tensorsOfGroup(group, files, problems)), problems };
}

/** @param {Group} group @param {Map<string, Uint8Array>} files @param {string[]} problems @returns {Tensor[]} */
function tensorsOfGroup({ paths, weights }, files, problems) {
    const bytes = joined(paths.map(path => /** @type {Uint8Array} */ (files.get(fileName(String(path))))));
    const from = paths.map(path => fileName(String(path))).join(', ');
    let at = 0;
    /** @type {Tensor[]} */
    const tensors = [];
    for (const spec of weights) {
        const { name, shape, dtype, quantization } = spec;
        if (!isShape(shape)) throw new Problem(`${name}: the manifest gives no valid shape.`);
        const count = sizeOf(shape);
        const typeName = quantization?.dtype ?? dtype;
        const end = endOf(typeName, bytes, at, count);
        if (end === undefined)
            throw new Problem(`${name}: its numbers are of type ${typeName}, which this page cannot read.`);
        if (end > bytes.length) {
            throw new Problem(`${from}: ${bytes.length} bytes, too short for the tensor ${name}.`);
        }
        if (numberType(typeName)) {
            const data = dequantized(floatsFrom(bytes.subarray(at, end), typeName, count), quantization);
            tensors.push({ name: String(name), shape, data, whole: isWhole(dtype) });
        } else {
            problems.push(`${name} holds ${typeName === 'string' ? 'text' : 'complex numbers'} and was left out`);
        }
        at = end;
    }
    if (at !== bytes.length) throw new Problem(`${from}: ${bytes.length} bytes, but the model describes ${at}.`);
    return tensors;
}

/**
 * Where a tensor ends. Each string stands behind its length, four bytes.
 * @param {string} typeName
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} count
 * @returns {number | undefined} undefined for a type that is not known
 */
function endOf(typeName, bytes, start, count) {
    if (typeName === 'complex64') return start + 8 * count;
    if (typeName !== 'string') {
        const type = numberType(typeName);
        return type && start + count * type.size;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = start;
    for (let i = 0; i < count; i++) at = at + 4 > bytes.length ? Infinity : at + 4 + view.getUint32(at, true);
    return at;
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
