/** The class hierarchy: each class is its defaults, its formula and its config. */
import { argumentsOf, boolean, factor, finite, knownKeys, nonNegative, shown } from './check.js';
import * as kernels from './kernels.js';
import { bareNameOf, fullNameOf } from './registered.js';
import { outOf, vectorOf } from './tensor.js';

/** @typedef {import('./tensor.js').Weights} Weights */

/**
 * Where a gradient goes.
 * @typedef {object} GradOptions
 * @property {Float32Array} [out] of the length of w; a new array by default; w itself is allowed
 * @property {boolean} [accumulate] add to what out holds instead of replacing it; default false, needs out
 * @property {number} [scale] multiplies the gradient: the dy of the chain rule, or minus a learning rate; default 1
 */

/** Tells regularizers of any copy of this package, which `instanceof` does not. */
const BRAND = Symbol.for('regularizers.Regularizer');

/** A regularizer is a function of one argument: `reg(w)` is its penalty. */
/** @typedef {(w: Weights) => number} Callable */

/**
 * The base class, Keras' Regularizer. Its own penalty is 0, as in Keras; a subclass overrides `call`, and `getConfig`
 * where it is to be saved. Instances are functions: `reg(w)`, `reg.call(w)` and `reg.apply(w)` are the same.
 */
export class Regularizer {
    /** The name in configs. Written out, because minifiers rename classes. */
    static className = 'Regularizer';

    constructor() {
        /** @type {any} */
        const self = (/** @type {Weights} */ w) => self.call(w);
        // A function has these of its own; left there, `name` would shadow a getter and `length` look like an array's.
        delete self.name;
        delete self.length;
        // biome-ignore lint/correctness/noConstructorReturn: what makes an instance callable
        return Object.setPrototypeOf(self, new.target.prototype);
    }

    /**
     * The penalty.
     * @param {Weights} w
     * @returns {number}
     */
    // biome-ignore lint/correctness/noUnusedFunctionParameters: the signature that subclasses override
    call(w) {
        return 0;
    }

    /**
     * The penalty, under TF.js' name.
     * @param {Weights} w
     * @returns {number}
     */
    apply(w) {
        return this.call(w);
    }

    /**
     * Gradient of the penalty.
     * @param {Weights} w
     * @param {GradOptions} [options]
     * @returns {Float32Array}
     */
    // biome-ignore lint/correctness/noUnusedFunctionParameters: the signature that subclasses override
    grad(w, options) {
        throw missing(this, 'grad');
    }

    /**
     * Penalty and gradient; in one read of w where the class can.
     * @param {Weights} w
     * @param {GradOptions} [options]
     * @returns {{ value: number, grad: Float32Array }}
     */
    valueAndGrad(w, options) {
        const value = this.call(w);
        return { value, grad: this.grad(w, options) };
    }

    /**
     * Proximal step: argmin_u step*penalty(u) + |u - w|^2/2.
     * @param {Weights} w
     * @param {number} step
     * @param {{ out?: Float32Array }} [options]
     * @returns {Float32Array}
     */
    // biome-ignore lint/correctness/noUnusedFunctionParameters: the signature that subclasses override
    prox(w, step, options) {
        throw missing(this, 'prox');
    }

    /**
     * The constructor's arguments by name, from which fromConfig makes an equal one.
     * @returns {Record<string, any>}
     */
    getConfig() {
        throw missing(this, 'getConfig');
    }

    /**
     * @template {typeof Regularizer} C
     * @this {C}
     * @param {Record<string, any>} [config]
     * @returns {InstanceType<C>}
     */
    static fromConfig(config = {}) {
        return /** @type {any} */ (new /** @type {any} */ (this)(config));
    }

    /** What JSON.stringify writes: Keras 2's form, which every Keras reads; the same as `serialize(this)`. */
    toJSON() {
        return { class_name: fullNameOf(classOf(this)), config: this.getConfig() };
    }

    get [BRAND]() {
        return true;
    }

    [Symbol.for('nodejs.util.inspect.custom')](
        /** @type {number} */ _depth,
        /** @type {any} */ style,
        /** @type {any} */ inspect,
    ) {
        return this.getConfig === Regularizer.prototype.getConfig
            ? `${nameOf(this)} {}`
            : `${nameOf(this)} ${inspect(this.getConfig(), style)}`;
    }

    get [Symbol.toStringTag]() {
        return nameOf(this);
    }
}

/**
 * @param {Regularizer} regularizer
 * @returns {typeof Regularizer}
 */
export const classOf = regularizer => /** @type {any} */ (regularizer.constructor);

/** @param {Regularizer} regularizer */
const nameOf = regularizer => bareNameOf(classOf(regularizer));

/**
 * @param {any} x
 * @returns {x is Regularizer & Callable} whether x is a regularizer, of this or another copy of the package
 */
export const isRegularizer = x => typeof x === 'function' && x[BRAND] === true;

/**
 * @param {any} x
 * @returns {x is typeof Regularizer} whether x is Regularizer or a subclass, of this or another copy of the package
 */
export const isRegularizerClass = x => typeof x === 'function' && x.prototype?.[BRAND] === true;

/**
 * @param {Regularizer} regularizer
 * @param {string} method
 */
const missing = (regularizer, method) => new Error(`${nameOf(regularizer)} does not implement ${method}()`);

/**
 * The checked arguments of grad and valueAndGrad.
 * @param {string} who
 * @param {Weights} w
 * @param {GradOptions} [given]
 * @returns {{ x: Float32Array, scale: number, out: Float32Array, accumulate: boolean }}
 */
export function gradArguments(who, w, given = {}) {
    const { out, accumulate = false, scale = 1 } = objectOf(who, given, ['out', 'accumulate', 'scale']);
    boolean(who, 'accumulate', accumulate);
    finite(who, 'scale', scale);
    if (accumulate && !out) throw new TypeError(`${who}: expected out, as accumulate adds to it, got ${shown(out)}`);
    const x = vectorOf(who, w);
    return { x, scale, out: outOf(who, out, x), accumulate };
}

/**
 * @template {object} T
 * @param {string} who
 * @param {T} given
 * @param {readonly string[]} names
 * @returns {T}
 */
function objectOf(who, given, names) {
    if (typeof given !== 'object' || given === null) {
        throw new TypeError(`${who}: expected options to be an object, got ${shown(given)}`);
    }
    knownKeys(who, given, names);
    return given;
}

/** What L1, L2 and L1L2 have in common: the penalty l1*sum|w| + l2*sum w^2, of which they hold one factor or both. */
class ElasticNet extends Regularizer {
    /**
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
    // biome-ignore lint/correctness/noUnusedFunctionParameters: the signature that subclasses override
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
        const { x, scale, out, accumulate } = gradArguments(`${nameOf(this)}.grad`, w, options);
        const [l1, l2] = this.factors();
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
        const { x, scale, out, accumulate } = gradArguments(`${nameOf(this)}.valueAndGrad`, w, options);
        const [l1, l2] = this.factors();
        return { value: this.penalty(kernels.valueGradient(x, l1, l2, scale, out, accumulate)), grad: out };
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
    prox(w, step, options = {}) {
        const who = `${nameOf(this)}.prox`;
        nonNegative(who, 'step', step);
        const { out } = objectOf(who, options, ['out']);
        const [l1, l2] = this.factors();
        const x = vectorOf(who, w);
        return kernels.prox(x, l1, l2, step, outOf(who, out, x));
    }
}

/**
 * The one factor of L1 or L2, which Keras 2 first called `l`.
 * @param {string} who
 * @param {Record<string, any>} given
 * @param {'l1' | 'l2'} name
 */
function factorOrL(who, given, name) {
    if (given.l != null && given[name] != null) {
        throw new TypeError(
            `${who}: expected ${name} or its old name l, got both: ${shown(given[name])}, ${shown(given.l)}`,
        );
    }
    return factor(who, name, given[name] ?? given.l, 0.01);
}

/** l1 * sum |w|: Keras' L1, the lasso (Tibshirani, 1996). */
export class L1 extends ElasticNet {
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
        this.l1 = factor('L1L2', 'l1', l1, 0);
        /** @type {number} */
        this.l2 = factor('L1L2', 'l2', l2, 0);
    }

    /** @override @param {Weights} w @returns {number} */
    call(w) {
        const x = vectorOf('L1L2', w);
        if (this.l1 && this.l2) return this.penalty(kernels.sums(x));
        if (this.l1) return this.l1 * kernels.sumAbs(x);
        return this.l2 && this.l2 * kernels.sumSquares(x);
    }

    /**
     * A factor of 0 leaves its sum out, as in Keras: infinite weights cost nothing under it.
     * @override
     * @param {{ abs: number, squares: number }} sums
     */
    penalty({ abs, squares }) {
        return (this.l1 && this.l1 * abs) + (this.l2 && this.l2 * squares);
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

/** @param {ConstructorParameters<typeof L1>} args as `new L1` @returns {L1 & Callable} */
export const l1 = (...args) => /** @type {any} */ (new L1(...args));

/** @param {ConstructorParameters<typeof L2>} args as `new L2` @returns {L2 & Callable} */
export const l2 = (...args) => /** @type {any} */ (new L2(...args));

/**
 * An L1L2 whose factors are 0.01 where they are not given: Keras 2's function, and Keras 3's docstring. (Keras 3's code
 * makes `l1_l2` the class itself, with defaults of 0.)
 * @param {ConstructorParameters<typeof L1L2>} args
 * @returns {L1L2 & Callable}
 */
export function l1_l2(...args) {
    const { l1, l2 } = argumentsOf('l1_l2', ['l1', 'l2'], 2, args);
    return /** @type {any} */ (new L1L2(l1 ?? 0.01, l2 ?? 0.01));
}

/**
 * Decoupled weight decay, the step of AdamW and SGDW: w * (1 - rate). Unlike an L2 penalty it bypasses the optimizer's
 * scaling of gradients (Loshchilov and Hutter, 2019).
 * @param {Weights} w
 * @param {number} rate learning rate times decay, finite and >= 0
 * @param {{ out?: Float32Array }} [options] out: w itself for a step in place; a new array by default
 * @returns {Float32Array}
 */
export function weightDecay(w, rate, options = {}) {
    nonNegative('weightDecay', 'rate', rate);
    const { out } = objectOf('weightDecay', options, ['out']);
    const x = vectorOf('weightDecay', w);
    return kernels.decay(x, rate, outOf('weightDecay', out, x));
}
