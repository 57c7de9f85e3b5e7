/** Keras' own files: .keras archives and .h5, with the names that the layers give their weights. */
import { readHdf5 } from './hdf5.js';
import { Problem } from './problem.js';
import { unzipped } from './zip.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {{ tensors: Tensor[], problems: string[], model: any }} Read model: its config, or undefined
 */

const WEIGHTS = 'model.weights.h5';

/** The weights of a layer in the order in which Keras 3 numbers them; those of a list are left out where the config says so. @type {Record<string, string[]>} */
const VARIABLES = {
    BatchNormalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
    LayerNormalization: ['gamma', 'beta'],
    GroupNormalization: ['gamma', 'beta'],
    RMSNormalization: ['scale'],
    Embedding: ['embeddings'],
    PReLU: ['alpha'],
    SeparableConv1D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
    SeparableConv2D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
    SimpleRNN: ['kernel', 'recurrent_kernel', 'bias'],
    GRU: ['kernel', 'recurrent_kernel', 'bias'],
    LSTM: ['kernel', 'recurrent_kernel', 'bias'],
};
const KERNEL_AND_BIAS = /^((Depthwise)?Conv[123]D(Transpose)?|(Einsum)?Dense)$/;

/** @param {any} layer its class_name and config @returns {string[]} */
function variablesOf({ class_name, config }) {
    const all = VARIABLES[class_name] ?? (KERNEL_AND_BIAS.test(class_name) ? ['kernel', 'bias'] : []);
    const has = (/** @type {string} */ name) =>
        !(name === 'gamma' && config.scale === false && class_name !== 'RMSNormalization') &&
        !(name === 'beta' && config.center === false) &&
        !(name === 'bias' && config.use_bias === false);
    return all.filter(has);
}

/** A class's name as Keras spells it in paths. @param {string} className */
const snake = className =>
    className
        .replace(/\W+/g, '')
        .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .toLowerCase();

/**
 * Keras 3 numbers layers by class, in the order of the config: layers/dense, layers/dense_1.
 * @param {any} model
 * @param {string} [prefix] of the paths
 * @param {string} [outer] of the names
 * @param {Map<string, { name: string, layer: any }>} [found]
 * @returns {Map<string, { name: string, layer: any }>} by path in the file
 */
function layersByPath(model, prefix = '', outer = '', found = new Map()) {
    /** @type {Map<string, number>} */
    const used = new Map();
    const layers = model?.config?.layers;
    for (const layer of Array.isArray(layers) ? layers : []) {
        if (typeof layer?.class_name !== 'string' || typeof layer.config !== 'object' || !layer.config) continue;
        const plain = snake(layer.class_name);
        const number = used.get(plain) ?? 0;
        used.set(plain, number + 1);
        const path = `${prefix}layers/${plain}${number ? `_${number}` : ''}`;
        const name = `${outer}${layer.config.name ?? layer.name ?? plain}`;
        found.set(path, { name, layer });
        layersByPath(layer, `${path}/`, `${name}/`, found);
    }
    return found;
}

/** @param {Tensor} tensor @param {Map<string, { name: string, layer: any }>} layers @returns {Tensor} named as in the model */
function renamed(tensor, layers) {
    const match = /^(.*?)\/?((?:[\w]+\/)?)vars\/(\d+)$/.exec(
        tensor.name.replace(/^_layer_checkpoint_dependencies\//, 'layers/'),
    );
    if (!match) return tensor;
    const [, path, inner, index] = match;
    const whole = `${path}/${inner}`.replace(/\/$/, '');
    const found = layers.get(whole) ?? layers.get(path);
    if (!found) return tensor;
    const cell = layers.has(whole) ? '' : inner;
    const variable = variablesOf(found.layer)[Number(index)] ?? `vars/${index}`;
    return { ...tensor, name: `${found.name}/${cell}${variable}`, layer: found.layer.class_name };
}

/** @param {string} name @param {Uint8Array} bytes of a .keras archive @returns {Read} @throws {Problem} */
export function readKeras(name, bytes) {
    const parts = unzipped(name, bytes, path => path === WEIGHTS || path === 'config.json');
    const weights = parts.get(WEIGHTS);
    if (!weights) throw new Problem(`${name} holds no ${WEIGHTS}: it is no .keras archive.`);
    const { tensors, problems, optimizer } = readHdf5(`${name}: ${WEIGHTS}`, weights);
    const model = jsonOf(new TextDecoder().decode(parts.get('config.json') ?? new Uint8Array()));
    if (!model) problems.push('its config.json is missing or cannot be read, so layers keep their numbers');
    if (optimizer) problems.push('the state of its optimizer was left out');
    const layers = layersByPath(model);
    return { tensors: tensors.map(tensor => renamed(tensor, layers)), problems, model };
}

/** @param {string} name @param {Uint8Array} bytes of an .h5 file @returns {Read} @throws {Problem} */
export function readH5(name, bytes) {
    const { tensors, problems, optimizer, model: text } = readHdf5(name, bytes);
    const model = jsonOf(text);
    if (text && !model) problems.push('its model_config cannot be read');
    if (optimizer) problems.push('the state of its optimizer was left out');
    const classes = classesByName(model);
    return { tensors: tensors.map(tensor => plainlyNamed(tensor, classes)), problems, model };
}

/**
 * Under model_weights stands the layer's group, then the weight's name: Keras 2 has dense/dense/kernel:0, early Keras 3
 * dense/kernel, later ones dense/model/dense/kernel.
 * @param {Tensor} tensor @param {Map<string, string>} classes @returns {Tensor}
 */
function plainlyNamed(tensor, classes) {
    const [layer, ...rest] = tensor.name
        .replace(/^model_weights\//, '')
        .replace(/:0$/, '')
        .split('/');
    const again = rest.slice(0, -1).indexOf(layer);
    const name = again < 0 ? [layer, ...rest].join('/') : rest.slice(again).join('/');
    return { ...tensor, name, layer: classes.get(layer) };
}

/** @param {any} model @param {Map<string, string>} [found] @returns {Map<string, string>} the class of each layer by its name */
function classesByName(model, found = new Map()) {
    const layers = model?.config?.layers ?? model?.config;
    for (const layer of Array.isArray(layers) ? layers : []) {
        if (layer?.config?.name) found.set(layer.config.name, layer.class_name);
        classesByName(layer, found);
    }
    return found;
}

/** @param {string} text @returns {any} undefined where it is no JSON object */
function jsonOf(text) {
    try {
        const json = JSON.parse(text);
        return typeof json === 'object' && json ? json : undefined;
    } catch {
        return undefined;
    }
}
