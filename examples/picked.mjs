// Trains a model with the plug-in on the members of TF.js that it uses, so that a bundler leaves the others out.
import '@tensorflow/tfjs-backend-cpu';
import { tensor, train } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { install } from 'regularizers/tfjs';
import * as tf from './picked-tf.mjs';

const { l1, penalties, proximal } = install(tf);

const model = sequential();
model.add(layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'ones', kernelRegularizer: l1(0.1) }));
model.compile({ optimizer: proximal(train.sgd(0.1)), loss: 'meanSquaredError' });
const x = tensor([1, 1, 0, 1, -1, 1, -1, 1, 2, 0, 1, -1], [4, 3]);
await model.fit(x, tensor([2, 2, -2, 0], [4, 1]), { epochs: 100, batchSize: 4, verbose: 0 });
console.log([...model.getWeights()[0].dataSync()].map(w => Number(w.toFixed(1))).join(', '));
console.log(
    penalties(model)
        .weights.map(({ name }) => name)
        .join(', '),
);
