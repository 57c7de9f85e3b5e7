/** Keras' OrthogonalRegularizer: rows, or columns, of a matrix are pushed towards right angles. */

import { argumentsOf, float32, nonNegative, rangeError, shown, typeError } from '../input/check.js';
import { matrixOf, outOf } from '../input/tensor.js';
import { orthogonal } from '../kernels/orthogonal.js';
import { laidOut } from './callable.js';
import { factory } from './names.js';
import { classOf, gradOptions, nameOf, Regularizer } from './regularizer.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./regularizer.js').GradOptions} GradOptions */
/** @typedef {'rows' | 'columns'} Mode */

const MODES = ['rows', 'columns'];

/**
 * factor * mean over all pairs of rows (or columns) of |cosine|, as in Keras >= 2.10. A matrix of one row has no pair
 * and gives 0, where Keras divides 0 by 0. There is no closed proximal step.
 */
export class OrthogonalRegularizer extends Regularizer {
    /** @override */
    static className = 'OrthogonalRegularizer';
    static module = 'keras.regularizers';
    /** @override */
    static rank = 2;

    /**
     * @param {[factor?: number | null | { factor?: number | null, mode?: Mode | null }, mode?: Mode | null]} args
     *     factor finite and >= 0, default 0.01; mode default 'rows'
     * @throws {TypeError | RangeError} for any other factor or mode, and for unknown names
     */
    constructor(...args) {
        super();
        const given = argumentsOf('OrthogonalRegularizer', ['factor', 'mode'], 2, args);
        const mode = given.mode ?? 'rows';
        if (!MODES.includes(mode)) {
            const fault = typeof mode === 'string' ? rangeError : typeError;
            throw fault('OrthogonalRegularizer', "mode to be 'rows' or 'columns'", shown(mode));
        }
        /** @type {number} */
        this.factor = nonNegative('OrthogonalRegularizer', 'factor', given.factor ?? 0.01);
        /** @type {Mode} */
        this.mode = mode;
        laidOut(this);
    }

    /**
     * @override
     * @param {Weights} w a matrix: nested rows or { data, shape: [rows, cols] }
     * @returns {number}
     * @throws {RangeError} when the rank is not 2
     */
    call(w) {
        const { data, rows, cols } = matrixOf(classOf(this).className, w);
        return factorOfEach(this, rows, cols) * orthogonal(data, rows, cols, this.mode === 'columns');
    }

    /**
     * Gradient of the penalty, row-major like w.
     * @override
     * @param {Weights} w a matrix
     * @param {GradOptions} [options]
     * @returns {Float32Array}
     */
    grad(w, options) {
        return this.valueAndGrad(w, options).grad;
    }

    /**
     * Penalty and gradient from one pass over the dot products.
     * @override
     * @param {Weights} w a matrix
     * @param {GradOptions} [options]
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        const who = `${nameOf(this)}.grad`;
        const { scale, accumulate, out: given } = gradOptions(who, options);
        const { data, rows, cols } = matrixOf(who, w);
        const out = outOf(who, given, data);
        const each = factorOfEach(this, rows, cols);
        float32(who, 'scale * factor', scale * each);
        const value = orthogonal(data, rows, cols, this.mode === 'columns', scale * each, out, accumulate);
        return { value: each * value, grad: out };
    }

    /** @override @returns {never} */
    prox() {
        throw new Error('OrthogonalRegularizer does not implement prox(): its proximal step has no closed form');
    }

    /** @override */
    getConfig() {
        return { factor: this.factor, mode: this.mode };
    }
}

/**
 * The factor of each pair: that of the mean over their number.
 * @param {OrthogonalRegularizer} regularizer
 * @param {number} rows
 * @param {number} cols
 */
function factorOfEach({ factor, mode }, rows, cols) {
    const m = mode === 'rows' ? rows : cols;
    return m < 2 ? 0 : factor / ((m * (m - 1)) / 2);
}

/** @type {(...args: ConstructorParameters<typeof OrthogonalRegularizer>) => OrthogonalRegularizer} as the class */
export const orthogonal_regularizer = /* @__PURE__ */ factory(
    'orthogonal_regularizer',
    (...args) => new OrthogonalRegularizer(...args),
);
