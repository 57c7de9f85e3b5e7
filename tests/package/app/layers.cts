// The plug-in beside TensorFlow.js, whose layers take an activity regularizer by type too.
import * as tf from '@tensorflow/tfjs';
import { install } from 'regularizers/tfjs';

const { get, l1 } = install(tf);
const layer = tf.layers.dense({ units: 1, activityRegularizer: get('l2'), kernelRegularizer: l1(0.1) });
layer.activityRegularizer = 'l2';
layer.activityRegularizer = null;
tf.layers.flatten({ activityRegularizer: 'l2' }).activityRegularizer = { className: 'L2', config: {} };
tf.layers.activation({ activation: 'relu', activityRegularizer: l1() });
const some: tf.layers.Layer = layer;
some.activityRegularizer = get('l2');
export const model = tf.sequential({ layers: [some, tf.layers.lstm({ units: 1, activityRegularizer: 'l1' })] });

// @ts-expect-error it is no number
layer.activityRegularizer = 3;
// @ts-expect-error nor here
tf.layers.flatten({ activityRegularizer: 3 });
