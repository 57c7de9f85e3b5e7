/** Arrays out of HDF5 files: what Keras 1 and 2 save as .h5, and what a .keras archive holds. */
import * as hdf5 from 'jsfive';
import { unpackLzf } from './lzf.js';
import { sizeOf } from './numbers.js';
import { Problem } from './problem.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {object} Found
 * @property {Tensor[]} tensors named by their path in the file
 * @property {string[]} problems what was left out, and why
 * @property {string} model the model's config as JSON, empty where there is none
 * @property {boolean} optimizer whether the file also holds the state of an optimizer, which is left out
 */

/** Its number in HDF5's registry of filters; the third of its settings is how many bytes come out. */
const LZF = 32_000;
hdf5.Filters.set(LZF, (bytes, _, settings) => unpackLzf(new Uint8Array(bytes), settings[2]).buffer);

const OPTIMIZERS = new Set(['optimizer_weights', 'optimizer']);

/** @param {string} name of the file @param {Uint8Array} bytes @returns {Found} @throws {Problem} */
export function readHdf5(name, bytes) {
    /** @type {Found} */
    const found = { tensors: [], problems: [], model: '', optimizer: false };
    let file;
    try {
        file = new hdf5.File(/** @type {ArrayBuffer} */ (bytes.slice().buffer), name);
        const config = file.attrs.model_config;
        found.model = typeof config === 'string' ? config.replace(/\0+$/, '') : '';
        walk(file, '', found);
    } catch {
        throw new Problem(
            `${name} cannot be read as HDF5: it is damaged, or made in a way that this page does not know.`,
        );
    }
    return found;
}

/** @param {any} group @param {string} path @param {Found} found */
function walk(group, path, found) {
    for (const key of group.keys) {
        if (!path && OPTIMIZERS.has(key)) {
            found.optimizer = true;
            continue;
        }
        const here = path ? `${path}/${key}` : key;
        let child;
        try {
            child = group.get(key);
        } catch {
            found.problems.push(`${here} is stored in a way that this page cannot read, and was left out`);
            continue;
        }
        if (child instanceof hdf5.Group) walk(child, here, found);
        else if (child) take(child, here, found);
    }
}

/** @param {any} dataset @param {string} path @param {Found} found */
function take(dataset, path, found) {
    const type = typeOf(dataset);
    if (!type) {
        found.problems.push(
            `${path} is of a type that this page cannot read, as Keras' bfloat16 in HDF5, and was left out`,
        );
        return;
    }
    const { dtype, shape } = type;
    if (typeof dtype !== 'string' || !/^[<>|]?[fiu]\d$/.test(dtype)) {
        found.problems.push(`${path} holds no plain numbers and was left out`);
        return;
    }
    const data = numbersOf(dataset);
    if (!data || data.length !== sizeOf(shape)) {
        found.problems.push(`${path} is packed in a way that this page cannot unpack, and was left out`);
        return;
    }
    found.tensors.push({ name: path, shape: [...shape], data, whole: !dtype.includes('f') });
}

/** @param {any} dataset @returns {{ dtype: unknown, shape: number[] } | undefined} undefined where the library does not know it */
function typeOf(dataset) {
    try {
        const { dtype, shape } = dataset;
        return { dtype, shape };
    } catch {
        return undefined;
    }
}

/** @param {any} dataset @returns {Float32Array | undefined} undefined where the library does not know how they are packed */
function numbersOf(dataset) {
    try {
        const { value } = dataset;
        // What was declared and never written reads as undefined, which would pass for NaN.
        return Array.prototype.includes.call(value, undefined) ? undefined : Float32Array.from(value, Number);
    } catch {
        return undefined;
    }
}
