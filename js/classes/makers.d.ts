// The types of Keras' functions that make regularizers. Each takes its arguments by position or by name; what is said of
// either is what an editor shows at the call.

import type { L1, L1Factors, L1L2, L1L2Factors, L2, L2Factors } from './elastic-net.js';
import type { Mode, OrthogonalOptions, OrthogonalRegularizer } from './orthogonal.js';

/** The type of `l1`. */
export interface MakeL1 {
    /**
     * Makes an L1, as `new L1` does: Keras' function l1.
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import { l1 } from 'regularizers';
     *
     * l1(); // L1 { l1: 0.01 }
     * l1(0.5)([1, -2]); // 1.5
     */
    (l1?: number | null): L1;
    /**
     * The same with the factor by its name.
     * @param factors the factor by its name
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    (factors: L1Factors): L1;
}

/** The type of `l2`. */
export interface MakeL2 {
    /**
     * Makes an L2, as `new L2` does: Keras' function l2.
     * @param l2 the price of w^2, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import { l2 } from 'regularizers';
     *
     * l2({ l2: 0.5 }); // L2 { l2: 0.5 }
     * l2(0.5)([1, -2]); // 2.5
     */
    (l2?: number | null): L2;
    /**
     * The same with the factor by its name.
     * @param factors the factor by its name
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    (factors: L2Factors): L2;
}

/** The type of `l1_l2`. */
export interface MakeL1L2 {
    /**
     * Makes an L1L2 whose factors are 0.01 where they are not given: Keras 2's function, and Keras 3's docstring. (Keras 3's
     * code makes `l1_l2` the class itself, with defaults of 0.) Null is given, and means 0 to L1L2, as in Keras 2.
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @param l2 the price of w^2, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import { l1_l2 } from 'regularizers';
     *
     * l1_l2(); // L1L2 { l1: 0.01, l2: 0.01 }
     * l1_l2({ l2: 0.5 }); // L1L2 { l1: 0.01, l2: 0.5 }
     * l1_l2(0.1, null); // L1L2 { l1: 0.1, l2: 0 }
     */
    (l1?: number | null, l2?: number | null): L1L2;
    /**
     * The same with the factors by their names.
     * @param factors the factors by their names, 0.01 for one that is left out
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    (factors: L1L2Factors): L1L2;
}

/** The type of `orthogonal_regularizer`. */
export interface MakeOrthogonalRegularizer {
    /**
     * Makes an OrthogonalRegularizer, as the class does: Keras' function orthogonal_regularizer.
     * @param factor the price of a mean |cosine| of 1, in units of the loss; finite and >= 0, default 0.01
     * @param mode whether rows or columns are drawn apart; default 'rows'
     * @throws {TypeError | RangeError} for any other factor or mode
     * @example
     * import { orthogonal_regularizer } from 'regularizers';
     *
     * orthogonal_regularizer(0.5, 'columns'); // OrthogonalRegularizer { factor: 0.5, mode: 'columns' }
     */
    (factor?: number | null, mode?: Mode | null): OrthogonalRegularizer;
    /**
     * The same with the arguments by their names.
     * @param options the arguments by their names
     * @throws {TypeError | RangeError} for any other factor or mode, and for unknown names
     */
    (options: OrthogonalOptions): OrthogonalRegularizer;
}
