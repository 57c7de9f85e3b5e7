/** Trains both runs on the same batches, in small slices, so that a moved slider acts at once. */
import { install } from 'regularizers/tfjs';
import digitsUrl from '../../generated/digits.bin?url';
import { startTensorFlow, tf } from '../tensorflow.js';
import { CLASSES, fetchDigits, PIXELS } from './digits.js';
import { Run } from './run.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {'a' | 'b'} Side
 * @typedef {{ type: 'choose', choices: Record<Side, Choice> } | { type: 'run', until: number } | { type: 'pause' } | { type: 'restart' }} Order
 * @typedef {{ type: 'ready', backend: string, digits: number, heldOut: number, stepsPerEpoch: number }
 *     | { type: 'progress', step: number, runs: Record<Side, import('./run.js').Snapshot> }
 *     | { type: 'failed', message: string }} News
 */

const BATCH = 100;
/** Steps between two pictures, and the time they take at least: slow enough to be watched. */
const STEPS = 20;
const SLICE_MS = 110;

/** @type {Record<Side, Run> | undefined} */
let runs;
/** @type {Record<Side, Choice>} */
let choices;
/** @type {import('./run.js').Batch[]} */
let batches;
/** @type {import('./run.js').Batch} */
let trainSample;
/** @type {import('./run.js').Batch} */
let heldOut;
let step = 0;
let until = 0;
let busy = false;

/** @param {News} news */
const tell = news => postMessage(news);

/**
 * Some digits as tensors.
 * @param {import('./digits.js').Digits} set
 * @param {number} from
 * @param {number} count
 * @returns {import('./run.js').Batch}
 */
const tensorsOf = ({ images, labels }, from, count) => ({
    images: tf.tensor2d(images.subarray(from * PIXELS, (from + count) * PIXELS), [count, PIXELS]),
    labels: tf.tidy(() => {
        const digits = tf.tensor1d(labels.subarray(from, from + count), 'int32');
        return tf.cast(tf.oneHot(digits, CLASSES), 'float32');
    }),
});

async function prepare() {
    const backend = await startTensorFlow();
    const { train, test } = await fetchDigits(digitsUrl);
    const count = Math.floor(train.count / BATCH);
    batches = Array.from({ length: count }, (_, i) => tensorsOf(train, i * BATCH, BATCH));
    trainSample = tensorsOf(train, 0, test.count);
    heldOut = tensorsOf(test, 0, test.count);
    tell({
        type: 'ready',
        backend,
        digits: train.count,
        heldOut: test.count,
        stepsPerEpoch: count,
    });
}

function restart() {
    if (runs) for (const run of Object.values(runs)) run.dispose();
    const plugin = install(tf);
    runs = { a: new Run(tf, plugin, choices.a), b: new Run(tf, plugin, choices.b) };
    step = 0;
}

function report() {
    if (!runs) return;
    const [a, b] = [runs.a, runs.b].map(run => run.snapshot(trainSample, heldOut));
    tell({ type: 'progress', step, runs: { a, b } });
}

/** @param {Record<Side, Run>} both */
function slice(both) {
    for (let i = 0; i < STEPS && step < until; i++, step++) {
        const batch = batches[step % batches.length];
        both.a.train(batch);
        both.b.train(batch);
    }
}

async function work() {
    if (busy) return;
    busy = true;
    while (runs && step < until) {
        const start = performance.now();
        slice(runs);
        report();
        await new Promise(resolve => setTimeout(resolve, Math.max(0, SLICE_MS - (performance.now() - start))));
    }
    busy = false;
}

const prepared = prepare();

/** @param {Order} order */
async function obey(order) {
    if (order.type === 'choose') {
        choices = order.choices;
        runs?.a.choose(choices.a);
        runs?.b.choose(choices.b);
        return;
    }
    // Before anything is awaited, so that a pause wins over a run that came earlier.
    if (order.type === 'run') until = order.until;
    if (order.type === 'pause') until = step;
    await prepared;
    if (order.type === 'restart' || !runs) restart();
    if (order.type === 'restart') report();
    if (order.type === 'run') await work();
}

addEventListener('message', event => {
    obey(event.data).catch(error => tell({ type: 'failed', message: error.message }));
});
prepared.catch(error => tell({ type: 'failed', message: error.message }));
