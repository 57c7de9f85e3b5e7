/** Numbers as the page writes them. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 7840 -> '7,840' @param {number} n */
export const integer = n => grouped.format(n);

/** 0.9123 -> '91.2 %' @param {number} share @param {number} [digits] after the point */
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00a0%`;

/** 1.2e-7 -> '1.2e−7' @param {number} x @param {number} [digits] after the point */
export const power = (x, digits = 1) => x.toExponential(digits).replaceAll('-', '−').replace('e+', 'e');

/** To three significant digits: 0, 0.00123, 12.0, 4,570, 1.2e−7. @param {number} x */
export function short(x) {
    if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞';
    if (x === 0) return '0';
    const size = Math.abs(x);
    if (size < 1e-4 || size >= 1e7) return power(x);
    if (size >= 1000) return grouped.format(x);
    return x.toPrecision(3).replace('-', '−');
}

/** Three digits, or all of them before the point. @param {number} x */
const significant = x => (x >= 1000 ? grouped.format(x) : x.toPrecision(3));

/** A time, given in seconds, with its unit. @param {number} seconds */
export function time(seconds) {
    if (seconds < 1e-6) return `${Number((seconds * 1e9).toPrecision(2))} ns`;
    if (seconds < 1e-3) return `${significant(seconds * 1e6)} µs`;
    return `${significant(seconds * 1e3)} ms`;
}

/** [784, 10] -> '784 × 10' @param {readonly number[]} shape */
export const dimensions = shape => (shape.length ? shape.join(' × ') : 'scalar');

/** A factor as Keras' config has it, without the digits that float32 adds: 0.01 for 0.009999999776482582. @param {unknown} value */
export const factorOf = value => (typeof value === 'number' ? Number(value.toPrecision(7)) : value);
