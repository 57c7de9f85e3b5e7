// What the exhaustive tests go through: kernels that are functions of one float32, at factors of every kind.

/** A subnormal float32. */
const TINY = 1e-42;

/**
 * @typedef {object} Case
 * @property {'gradient' | 'accumulated' | 'prox' | 'decay'} kernel accumulated: the gradient, added to 0.75
 * @property {number} l1
 * @property {number} l2
 * @property {number} scale of the gradient; the step of prox; the rate of decay
 */

const gradients = [
    [0, 0, 1],
    [1e-3, 0, 1],
    [0, 1e-3, 1],
    [1e-3, 1e-3, -1],
    [1, 1, 1],
    [TINY, TINY, 1],
    [1e30, 1e30, 1],
    [1e30, TINY, -1],
    [1e-3, 1, -1e-3],
];
const steps = [
    [0, 0, 1],
    [1e-3, 0, 1], // soft threshold
    [1, 0, 0.5],
    [TINY, 0, 1],
    [1e30, 0, 1],
    [0, 1, 1],
    [1e-3, 1e-3, 1],
    [1, 1e30, 1],
    [TINY, TINY, 1],
];
const rates = [0, TINY, 1e-3, 0.5, 1, -1e-3, 1e30];

/** @returns {Case[]} */
const withFactors = (/** @type {Case['kernel']} */ kernel, /** @type {number[][]} */ factors) =>
    factors.map(([l1, l2, scale]) => ({ kernel, l1, l2, scale }));

/** @type {Case[]} */
export const cases = [
    ...withFactors('gradient', gradients),
    ...withFactors('accumulated', gradients),
    ...withFactors('prox', steps),
    ...rates.map(scale => ({ kernel: /** @type {const} */ ('decay'), l1: 0, l2: 0, scale })),
];

/** @param {Case} case_ */
export const titleOf = ({ kernel, l1, l2, scale }) =>
    kernel === 'decay'
        ? `decay, rate ${scale}`
        : `${kernel}, l1 ${l1}, l2 ${l2}, ${kernel === 'prox' ? 'step' : 'scale'} ${scale}`;
