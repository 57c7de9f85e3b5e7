/** @stdlib's BLAS in JS: sasum and sdot, in float32 accumulators. */
import sasum from '@stdlib/blas-base-sasum';
import sdot from '@stdlib/blas-base-sdot';
import { fill, L1, L2 } from '../data.mjs';

/** @type {Record<string, (size: [number]) => () => number>} */
export const works = {
    l1: ([n]) => {
        const x = fill(new Float32Array(n));
        return () => L1 * sasum(n, x, 1);
    },
    l2: ([n]) => {
        const x = fill(new Float32Array(n));
        return () => L2 * sdot(n, x, 1, x, 1);
    },
};
