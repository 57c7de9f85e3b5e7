/** Rows, or columns, of a matrix are pushed towards right angles: Keras' OrthogonalRegularizer, and soft orthogonality. */

import { argumentsOf, float32, nonNegative, rangeError, shown, typeError } from '../input/check.js';
import { clear } from '../input/float32.js';
import { matrixOf, outOf } from '../input/tensor.js';
import { orthogonal } from '../kernels/orthogonal.js';
import { softOrthogonal } from '../kernels/soft-orthogonal.js';
import { laidOut } from './callable.js';
import { factory } from './names.js';
import { gradOptions } from './options.js';
import { classOf, nameOf, Regularizer } from './regularizer.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./options.js').GradOptions} GradOptions */
/** @typedef {'rows' | 'columns'} Mode */

/**
 * The arguments of OrthogonalRegularizer by their names.
 * @typedef {object} OrthogonalOptions
 * @property {number | null} [factor] the price of a mean |cosine| of 1, in units of the loss; finite and >= 0, default 0.01
 * @property {Mode | null} [mode] whether rows or columns are drawn apart; default 'rows'
 */

/**
 * The arguments of SoftOrthogonal by their names.
 * @typedef {object} SoftOrthogonalOptions
 * @property {number | null} [factor] the price of a squared dot product, in units of the loss; finite and >= 0, default 0.01
 * @property {Mode | null} [mode] whether rows or columns are drawn apart; default 'rows'
 * @property {boolean | null} [diagonal] whether their lengths are drawn to 1 as well; default true
 */

const MODES = ['rows', 'columns'];

/** What both have in common: rows or columns that push each other apart, and no closed proximal step. */
class Orthogonality extends Regularizer {
    /**
     * @param {string} who
     * @param {Record<string, unknown>} given
     */
    constructor(who, given) {
        super();
        const mode = /** @type {Mode} */ (given.mode ?? 'rows');
        if (!MODES.includes(mode)) {
            const fault = typeof mode === 'string' ? rangeError : typeError;
            throw fault(who, "mode to be 'rows' or 'columns'", shown(mode));
        }
        /** @type {number} */
        this.factor = nonNegative(who, 'factor', given.factor ?? 0.01);
        /** @type {Mode} */
        this.mode = mode;
    }

    /**
     * Gradient of the penalty, row-major like w.
     * @override
     * @param {Weights} w a matrix
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {Float32Array} row-major like w
     */
    grad(w, options) {
        return this.valueAndGrad(w, options).grad;
    }

    /** @override @returns {never} */
    prox() {
        throw new Error(`${nameOf(this)} does not implement prox(): its proximal step has no closed form`);
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return { factor: this.factor, mode: this.mode };
    }
}

/**
 * factor * mean over all pairs of rows (or columns) of |cosine|, as in Keras >= 2.10. A matrix of one row has no pair
 * and gives 0, where Keras divides 0 by 0. There is no closed proximal step.
 * @example
 * import { OrthogonalRegularizer } from 'regularizers';
 *
 * const rows = new OrthogonalRegularizer(0.5);
 * rows([[1, 0], [0, 2]]); // 0
 * rows([[1, 0], [2, 0]]); // 0.5
 * rows({ data: Float32Array.of(3, 4, 3, 0), shape: [2, 2] }).toFixed(6); // '0.300000'
 */
export class OrthogonalRegularizer extends Orthogonality {
    /** @override */
    static className = 'OrthogonalRegularizer';
    static module = 'keras.regularizers';
    /** @override */
    static rank = 2;

    /**
     * @overload
     * @param {number | null} [factor] the price of a mean |cosine| of 1, in units of the loss; finite and >= 0, default 0.01
     * @param {Mode | null} [mode] whether rows or columns are drawn apart; default 'rows'
     * @throws {TypeError | RangeError} for any other factor or mode
     */
    /**
     * @overload
     * @param {OrthogonalOptions} options the arguments by their names
     * @throws {TypeError | RangeError} for any other factor or mode, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        super('OrthogonalRegularizer', argumentsOf('OrthogonalRegularizer', ['factor', 'mode'], 2, args));
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
     * Penalty and gradient from one pass over the dot products.
     * @override
     * @param {Weights} w a matrix
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
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

/**
 * factor * squared Frobenius norm of G - I, where G holds the dot products of all rows (or columns), which are not
 * normalised: soft orthogonality, which also draws their lengths to 1 (Bansal, Chen and Wang, Can We Gain More from
 * Orthogonality Regularizations, 2018). Without the diagonal lengths are free (Brock, Donahue and Simonyan, Large Scale GAN
 * Training, 2019). Keras has no such class.
 * @example
 * import { SoftOrthogonal } from 'regularizers';
 *
 * const filters = [[1, 1], [0, 1]];
 * new SoftOrthogonal(0.5)(filters); // 1.5
 * new SoftOrthogonal({ factor: 0.5, diagonal: false })(filters); // 1
 * new SoftOrthogonal(0.5, 'columns').grad([[1, 0], [0, 1]]); // Float32Array(4) [ 0, 0, 0, 0 ]
 */
export class SoftOrthogonal extends Orthogonality {
    /** @override */
    static className = 'SoftOrthogonal';
    /** In configs, as of a class that a user has registered. */
    static package = 'regularizers';

    /**
     * @overload
     * @param {number | null} [factor] the price of a squared dot product, in units of the loss; finite and >= 0, default 0.01
     * @param {Mode | null} [mode] whether rows or columns are drawn apart; default 'rows'
     * @param {boolean | null} [diagonal] whether their lengths are drawn to 1 as well; default true
     * @throws {TypeError | RangeError} for any others
     */
    /**
     * @overload
     * @param {SoftOrthogonalOptions} options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    /** @param {any[]} args */
    constructor(...args) {
        const given = argumentsOf('SoftOrthogonal', ['factor', 'mode', 'diagonal'], 3, args);
        super('SoftOrthogonal', given);
        const diagonal = given.diagonal ?? true;
        if (typeof diagonal !== 'boolean')
            throw typeError('SoftOrthogonal', 'diagonal to be a boolean', shown(diagonal));
        /** @type {boolean} */
        this.diagonal = diagonal;
    }

    /**
     * A factor of 0 costs nothing whatever the weights are.
     * @override
     * @param {Weights} w a matrix; of a higher rank all dimensions but the last are one: of a Conv2D kernel [h, w, in, out]
     *     each filter is a column
     * @returns {number}
     * @throws {RangeError} when the rank is below 2
     */
    call(w) {
        return this.#penalty(nameOf(this), w).value;
    }

    /**
     * Penalty and gradient, 4*factor*(G - I)*w for rows, from one pass over the dot products.
     * @override
     * @param {Weights} w as for call
     * @param {GradOptions} [options] where the gradient goes, and what multiplies it
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        const who = `${nameOf(this)}.grad`;
        return /** @type {any} */ (this.#penalty(who, w, gradOptions(who, options)));
    }

    /**
     * @param {string} who
     * @param {Weights} w a matrix: nested rows or { data, shape: [rows, cols] }
     * @param {ReturnType<typeof gradOptions>} [options] where the gradient is wanted
     * @returns {{ value: number, grad?: Float32Array }}
     */
    #penalty(who, w, options) {
        const { factor, diagonal, mode } = this;
        const { data, rows, cols } = matrixOf(who, w, true);
        const grad = options && outOf(who, options.out, data);
        const scale = options ? float32(who, '4 * scale * factor', 4 * (options.scale * factor)) / 4 : 0;
        const { accumulate = false } = options ?? {};
        if (factor === 0) {
            if (grad && !accumulate) clear(grad);
            return { value: 0, grad };
        }
        const matrix = { w: data, rows, cols, columns: mode === 'columns' };
        return { value: factor * softOrthogonal(matrix, diagonal, { scale, out: grad, accumulate }), grad };
    }

    /** @override @returns the arguments by their names */
    getConfig() {
        return { ...super.getConfig(), diagonal: this.diagonal };
    }
}

/** @function @type {import('./makers.js').MakeOrthogonalRegularizer} */
export const orthogonal_regularizer = /* @__PURE__ */ factory(
    'orthogonal_regularizer',
    (/** @type {[any]} */ ...args) => new OrthogonalRegularizer(...args),
);
