/** The numbers that every contestant, also the one in C, computes with: random signs, the same in each process. */

/** @param {Float32Array} x is filled with numbers in [-1, 1) from a linear congruential generator */
export function fill(x) {
    let state = 1;
    for (let i = 0; i < x.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        x[i] = (state >>> 8) * 2 ** -23 - 1;
    }
    return x;
}

/** Factors that are exact in float32, so that the contestants' results are comparable digit by digit. */
export const L1 = 1 / 128;
export const L2 = 1 / 64;

/** A ring of the last instances: an engine would make none that nobody could ask for. @type {object[]} */
const kept = Array(256);

/**
 * Makes an instance in each call, with another factor each time.
 * @param {(factor: number) => object} make
 */
export function keeping(make) {
    let i = 0;
    return () => {
        kept[i & 255] = make(L2 + (i & 1023) * 2 ** -20);
        return i++;
    };
}
