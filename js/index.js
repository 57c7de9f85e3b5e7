/** The core entry. Each family of kernels is inlined beside the classes that use it, and compiled at the first call. */

/**
 * What own classes have in their signatures.
 * @typedef {import('./input/tensor.js').Weights} Weights
 * @typedef {import('./classes/options.js').GradOptions} GradOptions
 * @typedef {import('./classes/options.js').StepOptions} StepOptions
 */

// First, for what stands in front of a bundle.
import './kernels/modules.js';

// Built in; written by `npm run build` from js/configs/built-in.js.

export { AnchoredL2 } from './classes/anchored.js';
export { L1, L1L2, L2, l1, l1_l2, l2 } from './classes/elastic-net.js';
export { GroupLasso, SparseGroupLasso } from './classes/groups.js';
export { OrthogonalRegularizer, orthogonal_regularizer, SoftOrthogonal } from './classes/orthogonal.js';
export { Regularizer } from './classes/regularizer.js';

// Beside them.

export { weightDecay } from './classes/decay.js';
export { deserialize, get } from './configs/deserialize.js';
export { customObjectScope, register } from './configs/registry.js';
export { serialize } from './configs/serialize.js';
export { backend } from './kernels/elementwise.js';
export { allocate, attach } from './kernels/resident.js';
