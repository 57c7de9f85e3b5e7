/** A function for each class that is built in, from its arguments to its penalty of arrays of jax-js. */

import * as core from '../index.js';
import { penalty } from './penalty.js';

/** @function @type {import('./signatures.js').MakeL1} */
export const l1 = (/** @type {[any]} */ ...args) => penalty(core.l1(...args));

/** @function @type {import('./signatures.js').MakeL2} */
export const l2 = (/** @type {[any]} */ ...args) => penalty(core.l2(...args));

/** @function @type {import('./signatures.js').MakeL1l2} */
export const l1l2 = (/** @type {[any]} */ ...args) => penalty(core.l1_l2(...args));

/** @function @type {import('./signatures.js').MakeOrthogonal} */
export const orthogonal = (/** @type {[any]} */ ...args) => penalty(core.orthogonal_regularizer(...args));

// Of the classes that no Keras has; written by `npm run build` from js/configs/built-in.js.

/** @function @type {import('./signatures.js').MakeGroupLasso} */
export const groupLasso = (/** @type {[any]} */ ...args) => penalty(new core.GroupLasso(...args));

/** @function @type {import('./signatures.js').MakeSparseGroupLasso} */
export const sparseGroupLasso = (/** @type {[any]} */ ...args) => penalty(new core.SparseGroupLasso(...args));

/** @function @type {import('./signatures.js').MakeSoftOrthogonal} */
export const softOrthogonal = (/** @type {[any]} */ ...args) => penalty(new core.SoftOrthogonal(...args));

/** @function @type {import('./signatures.js').MakeAnchoredL2} */
export const anchoredL2 = (/** @type {[any]} */ ...args) => penalty(new core.AnchoredL2(...args));
