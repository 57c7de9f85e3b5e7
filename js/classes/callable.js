/** How an instance comes to be a function, in JS and in the types. */

/**
 * An object that is also a function of one argument: `object(w)` is `object.call(w)`.
 * @typedef {(w: import('../input/tensor.js').Weights) => number} Penalty
 */

/** @type {unknown} */
const base = class {
    constructor() {
        /** @type {any} */
        const self = (/** @type {unknown} */ w) => self.call(w);
        // A function has these of its own: `length` would make it look like an array, `name` hide a subclass' getter.
        delete self.length;
        delete self.name;
        // Not Function.prototype: `call` and `apply` are free to mean the penalty. Private fields of subclasses work.
        Object.setPrototypeOf(self, new.target.prototype);
        // After a deletion V8 looks properties up in a hash table, 30 ns each; whatever serves as a prototype it lays out
        // anew, and they are at a fixed place again, 1.5 ns.
        Object.create(self);
        return self;
    }
};

/** The base of callable classes; a subclass defines `call`. */
export const Callable = /** @type {new () => Penalty} */ (base);
