/** What every core entry exports: the one list, so that entries which get their wasm from different places cannot drift. */
export { Regularizer } from './base.js';
export { weightDecay } from './decay.js';
export { deserialize, get } from './deserialize.js';
export { backend } from './kernels.js';
export { allocate, attach } from './memory.js';
export { OrthogonalRegularizer, orthogonal_regularizer } from './orthogonal.js';
export { customObjectScope, register } from './registry.js';
export { L1, L1L2, L2, l1, l1_l2, l2 } from './regularizers.js';
export { serialize } from './serialize.js';
