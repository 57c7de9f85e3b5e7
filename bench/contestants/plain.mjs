/** What one would write without a package: the plain loops over a Float32Array, each in float64. */
import { fill, keeping, L1, L2 } from '../data.mjs';

/** @param {Float32Array} x */
function sumAbs(x) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]);
    return sum;
}

/** @param {Float32Array} x */
function sumSquares(x) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
    return sum;
}

/** @param {Float32Array} x */
function elasticNet(x) {
    let abs = 0;
    let squares = 0;
    for (let i = 0; i < x.length; i++) {
        abs += Math.abs(x[i]);
        squares += x[i] * x[i];
    }
    return L1 * abs + L2 * squares;
}

/** @param {Float32Array} x @param {Float32Array} grad */
function elasticNetAndGradient(x, grad) {
    let abs = 0;
    let squares = 0;
    for (let i = 0; i < x.length; i++) {
        abs += Math.abs(x[i]);
        squares += x[i] * x[i];
        grad[i] = L1 * Math.sign(x[i]) + 2 * L2 * x[i];
    }
    return L1 * abs + L2 * squares;
}

/** @param {Float32Array} x @param {number} step */
function prox(x, step) {
    const threshold = step * L1;
    const shrink = 1 / (1 + 2 * step * L2);
    for (let i = 0; i < x.length; i++) {
        x[i] = Math.sign(x[i]) * Math.max(Math.abs(x[i]) - threshold, 0) * shrink;
    }
}

/** As little as can hold a factor: no checks, no names, no function. */
class PlainL2 {
    /** @param {number} l2 */
    constructor(l2) {
        this.l2 = l2;
    }
}

class PlainL1L2 {
    /** @param {number} l1 @param {number} l2 */
    constructor(l1, l2) {
        this.l1 = l1;
        this.l2 = l2;
    }
}

/** @type {Record<string, (size: [number]) => () => number>} */
export const works = {
    makeL2: () => keeping(factor => new PlainL2(factor)),
    makeL1L2: () => keeping(factor => new PlainL1L2(L1, factor)),
    makeNamed: () => keeping(factor => new PlainL1L2(L1, factor)),
    property: () => {
        const reg = new PlainL1L2(L1, L2);
        return () => reg.l1 + reg.l2;
    },
    l1: ([n]) => {
        const x = fill(new Float32Array(n));
        return () => L1 * sumAbs(x);
    },
    l2: ([n]) => {
        const x = fill(new Float32Array(n));
        return () => L2 * sumSquares(x);
    },
    l1l2: ([n]) => {
        const x = fill(new Float32Array(n));
        return () => elasticNet(x);
    },
    gradient: ([n]) => {
        const x = fill(new Float32Array(n));
        const grad = new Float32Array(n);
        return () => elasticNetAndGradient(x, grad) + grad[n - 1];
    },
    prox: ([n]) => {
        const x = fill(new Float32Array(n));
        // So small a step that the signs stay as random as they were.
        return () => {
            prox(x, 2 ** -30);
            return x[n - 1];
        };
    },
};
