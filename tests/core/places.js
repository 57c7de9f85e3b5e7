/** Arrays with given numbers where kernels meet them, so many elements behind the beginning of a buffer. */
import { allocate } from '../../js/index.js';

/** @param {ArrayLike<number>} data @param {number} offset */
export const onHeap = (data, offset) => {
    const x = new Float32Array(data.length + offset).subarray(offset);
    x.set(data);
    return x;
};

/** @param {ArrayLike<number>} data @param {number} offset */
export const allocated = (data, offset) => {
    const x = allocate(data.length + offset).subarray(offset);
    x.set(data);
    return x;
};
