/** Trains both runs on the same batches, in small slices, so that a moved slider acts at once. */
import { install } from 'regularizers/tfjs';
import { startTensorFlow, tf } from '../tensorflow.js';
import { batchesOf, tensorsOf } from './batches.js';
import { digitsFor } from './loading.js';
import { Run } from './run.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {import('./sides.js').Side} Side
 * @typedef {import('./task.js').Task} Task
 * @typedef {{ type: 'choose', choices: Record<Side, Choice> } | { type: 'run', epochs: number } | { type: 'pause' } | { type: 'restart', id: number, task: Task }} Order
 * @typedef {{ type: 'ready', backend: string, heldOut: number }
 *     | { type: 'progress', id: number, epoch: number, runs: Record<Side, import('./run.js').Snapshot> }
 *     | { type: 'loading', share: number }
 *     | { type: 'failed', message: string }} News
 */

/** Steps between two pictures, and the time they take at least: slow enough to be watched. */
const STEPS = 20;
const SLICE_MS = 110;

/** @type {Record<Side, Run> | undefined} */
let runs;
/** @type {Record<Side, Choice>} */
let choices;
/** @type {ReturnType<typeof batchesOf>} */
let learnt;
/** @type {import('./run.js').Batch} */
let heldOut;
/** The restart that the runs come from: news of the ones before may still be on their way. */
let current = 0;
let asked = 0;
let step = 0;
/** How far to go; a pause takes it back. */
let epochs = 0;
let busy = false;

/** @param {News} news */
const tell = news => postMessage(news);
const tellShare = (/** @type {number} */ share) => tell({ type: 'loading', share });

async function prepare() {
    const backend = await startTensorFlow();
    const { test } = await digitsFor(1, tellShare);
    heldOut = tensorsOf(tf, test, 0, test.count);
    tell({ type: 'ready', backend, heldOut: test.count });
}

/** @param {number} id @param {Task} task @param {import('./digits.js').Digits} train */
function restart(id, task, train) {
    current = id;
    if (runs) for (const run of Object.values(runs)) run.dispose();
    learnt?.dispose();
    learnt = batchesOf(tf, train, task);
    const plugin = install(tf);
    runs = { a: new Run(tf, plugin, choices.a, task.hidden), b: new Run(tf, plugin, choices.b, task.hidden) };
    step = 0;
}

function report() {
    if (!runs) return;
    const [a, b] = [runs.a, runs.b].map(run => run.snapshot(learnt.sample, heldOut));
    tell({ type: 'progress', id: current, epoch: step / learnt.batches.length, runs: { a, b } });
}

/** @param {Record<Side, Run>} both */
function slice(both) {
    for (let i = 0; i < STEPS && step < epochs * learnt.batches.length; i++, step++) {
        const batch = learnt.batches[step % learnt.batches.length];
        both.a.train(batch);
        both.b.train(batch);
    }
}

async function work() {
    if (busy) return;
    busy = true;
    while (runs && step < epochs * learnt.batches.length) {
        const start = performance.now();
        slice(runs);
        report();
        await new Promise(resolve => setTimeout(resolve, Math.max(0, SLICE_MS - (performance.now() - start))));
    }
    busy = false;
}

/** @type {Promise<void>} */
let prepared;

/** @param {Order} order */
async function obey(order) {
    if (order.type === 'choose') {
        choices = order.choices;
        runs?.a.choose(choices.a);
        runs?.b.choose(choices.b);
        // Numbers of another choice do not stay under the name of this one.
        if (!busy) report();
        return;
    }
    // Before anything is awaited, so that a pause wins over a run that came earlier.
    if (order.type === 'pause') epochs = 0;
    if (order.type === 'run') epochs = order.epochs;
    if (order.type === 'restart') asked = order.id;
    await prepared;
    if (order.type === 'restart') {
        const { train } = await digitsFor(order.task.digits, tellShare);
        // Another restart may have come while the digits did.
        if (order.id !== asked) return;
        restart(order.id, order.task, train);
        report();
    }
    await work();
}

/** The job, whose orders come as messages. */
export function begin() {
    const fail = (/** @type {Error} */ error) => tell({ type: 'failed', message: error.message });
    prepared = prepare();
    prepared.catch(fail);
    addEventListener('message', event => {
        obey(event.data).catch(fail);
    });
}
