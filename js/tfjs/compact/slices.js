// Weights as plain numbers, and what is left of them.

import { sizeOf } from '../../input/tensor.js';

/** @typedef {{ values: Float32Array, shape: number[] }} Weight numbers in row-major order */

/**
 * @param {any} variable of a layer
 * @returns {Weight} its numbers, read from wherever its backend keeps them
 */
export const weightOf = variable => ({ values: variable.read().dataSync(), shape: variable.shape });

/**
 * The slices of a weight at some positions of an axis.
 * @param {Weight} weight
 * @param {number} axis
 * @param {number[]} kept positions, ascending
 * @returns {Weight} the same one where all are kept
 */
export function take({ values, shape }, axis, kept) {
    const length = shape[axis];
    if (kept.length === length) return { values, shape };
    const inner = sizeOf(shape.slice(axis + 1));
    const outer = sizeOf(shape.slice(0, axis));
    const left = new Float32Array(outer * kept.length * inner);
    for (let o = 0; o < outer; o++) {
        for (const [to, from] of kept.entries()) {
            const at = (o * length + from) * inner;
            left.set(values.subarray(at, at + inner), (o * kept.length + to) * inner);
        }
    }
    return { values: left, shape: shape.map((side, d) => (d === axis ? kept.length : side)) };
}
