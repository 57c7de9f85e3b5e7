/**
 * Penalties, gradients and proximal steps of weight arrays, and the configs of every Keras and TF.js. Synchronous from import to
 * answer: the kernels are inlined beside the classes that use them, and compiled at the first call.
 *
 * Weights are a Float32Array, or whatever holds numbers. A wrong kind of argument is a TypeError, a wrong value a RangeError;
 * both say what was expected and what came, and nothing has been written then.
 * @module regularizers
 */

export type { AnchoredL2Options } from '../../../dist/types/classes/anchored.js';
export type { L1Factors, L1L2Factors, L2Factors } from '../../../dist/types/classes/elastic-net.js';
export type { GroupLassoOptions, SparseGroupLassoOptions } from '../../../dist/types/classes/groups.js';
export type { Custom, RegularizerClass, RegularizerFunction } from '../../../dist/types/classes/names.js';
export type { GradOptions, StepOptions } from '../../../dist/types/classes/options.js';
export type { Mode, OrthogonalOptions, SoftOrthogonalOptions } from '../../../dist/types/classes/orthogonal.js';
export type { Arguments } from '../../../dist/types/classes/regularizer.js';
export type { Config, Identified, Identifier } from '../../../dist/types/configs/deserialize.js';
export type { CustomObjects, RegisterOptions } from '../../../dist/types/configs/registry.js';
export type { SerializeOptions } from '../../../dist/types/configs/serialize.js';
export * from '../../../dist/types/index.js';
export type { NestedArray, Weights } from '../../../dist/types/input/tensor.js';
