/** What is left when everything below a threshold becomes 0: counts and sums by size, exact at every eighth of an octave. */

/**
 * Weights by size. Step k holds those of |w| in [threshold(k), threshold(k + 1)).
 * @typedef {object} Curve
 * @property {number} first the smallest step that holds any; 0 where there is none
 * @property {Float64Array} count
 * @property {Float64Array} lone sums of |w|
 * @property {Float64Array} ltwo sums of w²
 */

/** A float32's exponent and the first three bits of its fraction are the step. */
const DROPPED = 20;
const STEPS = 2 ** (31 - DROPPED);

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** @param {number} step @returns {number} the smallest float32 of a step */
export function threshold(step) {
    bits[0] = step << DROPPED;
    return float[0];
}

/** @param {Float32Array} data finite @returns {Curve} */
export function curveOf(data) {
    const [count, lone, ltwo] = [0, 1, 2].map(() => new Float64Array(STEPS));
    const patterns = new Uint32Array(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i < data.length; i++) {
        const step = (patterns[i] & 0x7fffffff) >>> DROPPED;
        const size = Math.abs(data[i]);
        if (size === 0) continue;
        count[step]++;
        lone[step] += size;
        ltwo[step] += size * size;
    }
    const first = Math.max(0, count.findIndex(Boolean));
    const end = count.findLastIndex(Boolean) + 1;
    const cut = (/** @type {Float64Array} */ sums) => sums.slice(first, Math.max(first, end));
    return { first, count: cut(count), lone: cut(lone), ltwo: cut(ltwo) };
}

/** The curve of several together. @param {readonly Curve[]} curves @returns {Curve} */
export function together(curves) {
    const filled = curves.filter(({ count }) => count.length);
    const first = Math.min(...filled.map(curve => curve.first));
    const end = Math.max(...filled.map(curve => curve.first + curve.count.length));
    if (!filled.length)
        return { first: 0, count: new Float64Array(), lone: new Float64Array(), ltwo: new Float64Array() };
    const [count, lone, ltwo] = [0, 1, 2].map(() => new Float64Array(end - first));
    for (const curve of filled) {
        for (let i = 0, at = curve.first - first; i < curve.count.length; i++, at++) {
            count[at] += curve.count[i];
            lone[at] += curve.lone[i];
            ltwo[at] += curve.ltwo[i];
        }
    }
    return { first, count, lone, ltwo };
}

/** @param {Float64Array} sums @param {number} from */
function sumFrom(sums, from) {
    let sum = 0;
    for (let i = Math.max(0, from); i < sums.length; i++) sum += sums[i];
    return sum;
}

/**
 * @param {Curve} curve
 * @param {number} step
 * @returns {{ zeroed: number, lone: number, ltwo: number }} how many weights lie below threshold(step), beside those that
 *     are 0 already, and the shares of sum|w| and of sum w² that stay; shares of nothing are 1
 */
export function below({ first, count, lone, ltwo }, step) {
    const from = step - first;
    const kept = (/** @type {Float64Array} */ sums) => {
        const all = sumFrom(sums, 0);
        return all ? sumFrom(sums, from) / all : 1;
    };
    return { zeroed: sumFrom(count, 0) - sumFrom(count, from), lone: kept(lone), ltwo: kept(ltwo) };
}
