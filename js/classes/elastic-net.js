/** The elastic net and its two halves: each class is its defaults, its formula and its config. */

import { argumentsOf, float32, nonNegative, shown, typeError } from '../input/check.js';
import { vectorOf } from '../input/tensor.js';
import * as kernels from '../kernels/elementwise.js';
import { gradArguments, methodOf, Regularizer, stepArguments } from './regularizer.js';

/** @typedef {import('../input/tensor.js').Weights} Weights */
/** @typedef {import('./regularizer.js').GradOptions} GradOptions */

/** What L1, L2 and L1L2 have in common: the penalty l1*sum|w| + l2*sum w^2, of which they hold one factor or both. */
class ElasticNet extends Regularizer {
    /**
     * To be taken apart by index: V8's code for an iterator is so long that it no longer inlines what follows (100 ns).
     * @returns {[l1: number, l2: number]}
     */
    factors() {
        return [0, 0];
    }

    /**
     * The penalty from the two sums.
     * @param {{ abs: number, squares: number }} sums of |w| and of w^2
     * @returns {number}
     */
    penalty(sums) {
        return 0;
    }

    /**
     * l1*sign(w) + 2*l2*w with sign(0) = 0, times scale, in float32.
     * @override
     * @param {Weights} w
     * @param {GradOptions} [options]
     * @returns {Float32Array}
     */
    grad(w, options) {
        const who = methodOf(this, 'grad');
        const { x, scale, out, accumulate } = gradArguments(who, w, options);
        const { 0: l1, 1: l2 } = this.factors();
        refuseInfinite(who, l1, l2, scale);
        return kernels.gradient(x, l1, l2, scale, out, accumulate);
    }

    /**
     * Penalty and gradient in one read of w.
     * @override
     * @param {Weights} w
     * @param {GradOptions} [options]
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        const who = methodOf(this, 'valueAndGrad');
        const { x, scale, out, accumulate } = gradArguments(who, w, options);
        const { 0: l1, 1: l2 } = this.factors();
        refuseInfinite(who, l1, l2, scale);
        const sums = kernels.valueGradient(x, l1, l2, scale, out, accumulate);
        return { value: this.penalty(sums), grad: out };
    }

    /**
     * Proximal step: soft threshold by step*l1, then division by 1 + 2*step*l2. Sets small weights to exactly 0, which
     * gradient steps do not (Parikh and Boyd, Proximal Algorithms, 2014).
     * @override
     * @param {Weights} w
     * @param {number} step the learning rate, finite and >= 0
     * @param {{ out?: Float32Array }} [options] out: w itself for a step in place; a new array by default
     * @returns {Float32Array}
     */
    prox(w, step, options) {
        const { 0: l1, 1: l2 } = this.factors();
        const who = methodOf(this, 'prox');
        const { x, out } = stepArguments(who, w, 'step', step, options);
        float32(who, 'step * l1', step * l1);
        return kernels.prox(x, l1, l2, step, out);
    }
}

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

/** l1 * sum |w|: Keras' L1, the lasso (Tibshirani, 1996). */
export class L1 extends ElasticNet {
    /** @override */
    static className = 'L1';
    /** Where Keras 3 configs say it is. */
    static module = 'keras.regularizers';

    /**
     * @param {[l1?: number | null | { l1?: number | null, l?: number | null }]} args the factor, finite and >= 0; default 0.01
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    constructor(...args) {
        super();
        /** @type {number} */
        this.l1 = factorOrL('L1', argumentsOf('L1', ['l1', 'l'], 1, args), 'l1');
    }

    /** @override @param {Weights} w @returns {number} */
    call(w) {
        return this.l1 * kernels.sumAbs(vectorOf('L1', w));
    }

    /** @override @param {{ abs: number }} sums */
    penalty({ abs }) {
        return this.l1 * abs;
    }

    /** @override @returns {[number, number]} */
    factors() {
        return [this.l1, 0];
    }

    /** @override */
    getConfig() {
        return { l1: this.l1 };
    }
}

/** l2 * sum w^2: Keras' L2, ridge (Hoerl and Kennard, 1970). PyTorch's weight_decay d is L2(d / 2). */
export class L2 extends ElasticNet {
    /** @override */
    static className = 'L2';
    static module = 'keras.regularizers';

    /**
     * @param {[l2?: number | null | { l2?: number | null, l?: number | null }]} args the factor, finite and >= 0; default 0.01
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    constructor(...args) {
        super();
        /** @type {number} */
        this.l2 = factorOrL('L2', argumentsOf('L2', ['l2', 'l'], 1, args), 'l2');
    }

    /** @override @param {Weights} w @returns {number} */
    call(w) {
        return this.l2 * kernels.sumSquares(vectorOf('L2', w));
    }

    /** @override @param {{ squares: number }} sums */
    penalty({ squares }) {
        return this.l2 * squares;
    }

    /** @override @returns {[number, number]} */
    factors() {
        return [0, this.l2];
    }

    /** @override */
    getConfig() {
        return { l2: this.l2 };
    }
}

/**
 * l1 * sum |w| + l2 * sum w^2: Keras' L1L2, the elastic net (Zou and Hastie, 2005). The class' defaults are 0 and 0, as
 * in every Keras; those of the function l1_l2 are 0.01 and 0.01.
 */
export class L1L2 extends ElasticNet {
    /** @override */
    static className = 'L1L2';
    static module = 'keras.regularizers';

    /**
     * @param {[l1?: number | null | { l1?: number | null, l2?: number | null }, l2?: number | null]} args
     *     the factors, finite and >= 0; default 0 each
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    constructor(...args) {
        super();
        const { l1, l2 } = argumentsOf('L1L2', ['l1', 'l2'], 2, args);
        /** @type {number} */
        this.l1 = nonNegative('L1L2', 'l1', l1 ?? 0);
        /** @type {number} */
        this.l2 = nonNegative('L1L2', 'l2', l2 ?? 0);
    }

    /** @override @param {Weights} w @returns {number} */
    call(w) {
        const x = vectorOf('L1L2', w);
        // Each read of a property of a callable instance is a look-up in a dictionary.
        const { l1, l2 } = this;
        if (l1 && l2) {
            const { abs, squares } = kernels.sums(x);
            return l1 * abs + l2 * squares;
        }
        if (l1) return l1 * kernels.sumAbs(x);
        return l2 && l2 * kernels.sumSquares(x);
    }

    /**
     * A factor of 0 leaves its sum out, as in Keras: infinite weights cost nothing under it.
     * @override
     * @param {{ abs: number, squares: number }} sums
     */
    penalty({ abs, squares }) {
        const { l1, l2 } = this;
        return (l1 && l1 * abs) + (l2 && l2 * squares);
    }

    /** @override @returns {[number, number]} */
    factors() {
        return [this.l1, this.l2];
    }

    /** @override */
    getConfig() {
        return { l1: this.l1, l2: this.l2 };
    }
}

/** @param {ConstructorParameters<typeof L1>} args as `new L1` @returns {L1} */
export const l1 = (...args) => new L1(...args);

/** @param {ConstructorParameters<typeof L2>} args as `new L2` @returns {L2} */
export const l2 = (...args) => new L2(...args);

/**
 * An L1L2 whose factors are 0.01 where they are not given: Keras 2's function, and Keras 3's docstring. (Keras 3's code
 * makes `l1_l2` the class itself, with defaults of 0.)
 * @param {ConstructorParameters<typeof L1L2>} args
 * @returns {L1L2}
 */
export function l1_l2(...args) {
    const { l1, l2 } = argumentsOf('l1_l2', ['l1', 'l2'], 2, args);
    return new L1L2(l1 ?? 0.01, l2 ?? 0.01);
}
