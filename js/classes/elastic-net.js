/** The elastic net and its two halves: each class is its defaults, its formula and its config. */

import { argumentsOf, float32, nonNegative, shown, typeError } from '../input/check.js';
import { vectorOf } from '../input/tensor.js';
import * as kernels from '../kernels/elementwise.js';
import { laidOut } from './callable.js';
import { factory } from './names.js';
import { gradArguments, stepArguments } from './options.js';
import { classOf, methodOf, Regularizer } from './regularizer.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./options.js').GradOptions} GradOptions */

/**
 * The factor of L1 by its name.
 * @typedef {object} L1Factors
 * @property {number | null} [l1] the price of |w|, in units of the loss; finite and >= 0, default 0.01
 * @property {number | null} [l] what Keras first called it
 */

/**
 * The factor of L2 by its name.
 * @typedef {object} L2Factors
 * @property {number | null} [l2] the price of w^2, in units of the loss; finite and >= 0, default 0.01
 * @property {number | null} [l] what Keras first called it
 */

/**
 * The factors of L1L2 by their names.
 * @typedef {object} L1L2Factors
 * @property {number | null} [l1] the price of |w|, in units of the loss; finite and >= 0, default 0 (of `l1_l2` 0.01)
 * @property {number | null} [l2] the price of w^2, in units of the loss; finite and >= 0, default 0 (of `l1_l2` 0.01)
 */

/** What L1, L2 and L1L2 have in common: the penalty l1*sum|w| + l2*sum w^2, of which they hold one factor or both. */
class ElasticNet extends Regularizer {
    /**
     * The factors of the terms that there are: one of 0 makes NaN of infinite weights, one that is not there does not.
     * @returns {{ l1?: number, l2?: number }}
     * @internal
     */
    terms() {
        return {};
    }

    /**
     * The sums that its terms need, from each class' own kernels: a bundle of L1 alone holds none for squares.
     * @param {Float32Array} _x
     * @returns {Sums} 0 for one that it does not need
     * @internal
     */
    sums(_x) {
        return { abs: 0, squares: 0 };
    }

    /** @override @param {Weights} w of any shape @returns {number} */
    call(w) {
        return total(this.terms(), this.sums(vectorOf(classOf(this).className, w)));
    }

    /**
     * l1*sign(w) + 2*l2*w with sign(0) = 0, times scale, in float32.
     * @override
     * @param {Weights} w of any shape
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {Float32Array} row-major like w
     */
    grad(w, options) {
        const who = methodOf(this, 'grad');
        // Before the weights are checked, as a factor may be a getter.
        const { l1 = 0, l2 = 0 } = this.terms();
        const { x, scale, out, accumulate } = gradArguments(who, w, options);
        refuseInfinite(who, l1, l2, scale);
        return kernels.gradient(x, l1, l2, scale, out, accumulate);
    }

    /**
     * Penalty and gradient in one read of w.
     * @override
     * @param {Weights} w of any shape
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        const who = methodOf(this, 'valueAndGrad');
        // Before the weights are checked, as a factor may be a getter.
        const { l1 = 0, l2 = 0 } = this.terms();
        const { x, scale, out, accumulate } = gradArguments(who, w, options);
        refuseInfinite(who, l1, l2, scale);
        const sums = kernels.valueGradient(x, l1, l2, scale, out, accumulate, x => this.sums(x));
        return { value: total(this.terms(), sums), grad: out };
    }

    /**
     * Proximal step: soft threshold by step*l1, then division by 1 + 2*step*l2. Sets small weights to exactly 0, which
     * gradient steps do not (Parikh and Boyd, Proximal Algorithms, 2014).
     * @override
     * @param {Weights} w of any shape
     * @param {number} step the learning rate, finite and >= 0
     * @param {import('./options.js').StepOptions} [options] where the result goes
     * @returns {Float32Array} row-major like w
     */
    prox(w, step, options) {
        const { l1 = 0, l2 = 0 } = this.terms();
        const who = methodOf(this, 'prox');
        const { x, out } = stepArguments(who, w, 'step', step, options);
        float32(who, 'step * l1', step * l1);
        return kernels.prox(x, l1, l2, step, out);
    }
}

/** @typedef {{ abs: number, squares: number }} Sums of |w| and of w^2 */

/**
 * The penalty.
 * @param {{ l1?: number, l2?: number }} terms the factors of those that there are
 * @param {Sums} sums
 */
const total = ({ l1, l2 }, { abs, squares }) =>
    (l1 === undefined ? 0 : l1 * abs) + (l2 === undefined ? 0 : l2 * squares);

/**
 * The gradient multiplies in float32: its factors must be finite there.
 * @param {string} who
 * @param {number} l1
 * @param {number} l2
 * @param {number} scale
 */
function refuseInfinite(who, l1, l2, scale) {
    float32(who, 'scale * l1', scale * l1);
    float32(who, '2 * scale * l2', 2 * (scale * l2));
}

/**
 * The one factor of L1 or L2, which Keras 2 first called `l`.
 * @param {string} who
 * @param {Record<string, any>} given
 * @param {'l1' | 'l2'} name
 */
function factorOrL(who, given, name) {
    if (given.l != null && given[name] != null) {
        throw typeError(who, `${name} or its old name l`, `both: ${shown(given[name])}, ${shown(given.l)}`);
    }
    return nonNegative(who, name, given[name] ?? given.l ?? 0.01);
}

/**
 * l1 * sum |w|: Keras' L1, the lasso (Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996).
 * @example
 * import { L1 } from 'regularizers';
 *
 * const l1 = new L1(0.5);
 * l1([1, -2, 3]); // 3
 * l1.grad([1, -2, 0]); // Float32Array(3) [ 0.5, -0.5, 0 ]
 * l1.prox([1, -2, 0.25], 1); // Float32Array(3) [ 0.5, -1.5, 0 ]
 */
export class L1 extends ElasticNet {
    /** @override */
    static className = 'L1';
    /** Where Keras 3 configs say it is. */
    static module = 'keras.regularizers';

    /**
     * @overload
     * @param {number | null} [l1] the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     */
    /**
     * @overload
     * @param {L1Factors} factors the factor by its name
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super();
        /** @type {number} */
        this.l1 = factorOrL('L1', argumentsOf('L1', ['l1', 'l'], 1, args), 'l1');
        laidOut(this);
    }

    /** @internal @override */
    terms() {
        return { l1: this.l1 };
    }

    /** @internal @override @param {Float32Array} x */
    sums(x) {
        return { abs: kernels.sumAbs(x), squares: 0 };
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return { l1: this.l1 };
    }
}

/**
 * l2 * sum w^2: Keras' L2, ridge (Hoerl and Kennard, Ridge Regression, 1970). PyTorch's weight_decay d is L2(d / 2).
 * @example
 * import { L2 } from 'regularizers';
 *
 * const l2 = new L2({ l2: 0.5 });
 * l2([1, -2, 3]); // 7
 * l2.valueAndGrad([1, -2, 3]); // { value: 7, grad: Float32Array(3) [ 1, -2, 3 ] }
 * JSON.stringify(l2); // '{"class_name":"L2","config":{"l2":0.5}}'
 */
export class L2 extends ElasticNet {
    /** @override */
    static className = 'L2';
    static module = 'keras.regularizers';

    /**
     * @overload
     * @param {number | null} [l2] the price of w^2, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     */
    /**
     * @overload
     * @param {L2Factors} factors the factor by its name
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super();
        /** @type {number} */
        this.l2 = factorOrL('L2', argumentsOf('L2', ['l2', 'l'], 1, args), 'l2');
        laidOut(this);
    }

    /** @internal @override */
    terms() {
        return { l2: this.l2 };
    }

    /** @internal @override @param {Float32Array} x */
    sums(x) {
        return { abs: 0, squares: kernels.sumSquares(x) };
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return { l2: this.l2 };
    }
}

/**
 * l1 * sum |w| + l2 * sum w^2: Keras' L1L2, the elastic net (Zou and Hastie, Regularization and Variable
 * Selection via the Elastic Net, 2005). The class' defaults are 0 and 0, as
 * in every Keras; those of the function l1_l2 are 0.01 and 0.01.
 * @example
 * import { L1L2 } from 'regularizers';
 *
 * const both = new L1L2(0.5, 0.25);
 * both([1, -2, 3]); // 6.5
 * both.prox(Float32Array.of(1, -2, 0.25), 1); // Float32Array(3) [ 0.3333333432674408, -1, 0 ]
 * both.getConfig(); // { l1: 0.5, l2: 0.25 }
 * new L1L2().getConfig(); // { l1: 0, l2: 0 }
 */
export class L1L2 extends ElasticNet {
    /** @override */
    static className = 'L1L2';
    static module = 'keras.regularizers';

    /**
     * @overload
     * @param {number | null} [l1] the price of |w|, in units of the loss; finite and >= 0, default 0
     * @param {number | null} [l2] the price of w^2, in units of the loss; finite and >= 0, default 0
     * @throws {TypeError | RangeError} for any other factor
     */
    /**
     * @overload
     * @param {L1L2Factors} factors the factors by their names
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super();
        const { l1, l2 } = argumentsOf('L1L2', ['l1', 'l2'], 2, args);
        /** @type {number} */
        this.l1 = nonNegative('L1L2', 'l1', l1 ?? 0);
        /** @type {number} */
        this.l2 = nonNegative('L1L2', 'l2', l2 ?? 0);
        laidOut(this);
    }

    /**
     * A factor of 0 leaves its sum out, as in Keras: infinite weights cost nothing under it.
     * @override
     * @returns {{ l1?: number, l2?: number }}
     * @internal
     */
    terms() {
        const { l1, l2 } = this;
        return { l1: l1 === 0 ? undefined : l1, l2: l2 === 0 ? undefined : l2 };
    }

    /** @internal @override @param {Float32Array} x */
    sums(x) {
        if (this.l1 && this.l2) return kernels.sums(x);
        return { abs: this.l1 && kernels.sumAbs(x), squares: this.l2 && kernels.sumSquares(x) };
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return { l1: this.l1, l2: this.l2 };
    }
}

/** @function @type {import('./makers.js').MakeL1} */
export const l1 = /* @__PURE__ */ factory('l1', (/** @type {[any]} */ ...args) => new L1(...args));

/** @function @type {import('./makers.js').MakeL2} */
export const l2 = /* @__PURE__ */ factory('l2', (/** @type {[any]} */ ...args) => new L2(...args));

/** @function @type {import('./makers.js').MakeL1L2} */
export const l1_l2 = /* @__PURE__ */ factory('l1_l2', (/** @type {any[]} */ ...args) => {
    const { l1 = 0.01, l2 = 0.01 } = argumentsOf('l1_l2', ['l1', 'l2'], 2, args);
    return new L1L2(l1, l2);
});
