/** Counts of numbers in bins, pure arithmetic. */

/** @typedef {{ from: number, to: number, count: number }} Bin */

/**
 * Counts in equal bins from -limit to limit. Exact zeros are counted apart: they are what the page is about.
 * @param {ArrayLike<number>} values those that are not finite, or beyond the limit, are left out
 * @param {number} limit greater than 0
 * @param {number} bins an odd number has a bin around 0
 * @returns {{ bins: Bin[], zeros: number }}
 */
export function histogram(values, limit, bins) {
    const width = (2 * limit) / bins;
    const counted = Array.from({ length: bins }, (_, i) => ({
        from: -limit + i * width,
        to: -limit + (i + 1) * width,
        count: 0,
    }));
    let zeros = 0;
    for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value === 0) zeros++;
        else if (Math.abs(value) <= limit) counted[Math.min(bins - 1, Math.floor((value + limit) / width))].count++;
    }
    return { bins: counted, zeros };
}

/** Largest finite absolute value. @param {ArrayLike<number>} values */
export function largestOf(values) {
    let largest = 0;
    for (let i = 0; i < values.length; i++) {
        const size = Math.abs(values[i]);
        if (size > largest && size < Infinity) largest = size;
    }
    return largest;
}

/** The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, ... at or above x, so that a scale moves seldom. @param {number} x */
export function roundUp(x) {
    if (!(x > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(x));
    return ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find(step => step * power >= x) ?? 10) * power;
}
