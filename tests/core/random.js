/** Seeded numbers for tests: the same in every run and on every machine. */

/**
 * mulberry32 as a function of no argument, uniform in [0, 1).
 * @param {number} seed
 */
export function uniform(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
}

/**
 * n floats of both signs, of magnitudes from about 1e-6 to 1, a tenth of them zeros of either sign.
 * @param {number} n
 * @param {number} [seed]
 */
export function floats(n, seed = 1) {
    const next = uniform(seed + 31 * n);
    return Float32Array.from({ length: n }, () => {
        const sign = next() < 0.5 ? -1 : 1;
        return next() < 0.1 ? sign * 0 : sign * 2 ** (-20 * next());
    });
}

/**
 * Some of a list, each once, as `next` draws them.
 * @template T
 * @param {readonly T[]} list
 * @param {number} count at most all
 * @param {() => number} next uniform in [0, 1)
 * @returns {T[]}
 */
export function sampled(list, count, next) {
    const left = [...list];
    const length = Math.min(count, list.length);
    return Array.from({ length }, () => left.splice(Math.floor(next() * left.length), 1)[0]);
}
