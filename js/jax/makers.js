/** A function for each class that is built in, from its arguments to its penalty of arrays of jax-js. */

import {
    AnchoredL2,
    l1 as coreL1,
    l2 as coreL2,
    GroupLasso,
    l1_l2,
    orthogonal_regularizer,
    SoftOrthogonal,
    SparseGroupLasso,
} from '../index.js';
import { penalty } from './penalty.js';

/** @function @type {import('./signatures.js').MakeL1} */
export const l1 = (/** @type {[any]} */ ...args) => penalty(coreL1(...args));

/** @function @type {import('./signatures.js').MakeL2} */
export const l2 = (/** @type {[any]} */ ...args) => penalty(coreL2(...args));

/** @function @type {import('./signatures.js').MakeL1l2} */
export const l1l2 = (/** @type {[any]} */ ...args) => penalty(l1_l2(...args));

/** @function @type {import('./signatures.js').MakeOrthogonal} */
export const orthogonal = (/** @type {[any]} */ ...args) => penalty(orthogonal_regularizer(...args));

/** @function @type {import('./signatures.js').MakeGroupLasso} */
export const groupLasso = (/** @type {[any]} */ ...args) => penalty(new GroupLasso(...args));

/** @function @type {import('./signatures.js').MakeSparseGroupLasso} */
export const sparseGroupLasso = (/** @type {[any]} */ ...args) => penalty(new SparseGroupLasso(...args));

/** @function @type {import('./signatures.js').MakeSoftOrthogonal} */
export const softOrthogonal = (/** @type {[any]} */ ...args) => penalty(new SoftOrthogonal(...args));

/** @function @type {import('./signatures.js').MakeAnchoredL2} */
export const anchoredL2 = (/** @type {[any]} */ ...args) => penalty(new AnchoredL2(...args));
