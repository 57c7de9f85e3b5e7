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

const { adam, compact, decoupled, proximal, sgd, replaceBuiltins, uninstall, activityRegularizerOf } = regularizers;
const small: tf.Sequential = compact(model).model;
small.compile({
    loss: 'meanSquaredError',
    optimizer: proximal(decoupled(adam(1e-3), { rate: 0.01 }), { rules: l2() }),
});
small.compile({ loss: 'meanSquaredError', optimizer: proximal(tf.train.adam(), { rules: { kernel: 'l1' } }) });
sgd(0.1, { momentum: 0.9 }).minimize(() => tf.scalar(1));
const core: tf.Optimizer = sgd(0.1, 0.9, true);
const activity: number | undefined = activityRegularizerOf(dense)?.getClassName().length;
console.log(core, activity);
get((w: tf.Tensor) => tf.sum(tf.abs(w)));
get(tf.regularizers.l1());
const { GroupLasso, L1, L1L2, OrthogonalRegularizer, SoftOrthogonal, SparseGroupLasso } = regularizers;
new L1L2(0.1, 0.2);
new SoftOrthogonal({ diagonal: false });

// @ts-expect-error an anchor is no string
anchoredL2({ anchor: 'now' });
// @ts-expect-error a factor is a number or an object
l1('0.01');
// @ts-expect-error there is no such factor
l2({ l1: 0.1 });
// @ts-expect-error both factors have names
l1l2(0.1, 0.2);
// @ts-expect-error there is no such mode
orthogonal({ mode: 'diagonal' });
// @ts-expect-error an axis is a number
groupLasso({ axis: 'last' });
// @ts-expect-error there is no such argument
sparseGroupLasso({ l2: 0.1 });
// @ts-expect-error diagonal is a boolean
softOrthogonal({ diagonal: 1 });
// @ts-expect-error a regularizer is no number
get(1);
// @ts-expect-error a factor is a number
new L1('0.01');
// @ts-expect-error one factor
new L2(0.1, 0.2);
// @ts-expect-error factors are numbers
new L1L2(0.1, '0.2');
// @ts-expect-error there is no such mode
new OrthogonalRegularizer(0.1, 'diagonal');
// @ts-expect-error an axis is a number
new GroupLasso(0.1, 'last');
// @ts-expect-error an axis is a number
new SparseGroupLasso({ axis: 'last' });
// @ts-expect-error diagonal is a boolean
new SoftOrthogonal(0.1, 'rows', 1);
// @ts-expect-error an anchor is no number
new AnchoredL2(0.1, 3);
// @ts-expect-error a factor is a number
activityRegularization({ l1: '1' });
// @ts-expect-error there is no such argument
new ActivityRegularization({ l3: 1 });
// @ts-expect-error it takes a layer
activityRegularizerOf('dense');
// @ts-expect-error rules are needed
regularize(model);
// @ts-expect-error an optimizer is no model
penalties(tf.train.sgd(0.1));
// @ts-expect-error importance is of numbers
anchored(model, { importance: { kernel: 'high' } });
// @ts-expect-error samples is a number
fisherDiagonal(model, tf.ones([1]), tf.ones([1]), { samples: 'all' });
// @ts-expect-error a layer has no layers
compact(dense);
// @ts-expect-error an optimizer is no name
proximal('sgd');
// @ts-expect-error a rate is a number
decoupled(tf.train.sgd(0.1), { rate: '0.1' });
// @ts-expect-error a learning rate is a number
adam('0.1');
// @ts-expect-error a learning rate is needed
sgd();
// @ts-expect-error it takes nothing
replaceBuiltins(true);
// @ts-expect-error it takes nothing
uninstall(tf);
// @ts-expect-error a layer's activity regularizer is no number
dense.activityRegularizer = 3;
// @ts-expect-error there is no such option
install(tf, { replaceBuiltin: true });
// @ts-expect-error this is not TensorFlow.js
install({});
