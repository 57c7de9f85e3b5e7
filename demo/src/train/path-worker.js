/** Trains one model for each factor, one after the other: what a penalty does, from too little to too much. */
import { install } from 'regularizers/tfjs';
import { startTensorFlow, tf } from '../tensorflow.js';
import { batchesOf, tensorsOf } from './batches.js';
import { digitsFor } from './loading.js';
import { Run } from './run.js';

/**
 * @typedef {{ factor: number, accuracy: number, trainAccuracy: number, zeros: number }} Stop zeros: the share of all weights
 * @typedef {{ task: import('./task.js').Task, choice: import('../regularizations.js').Choice, factors: number[], epochs: number }} Order
 * @typedef {{ type: 'stop', stop: Stop } | { type: 'alive' } | { type: 'failed', message: string }} News
 */

/** @param {News} news */
const tell = news => postMessage(news);

/** @param {Order} order */
async function follow({ task, choice, factors, epochs }) {
    await startTensorFlow();
    const { train, test } = await digitsFor(task.digits);
    const { batches, sample } = batchesOf(tf, train, task);
    const heldOut = tensorsOf(tf, test, 0, test.count);
    const plugin = install(tf);
    for (const factor of factors) {
        const run = new Run(tf, plugin, { ...choice, factor }, task.hidden);
        for (let epoch = 0; epoch < epochs; epoch++) {
            for (const batch of batches) run.train(batch);
            tell({ type: 'alive' });
        }
        const { accuracy, trainAccuracy, weights } = run.snapshot(sample, heldOut);
        const zeros = weights.filter(weight => weight === 0).length / weights.length;
        tell({ type: 'stop', stop: { factor, accuracy, trainAccuracy, zeros } });
        run.dispose();
    }
}

/** The job, whose order comes as a message. */
export function begin() {
    addEventListener('message', event => {
        follow(event.data).catch(error => tell({ type: 'failed', message: error.message }));
    });
}
