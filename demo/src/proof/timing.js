/** How long a call takes, on a clock that may be as coarse as a tenth of a millisecond. */

const WARM_UP_MS = 40;
const ROUND_MS = 20;
const ROUNDS = 7;

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
    return { seconds: (now - start) / calls / 1000, sum };
}

/**
 * The median of some rounds, after a warm-up.
 * @param {() => number} call gives a number, so that no engine can leave it out
 * @returns {{ seconds: number, sum: number }}
 */
export function timeOf(call) {
    perCall(call, WARM_UP_MS);
    const rounds = Array.from({ length: ROUNDS }, () => perCall(call, ROUND_MS));
    const seconds = rounds.map(round => round.seconds).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
    return { seconds, sum: rounds.reduce((sum, round) => sum + round.sum, 0) };
}
