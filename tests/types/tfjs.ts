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
    activityRegularizer: get('l1_l2'),
});
tf.layers.lstm({ units: 1, kernelRegularizer: l1l2({ l1: 1 }), recurrentRegularizer: orthogonal({ mode: 'columns' }) });

// Every layer takes an activity regularizer, whose type TF.js has for a few.
tf.layers.activation({ activation: 'relu', activityRegularizer: 'l2' });
tf.layers.flatten({ activityRegularizer: { class_name: 'L1', config: { l1: 0.1 } } });
tf.layers.lstm({ units: 1, activityRegularizer: l1(0.1) });
tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1 }), activityRegularizer: 'l2' });
const dense = tf.layers.dense({ units: 1 });
dense.activityRegularizer = 'l2';
dense.activityRegularizer = null;
dense.activityRegularizer = get('l2');
for (const layer of [
    tf.layers.activation({ activation: 'relu' }),
    tf.layers.add(),
    tf.layers.averagePooling1d({ poolSize: 2 }),
    tf.layers.batchNormalization(),
    tf.layers.bidirectional({ layer: tf.layers.gru({ units: 1 }) }),
    tf.layers.categoryEncoding({ numTokens: 2, outputMode: 'count' }),
    tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
    tf.layers.depthwiseConv2d({ kernelSize: 1 }),
    tf.layers.embedding({ inputDim: 1, outputDim: 1 }),
    tf.layers.globalMaxPooling2d({}),
    tf.layers.leakyReLU(),
    tf.layers.permute({ dims: [1] }),
    tf.layers.simpleRNN({ units: 1 }),
    tf.layers.spatialDropout1d({ rate: 0.5 }),
    tf.layers.zeroPadding2d(),
    tf.sequential(),
]) {
    layer.activityRegularizer = 'l2';
}
const some: tf.layers.Layer = dense;
some.activityRegularizer = get({ class_name: 'L2', config: {} });
const none: null = get(null);
tf.sequential({ layers: [dense, some] });
tf.layers.dense({ units: 1, kernelRegularizer: get((w: tf.Tensor) => tf.sum(tf.abs(w))) });

const penalty: tf.Scalar = l2().apply(tf.ones([2]));
penalty.dispose();

const model = tf.sequential();
model.add(activityRegularization({ l1: 1 }));
model.add(new ActivityRegularization({ l2: 1, name: 'activity' }));
const { names, remove } = regularize(model, [[/kernel/, 'l2'], ['bias', null]]); // biome-ignore format: one line
remove();
const total: number = penalties(model).total;
console.log(names.length + total, none);

const { anchored, anchoredL2, AnchoredL2, fisherDiagonal, groupLasso, softOrthogonal, sparseGroupLasso } = regularizers;
tf.layers.dense({ units: 1, kernelRegularizer: groupLasso({ axis: 0 }), biasRegularizer: new AnchoredL2(0.1) });
tf.layers.dense({ units: 1, kernelRegularizer: anchoredL2({ l2: 1, anchor: tf.ones([2]), importance: [1, 2] }) });
tf.layers.conv2d({
    filters: 1,
    kernelSize: 1,
    kernelRegularizer: softOrthogonal({ mode: 'columns', diagonal: false }),
});
sparseGroupLasso(0.1);
fisherDiagonal(model, tf.ones([1]), tf.ones([1]), { samples: 1 }).then(importance => {
    anchored(model, { l2: 1, importance, rules: { kernel: true, bias: 0.1 } }).remove();
});

// @ts-expect-error an anchor is no string
anchoredL2({ anchor: 'now' });
// @ts-expect-error a factor is a number or an object
l1('0.01');
// @ts-expect-error there is no such mode
orthogonal({ mode: 'diagonal' });
// @ts-expect-error a layer's activity regularizer is no number
dense.activityRegularizer = 3;
// @ts-expect-error there is no such option
install(tf, { replaceBuiltin: true });
// @ts-expect-error this is not TensorFlow.js
install({});
