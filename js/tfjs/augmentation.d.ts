// biome-ignore-all format: one line for each class, so that one comment can stand above it
// What the plug-in changes in the types of TF.js: every layer takes `activityRegularizer`, as an argument and as a property.
//
// TF.js declares the property of `Layer` as a Regularizer, which no augmentation can widen; those of its subclasses can be,
// by accessors, whose two types may differ. Of a `tf.layers.Layer` it takes what `get` returns: `layer.activityRegularizer =
// get('l2')`. TypeScript would have `Layer` declare an accessor as well, hence the comments; they also keep it silent where
// TF.js is not there, or lacks a file in its version.

// @ts-ignore
import type { Regularizer } from '@tensorflow/tfjs-layers/dist/regularizers.js';
import type { Identifier } from './types.js';

/** What `activityRegularizer` takes. */
export type ActivityIdentifier = Identifier;

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/engine/topology.js' {
    interface LayerArgs {
        /** The penalty of the layer's output, divided by the batch size, which the loss of training has in it. */
        activityRegularizer?: ActivityIdentifier;
    }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/engine/container.js' {
    // @ts-ignore
    interface Container { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/engine/base_random_layer.js' {
    // @ts-ignore
    interface BaseRandomLayer { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/advanced_activations.js' {
    // @ts-ignore
    interface ReLU { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface LeakyReLU { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface PReLU { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface ELU { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface ThresholdedReLU { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Softmax { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/convolutional.js' {
    // @ts-ignore
    interface BaseConv { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Cropping2D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface UpSampling2D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/core.js' {
    // @ts-ignore
    interface Dropout { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Dense { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Flatten { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Activation { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface RepeatVector { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Reshape { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Permute { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Masking { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/embeddings.js' {
    // @ts-ignore
    interface Embedding { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/merge.js' {
    // @ts-ignore
    interface Merge { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/noise.js' {
    // @ts-ignore
    interface GaussianNoise { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface GaussianDropout { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface AlphaDropout { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/normalization.js' {
    // @ts-ignore
    interface BatchNormalization { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface LayerNormalization { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/padding.js' {
    // @ts-ignore
    interface ZeroPadding2D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/pooling.js' {
    // @ts-ignore
    interface Pooling1D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Pooling2D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface Pooling3D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface GlobalPooling1D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
    // @ts-ignore
    interface GlobalPooling2D { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/preprocessing/category_encoding.js' {
    // @ts-ignore
    interface CategoryEncoding { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/preprocessing/center_crop.js' {
    // @ts-ignore
    interface CenterCrop { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/preprocessing/image_preprocessing.js' {
    // @ts-ignore
    interface Rescaling { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/preprocessing/image_resizing.js' {
    // @ts-ignore
    interface Resizing { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/recurrent.js' {
    // @ts-ignore
    interface RNN { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}

// @ts-ignore
declare module '@tensorflow/tfjs-layers/dist/layers/wrappers.js' {
    // @ts-ignore
    interface Wrapper { get activityRegularizer(): Regularizer; set activityRegularizer(identifier: ActivityIdentifier) }
}
