/**
 * What a config means in each Keras and TF.js and why, and the regularizers that a saved model holds.
 * @module regularizers/explain
 */

export type { ExplainedLine, Explanation } from '../../../dist/types/explain/index.js';
export * from '../../../dist/types/explain/index.js';
export type { Made } from '../../../dist/types/explain/line.js';
export type { RegularizedLayer } from '../../../dist/types/explain/models.js';
