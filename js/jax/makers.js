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

/** @typedef {import('./types.js').Penalty} Penalty */

/**
 * l1 * sum |w|, the lasso (Tibshirani, 1996). Its gradient is l1 * sign(w), 0 at a weight of 0, where that of `np.abs` is +1.
 * @param {Parameters<typeof coreL1>} args l1 by position or as `{ l1 }`, finite and >= 0; default 0.01
 * @returns {Penalty} of arrays of any shape
 * @throws {TypeError | RangeError} for any other factor, and for unknown names
 * @example
 * import { grad, numpy as np } from '@jax-js/jax';
 * import { l1 } from 'regularizers/jax';
 *
 * grad(l1(0.5))(np.array([3, 0, -4])).js(); // [0.5, 0, -0.5]
 */
export const l1 = (...args) => penalty(coreL1(...args));

/**
 * l2 * sum w^2, ridge (Hoerl and Kennard, 1970), without the half that other libraries have.
 * @param {Parameters<typeof coreL2>} args l2 by position or as `{ l2 }`, finite and >= 0; default 0.01
 * @returns {Penalty} of arrays of any shape
 * @throws {TypeError | RangeError} for any other factor, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { l2 } from 'regularizers/jax';
 *
 * l2(0.5)(np.array([3, -4])).item(); // 12.5
 */
export const l2 = (...args) => penalty(coreL2(...args));

/**
 * l1 * sum |w| + l2 * sum w^2, the elastic net (Zou and Hastie, 2005).
 * @param {Parameters<typeof l1_l2>} args l1 and l2 by position or as `{ l1, l2 }`, finite and >= 0; default 0.01 each. A factor
 *     of 0 leaves its term out: infinite weights cost nothing under it
 * @returns {Penalty} of arrays of any shape
 * @throws {TypeError | RangeError} for any other factor, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { l1l2 } from 'regularizers/jax';
 *
 * l1l2({ l1: 1, l2: 0.5 })(np.array([3, -4])).item(); // 19.5
 */
export const l1l2 = (...args) => penalty(l1_l2(...args));

/**
 * factor * mean of |cosine| over all pairs of rows, or columns, of a matrix: Keras' OrthogonalRegularizer (>= 2.10). A matrix
 * of one row gives 0.
 * @param {Parameters<typeof orthogonal_regularizer>} args factor and mode by position or as `{ factor, mode }`; default 0.01
 *     and 'rows', the other mode is 'columns'
 * @returns {Penalty} of arrays of rank 2
 * @throws {TypeError | RangeError} for any others, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { orthogonal } from 'regularizers/jax';
 *
 * orthogonal({ factor: 1 })(np.array([[3, 0], [4, 0]])).item(); // 1
 */
export const orthogonal = (...args) => penalty(orthogonal_regularizer(...args));

/**
 * factor * sum over slices g along an axis of sqrt(size of g) * norm of g: the group lasso (Yuan and Lin, 2006). Under its
 * proximal step whole units become 0. The gradient of a slice of zeros is 0.
 * @param {ConstructorParameters<typeof GroupLasso>} args factor and axis by position or as `{ factor, axis }`; default 0.01
 *     and -1: of a kernel [in, out] each output unit
 * @returns {Penalty} of arrays that have the axis
 * @throws {TypeError | RangeError} for any others, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { groupLasso } from 'regularizers/jax';
 *
 * groupLasso({ factor: 1, axis: 0 })(np.array([[3, 4, 0, 0], [0, 0, 0, 0]])).item(); // 10
 */
export const groupLasso = (...args) => penalty(new GroupLasso(...args));

/**
 * l1 * sum |w| + group * sum over slices along an axis of sqrt(size) * norm: the sparse-group lasso (Simon et al., 2013).
 * @param {ConstructorParameters<typeof SparseGroupLasso>} args l1, group and axis by position or as `{ l1, group, axis }`;
 *     default 0.01, 0.01 and -1
 * @returns {Penalty} of arrays that have the axis
 * @throws {TypeError | RangeError} for any others, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { sparseGroupLasso } from 'regularizers/jax';
 *
 * sparseGroupLasso({ l1: 1, group: 1, axis: 0 })(np.array([[3, 4, 0, 0], [0, 0, 0, 0]])).item(); // 17
 */
export const sparseGroupLasso = (...args) => penalty(new SparseGroupLasso(...args));

/**
 * factor * squared Frobenius norm of G - I, G being the dot products of all rows, or columns: soft orthogonality (Bansal, Chen
 * and Wang, 2018). Without the diagonal lengths are free (Brock, Donahue and Simonyan, 2019).
 * @param {ConstructorParameters<typeof SoftOrthogonal>} args factor, mode and diagonal by position or as
 *     `{ factor, mode, diagonal }`; default 0.01, 'rows' and true
 * @returns {Penalty} of arrays of rank 2; of a higher rank all dimensions but the last are one
 * @throws {TypeError | RangeError} for any others, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { softOrthogonal } from 'regularizers/jax';
 *
 * softOrthogonal({ factor: 1 })(np.array([[2, 0], [0, 1]])).item(); // 9
 */
export const softOrthogonal = (...args) => penalty(new SoftOrthogonal(...args));

/**
 * l2 * sum importance * (w - anchor)^2: L2-SP (Li, Grandvalet and Davoine, 2018), FedProx (Li et al., 2020), elastic weight
 * consolidation (Kirkpatrick et al., 2017).
 * @param {ConstructorParameters<typeof AnchoredL2>} args l2, anchor and importance by position or as
 *     `{ l2, anchor, importance }`: typed arrays, nested lists or `{ data, shape }`, such as `w.ref.js()` or `w.ref.dataSync()`;
 *     default 0.01, zeros and ones
 * @returns {Penalty} of arrays of as many elements as the anchor
 * @throws {TypeError | RangeError} for any others, and for unknown names
 * @example
 * import { numpy as np } from '@jax-js/jax';
 * import { anchoredL2 } from 'regularizers/jax';
 *
 * anchoredL2({ l2: 1, anchor: [1, 1] })(np.array([3, 1])).item(); // 4
 */
export const anchoredL2 = (...args) => penalty(new AnchoredL2(...args));
