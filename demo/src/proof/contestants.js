/** Who is timed: each computes l1 * sum|w| + l2 * sum w^2 of n weights, and its gradient if asked to. */

/** @typedef {'loop' | 'ours' | 'inplace' | 'tfjs' | 'plugin'} Name */

/** @type {Record<Name, { label: string, ours: boolean }>} */
export const CONTESTANTS = {
    loop: { label: 'plain loop', ours: false },
    ours: { label: 'regularizers', ours: true },
    inplace: { label: 'regularizers, allocate()', ours: true },
    tfjs: { label: 'TF.js', ours: false },
    plugin: { label: 'TF.js with our plug-in', ours: true },
};

export const SIZES = [100, 10_000, 1_000_000];
export const [FACTOR_1, FACTOR_2] = [0.01, 0.02];

/** Seeded weights of both signs: one sign only would flatter loops that branch. @param {number} n */
export function weightsOf(n) {
    let state = 1;
    return Float32Array.from({ length: n }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        return state / 2 ** 31;
    });
}

/** @param {Float32Array} w */
export function loopPenalty(w) {
    let sum = 0;
    for (let i = 0; i < w.length; i++) sum += FACTOR_1 * Math.abs(w[i]) + FACTOR_2 * w[i] * w[i];
    return sum;
}

/** @param {Float32Array} w @param {Float32Array} grad */
export function loopGradient(w, grad) {
    let sum = 0;
    for (let i = 0; i < w.length; i++) {
        const x = w[i];
        sum += FACTOR_1 * Math.abs(x) + FACTOR_2 * x * x;
        grad[i] = FACTOR_1 * Math.sign(x) + 2 * FACTOR_2 * x;
    }
    return sum;
}
