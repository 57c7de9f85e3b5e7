/** One tensor closer, in numbers that are few enough to be drawn. */
import { cosines, norms } from './measures.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./measures.js').Mode} Mode
 * @typedef {{ count: number, every: number, least: Float64Array, most: Float64Array, ends: [number, number] }} Norms least
 *     and most of every few neighbours
 * @typedef {object} Closer
 * @property {string} name
 * @property {Mode} mode
 * @property {Norms | undefined} rows
 * @property {Norms | undefined} columns
 * @property {{ count: number, every: number, cosines: Float32Array, mean: number } | undefined} heat
 */

/** A chart is not wider than this many steps. */
const STEPS = 400;

/** @param {Float64Array} values @returns {Norms} */
export function stepsOf(values) {
    const every = Math.ceil(values.length / STEPS);
    const count = Math.ceil(values.length / every);
    const [least, most] = [new Float64Array(count).fill(Infinity), new Float64Array(count)];
    for (let i = 0; i < values.length; i++) {
        const step = Math.floor(i / every);
        least[step] = Math.min(least[step], values[i]);
        most[step] = Math.max(most[step], values[i]);
    }
    const ends = /** @type {[number, number]} */ ([Math.min(...least), Math.max(...most)]);
    return { count: values.length, every, least, most, ends };
}

/** @param {Tensor} tensor finite @param {Mode} mode @returns {Closer} */
export function closerOf(tensor, mode) {
    const found = norms(tensor);
    const heat = cosines(tensor, mode);
    return {
        name: tensor.name,
        mode,
        rows: found && stepsOf(found.rows),
        columns: found && stepsOf(found.columns),
        heat: heat && heat.count > 1 ? { ...heat, mean: meanSize(heat) } : undefined,
    };
}

/** @param {{ count: number, cosines: Float32Array }} heat @returns {number} the mean absolute cosine of two different vectors */
function meanSize({ count, cosines: values }) {
    let sum = 0;
    for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) sum += Math.abs(values[i * count + j]);
    return sum / ((count * (count - 1)) / 2);
}
