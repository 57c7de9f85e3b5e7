/** The regularizers that a model was saved with, and the tensors that each of them prices. */
import { regularizersOf } from 'regularizers/explain';
import { factorOf } from '../format.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {object} Own
 * @property {string} path of the layer
 * @property {string} role kernel, bias, ...
 * @property {string} words 'L2(l2=0.01)'
 * @property {any} regularizer
 */

/** What the weights of a role are called where it is not the role's own name. @type {Record<string, string>} */
const WEIGHTS = { recurrent: 'recurrent_kernel', depthwise: 'depthwise_kernel', pointwise: 'pointwise_kernel' };

/**
 * @param {any} json of a model
 * @returns {{ own: Own[], problem: string }} problem: why it could not be read, in a sentence; empty otherwise
 */
export function ownOf(json) {
    try {
        const own = regularizersOf(json).flatMap(({ path, regularizers }) =>
            Object.entries(regularizers).map(([role, regularizer]) => ({
                path,
                role,
                words: inWords(regularizer),
                regularizer,
            })),
        );
        return { own, problem: '' };
    } catch (error) {
        // The package words its errors for people and names the layer.
        const message = /** @type {Error} */ (error).message.replace(/^regularizersOf: /, '');
        return { own: [], problem: `the model's own regularizers could not be read: ${message}` };
    }
}

/** @param {any} regularizer */
function inWords(regularizer) {
    const config = Object.entries(regularizer.getConfig?.() ?? {});
    const name = regularizer.constructor.className ?? 'a function';
    return `${name}(${config.map(([key, value]) => `${key}=${factorOf(value)}`).join(', ')})`;
}

/** 'forward_lstm' is the 'lstm' of a Bidirectional layer. @param {string} part @param {string} layer */
const isLayer = (part, layer) => part === layer || part === `forward_${layer}` || part === `backward_${layer}`;

/** How much of a path stands in a tensor's name, in order; 0 where its last part does not. @param {string[]} path @param {string[]} parts */
function matched(path, parts) {
    if (!parts.some(part => isLayer(part, path[path.length - 1]))) return 0;
    let at = 0;
    for (const part of parts) if (at < path.length && isLayer(part, path[at])) at++;
    return at === path.length ? at + 1 : 1;
}

/**
 * The regularizer of a tensor by its name: 'dense/kernel' is priced by the kernel's of 'dense'. TF.js leaves the names of
 * outer models out, so that the layer's own name is enough where no longer path fits.
 * @param {string} name
 * @param {readonly Own[]} own
 * @returns {Own | undefined}
 */
export function ownOfTensor(name, own) {
    const parts = name.replace(/:\d+$/, '').split('/');
    const last = parts.pop() ?? '';
    /** @type {Own | undefined} */
    let best;
    let most = 0;
    for (const candidate of own) {
        const { path, role } = candidate;
        if (role !== last && WEIGHTS[role] !== last) continue;
        const fit = matched(path.split('/'), parts);
        if (fit > most) [best, most] = [candidate, fit];
    }
    return best;
}
