// The plug-in of the installed package: a small model under L1 by `proximal`, on every backend that this browser has.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { install } from 'regularizers/tfjs';

tf.enableProdMode();
setWasmPaths('/wasm/');
const { l1, proximal } = install(tf);

/** Digits of a sine, no random ones: three of twenty inputs matter. */
const [rows, columns] = [120, 20];
const inputs = Array.from({ length: rows * columns }, (_, i) => Math.fround(Math.sin(i * i + 1)));
const targets = Array.from({ length: rows }, (_, i) => {
    const [a, b, c] = inputs.slice(i * columns);
    return [2 * a - b, c - a];
});

/** Trains from fixed weights. */
async function train() {
    const x = tf.tensor2d(inputs, [rows, columns]);
    const y = tf.tensor2d(targets);
    const start = Array.from({ length: columns * 2 }, (_, i) => Math.fround(0.3 * Math.sin(7 * i + 1)));
    const model = tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [columns], kernelRegularizer: l1(0.05) })],
    });
    model.setWeights([tf.tensor2d(start, [columns, 2]), tf.zeros([2])]);
    model.compile({ optimizer: proximal(tf.train.sgd(0.3)), loss: 'meanSquaredError' });
    const { history } = await model.fit(x, y, { epochs: 30, batchSize: rows, shuffle: false, verbose: 0 });
    const weights = Array.from(model.getWeights()[0].dataSync());
    return { backend: tf.getBackend(), losses: history.loss, weights };
}

globalThis.trainOn = async backend => {
    if (!(await tf.setBackend(backend).catch(() => false))) return null;
    await tf.ready();
    return await train();
};
