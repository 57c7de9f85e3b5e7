/** Tensors out of whatever files were dropped. */
import { readH5, readKeras } from './keras.js';
import { tensorFromNpy } from './npy.js';
import { ownOf, ownOfTensor } from './own.js';
import { Problem, sentenceFor } from './problem.js';
import { tensorsFromSafetensors } from './safetensors.js';
import { fileName, parseModel, tensorsOf } from './tfjs-model.js';
import { unzipped } from './zip.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./own.js').Own} Own
 * @typedef {{ name: string, bytes: Uint8Array }} Given
 * @typedef {{ tensors: Tensor[], own: Own[], problems: string[] }} Source
 * @typedef {object} Opened
 * @property {string} title
 * @property {Tensor[]} tensors
 * @property {Own[]} own the regularizers that the model itself was saved with
 * @property {string[]} problems what could not be read, in sentences
 */

export const FORMATS = 'model.json with its weight files, .keras, .h5, .safetensors, .npz or .npy';

/** Tensors of several files carry the file's name, and so do problems. @param {string} name @param {Source} source @returns {Source} */
const prefixed = (name, { tensors, own, problems }) => ({
    tensors: tensors.map(tensor => ({ ...tensor, name: `${name}: ${tensor.name}` })),
    own: own.map(one => ({ ...one, path: `${name}: ${one.path}` })),
    problems: problems.map(problem => `${name}: ${problem}`),
});

/** @param {{ tensors: Tensor[], problems: string[], model?: any }} read @returns {Source} */
function withOwn({ tensors, problems, model }) {
    if (!model) return { tensors, own: [], problems };
    const { own, problem } = ownOf(model);
    return {
        tensors: tensors.map(tensor => ({ ...tensor, own: ownOfTensor(tensor.name, own) })),
        own,
        problems: problem ? [...problems, problem] : problems,
    };
}

/** @param {string} name @param {Uint8Array} bytes @param {Map<string, Uint8Array>} named @returns {Source} */
function tfjsModel(name, bytes, named) {
    const { json, groups } = parseModel(name, new TextDecoder().decode(bytes));
    const isGraph = json.format === 'graph-model' || !json.modelTopology;
    return withOwn({ ...tensorsOf(groups, named), model: isGraph ? undefined : json });
}

/** @param {string} name @param {Uint8Array} bytes @returns {Source} */
function npz(name, bytes) {
    const tensors = [];
    const problems = [];
    for (const [path, part] of unzipped(name, bytes)) {
        try {
            tensors.push(tensorFromNpy(path, part));
        } catch (fault) {
            problems.push(sentenceFor(fault, path));
        }
    }
    return { tensors, own: [], problems };
}

/** How a file is read, by the end of its name. @type {[RegExp, (name: string, bytes: Uint8Array, named: Map<string, Uint8Array>) => Source][]} */
const READERS = [
    [/\.json$/i, tfjsModel],
    [/\.keras$/i, (name, bytes) => withOwn(readKeras(name, bytes))],
    [/\.(h5|hdf5)$/i, (name, bytes) => withOwn(readH5(name, bytes))],
    [/\.safetensors$/i, (name, bytes) => withOwn(tensorsFromSafetensors(name, bytes))],
    [/\.npz$/i, npz],
    [/\.npy$/i, (name, bytes) => ({ tensors: [tensorFromNpy(name, bytes)], own: [], problems: [] })],
];

/** A folder may hold other JSON beside it. @param {string} name @param {Uint8Array} bytes */
function isModel(name, bytes) {
    if (!/\.json$/i.test(name)) return false;
    try {
        return Boolean(parseModel(name, new TextDecoder().decode(bytes)));
    } catch {
        return false;
    }
}

/** Weights of a model.json have no format of their own. */
const PARTS = /\.bin$/i;

const readerOf = (/** @type {string} */ name) => READERS.find(([ending]) => ending.test(name))?.[1];

/**
 * One that cannot be read does not keep the others from being shown.
 * @param {readonly Given[]} given
 * @param {(done: number) => void} [onFile] hears how many files have been read
 * @returns {Opened}
 * @throws {Problem} where nothing can be read
 */
export function open(given, onFile = () => {}) {
    const named = new Map(given.map(({ name, bytes }) => [fileName(name), bytes]));
    const files = [...named].filter(([name]) => readerOf(name));
    if (!files.length) throw new Problem(`Expected ${FORMATS}, got ${[...named.keys()].join(', ') || 'nothing'}.`);
    const models = files.filter(([name, bytes]) => isModel(name, bytes));
    if (models.length > 1) {
        throw new Problem(`Expected one model.json at a time, got ${models.map(([name]) => name).join(', ')}.`);
    }
    const sources = [];
    const problems = [...named.keys()]
        .filter(name => !readerOf(name) && !(models.length && PARTS.test(name)))
        .map(name => `${name} is of a kind that this page does not read`);
    for (const [i, [name, bytes]] of files.entries()) {
        try {
            sources.push({ name, source: /** @type {Function} */ (readerOf(name))(name, bytes, named) });
        } catch (fault) {
            problems.push(sentenceFor(fault, name));
        }
        onFile(i + 1);
    }
    return joined(sources, problems);
}

/** @param {{ name: string, source: Source }[]} sources @param {string[]} problems @returns {Opened} */
function joined(sources, problems) {
    if (!sources.length) throw new Problem(problems.join('; '));
    // The arrays of one .npy each are named by their file already.
    const apart = sources.filter(({ name }) => !/\.npy$/i.test(name)).length > 1;
    const parts = sources.map(({ name, source }) => (apart ? prefixed(name, source) : source));
    const tensors = parts.flatMap(part => part.tensors);
    const said = [...parts.flatMap(part => part.problems), ...problems];
    const title = sources.map(({ name }) => name).join(', ');
    if (!tensors.length)
        throw new Problem(`${[`${title} holds no weights that this page can read`, ...said].join('; ')}.`);
    return { title, tensors: uniquelyNamed(tensors), own: parts.flatMap(part => part.own), problems: said };
}

/** Two files may hold tensors of the same name. @param {Tensor[]} tensors */
function uniquelyNamed(tensors) {
    const taken = new Set();
    return tensors.map(tensor => {
        let { name } = tensor;
        for (let copy = 2; taken.has(name); copy++) name = `${tensor.name} (${copy})`;
        taken.add(name);
        return { ...tensor, name };
    });
}
