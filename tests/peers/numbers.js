/** Numbers as Keras' and TF.js' tests draw them, but the same each time. */

/** A matrix of numbers between 0 and 1. @param {number} rows @param {number} columns @returns {number[][]} */
export function seeded(rows, columns) {
    let state = 1;
    const next = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.fround(state / 2 ** 32);
    };
    return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}
