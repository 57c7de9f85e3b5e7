/**
 * The entry for jax-js: penalties, proximal steps and decay of its arrays, in its own conventions. `@jax-js/jax` is imported, as
 * by every library for it, and not handed in: it has one build, and arrays of two copies do not go together anyway.
 */

export * from './makers.js';
export { penalties } from './penalties.js';
export { penalty } from './penalty.js';
export { prox } from './prox.js';
export { decoupled, proximal } from './transformations.js';
