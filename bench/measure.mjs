/** How one contestant is timed, in whatever engine runs this. */

/**
 * @param {() => number} run does the work once and returns a number that depends on all of it
 * @param {number} milliseconds to measure for
 * @param {number} [sample] nanoseconds that a sample takes at least: enough for the engine's clock
 * @returns {{ nanoseconds: number, checksum: number }} for one call
 */
export function measure(run, milliseconds, sample = 2e5) {
    /** Time for `calls` calls, in nanoseconds for one. */
    const time = (/** @type {number} */ calls) => {
        const begin = performance.now();
        let sum = 0;
        for (let i = 0; i < calls; i++) sum += run();
        const nanoseconds = ((performance.now() - begin) * 1e6) / calls;
        if (Number.isNaN(sum)) throw new Error('the result is not a number');
        return nanoseconds;
    };
    const checksum = run();
    // Until the code is optimised: a fixed time, and samples that are long enough for the clock.
    const warm = performance.now() + Math.max(100, milliseconds / 2);
    let calls = 1;
    while (performance.now() < warm) if (time(calls) * calls < sample) calls = Math.ceil(calls * 1.5);
    const samples = [];
    const end = performance.now() + milliseconds;
    do samples.push(time(calls));
    while (performance.now() < end || samples.length < 3);
    // The first quartile: of a sample that was interrupted for another process, much is not the contestant's.
    samples.sort((a, b) => a - b);
    return { nanoseconds: samples[samples.length >> 2], checksum };
}
