/**
 * For jax-js: penalties as functions from an array to a scalar, over trees of parameters, and proximal steps and decay as
 * optax-style steps. `grad`, `jit` and `vmap` go through all of them.
 * @module regularizers/jax
 */
export * from '../../../dist/types/jax/index.js';
export type {
    GradientTransformation,
    Identifier,
    JaxArray,
    Mask,
    Params,
    Penalty,
    Rules,
    ScalarOrSchedule,
    StepState,
} from '../../../dist/types/jax/types.js';
