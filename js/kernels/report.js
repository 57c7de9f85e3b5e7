/** What a report on weights asks for beside sums, on a Float32Array wherever it lives. */
import { limits, multiplyAdds, text } from '../generated/report.js';
import { read } from './blocks.js';
import * as lanes from './lanes.js';
import { canRun, homeOf, scratch } from './memory.js';
import { Family } from './wasm.js';

/** @type {Family<import('../generated/report.js').Report>} */
const family = new Family({ text, limits, multiplyAdds });

/** @param {import('./memory.js').Home} home */
const kernelsOf = home => (home.report ??= family.on(home));
/**
 * Max |x[i]|: 0 for no elements, NaN if any is NaN.
 * @param {Float32Array} x
 * @returns {number}
 */
export function maxAbs(x) {
    if (!canRun(family)) return lanes.maxAbs(x);
    const home = homeOf(x) ?? scratch();
    let largest = 0;
    read(x, home, (at, n) => {
        largest = Math.max(largest, kernelsOf(home).max_abs(at, n));
    });
    return largest;
}

/**
 * The number of elements that are 0 or -0.
 * @param {Float32Array} x
 * @returns {number}
 */
export function countZeros(x) {
    if (!canRun(family)) return lanes.countZeros(x);
    const home = homeOf(x) ?? scratch();
    let count = 0;
    read(x, home, (at, n) => {
        count += kernelsOf(home).count_zeros(at, n);
    });
    return count;
}
