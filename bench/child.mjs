/**
 * The process of one contestant: node child.mjs MODULE WORK SIZE [OPTIONS...] MILLISECONDS
 *
 * The module exports `works`, an object of functions (size, options) => run; run() does the work once and returns a
 * number that depends on all of it. It may be a promise of such a function.
 */
import { measure } from './measure.mjs';

const [module, work, size, ...rest] = process.argv.slice(2);
const milliseconds = Number(rest.pop());
const { works } = await import(module);
const run = await works[work](size.split('x').map(Number), rest);
console.log(JSON.stringify(measure(run, milliseconds)));
process.exit(0);
