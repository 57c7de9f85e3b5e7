/**
 * Whole steps of optimizers on Float32Arrays wherever they live: in wasm, in place or block by block through the scratch,
 * or in JS where wasm is missing or the arrays are tiny. The results have the same bits each way. What a step computes, and
 * in which order it rounds, is written at reg_sgd, reg_momentum and reg_adam in src/regularizers.h.
 */
import { limits, multiplyAdds, text } from '../generated/optimizer.js';
import { lengthOf } from '../input/float32.js';
import { canRun, homeOf, scratch } from './memory.js';
import { sideBySide } from './side-by-side.js';
import { Family } from './wasm.js';

/** @typedef {import('../generated/optimizer.js').Optimizer} Kernels */

/** @type {Family<Kernels>} */
const family = new Family({ text, limits, multiplyAdds });

/** @param {import('./memory.js').Instances} home @returns {Kernels} */
const kernelsOf = home => (home.optimizerKernels ??= family.on(home));

/** Below this many elements, the copies and a call into wasm cost more than the work. */
const TINY = 32;

/** @param {Float32Array} w */
const inJs = w => lengthOf(w) < TINY || !canRun(family);

/**
 * What surrounds the optimizer's own step: first w *= 1 - decay, last the proximal step of l1*sum|w| + l2*sum w^2 of size
 * `step`. All are finite and >= 0, so is step * l1 in float32. Where `scaled`, Adam takes that step in its own metric.
 * @typedef {{ decay: number, l1: number, l2: number, step: number, scaled?: boolean }} Surroundings
 */

/**
 * @typedef {object} Adam
 * @property {number} rate
 * @property {number} beta1
 * @property {number} beta2
 * @property {number} epsilon
 * @property {number} correction1 1 - beta1^t at the t-th step
 * @property {number} correction2 1 - beta2^t
 */

/**
 * Takes the memory that steps of w, and of arrays that live where it does, may need, so that they cannot fail after that.
 * @param {Float32Array} w
 * @returns {boolean} false where w is one of those that need none
 */
export function prepare(w) {
    return !inJs(w) && Boolean(kernelsOf(homeOf(w) ?? scratch()));
}

/**
 * Runs a kernel, which writes to all arrays but the second, the gradient.
 * @param {Float32Array[]} arrays
 * @param {(kernels: Kernels, n: number, at: number[]) => void} run
 */
const together = (arrays, run) => sideBySide(kernelsOf, arrays, i => i !== 1, run);

/**
 * Stochastic gradient descent on w, in place.
 * @param {Float32Array} w
 * @param {Float32Array} g its gradient
 * @param {number} rate
 * @param {Surroundings} surroundings
 */
export function sgd(w, g, rate, { decay, l1, l2, step }) {
    if (inJs(w)) sgdInJs(w, g, rate, { decay, l1, l2, step });
    else together([w, g], (kernels, n, [wAt, gAt]) => kernels.sgd(wAt, gAt, n, rate, decay, l1, l2, step));
}

/**
 * Gradient descent with momentum on w and m, in place.
 * @param {Float32Array} w
 * @param {Float32Array} g its gradient
 * @param {Float32Array} m what earlier gradients add up to
 * @param {number} rate
 * @param {number} beta the momentum
 * @param {boolean} nesterov
 * @param {Surroundings} surroundings
 */
export function momentum(w, g, m, rate, beta, nesterov, { decay, l1, l2, step }) {
    if (inJs(w)) momentumInJs(w, g, m, rate, beta, nesterov, { decay, l1, l2, step });
    else {
        const ahead = Number(nesterov);
        together([w, g, m], (kernels, n, [wAt, gAt, mAt]) =>
            kernels.momentum(wAt, gAt, mAt, n, rate, beta, ahead, decay, l1, l2, step),
        );
    }
}

/**
 * Adam on w, m and v, in place.
 * @param {Float32Array} w
 * @param {Float32Array} g its gradient
 * @param {Float32Array} m the mean of gradients
 * @param {Float32Array} v the mean of their squares
 * @param {Adam} adam
 * @param {Surroundings} surroundings
 */
export function adam(w, g, m, v, adam, surroundings) {
    if (inJs(w)) {
        adamInJs(w, g, m, v, adam, surroundings);
        return;
    }
    const { rate, beta1, beta2, epsilon, correction1, correction2 } = adam;
    const { decay, l1, l2, step } = surroundings;
    const scaled = Number(surroundings.scaled ?? false);
    together([w, g, m, v], (kernels, n, [wAt, gAt, mAt, vAt]) => {
        const own = /** @type {const} */ ([rate, beta1, beta2, epsilon, correction1, correction2]);
        kernels.adam(wAt, gAt, mAt, vAt, n, ...own, decay, l1, l2, step, scaled);
    });
}

const { fround, sqrt } = Math;

/** As prox of lanes.js. @param {number} w @param {number} threshold @param {number} shrink */
function proximal(w, threshold, shrink) {
    const raised = -threshold < w ? w : -threshold;
    return fround(w - (raised < threshold ? raised : threshold)) * shrink;
}

/** @param {Surroundings} surroundings */
const constantsOf = ({ decay, l1, l2, step }) => ({
    keep: fround(1 - decay),
    threshold: fround(step * l1),
    shrink: fround(1 / (1 + 2 * (step * l2))),
});

/** @type {typeof sgd} */
export function sgdInJs(w, g, rate, surroundings) {
    const { keep, threshold, shrink } = constantsOf(surroundings);
    const minusRate = fround(-rate);
    const n = lengthOf(w);
    for (let i = 0; i < n; i++) {
        const moved = fround(fround(minusRate * g[i]) + fround(w[i] * keep));
        w[i] = proximal(moved, threshold, shrink);
    }
}

/** @type {typeof momentum} */
export function momentumInJs(w, g, m, rate, beta, nesterov, surroundings) {
    const { keep, threshold, shrink } = constantsOf(surroundings);
    const minusRate = fround(-rate);
    const b = fround(beta);
    const n = lengthOf(w);
    for (let i = 0; i < n; i++) {
        m[i] = fround(b * m[i]) + g[i];
        const direction = nesterov ? fround(g[i] + fround(m[i] * b)) : m[i];
        const moved = fround(fround(minusRate * direction) + fround(w[i] * keep));
        w[i] = proximal(moved, threshold, shrink);
    }
}

/** @type {typeof adam} */
export function adamInJs(w, g, m, v, { rate, ...constants }, surroundings) {
    const { keep, threshold, shrink } = constantsOf(surroundings);
    const pull = fround(2 * (surroundings.step * surroundings.l2));
    const [minusRate, b1, b2, epsilon] = [-rate, constants.beta1, constants.beta2, constants.epsilon].map(fround);
    const [rest1, rest2] = [fround(1 - constants.beta1), fround(1 - constants.beta2)];
    const [correction1, correction2] = [fround(constants.correction1), fround(constants.correction2)];
    const n = lengthOf(w);
    for (let i = 0; i < n; i++) {
        m[i] = fround(m[i] * b1) + fround(g[i] * rest1);
        v[i] = fround(v[i] * b2) + fround(fround(g[i] * g[i]) * rest2);
        const spread = fround(fround(sqrt(fround(v[i] / correction2))) + epsilon);
        const direction = fround(fround(m[i] / correction1) / spread);
        const moved = fround(fround(minusRate * direction) + fround(w[i] * keep));
        w[i] = surroundings.scaled
            ? proximal(moved, fround(threshold / spread), fround(spread / fround(spread + pull)))
            : proximal(moved, threshold, shrink);
    }
}
