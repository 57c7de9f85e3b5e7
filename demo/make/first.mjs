// Trains the pair that the page shows before anybody has pressed a button.
import { inflateRawSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { install } from 'regularizers/tfjs';
import { INITIAL } from '../src/state.js';
import { batchesOf, tensorsOf } from '../src/train/batches.js';
import { digitsFrom } from '../src/train/digits.js';
import { written } from '../src/train/first.js';
import { Run } from '../src/train/run.js';
import { epochsFor } from '../src/train/task.js';

const STEPS = 20;

/**
 * @param {Uint8Array} packed what demo/make/digits.mjs makes
 * @returns {string} JSON that demo/src/train/first.js reads
 */
export function firstPair(packed) {
    const { train, test } = digitsFrom(inflateRawSync(packed));
    const { batches, sample } = batchesOf(tf, train, INITIAL);
    const heldOut = tensorsOf(tf, test, 0, test.count);
    const plugin = install(tf);
    const histories = [INITIAL.a, INITIAL.b].map(choice => {
        const run = new Run(tf, plugin, choice, INITIAL.hidden);
        /** @type {import('../src/train/figure.js').History} */
        const history = { points: [] };
        for (let step = 1; step <= epochsFor(INITIAL.digits) * batches.length; step++) {
            run.train(batches[(step - 1) % batches.length]);
            if (step % STEPS > 0) continue;
            history.snapshot = run.snapshot(sample, heldOut);
            const { dataLoss, penalty, trainAccuracy, accuracy } = history.snapshot;
            history.points.push({ epoch: step / batches.length, dataLoss, penalty, trainAccuracy, accuracy });
        }
        return history;
    });
    return JSON.stringify({ a: written(histories[0]), b: written(histories[1]) });
}
