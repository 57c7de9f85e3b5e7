// The terms of a sum of penalties, and how many of them one program takes.

import { sizeOf } from '../../input/tensor.js';

/** @typedef {{ x: import('./heap.js').TensorInfo, l1: number, l2: number }} Term l1 * sum|x| + l2 * sum x^2 */

/** Whether it has a factor. Without any the elements themselves are added. @param {Term} term */
export const hasFactor = ({ l1, l2 }) => l1 !== 0 || l2 !== 0;

/** Whether it adds anything. @param {Term} term */
export const isLive = term => sizeOf(term.x.shape) > 0 && hasFactor(term);

/** @template T @param {T[]} list @param {number} most in one @returns {T[][]} */
export const chunks = (list, most) =>
    Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most));
