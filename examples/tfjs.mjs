// Trains a network on handwritten digits with TF.js on its wasm backend: without a penalty, with TF.js' own, with ours.
//
//   node examples/tfjs.mjs            about a minute
//   node examples/tfjs.mjs --quick    fewer digits and epochs
import { install } from 'regularizers/tfjs';
import { loadDigits } from './mnist-data.mjs';
import { tf } from './tensorflow.mjs';

const quick = process.argv.includes('--quick');
const [count, epochs] = quick ? [1000, 2] : [4000, 5];
const { train, test } = loadDigits(count, 1000);

const stock = tf.regularizers;
const { l1, l1l2, penalties, proximal, regularize } = install(tf);
const factors = { l1: 1e-4, l2: 1e-4 };
const contestants = [
    { name: 'without a penalty', regularizer: null },
    { name: "TF.js' l1l2", regularizer: stock.l1l2(factors) },
    { name: 'our l1l2', regularizer: l1l2(factors) },
    { name: 'L1 by its gradient', regularizer: l1(5e-4) },
    { name: 'L1 by proximal steps', regularizer: l1(5e-4), around: proximal },
];

const tensors = (/** @type {import('./mnist-data.mjs').Digits} */ { images, labels, count }) => ({
    x: tf.tensor2d(images, [count, 784]),
    y: tf.oneHot(tf.tensor1d(labels, 'int32'), 10).toFloat(),
});
const [trainSet, testSet] = [train, test].map(tensors);

/** The same network each time, but for the penalty. */
function network(/** @type {any} */ kernelRegularizer, /** @type {any} */ optimizer = tf.train.sgd(0.1)) {
    const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
    // The outermost pixels of every digit are blank. No data moves their weights: they start, and should stay, at 0.
    const layers = [
        tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784], kernelInitializer, kernelRegularizer }),
        tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer, kernelRegularizer }),
    ];
    const model = tf.sequential({ layers });
    const [kernel, ...rest] = model.getWeights();
    const blank = tf.tidy(() => tf.expandDims(tf.cast(tf.greater(tf.sum(trainSet.x, 0), 0), 'float32'), 1));
    model.setWeights([tf.mul(kernel, blank), ...rest]);
    model.compile({ loss: 'categoricalCrossentropy', optimizer, metrics: ['accuracy'] });
    return model;
}

console.log(`Training on ${count} digits for ${epochs} epochs, 1000 held out.\n`);
console.log('                      accuracy   loss of fit   penaltyzeros of before    ms a step');
for (const { name, regularizer, around } of contestants) {
    const model = network(regularizer, around?.(tf.train.sgd(0.1)));
    const zeros = () =>
        model
            .getWeights()[0]
            .dataSync()
            .filter((/** @type {number} */ w) => w === 0).length;
    const before = zeros();
    const start = performance.now();
    const { history } = await model.fit(trainSet.x, trainSet.y, { shuffle: false, epochs, batchSize: 32, verbose: 0 });
    const step = (performance.now() - start) / (epochs * Math.ceil(count / 32));
    const [, accuracy] = [model.evaluate(testSet.x, testSet.y)].flat().map(scalar => scalar.dataSync()[0]);
    const numbers = [
        `${(100 * accuracy).toFixed(1)} %`.padStart(8),
        Number(history.loss.at(-1)).toFixed(3).padStart(11),
        penalties(model).total.toFixed(3).padStart(7),
        `${zeros()} of ${before}`.padStart(14),
        step.toFixed(2).padStart(9),
    ];
    console.log(`${name.padEnd(20)}  ${numbers.join('   ')}`);
    model.dispose();
}

console.log('\nWhere a penalty comes from, put on a network that was made without one:');
const model = network(null);
regularize(model, l1l2(factors));
for (const { name, penalty, share } of penalties(model).weights) {
    console.log(`  ${name.padEnd(24)} ${penalty.toFixed(4)}  ${(100 * share).toFixed(1).padStart(5)} %`);
}
