/** How long a call takes, on a clock that may be as coarse as a tenth of a millisecond. */

/** Engines make a function faster in steps, the last of which can come after tenths of a second. */
const WARM_UP_MS = 250;
/** A warm-up goes on while rounds still get faster, up to here. */
const LONGEST_WARM_UP_MS = 1500;
const STEADY = 0.05;
const ROUND_MS = 20;
export const ROUNDS = 15;

/**
 * @typedef {object} Times in seconds a call
 * @property {number} seconds the median of the rounds
 * @property {[number, number]} quartiles
 * @property {number} calls of all rounds
 */

/** Calls often enough to fill a time. @param {() => number} call @param {number} ms */
function perCall(call, ms) {
    let calls = 0;
    let sum = 0;
    const start = performance.now();
    let now = start;
    for (let batch = 1; now - start < ms; batch = Math.min(2 * batch, 1024)) {
        for (let i = 0; i < batch; i++) sum += call();
        calls += batch;
        now = performance.now();
    }
    return { seconds: (now - start) / calls / 1000, calls, sum };
}

/**
 * Calls until it gets no faster.
 * @param {() => number} call
 * @returns {number} a sum of what it gave, so that no engine can leave it out
 */
export function warmUp(call) {
    const start = performance.now();
    let best = Infinity;
    let sum = 0;
    for (;;) {
        const round = perCall(call, ROUND_MS * 3);
        sum += round.sum;
        const spent = performance.now() - start;
        const isSteady = round.seconds > best * (1 - STEADY);
        if (spent > LONGEST_WARM_UP_MS || (spent > WARM_UP_MS && isSteady)) return sum;
        best = Math.min(best, round.seconds);
    }
}

/** @param {readonly number[]} sorted @param {number} share */
export function quantile(sorted, share) {
    const at = share * (sorted.length - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/**
 * The median and the quartiles of some rounds.
 * @param {() => number} call warmed up; gives a number, so that no engine can leave it out
 * @returns {Times & { sum: number }}
 */
export function timeOf(call) {
    const rounds = Array.from({ length: ROUNDS }, () => perCall(call, ROUND_MS));
    const seconds = rounds.map(round => round.seconds).sort((a, b) => a - b);
    return {
        seconds: quantile(seconds, 0.5),
        quartiles: [quantile(seconds, 0.25), quantile(seconds, 0.75)],
        calls: rounds.reduce((sum, { calls }) => sum + calls, 0),
        sum: rounds.reduce((sum, round) => sum + round.sum, 0),
    };
}
