// Which units (outputs of dense layers, filters, channels) a model has, which of them must go together, and which may not go.

/**
 * What is known of a tensor along its last axis: for each feature the unit that it belongs to, and its value where that is
 * the same number for every input, else NaN.
 * @typedef {object} Features
 * @property {number[]} units
 * @property {Float64Array} values
 */

/** Units by number. Those that have to agree, as the two branches of an Add have, are one. */
export class Units {
    /** @type {number[]} the unit that each was made one with, or itself */
    #same = [];
    /** @type {Map<number, string>} why a unit has to stay */
    #pinned = new Map();
    /** @type {Set<number>} */
    #removed = new Set();

    /** @param {number} count @returns {number[]} new units */
    make(count) {
        return Array.from({ length: count }, () => this.#same.push(this.#same.length) - 1);
    }

    /** @param {number} unit @returns {number} the number that stands for it and all that are one with it */
    #root(unit) {
        while (this.#same[unit] !== unit) unit = this.#same[unit] = this.#same[this.#same[unit]];
        return unit;
    }

    /** @param {number} a @param {number} b from now on the same unit */
    join(a, b) {
        const [kept, gone] = [this.#root(a), this.#root(b)];
        if (kept === gone) return;
        this.#same[gone] = kept;
        const reason = this.#pinned.get(gone);
        if (reason !== undefined) this.pin([kept], reason);
    }

    /** @param {Iterable<number>} units that have to stay @param {string} reason for people */
    pin(units, reason) {
        for (const unit of units) {
            const root = this.#root(unit);
            if (!this.#pinned.has(root)) this.#pinned.set(root, reason);
        }
    }

    /** @param {number} unit @returns {string | undefined} why it has to stay */
    reasonFor(unit) {
        return this.#pinned.get(this.#root(unit));
    }

    /** @param {number} unit */
    isKept(unit) {
        return !this.#removed.has(this.#root(unit));
    }

    /** @param {number} unit that stays after all */
    restore(unit) {
        this.#removed.delete(this.#root(unit));
    }

    /**
     * Removes every unit that may go and is not read.
     * @param {Iterable<number>} read
     * @returns {boolean} whether any went that was there before
     */
    removeUnread(read) {
        const needed = new Set([...read].map(unit => this.#root(unit)));
        const before = this.#removed.size;
        for (let unit = 0; unit < this.#same.length; unit++) {
            const root = this.#root(unit);
            if (!needed.has(root) && !this.#pinned.has(root)) this.#removed.add(root);
        }
        return this.#removed.size > before;
    }

    /** @param {Features} features @returns {number[]} the positions that are left of a tensor's last axis */
    keptOf({ units }) {
        return [...units.keys()].filter(position => this.isKept(units[position]));
    }
}

/** @param {number[]} units @returns {Features} of which nothing is known */
export const varying = units => ({ units, values: new Float64Array(units.length).fill(Number.NaN) });
