/** Numbers as the page writes them. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 7840 -> '7,840' @param {number} n */
export const integer = n => grouped.format(n);

/** 0.9123 -> '91.2 %' @param {number} share @param {number} [digits] after the point */
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00a0%`;

const raised = (/** @type {string} */ exponent) =>
    exponent.replace(/\+/, '').replace(/./g, digit => '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'['0123456789-'.indexOf(digit)]);

/** 1.2e-7 -> '1.2 × 10⁻⁷' @param {number} x @param {number} [digits] after the point */
export function power(x, digits = 1) {
    const [mantissa, exponent] = x.toExponential(digits).split('e');
    const ten = `10${raised(exponent)}`;
    return Number(mantissa) === 1 ? ten : `${mantissa.replace('-', '−')} × ${ten}`;
}

/** To three significant digits: 0, 0.00123, 12.3, 4,570, 1.2 × 10⁻⁷. @param {number} x */
export function short(x) {
    if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞';
    if (x === 0) return '0';
    const size = Math.abs(x);
    if (size < 1e-4 || size >= 1e7) return power(x);
    if (size >= 1000) return grouped.format(x);
    return Number(x.toPrecision(3)).toString().replace('-', '−');
}

/** A time, given in seconds, with its unit. @param {number} seconds */
export function time(seconds) {
    if (seconds < 1e-6) return `${Number((seconds * 1e9).toPrecision(2))} ns`;
    if (seconds < 1e-3) return `${Number((seconds * 1e6).toPrecision(3))} µs`;
    return `${Number((seconds * 1e3).toPrecision(3))} ms`;
}

/** [784, 10] -> '784 × 10' @param {readonly number[]} shape */
export const dimensions = shape => (shape.length ? shape.join(' × ') : 'scalar');
