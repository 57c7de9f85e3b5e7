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

/**
 * A random model that is regularized, trained, saved, loaded and compacted on a backend of TF.js, after which as many
 * tensors are left as before.
 * @param {number} seed
 * @param {'cpu' | 'wasm'} backend
 */
export async function tfjsRound(seed, backend) {
    const R = install(tf);
    await use('cpu');
    const { numTensors } = tf.memory();
    const next = uniform(seed);
    const pick = (/** @type {any[]} */ list) => list[Math.floor(next() * list.length)];
    const model = randomModel(seed);
    // The kernels that layers have on TF.js' wasm backend with gradients of all of them.
    const onWasm = /^(InputLayer|Dense|Activation|LeakyReLU|ReLU|Dropout|Flatten|Add|Concatenate)$/;
    if (model.layers.every(layer => onWasm.test(layer.getClassName()))) await use(backend);
    R.regularize(model, pick([R.l1(0.01), R.l2(0.01), R.l1l2({ l1: 0.01, l2: 0.01 })]));
    const inner = pick([
        () => R.adam(),
        () => R.sgd(0.01, { momentum: 0.5 }),
        () => tf.train.sgd(0.01),
        () => tf.train.rmsprop(0.01),
    ])();
    const optimizer = pick([inner, () => R.proximal(inner), () => R.decoupled(inner, { rate: 0.01 })]);
    const chosen = typeof optimizer === 'function' ? optimizer() : optimizer;
    model.compile({ optimizer: chosen, loss: 'meanSquaredError' });
    const shapeOf = (/** @type {any} */ { shape }) => [4, ...shape.slice(1)];
    const xs = model.inputs.map((/** @type {any} */ input) => tf.randomUniform(shapeOf(input)));
    const ys = model.outputs.map((/** @type {any} */ output) => tf.randomUniform(shapeOf(output)));
    // TF.js cannot train a batch normalization that has no scale or no center.
    if (model.layers.every(layer => layer.getClassName() !== 'BatchNormalization' || (layer.scale && layer.center))) {
        const { history } = await model.fit(xs, ys, { epochs: 2, batchSize: 2, verbose: 0 });
        if (!history.loss.every(Number.isFinite)) throw new Error(`seed ${seed} on ${backend}: loss ${history.loss}`);
    }
    const loaded = await tf.models.modelFromJSON(model.toJSON(undefined, false));
    const { model: small } = R.compact(loaded);
    R.penalties(model);
    tf.dispose([xs, ys]);
    for (const made of [small, loaded, model]) made.dispose();
    chosen.dispose();
    if (tf.memory().numTensors !== numTensors) {
        throw new Error(`seed ${seed} on ${backend}: ${tf.memory().numTensors - numTensors} tensors were left`);
    }
}
