/** Weights are held near an anchor, each as strongly as it is important: fine-tuning, federated and continual learning. */

import { argumentsOf, float32, nonNegative, rangeError } from '../input/check.js';
import { clear, lengthOf } from '../input/float32.js';
import { tensorOf, vectorOf } from '../input/tensor.js';
import { anchoredGradient, anchoredProx, anchoredSquares } from '../kernels/anchored.js';
import { gradArguments, stepArguments } from './options.js';
import { methodOf, nameOf, Regularizer } from './regularizer.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./options.js').GradOptions} GradOptions */
/** @typedef {{ data: Float32Array, shape: number[] }} Numbers */

/**
 * The arguments of AnchoredL2 by their names.
 * @typedef {object} AnchoredL2Options
 * @property {number | null} [l2] the price of (w - anchor)^2, in units of the loss; finite and >= 0, default 0.01
 * @property {Weights | null} [anchor] what the weights are held near, as many as there are; finite, copied; default zeros
 * @property {Weights | null} [importance] multiplies the price, of each weight; finite and >= 0, copied; default ones
 */

/** No sensible pull is larger, and times two float32 it is still finite. */
const LARGEST_PULL = 1e200;

/**
 * l2 * sum importance * (w - anchor)^2: L2-SP (Li, Grandvalet and Davoine, Explicit Inductive Bias for Transfer Learning,
 * 2018), the proximal term of FedProx (Li et al., Federated Optimization in Heterogeneous Networks, 2020), and with the
 * diagonal of the Fisher information as importance elastic weight consolidation (Kirkpatrick et al., Overcoming
 * Catastrophic Forgetting in Neural Networks, 2017). The halves that FedProx and elastic weight consolidation have in their
 * formulas are part of l2 here. Keras has no such class.
 * @example
 * import { AnchoredL2 } from 'regularizers';
 *
 * const near = new AnchoredL2({ l2: 0.5, anchor: [1, 2], importance: [1, 4] });
 * near([1, 2]); // 0
 * near([3, 3]); // 4
 * near.grad([3, 3]); // Float32Array(2) [ 2, 4 ]
 * near.prox([3, 3], 1); // Float32Array(2) [ 2, 2.200000047683716 ]
 */
export class AnchoredL2 extends Regularizer {
    /** @override */
    static className = 'AnchoredL2';
    /** In configs, as of a class that a user has registered. */
    static package = 'regularizers';
    /** @type {Numbers | null} */
    #anchor;
    /** @type {Numbers | null} */
    #importance;

    /**
     * @overload
     * @param {number | null} [l2] the price of (w - anchor)^2, in units of the loss; finite and >= 0, default 0.01
     * @param {Weights | null} [anchor] what the weights are held near, as many as there are; finite, copied; default zeros
     * @param {Weights | null} [importance] multiplies the price, of each weight; finite and >= 0, copied; default ones
     * @throws {TypeError | RangeError} for any others
     */
    /**
     * @overload
     * @param {AnchoredL2Options} options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super();
        const given = argumentsOf('AnchoredL2', ['l2', 'anchor', 'importance'], 3, args);
        /** @type {number} */
        this.l2 = nonNegative('AnchoredL2', 'l2', given.l2 ?? 0.01);
        this.#anchor = numbersOf('anchor', given.anchor, Number.NEGATIVE_INFINITY);
        this.#importance = numbersOf('importance', given.importance, 0);
        if (this.#anchor && this.#importance)
            sameLength('AnchoredL2', 'importance', this.#importance.data, this.#anchor, 'anchor');
    }

    /** @internal What the penalty is made of; null for zeros and for ones. The arrays are its own. */
    terms() {
        return { l2: this.l2, anchor: this.#anchor, importance: this.#importance };
    }

    /**
     * The arrays for weights that have come.
     * @param {string} who
     * @param {Float32Array} x
     * @returns {[anchor: Float32Array, importance: Float32Array | null]}
     */
    #arrays(who, x) {
        const known = this.#anchor ?? this.#importance;
        if (known) sameLength(who, 'w', x, known, this.#anchor ? 'anchor' : 'importance');
        return [this.#anchor?.data ?? new Float32Array(lengthOf(x)), this.#importance?.data ?? null];
    }

    /**
     * A factor of 0 costs nothing whatever the weights are.
     * @override
     * @param {Weights} w as many as the anchor has
     * @returns {number}
     * @throws {RangeError} when w has not as many elements as the anchor and the importance
     */
    call(w) {
        const who = nameOf(this);
        const x = vectorOf(who, w);
        const arrays = this.#arrays(who, x);
        return this.l2 && this.l2 * anchoredSquares(x, ...arrays);
    }

    /**
     * 2*l2*importance*(w - anchor), times scale.
     * @override
     * @param {Weights} w as many as the anchor has
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {Float32Array} row-major like w
     */
    grad(w, options) {
        const who = methodOf(this, 'grad');
        const { x, scale, out, accumulate } = gradArguments(who, w, options);
        const arrays = this.#arrays(who, x);
        const factor = float32(who, '2 * scale * l2', 2 * (scale * this.l2));
        if (factor !== 0) return anchoredGradient(x, ...arrays, factor, out, accumulate);
        return accumulate ? out : clear(out);
    }

    /**
     * Proximal step: towards the anchor, (w + p*anchor) / (1 + p) with p = 2*step*l2*importance.
     * @override
     * @param {Weights} w as many as the anchor has
     * @param {number} step the learning rate, finite and >= 0
     * @param {import('./options.js').StepOptions} [options] where the result goes
     * @returns {Float32Array} row-major like w
     */
    prox(w, step, options) {
        const who = methodOf(this, 'prox');
        const { x, out } = stepArguments(who, w, 'step', step, options);
        const pull = Math.min(2 * (step * this.l2), LARGEST_PULL);
        return anchoredProx(x, ...this.#arrays(who, x), pull, out);
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        const listed = (/** @type {Numbers | null} */ numbers) =>
            numbers && { data: Array.from(numbers.data), shape: [...numbers.shape] };
        return { l2: this.l2, anchor: listed(this.#anchor), importance: listed(this.#importance) };
    }
}

/**
 * @param {string} name of the argument
 * @param {unknown} given
 * @param {number} least
 * @returns {Numbers | null} a copy; null for null and undefined
 */
function numbersOf(name, given, least) {
    if (given === null || given === undefined) return null;
    const { data, shape } = tensorOf(`AnchoredL2.${name}`, given);
    for (let i = 0; i < lengthOf(data); i++) {
        if (Number.isFinite(data[i]) && data[i] >= least) continue;
        const expected = least === 0 ? 'finite numbers >= 0' : 'finite numbers';
        throw rangeError('AnchoredL2', `${name} to hold ${expected}`, `${data[i]} at element ${i}`);
    }
    return { data: new Float32Array(data), shape };
}

/** @param {string} who @param {string} name @param {Float32Array} x @param {Numbers} known @param {string} other */
function sameLength(who, name, x, known, other) {
    const length = lengthOf(known.data);
    if (lengthOf(x) !== length) throw rangeError(who, `${name} to have ${length} elements like ${other}`, lengthOf(x));
}
