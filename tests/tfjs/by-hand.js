// What the plug-in must compute, written down once more in plain float64 loops.

const sum = values => values.reduce((total, value) => total + value, 0);

/** Penalties and their gradients by class name, on flat numbers and, where it matters, a shape. */
const formulas = {
    L1: ({ l1 }) => ({ value: w => l1 * sum(w.map(Math.abs)), grad: w => w.map(x => l1 * Math.sign(x)) }),
    L2: ({ l2 }) => ({ value: w => l2 * sum(w.map(x => x * x)), grad: w => w.map(x => 2 * l2 * x) }),
    L1L2: ({ l1, l2 }) => ({
        value: w => l1 * sum(w.map(Math.abs)) + l2 * sum(w.map(x => x * x)),
        grad: w => w.map(x => l1 * Math.sign(x) + 2 * l2 * x),
    }),
    OrthogonalRegularizer: ({ factor, mode }) => {
        const value = (w, shape) => orthogonal(w, shape, factor, mode);
        return { value, grad: (w, shape) => centralDifferences(w, v => value(v, shape)) };
    },
};

function orthogonal(w, [rows, columns], factor, mode) {
    const vectors =
        mode === 'columns'
            ? Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (_, i) => w[i * columns + j]))
            : Array.from({ length: rows }, (_, i) => w.slice(i * columns, (i + 1) * columns));
    const unit = vectors.map(v => v.map(x => x / Math.hypot(...v)));
    let total = 0;
    for (let i = 0; i < unit.length; i++) {
        for (let j = 0; j < i; j++) total += Math.abs(sum(unit[i].map((x, k) => x * unit[j][k])));
    }
    return (factor * total) / ((unit.length * (unit.length - 1)) / 2);
}

/** The gradient of a smooth f at w; its error is about 1e-9 for values near 1. */
export function centralDifferences(w, f, step = 1e-5) {
    return w.map((_, i) => {
        const at = offset => f(w.map((x, j) => (j === i ? x + offset : x)));
        return (at(step) - at(-step)) / (2 * step);
    });
}

/** @param {{ getClassName(): string, getConfig(): object }} regularizer of TF.js */
export const byHand = regularizer => formulas[regularizer.getClassName()](regularizer.getConfig());

/** The numbers of a tensor as doubles, and its shape for `byHand`. */
export const numbers = tensor => Array.from(tensor.dataSync());

/** Repeatable numbers in (-1, 1), an exact zero now and then. */
export function randomNumbers(count, seed = 1) {
    let state = seed;
    return Array.from({ length: count }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state % 16 === 0 ? 0 : Math.fround((state / 2 ** 32) * 2 - 1);
    });
}
