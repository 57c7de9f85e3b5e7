/** Numbers as Keras' and TF.js' tests draw them, but the same each time. */
import { uniform } from '../core/random.js';

/** A matrix of numbers between 0 and 1. @param {number} rows @param {number} columns @returns {number[][]} */
export function seeded(rows, columns) {
    const next = uniform(1);
    return Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(next())));
}
