// Steps of optimizers for GPUs, a program for each array that changes; see reg_adam in src/regularizers.h.

/** @typedef {import('./formula.js').Formula} Formula */

const shrunk = (/** @type {string} */ threshold, /** @type {string} */ shrink) =>
    `pick(nan(moved), moved, (moved - max(-${threshold}, min(${threshold}, moved))) * ${shrink})`;

/** The decay before a step and the proximal step behind it; `pull` is 2 * step * l2. */
const around = ['keep', 'minusRate', 'threshold', 'shrink'];

/** @type {Formula} */
export const descended = {
    name: 'RegularizerSgd',
    tensors: ['w', 'g'],
    numbers: around,
    locals: { moved: 'minusRate * g + w * keep' },
    result: shrunk('threshold', 'shrink'),
};

/** @type {Formula} */
export const accumulated = {
    name: 'RegularizerMomentum',
    tensors: ['m', 'g'],
    numbers: ['beta'],
    result: 'beta * m + g',
};

/** With the new m. @type {Formula} */
export const lookedAhead = {
    name: 'RegularizerNesterov',
    tensors: ['w', 'g', 'm'],
    numbers: [...around, 'beta'],
    locals: { moved: 'minusRate * (g + m * beta) + w * keep' },
    result: shrunk('threshold', 'shrink'),
};

/** @type {Formula} */
export const meanOfGradients = {
    name: 'RegularizerAdamMean',
    tensors: ['m', 'g'],
    numbers: ['beta', 'rest'],
    result: 'm * beta + g * rest',
};

/** @type {Formula} */
export const meanOfSquares = {
    name: 'RegularizerAdamSquares',
    tensors: ['v', 'g'],
    numbers: ['beta', 'rest'],
    result: 'v * beta + g * g * rest',
};

const spread = 'sqrt(v / correction2) + epsilon';
const moved = 'minusRate * (m / correction1 / spread) + w * keep';

/** With the new m and v. @type {Formula} */
export const adamMoved = {
    name: 'RegularizerAdam',
    tensors: ['w', 'm', 'v'],
    numbers: [...around, 'correction1', 'correction2', 'epsilon'],
    locals: { spread, moved },
    result: shrunk('threshold', 'shrink'),
};

/** In Adam's own metric. @type {Formula} */
export const adamMovedInMetric = {
    name: 'RegularizerAdamScaled',
    tensors: ['w', 'm', 'v'],
    numbers: ['keep', 'minusRate', 'threshold', 'pull', 'correction1', 'correction2', 'epsilon'],
    locals: { spread, moved, limit: 'threshold / spread', factor: 'spread / (spread + pull)' },
    result: shrunk('limit', 'factor'),
};
