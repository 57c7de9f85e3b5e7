// The types of the functions in makers.js. Each takes its arguments by position or by name; what is said of either is what an
// editor shows at the call.

import type { AnchoredL2Options } from '../classes/anchored.js';
import type { L1Factors, L1L2Factors, L2Factors } from '../classes/elastic-net.js';
import type { GroupLassoOptions, SparseGroupLassoOptions } from '../classes/groups.js';
import type { Mode, OrthogonalOptions, SoftOrthogonalOptions } from '../classes/orthogonal.js';
import type { Weights } from '../input/tensor.js';
import type { Penalty } from './types.js';

/** The type of `l1`. */
export interface MakeL1 {
    /**
     * l1 * sum |w|, the lasso (Tibshirani, 1996). Its gradient is l1 * sign(w), 0 at a weight of 0, where that of `np.abs` is +1.
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @returns of arrays of any shape
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     * @example
     * import { grad, numpy as np } from '@jax-js/jax';
     * import { l1 } from 'regularizers/jax';
     *
     * grad(l1(0.5))(np.array([3, 0, -4])).js(); // [0.5, 0, -0.5]
     */
    (l1?: number | null): Penalty;
    /**
     * The same with the factors by name.
     * @param factors by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (factors: L1Factors): Penalty;
}

/** The type of `l2`. */
export interface MakeL2 {
    /**
     * l2 * sum w^2, ridge (Hoerl and Kennard, 1970), without the half that other libraries have.
     * @param l2 the price of w^2, in units of the loss; finite and >= 0, default 0.01
     * @returns of arrays of any shape
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { l2 } from 'regularizers/jax';
     *
     * l2(0.5)(np.array([3, -4])).item(); // 12.5
     */
    (l2?: number | null): Penalty;
    /**
     * The same with the factors by name.
     * @param factors by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (factors: L2Factors): Penalty;
}

/** The type of `l1l2`. */
export interface MakeL1l2 {
    /**
     * l1 * sum |w| + l2 * sum w^2, the elastic net (Zou and Hastie, 2005).
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01. A factor of 0 leaves its term out: infinite
     *     weights cost nothing under it
     * @param l2 the price of w^2, in units of the loss; finite and >= 0, default 0.01
     * @returns of arrays of any shape
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { l1l2 } from 'regularizers/jax';
     *
     * l1l2({ l1: 1, l2: 0.5 })(np.array([3, -4])).item(); // 19.5
     */
    (l1?: number | null, l2?: number | null): Penalty;
    /**
     * The same with the factors by name.
     * @param factors by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (factors: L1L2Factors): Penalty;
}

/** The type of `orthogonal`. */
export interface MakeOrthogonal {
    /**
     * factor * mean of |cosine| over all pairs of rows, or columns, of a matrix: Keras' OrthogonalRegularizer (>= 2.10). A matrix
     * of one row gives 0.
     * @param factor the price of a mean |cosine| of 1, in units of the loss; finite and >= 0, default 0.01
     * @param mode whether rows or columns are drawn apart; default 'rows'
     * @returns of arrays of rank 2
     * @throws {TypeError | RangeError} for any others, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { orthogonal } from 'regularizers/jax';
     *
     * orthogonal({ factor: 1 })(np.array([[3, 0], [4, 0]])).item(); // 1
     */
    (factor?: number | null, mode?: Mode | null): Penalty;
    /**
     * The same with the arguments by name.
     * @param options by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (options: OrthogonalOptions): Penalty;
}

/** The type of `groupLasso`. */
export interface MakeGroupLasso {
    /**
     * factor * sum over slices g along an axis of sqrt(size of g) * norm of g: the group lasso (Yuan and Lin, 2006). Under its
     * proximal step whole units become 0. The gradient of a slice of zeros is 0.
     * @param factor the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
     * @param axis of whose indices each has a slice, negative from the end; default -1: of a kernel [in, out] each output unit
     * @returns of arrays that have the axis
     * @throws {TypeError | RangeError} for any others, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { groupLasso } from 'regularizers/jax';
     *
     * groupLasso({ factor: 1, axis: 0 })(np.array([[3, 4, 0, 0], [0, 0, 0, 0]])).item(); // 10
     */
    (factor?: number | null, axis?: number | null): Penalty;
    /**
     * The same with the arguments by name.
     * @param options by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (options: GroupLassoOptions): Penalty;
}

/** The type of `sparseGroupLasso`. */
export interface MakeSparseGroupLasso {
    /**
     * l1 * sum |w| + group * sum over slices along an axis of sqrt(size) * norm: the sparse-group lasso (Simon et al., 2013).
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @param group the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
     * @param axis of whose indices each has a slice, as in groupLasso; default -1
     * @returns of arrays that have the axis
     * @throws {TypeError | RangeError} for any others, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { sparseGroupLasso } from 'regularizers/jax';
     *
     * sparseGroupLasso({ l1: 1, group: 1, axis: 0 })(np.array([[3, 4, 0, 0], [0, 0, 0, 0]])).item(); // 17
     */
    (l1?: number | null, group?: number | null, axis?: number | null): Penalty;
    /**
     * The same with the arguments by name.
     * @param options by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (options: SparseGroupLassoOptions): Penalty;
}

/** The type of `softOrthogonal`. */
export interface MakeSoftOrthogonal {
    /**
     * factor * squared Frobenius norm of G - I, G being the dot products of all rows, or columns: soft orthogonality (Bansal, Chen
     * and Wang, 2018). Without the diagonal lengths are free (Brock, Donahue and Simonyan, 2019).
     * @param factor the price of a squared dot product, in units of the loss; finite and >= 0, default 0.01
     * @param mode whether rows or columns are drawn apart; default 'rows'
     * @param diagonal whether their lengths are drawn to 1 as well; default true
     * @returns of arrays of rank 2; of a higher rank all dimensions but the last are one
     * @throws {TypeError | RangeError} for any others, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { softOrthogonal } from 'regularizers/jax';
     *
     * softOrthogonal({ factor: 1 })(np.array([[2, 0], [0, 1]])).item(); // 9
     */
    (factor?: number | null, mode?: Mode | null, diagonal?: boolean | null): Penalty;
    /**
     * The same with the arguments by name.
     * @param options by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (options: SoftOrthogonalOptions): Penalty;
}

/** The type of `anchoredL2`. */
export interface MakeAnchoredL2 {
    /**
     * l2 * sum importance * (w - anchor)^2: L2-SP (Li, Grandvalet and Davoine, 2018), FedProx (Li et al., 2020), elastic weight
     * consolidation (Kirkpatrick et al., 2017).
     * @param l2 the price of (w - anchor)^2, in units of the loss; finite and >= 0, default 0.01
     * @param anchor what the weights are held near, such as `w.ref.js()`; finite, copied; default zeros
     * @param importance multiplies the price, of each weight; finite and >= 0, copied; default ones
     * @returns of arrays of as many elements as the anchor
     * @throws {TypeError | RangeError} for any others, and for unknown names
     * @example
     * import { numpy as np } from '@jax-js/jax';
     * import { anchoredL2 } from 'regularizers/jax';
     *
     * anchoredL2({ l2: 1, anchor: [1, 1] })(np.array([3, 1])).item(); // 4
     */
    (l2?: number | null, anchor?: Weights | null, importance?: Weights | null): Penalty;
    /**
     * The same with the arguments by name.
     * @param options by their names, with the same defaults
     * @returns the same
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    (options: AnchoredL2Options): Penalty;
}
