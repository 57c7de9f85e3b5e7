/** Group penalties: whole slices of an array along an axis are pushed to zero together, so that units and filters go. */

import { argumentsOf, finite, float32, nonNegative, rangeError } from '../input/check.js';
import { outOf, slicesOf } from '../input/tensor.js';
import { gradient, prox, sumAbs } from '../kernels/elementwise.js';
import { groupGradient, groupNorms, groupProx } from '../kernels/groups.js';
import { gradOptions, stepOptions } from './options.js';
import { methodOf, nameOf, Regularizer } from './regularizer.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./options.js').GradOptions} GradOptions */

/**
 * The arguments of GroupLasso by their names.
 * @typedef {object} GroupLassoOptions
 * @property {number | null} [factor] the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
 * @property {number | null} [axis] of whose indices each has a slice, an integer, negative from the end; default -1: of a Dense
 *     kernel [in, out] each output unit, of a Conv2D kernel [h, w, in, out] each filter
 */

/**
 * The arguments of SparseGroupLasso by their names.
 * @typedef {object} SparseGroupLassoOptions
 * @property {number | null} [l1] the price of |w|, in units of the loss; finite and >= 0, default 0.01
 * @property {number | null} [group] the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
 * @property {number | null} [axis] of whose indices each has a slice, as in GroupLasso; default -1
 */

/**
 * @param {string} who
 * @param {unknown} value
 * @returns {number} an integer; whether an array has that axis is seen when one comes
 */
function axisOf(who, value) {
    const axis = finite(who, 'axis', value);
    if (!Number.isInteger(axis)) throw rangeError(who, 'axis to be an integer', axis);
    return axis + 0; // not -0
}

/**
 * A factor of 0 leaves its term out: infinite weights cost nothing under it.
 * @param {Float32Array} x
 * @param {import('../kernels/groups.js').Slices} slices
 * @param {number} l1
 * @param {number} weight of a norm
 */
const penaltyOf = (x, slices, l1, weight) => (l1 && l1 * sumAbs(x)) + (weight && weight * groupNorms(x, slices));

/** What both have in common: l1*sum|w| + factor * (sum over slices of sqrt(size)*norm), with an l1 of 0 in one of them. */
class Groups extends Regularizer {
    /** @internal @returns {{ l1: number, group: number, axis: number }} */
    terms() {
        return { l1: 0, group: 0, axis: -1 };
    }

    /**
     * The weights and what a norm of theirs counts.
     * @param {string} who
     * @param {Weights} w with the axis: nested arrays, or { data, shape }
     */
    #read(who, w) {
        const { l1, group, axis } = this.terms();
        const { data, ...slices } = slicesOf(who, w, axis);
        return { x: data, slices, l1, weight: group * Math.sqrt(slices.outer * slices.inner) };
    }

    /**
     * @override
     * @param {Weights} w with the axis: nested arrays, or { data, shape }
     * @returns {number}
     * @throws {RangeError} when w has no such axis
     */
    call(w) {
        const { x, slices, l1, weight } = this.#read(nameOf(this), w);
        return penaltyOf(x, slices, l1, weight);
    }

    /**
     * Gradient, row-major like w: l1*sign(w) + factor*sqrt(size)*w/norm, 0 for a slice of zeros, times scale.
     * @override
     * @param {Weights} w with the axis: nested arrays, or { data, shape }
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {Float32Array} row-major like w
     */
    grad(w, options) {
        return this.#valueAndGrad('grad', w, options).grad;
    }

    /**
     * Penalty and gradient.
     * @override
     * @param {Weights} w with the axis: nested arrays, or { data, shape }
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        return this.#valueAndGrad('valueAndGrad', w, options);
    }

    /**
     * @param {string} method
     * @param {Weights} w with the axis: nested arrays, or { data, shape }
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     */
    #valueAndGrad(method, w, options) {
        const who = methodOf(this, method);
        const { scale, accumulate, out: given } = gradOptions(who, options);
        const { x, slices, l1, weight } = this.#read(who, w);
        const out = outOf(who, given, x);
        float32(who, 'scale * l1', scale * l1);
        float32(who, 'scale * factor * sqrt(size)', scale * weight);
        // Before out, which may be w.
        const value = method === 'grad' ? 0 : penaltyOf(x, slices, l1, weight);
        if (weight === 0) gradient(x, l1, 0, scale, out, accumulate);
        else groupGradient(x, slices, l1, weight, scale, out, accumulate);
        return { value, grad: out };
    }

    /**
     * Proximal step: a soft threshold by step*l1, then the block soft threshold, by which a slice whose norm is at most
     * step*factor*sqrt(size) becomes exactly 0.
     * @override
     * @param {Weights} w with the axis: nested arrays, or { data, shape }
     * @param {number} step the learning rate, finite and >= 0
     * @param {import('./options.js').StepOptions} [options] where the result goes
     * @returns {Float32Array} row-major like w
     */
    prox(w, step, options) {
        const who = methodOf(this, 'prox');
        const { out: given } = stepOptions(who, 'step', step, options);
        const { x, slices, l1, weight } = this.#read(who, w);
        const out = outOf(who, given, x);
        float32(who, 'step * l1', step * l1);
        float32(who, 'step * factor * sqrt(size)', step * weight);
        const soften = () => l1 && prox(x, l1, 0, step, out);
        return groupProx(l1 ? out : x, slices, weight, step, out, soften);
    }
}

/**
 * factor * sum over slices g along an axis of sqrt(size of g) * norm of g: the group lasso (Yuan and Lin, Model Selection
 * and Estimation in Regression with Grouped Variables, 2006). Keras has no such class.
 * @example
 * import { GroupLasso } from 'regularizers';
 *
 * const units = new GroupLasso(0.5); // of a Dense kernel [in, out]
 * const kernel = { data: Float32Array.of(3, 0.1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0), shape: [4, 3] };
 * units({ data: [3, 0, 4, 0], shape: [4, 1] }); // 5
 * units.prox(kernel, 1); // Float32Array(12) [ 2.4000000953674316, 0, 0, 3.200000047683716, 0, 0, 0, 0, 0, 0, 0, 0 ]
 */
export class GroupLasso extends Groups {
    /** @override */
    static className = 'GroupLasso';
    /** In configs, as of a class that a user has registered. */
    static package = 'regularizers';

    /**
     * @overload
     * @param {number | null} [factor] the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
     * @param {number | null} [axis] of whose indices each has a slice, an integer, negative from the end; default -1: of a
     *     Dense kernel [in, out] each output unit, of a Conv2D kernel [h, w, in, out] each filter
     * @throws {TypeError | RangeError} for any other factor or axis
     */
    /**
     * @overload
     * @param {GroupLassoOptions} options the arguments by their names
     * @throws {TypeError | RangeError} for any other factor or axis, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super();
        const { factor, axis } = argumentsOf('GroupLasso', ['factor', 'axis'], 2, args);
        /** @type {number} */
        this.factor = nonNegative('GroupLasso', 'factor', factor ?? 0.01);
        /** @type {number} */
        this.axis = axisOf('GroupLasso', axis ?? -1);
    }

    /** @internal @override */
    terms() {
        return { l1: 0, group: this.factor, axis: this.axis };
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return { factor: this.factor, axis: this.axis };
    }
}

/**
 * l1 * sum |w| + group * sum over slices g along an axis of sqrt(size of g) * norm of g: the sparse-group lasso (Simon,
 * Friedman, Hastie and Tibshirani, A Sparse-Group Lasso, 2013), zeros also within the slices that stay.
 * @example
 * import { SparseGroupLasso } from 'regularizers';
 *
 * const sparse = new SparseGroupLasso({ l1: 1, group: 0.5, axis: 0 }); // a group of each input
 * sparse([[3, 0, 4, 0], [0, 0, 0, 0]]); // 12
 * sparse.prox([[4, 1, 5, 0], [1, 1, 2, 1]], 1); // Float32Array(8) [ 2.4000000953674316, 0, 3.200000047683716, 0, 0, 0, 0, 0 ]
 */
export class SparseGroupLasso extends Groups {
    /** @override */
    static className = 'SparseGroupLasso';
    /** In configs, as of a class that a user has registered. */
    static package = 'regularizers';

    /**
     * @overload
     * @param {number | null} [l1] the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @param {number | null} [group] the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
     * @param {number | null} [axis] of whose indices each has a slice, as in GroupLasso; default -1
     * @throws {TypeError | RangeError} for any other factor or axis
     */
    /**
     * @overload
     * @param {SparseGroupLassoOptions} options the arguments by their names
     * @throws {TypeError | RangeError} for any other factor or axis, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super();
        const { l1, group, axis } = argumentsOf('SparseGroupLasso', ['l1', 'group', 'axis'], 3, args);
        /** @type {number} */
        this.l1 = nonNegative('SparseGroupLasso', 'l1', l1 ?? 0.01);
        /** @type {number} */
        this.group = nonNegative('SparseGroupLasso', 'group', group ?? 0.01);
        /** @type {number} */
        this.axis = axisOf('SparseGroupLasso', axis ?? -1);
    }

    /** @internal @override */
    terms() {
        return { l1: this.l1, group: this.group, axis: this.axis };
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return this.terms();
    }
}
