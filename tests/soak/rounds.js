// What one round of `npm run soak` does, from a seed: everything public, with what can be checked of it.
import * as core from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { askNative } from '../core/native.js';
import { uniform } from '../core/random.js';
import { runProgram } from '../engines/random-program.js';
import { randomModel } from '../tfjs/compact/random-model.js';
import { tf, use } from '../tfjs/tensorflow.js';

/** A random program on the core, whose sums and steps the native core has to confirm bit for bit. @param {number} seed */
export function coreRound(seed) {
    const { requests } = runProgram(core, seed, 150);
    const asked = requests.map(({ request }) => request);
    for (const [i, answer] of askNative(asked).entries()) {
        const { line, print } = requests[i];
        if (print(answer) !== line) throw new Error(`seed ${seed}: ${asked[i].kernel} has other bits than natively`);
    }
    const next = uniform(seed);
    const rows = 1 + Math.floor(20 * next());
    const columns = 1 + Math.floor(20 * next());
    const shape = [rows, columns];
    const w = { data: Float32Array.from({ length: rows * columns }, () => next() - 0.5), shape };
    const penalties = [
        new core.OrthogonalRegularizer(0.1, next() < 0.5 ? 'rows' : 'columns'),
        new core.SoftOrthogonal(0.1),
        new core.GroupLasso(0.1),
        new core.SparseGroupLasso(0.1, 0.2),
        new core.AnchoredL2({ l2: 0.1, anchor: { data: w.data.slice(), shape } }),
    ];
    for (const penalty of penalties) {
        const { value, grad } = penalty.valueAndGrad(w);
        if (!(value >= 0) || !grad.every(Number.isFinite)) throw new Error(`seed ${seed}: ${penalty} of ${shape}`);
    }
}

/** Inputs and targets for a model. @param {any} model */
function dataFor(model) {
    const like = (/** @type {any} */ { shape }) => tf.randomUniform([4, ...shape.slice(1)]);
    return [model.inputs.map(like), model.outputs.map(like)];
}

/** @param {any} model @param {any} optimizer @returns {Promise<number[]>} the losses */
async function lossesOf(model, optimizer) {
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [xs, ys] = dataFor(model);
    try {
        const { history } = await model.fit(xs, ys, { epochs: 2, batchSize: 2, verbose: 0 });
        return history.loss;
    } finally {
        tf.dispose([xs, ys]);
    }
}

/**
 * Whether TF.js can train a model without penalties on the current backend: it has no gradients of convolutions on wasm, of
 * a batch normalization without a scale, of an LSTM over one step.
 * @param {number} seed
 */
async function isTrainable(seed) {
    const model = randomModel(seed);
    try {
        await lossesOf(model, 'sgd');
        return true;
    } catch {
        return false;
    } finally {
        model.dispose();
    }
}

/**
 * A random model that is regularized, trained, saved, loaded and compacted on a backend of TF.js, after which as many
 * tensors are left as before.
 * @param {number} seed
 * @param {'cpu' | 'wasm'} backend
 */
export async function tfjsRound(seed, backend) {
    const R = install(tf);
    await use(backend);
    const trains = await isTrainable(seed);
    const { numTensors } = tf.memory();
    const next = uniform(seed);
    const pick = (/** @type {any[]} */ list) => list[Math.floor(next() * list.length)];
    const model = randomModel(seed);
    R.regularize(model, pick([R.l1(0.01), R.l2(0.01), R.l1l2({ l1: 0.01, l2: 0.01 }), R.groupLasso(0.01)]));
    const plain = [
        R.adam,
        () => R.sgd(0.01, { momentum: 0.5 }),
        () => tf.train.sgd(0.01),
        () => tf.train.rmsprop(0.01),
    ];
    const inner = pick(plain)();
    const around = [() => inner, () => R.proximal(inner), () => R.decoupled(inner, { rate: 0.01 })];
    const optimizer = pick(around)();
    if (trains) {
        const losses = await lossesOf(model, optimizer);
        if (!losses.every(Number.isFinite)) throw new Error(`seed ${seed} on ${backend}: loss ${losses}`);
    }
    const loaded = await tf.models.modelFromJSON(model.toJSON(undefined, false));
    const { model: small } = R.compact(loaded);
    R.penalties(model);
    for (const made of [small, loaded, model]) made.dispose();
    optimizer.dispose();
    if (tf.memory().numTensors !== numTensors) {
        throw new Error(`seed ${seed} on ${backend}: ${tf.memory().numTensors - numTensors} tensors were left`);
    }
}
