/** This package, through its public classes; on an array in the JS heap or, with the option `resident`, in wasm memory. */
import {
    allocate,
    GroupLasso,
    L1L2,
    L1 as L1Regularizer,
    L2 as L2Regularizer,
    OrthogonalRegularizer,
} from 'regularizers';
import { fill, keeping, L1, L2 } from '../data.mjs';

/** @param {readonly number[]} size @param {readonly string[]} options */
function array(size, options) {
    const length = size.reduce((a, b) => a * b);
    return options.includes('resident') ? allocate(length) : new Float32Array(length);
}

/**
 * A matrix, and the group lasso of its rows or columns, or the elastic net.
 * @param {readonly number[]} size @param {readonly string[]} options `rows`, `columns` or neither; `resident`
 */
function penaltyOf(size, options) {
    const axis = ['rows', 'columns'].findIndex(name => options.includes(name));
    return {
        reg: axis < 0 ? new L1L2(L1, L2) : new GroupLasso({ factor: L2, axis }),
        w: { data: fill(array(size, options)), shape: [...size] },
        out: array(size, options),
    };
}

/** @type {Record<string, (size: number[], options: string[]) => () => number>} */
export const works = {
    makeL2: () => keeping(factor => new L2Regularizer(factor)),
    makeL1L2: () => keeping(factor => new L1L2(L1, factor)),
    makeNamed: () => keeping(factor => new L1L2({ l1: L1, l2: factor })),
    property: () => {
        const reg = new L1L2(L1, L2);
        return () => reg.l1 + reg.l2;
    },
    l1: (size, options) => {
        const x = fill(array(size, options));
        const reg = new L1Regularizer(L1);
        return () => reg.call(x);
    },
    l2: (size, options) => {
        const x = fill(array(size, options));
        const reg = new L2Regularizer(L2);
        return () => reg.call(x);
    },
    l1l2: (size, options) => {
        const x = fill(array(size, options));
        const reg = new L1L2(L1, L2);
        return () => reg.call(x);
    },
    gradient: (size, options) => {
        const x = fill(array(size, options));
        const out = array(size, options);
        const reg = new L1L2(L1, L2);
        return () => reg.valueAndGrad(x, { out }).value + out[out.length - 1];
    },
    prox: (size, options) => {
        const x = fill(array(size, options));
        const reg = new L1L2(L1, L2);
        return () => reg.prox(x, 2 ** -30, { out: x })[x.length - 1];
    },
    gradientAlone: (size, options) => {
        const { reg, w, out } = penaltyOf(size, options);
        return () => reg.grad(w, { out })[out.length - 1];
    },
    shrink: (size, options) => {
        const { reg, w } = penaltyOf(size, options);
        return () => reg.prox(w, 2 ** -30, { out: w.data })[w.data.length - 1];
    },
    penalty: (size, options) => {
        const { reg, w } = penaltyOf(size, options);
        return () => reg.call(w);
    },
    orthogonal: (size, options) => {
        const w = { data: fill(array(size, options)), shape: size };
        const reg = new OrthogonalRegularizer(1);
        return () => reg.call(w);
    },
    orthogonalGradient: (size, options) => {
        const w = { data: fill(array(size, options)), shape: size };
        const out = array(size, options);
        const reg = new OrthogonalRegularizer(1);
        return () => reg.valueAndGrad(w, { out }).value + out[out.length - 1];
    },
};
