// What TF.js declares of itself; `any` where it is not installed, which the comments keep silent.

// @ts-ignore
import type * as core from '@tensorflow/tfjs-core';
// @ts-ignore
import type * as tfjsLayers from '@tensorflow/tfjs-layers';

export type Core = typeof core;

/** A `tf.Tensor`. */
export type Tensor = core.Tensor;

/** A `tf.Scalar`: a tensor of one number. */
export type Scalar = core.Scalar;

/** A `tf.Optimizer`: what `model.compile` takes, with `minimize` for hand-written loops. */
export type Optimizer = core.Optimizer;

/** A `tf.layers.Layer`. */
export type Layer = tfjsLayers.layers.Layer;

/** What a layer or a regularizer is saved as, JSON. */
export type ConfigDict = core.serialization.ConfigDict;
