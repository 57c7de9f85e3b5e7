// The page of optimizers.test.js: the plug-in's optimizers on the backend that the address names.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { install } from 'regularizers/tfjs';
import { randomNumbers } from '../tfjs/by-hand.js';
import { compareOnDigits } from '../tfjs/digits.js';

tf.enableProdMode();
setWasmPaths('/wasm/');
const R = install(tf);
const plain = async tensor => Array.from(await tensor.data());

const inner = {
    sgd: [() => tf.train.sgd(0.1), () => R.sgd(0.1)],
    momentum: [() => tf.train.momentum(0.05, 0.9), () => R.sgd(0.05, 0.9)],
    nesterov: [() => tf.train.momentum(0.05, 0.9, true), () => R.sgd(0.05, { momentum: 0.9, nesterov: true })],
    adam: [() => tf.train.adam(0.01), () => R.adam(0.01)],
};
const outer = {
    alone: optimizer => optimizer,
    'with decay and prox': optimizer => R.proximal(R.decoupled(optimizer, { rate: 0.1 })),
    'with prox in its own metric': optimizer => R.proximal(optimizer, { scaled: true }),
};

const savable = {
    'our adam, with decay and prox': () => R.proximal(R.decoupled(R.adam(0.05), { rate: 0.1 })),
    'our nesterov momentum': () => R.sgd(0.05, { momentum: 0.9, nesterov: true }),
    "prox around TF.js' adam": () => R.proximal(tf.train.adam(0.05)),
};

const values = async tensors => (await Promise.all(tensors.map(plain))).flat();
const furthest = (a, b) =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), a.length === b.length ? 0 : Number.NaN);

/** A model with known weights, among them a bias of odd length, and data for it. */
function make(optimizer) {
    const regularizer = R.l1l2({ l1: 0.3, l2: 0.1 });
    const layers = [
        tf.layers.dense({ units: 17, inputShape: [9], activation: 'tanh', kernelRegularizer: regularizer }),
        tf.layers.dense({ units: 3, kernelRegularizer: regularizer }),
    ];
    const model = tf.sequential({ layers });
    model.setWeights(model.getWeights().map((w, i) => tf.tensor(randomNumbers(w.size, i + 1), w.shape)));
    model.compile({ loss: 'meanSquaredError', optimizer });
    return model;
}

async function trained(optimizer, steps) {
    const model = make(optimizer);
    const [x, y] = [tf.tensor(randomNumbers(72, 9), [8, 9]), tf.tensor(randomNumbers(24, 8), [8, 3])];
    for (let step = 0; step < steps; step++) await model.trainOnBatch(x, y);
    const { numTensors } = tf.memory();
    await model.trainOnBatch(x, y);
    const leaked = tf.memory().numTensors - numTensors;
    const weights = (await Promise.all(model.getWeights().map(plain))).flat();
    tf.dispose([x, y]);
    model.dispose();
    return { weights, leaked };
}

window.tests = {
    async start(name) {
        await tf.setBackend(name);
        await tf.ready();
        return tf.getBackend();
    },
    /** How far our optimizer's weights are from TF.js', and how many of each are zero. */
    async differences(steps) {
        const rows = [];
        for (const [name, [stock, ours]] of Object.entries(inner)) {
            for (const [how, around] of Object.entries(outer)) {
                if (/metric/.test(how) && name !== 'adam') continue;
                const [wanted, got] = [await trained(around(stock()), steps), await trained(around(ours()), steps)];
                const worst = got.weights.reduce((most, w, i) => Math.max(most, Math.abs(w - wanted.weights[i])), 0);
                const zeros = [wanted, got].map(({ weights }) => weights.filter(w => w === 0).length);
                rows.push({ name, how, worst, zeros, leaked: wanted.leaked + got.leaked });
            }
        }
        return rows;
    },
    /** Training that goes on after saving and loading, by the model and by the optimizer's weights alone. */
    async saving() {
        const rows = [];
        const [x, y] = [tf.tensor(randomNumbers(72, 9), [8, 9]), tf.tensor(randomNumbers(24, 8), [8, 3])];
        const steps = async model => {
            for (let step = 0; step < 3; step++) await model.trainOnBatch(x, y);
            return model.getWeights();
        };
        for (const [name, makeOptimizer] of Object.entries(savable)) {
            const model = make(makeOptimizer());
            await steps(model);
            let saved;
            const keep = tf.io.withSaveHandler(async artifacts => {
                saved = artifacts;
                return {};
            });
            await model.save(keep, { includeOptimizer: true });
            const names = saved.weightSpecs.map(({ name }) => name);
            const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
            const [optimizer, forgetful] = [makeOptimizer(), makeOptimizer()];
            await optimizer.setWeights(await model.optimizer.getWeights());
            const restored = [optimizer, forgetful].map(each => {
                const twin = make(each);
                twin.setWeights(model.getWeights());
                return twin;
            });
            const wanted = await values(await steps(model));
            const distances = [];
            for (const other of [loaded, ...restored])
                distances.push(furthest(wanted, await values(await steps(other))));
            rows.push({ name, names, distances });
        }
        return rows;
    },
    /** What a step leaves behind whose n-th program fails, and whether the training ends where it would have without. */
    async failing() {
        const backend = tf.backend();
        const method = backend.runWebGLProgram ? 'runWebGLProgram' : 'runWebGPUProgram';
        const [x, y] = [tf.tensor(randomNumbers(72, 9), [8, 9]), tf.tensor(randomNumbers(24, 8), [8, 3])];
        const rows = [];
        for (const [name, makeOptimizer] of Object.entries(savable)) {
            const [model, twin] = [make(makeOptimizer()), make(makeOptimizer())];
            for (const each of [model, model, twin, twin]) await each.trainOnBatch(x, y);
            const original = backend[method];
            const { applyGradients } = model.optimizer;
            const failures = [];
            const grown = [];
            for (const at of [1, 4, 7]) {
                const before = tf.memory();
                const weights = await values(model.getWeights());
                model.optimizer.applyGradients = function (gradients) {
                    let count = 0;
                    backend[method] = function (...args) {
                        if (++count === at) throw new Error('the device is lost');
                        return original.apply(this, args);
                    };
                    try {
                        return applyGradients.call(this, gradients);
                    } finally {
                        backend[method] = original;
                    }
                };
                try {
                    tf.tidy(() => void model.model.makeTrainFunction()([x, y]));
                } catch (error) {
                    failures.push(error.message);
                }
                model.optimizer.applyGradients = applyGradients;
                const after = tf.memory();
                grown.push(after.numTensors - before.numTensors, after.numDataBuffers - before.numDataBuffers);
                grown.push(furthest(weights, await values(model.getWeights())));
            }
            for (const each of [model, twin]) await each.trainOnBatch(x, y);
            const apart = furthest(await values(model.getWeights()), await values(twin.getWeights()));
            rows.push({ name, failures, grown, apart });
        }
        return rows;
    },
    /** The programs of one step that are ours, by name. */
    async programs() {
        const backend = tf.backend();
        const method = backend.runWebGLProgram ? 'runWebGLProgram' : 'runWebGPUProgram';
        const model = make(R.proximal(R.decoupled(R.adam(0.01))));
        const [x, y] = [tf.ones([8, 9]), tf.ones([8, 3])];
        await model.trainOnBatch(x, y);
        const names = {};
        const original = backend[method];
        backend[method] = function (program, ...others) {
            const name = program.constructor.name + (program.packedOutput ? ' packed' : '');
            names[name] = (names[name] ?? 0) + 1;
            return original.call(this, program, ...others);
        };
        await model.trainOnBatch(x, y);
        delete backend[method];
        return Object.fromEntries(Object.entries(names).filter(([name]) => name.startsWith('Regularizer')));
    },
    digits: digits => compareOnDigits(tf, R, digits, 3),
};
