// Changes made to objects of other people, each with its way back.

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
            if (before) Object.defineProperty(object, key, before);
            else Reflect.deleteProperty(object, key);
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
        this.onUndo(() => Object.setPrototypeOf(object, before));
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
