// What an optimizer remembers of each variable, and how it is saved and loaded.

import { zerosOf } from '../backends/steps.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {{ name: string, moments: any[] }} Slots what is remembered of a variable
 */

/** The moments of all variables that were ever stepped. */
export class Moments {
    #tf;
    #who;
    #names;
    /** @type {Map<any, Slots>} by variable, in the order of first steps */
    #slots = new Map();
    /** What was loaded and belongs to the variables that come next, in their order. @type {Slots[]} */
    #loaded = [];
    /** Variables whose moments were made in this step. @type {any[]} */
    #made = [];
    /** Whether they were handed out since the last step. */
    shown = false;

    /** @param {TensorFlow} tf @param {string} who @param {string[]} names of the moments, as TF.js saves them */
    constructor(tf, who, names) {
        this.#tf = tf;
        this.#who = who;
        this.#names = names;
    }

    /** Those of a variable, zeros at first. @param {any} variable @returns {any[]} */
    of(variable) {
        const known = this.#slots.get(variable);
        if (known) return known.moments;
        for (const gone of this.#slots.keys()) if (gone.isDisposed) this.#forget(gone);
        const loaded = this.#loaded[0];
        if (loaded && `${loaded.moments[0]?.shape ?? variable.shape}` !== `${variable.shape}`) {
            const shapes = `[${variable.shape}], got the saved [${loaded.moments[0].shape}] of ${loaded.name}`;
            throw new RangeError(`${this.#who}: expected the moments of ${variable.name} to have its shape ${shapes}`);
        }
        /** @type {Slots} */
        const slots = this.#loaded.shift() ?? { name: variable.name, moments: [] };
        this.#slots.set(variable, slots);
        const { moments } = slots;
        if (moments.length < this.#names.length) this.#made.push(variable);
        while (moments.length < this.#names.length)
            moments.push(this.#tf.tidy(() => zerosOf(this.#tf, variable).variable(false)));
        return moments;
    }

    /** Takes a step; where it fails, those that were made in it go. @param {() => void} take */
    step(take) {
        this.#made = [];
        try {
            take();
        } catch (error) {
            for (const variable of this.#made) this.#forget(variable);
            throw error;
        }
        this.shown = false;
    }

    /** @param {any} variable */
    #forget(variable) {
        this.#tf.dispose(this.#slots.get(variable)?.moments ?? []);
        this.#slots.delete(variable);
    }

    /** In the order of TF.js' optimizers: each moment of all variables. */
    named() {
        this.shown = true;
        const all = [...this.#slots.values(), ...this.#loaded];
        return this.#names.flatMap((moment, i) =>
            all.map(({ name, moments }) => ({ name: `${name}/${moment}`, tensor: moments[i] })),
        );
    }

    /** @param {Array<{ name: string, tensor: any }>} values of `named`, of this class or TF.js' own */
    load(values) {
        const names = this.#names;
        const count = Math.floor(values.length / names.length) || 0;
        if (count * names.length !== values.length) {
            throw new RangeError(
                `${this.#who}: expected ${names.length} moments of each weight, got ${values.length} in all`,
            );
        }
        this.dispose();
        this.#loaded = Array.from({ length: count }, (_, i) => ({
            name: values[i].name.replace(new RegExp(`/${names[0]}$`), ''),
            moments: names.map((_, k) => values[i + k * count].tensor.variable(false)),
        }));
        this.shown = true;
    }

    dispose() {
        for (const { moments } of [...this.#slots.values(), ...this.#loaded]) this.#tf.dispose(moments);
        this.#slots.clear();
        this.#loaded = [];
    }
}
