// Changes made to objects of other people, each with its way back.

/**
 * Marks what was taken back while a change of somebody else's lay on it, with the descriptor that was beneath; other
 * copies of this package, in whatever version, look for it here.
 */
const TAKEN_BACK = Symbol.for('regularizers/tfjs: taken back');

/** What a plug-in changed, so that it can leave every object as it found it. */
export class Changes {
    /** @type {Array<() => void>} */
    #undo = [];

    /**
     * Gives an object an own value, mostly a method.
     * @param {object} object
     * @param {string} key
     * @param {((this: any, ...args: any[]) => any) | object} value
     */
    value(object, key, value) {
        this.#define(object, key, { value, writable: true });
    }

    /**
     * Gives an object an own accessor.
     * @param {object} object
     * @param {string} key
     * @param {{ get: (this: any) => any, set?: (this: any, value: any) => void }} accessor
     */
    accessor(object, key, accessor) {
        this.#define(object, key, accessor);
    }

    /** @param {object} object @param {string} key @param {PropertyDescriptor} descriptor */
    #define(object, key, descriptor) {
        const before = Object.getOwnPropertyDescriptor(object, key);
        const enumerable = before?.enumerable ?? false;
        Object.defineProperty(object, key, { configurable: true, enumerable, ...descriptor });
        this.onUndo(() => {
            const ours = whatItHolds(descriptor);
            if (whatItHolds(Object.getOwnPropertyDescriptor(object, key)) === ours) restore(object, key, before);
            else Object.defineProperty(ours, TAKEN_BACK, { value: { before }, configurable: true });
        });
    }

    /**
     * Replaces the prototype of a class or object.
     * @param {object} object
     * @param {object} prototype
     */
    reparent(object, prototype) {
        const before = Object.getPrototypeOf(object);
        Object.setPrototypeOf(object, prototype);
        this.onUndo(() => {
            if (Object.getPrototypeOf(object) === prototype) Object.setPrototypeOf(object, before);
        });
    }

    /** @param {() => void} undo run by `undo()`, in reverse order of registration */
    onUndo(undo) {
        this.#undo.push(undo);
    }

    /** Takes everything back, the last change first. */
    undo() {
        for (const step of this.#undo.splice(0).reverse()) step();
    }
}

/** @param {PropertyDescriptor} [descriptor] @returns {any} */
const whatItHolds = descriptor => descriptor?.get ?? descriptor?.value;

/**
 * Puts a property back to what it was, and further where that has been taken back since.
 * @param {object} object @param {string} key @param {PropertyDescriptor} [before]
 */
function restore(object, key, before) {
    const takenBack = whatItHolds(before)?.[TAKEN_BACK];
    if (takenBack) restore(object, key, takenBack.before);
    else if (before) Object.defineProperty(object, key, before);
    else Reflect.deleteProperty(object, key);
}
