/**
 * The process of one contestant: node child.mjs MODULE WORK SIZE [OPTIONS...] MILLISECONDS
 *
 * The module exports `works`, an object of functions (size, options) => run; run() does the work once and returns a
 * number that depends on all of it. It may be a promise of such a function.
 */
const [module, work, size, ...rest] = process.argv.slice(2);
const milliseconds = Number(rest.pop());
const { works } = await import(module);
const run = await works[work](size.split('x').map(Number), rest);

/** Time for `calls` calls, in nanoseconds for one. */
function time(/** @type {number} */ calls) {
    const begin = process.hrtime.bigint();
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += run();
    const nanoseconds = Number(process.hrtime.bigint() - begin) / calls;
    if (Number.isNaN(sum)) throw new Error(`${module} ${work}: the result is not a number`);
    return nanoseconds;
}

const checksum = run();
// Until the code is optimised: a fixed time, and samples that are long enough for the clock.
const warm = performance.now() + Math.max(100, milliseconds / 2);
let calls = 1;
while (performance.now() < warm) if (time(calls) * calls < 2e5) calls = Math.ceil(calls * 1.5);

const samples = [];
const end = performance.now() + milliseconds;
do samples.push(time(calls));
while (performance.now() < end || samples.length < 3);
// The first quartile: of a sample that was interrupted for another process, much is not the contestant's.
samples.sort((a, b) => a - b);
console.log(JSON.stringify({ nanoseconds: samples[samples.length >> 2], checksum }));
process.exit(0);
