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
        // Once for both uses: Terser would carry `new.target` into the function that it makes of meanBoth, where it is none.
        const { prototype } = new.target;
        // Not Function.prototype: `call` and `apply` are free to mean the penalty. Private fields of subclasses work.
        // Before the deletions, behind which V8 takes ten times as long for it.
        Object.setPrototypeOf(self, prototype);
        // A function has these of its own: `length` would make it look like an array, `name` hide a subclass' getter.
        delete self.name;
        delete self.length;
        meanBoth(prototype);
        return self;
    }
};

/** The base of callable classes; a subclass defines `call` or `apply`, or both. */
export const Callable = /** @type {new () => Penalty} */ (base);

/** @type {WeakSet<object>} */
const meaningBoth = new WeakSet();

/**
 * A class that defines one of `call` and `apply` means both by it, whichever is asked for, and `super.call` as well as
 * `super.apply` in a subclass.
 * @param {object | null} prototype of the class of an instance; those that it inherits from are treated as well
 */
function meanBoth(prototype) {
    for (let at = prototype; at !== null && !meaningBoth.has(at); at = Object.getPrototypeOf(at)) {
        meaningBoth.add(at);
        define(at, 'call', 'apply');
        define(at, 'apply', 'call');
    }
}

/** @param {any} prototype @param {'call' | 'apply'} name @param {'call' | 'apply'} other */
function define(prototype, name, other) {
    if (Object.hasOwn(prototype, name) || !Object.hasOwn(prototype, other)) return;
    Object.defineProperty(prototype, name, {
        value(/** @type {unknown[]} */ ...args) {
            return Reflect.apply(prototype[other], this, args);
        },
        configurable: true,
        writable: true,
    });
}

/** What is not a prototype of anything. */
const nothing = {};

/**
 * To be called when an instance has its properties. After a deletion V8 looks them up in a hash table, 7 ns each; whatever
 * is to serve as a prototype it lays out anew, and they are at a fixed place again, 1 ns.
 * @template T
 * @param {T} instance
 * @returns {T} the same
 */
export function laidOut(instance) {
    laidOut.prototype = instance;
    const same = laidOut.prototype;
    laidOut.prototype = nothing;
    return same;
}
