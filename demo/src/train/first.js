/** The pair that was trained when the page was built, as text and back. */

/** @typedef {import('./figure.js').History} History */

const LEVELS = 32767;

/** 16 bits a weight; what is not 0 stays so, and what is 0 too. @param {History} history */
export function written({ points, snapshot }) {
    const { weights, ...numbers } = /** @type {import('./run.js').Snapshot} */ (snapshot);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    const levels = Int16Array.from(weights, weight => {
        const level = (weight / largest) * LEVELS;
        return Math.sign(weight) * Math.max(Math.round(Math.abs(level)), weight ? 1 : 0);
    });
    const bytes = Array.from(new Uint8Array(levels.buffer), byte => String.fromCharCode(byte));
    return { points, numbers: { ...numbers, cost: null }, largest, weights: btoa(bytes.join('')) };
}

/** @param {ReturnType<typeof written>} text @returns {History} */
export function read({ points, numbers, largest, weights }) {
    const bytes = Uint8Array.from(atob(weights), character => character.charCodeAt(0));
    const levels = new Int16Array(bytes.buffer);
    return {
        points,
        snapshot: {
            ...numbers,
            cost: Number.NaN,
            weights: Float32Array.from(levels, level => (level / LEVELS) * largest),
        },
    };
}
