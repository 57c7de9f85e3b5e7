// Compiled, not run: what `install` returns fits the types of TF.js, and none of its parameters needs them.
import * as tf from '@tensorflow/tfjs';
import { install } from 'regularizers/tfjs';

const regularizers = install(tf, { replaceBuiltins: true });
const { ActivityRegularization, activityRegularization, get, l1, l1l2, l2, L2, orthogonal, penalties, regularize } =
    regularizers;

tf.layers.dense({
    units: 1,
    kernelRegularizer: l1(1e-4),
    biasRegularizer: new L2({ l2: 0.5 }),
    activityRegularizer: get('l1_l2') ?? undefined,
});
tf.layers.lstm({ units: 1, kernelRegularizer: l1l2({ l1: 1 }), recurrentRegularizer: orthogonal({ mode: 'columns' }) });

const penalty: tf.Scalar = l2().apply(tf.ones([2]));
penalty.dispose();

const model = tf.sequential();
model.add(activityRegularization({ l1: 1 }));
model.add(new ActivityRegularization({ l2: 1, name: 'activity' }));
const { names, remove } = regularize(model, [[/kernel/, 'l2'], ['bias', null]]); // biome-ignore format: one line
remove();
const total: number = penalties(model).total;
console.log(names.length + total);

// @ts-expect-error a factor is a number or an object
l1('0.01');
// @ts-expect-error there is no such mode
orthogonal({ mode: 'diagonal' });
// @ts-expect-error this is not TensorFlow.js
install({});
