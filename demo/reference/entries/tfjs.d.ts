/**
 * The TensorFlow.js plug-in: `install(tf)` makes the regularizers of its layers right, complete and fast, and returns optimizers,
 * penalties and functions on models. It imports no TF.js code and changes only the `tf` that it is given, until `uninstall()`.
 * @module regularizers/tfjs
 */

export type { AnchoredOptions, Factor, Numbers } from '../../../dist/types/tfjs/anchored.js';
export type { CompactReport, LayerReport } from '../../../dist/types/tfjs/compact/index.js';
export type { FisherOptions, Loss } from '../../../dist/types/tfjs/fisher.js';
export { install } from '../../../dist/types/tfjs/index.js';
export type { Options } from '../../../dist/types/tfjs/installation.js';
export type * from '../../../dist/types/tfjs/regularizers.js';
export type { DecoupledOptions, Rate } from '../../../dist/types/tfjs/training/decoupled.js';
export type { ProximalOptions } from '../../../dist/types/tfjs/training/proximal.js';
export type {
    AnyTensorFlow,
    CoreRegularizer,
    Identifier,
    LayerLike,
    OptimizerLike,
    Rules,
    TensorLike,
    TfRegularizer,
} from '../../../dist/types/tfjs/types.js';
