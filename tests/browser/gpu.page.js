// The page of gpu.test.js: penalties and steps on WebGL and WebGPU, with the flags of TF.js that the address names.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { install } from 'regularizers/tfjs';
import { composedProx, hasComposedProx } from '../../js/tfjs/backends/composed.js';
import { decayOf, proxOf } from '../../js/tfjs/backends/steps.js';
import { randomNumbers } from '../tfjs/by-hand.js';

tf.enableProdMode();
setWasmPaths('/wasm/');
const query = new URLSearchParams(location.search);
for (const [flag, value] of query) if (flag !== 'backend') tf.env().set(flag, JSON.parse(value));
const name = query.get('backend');
const { anchored, anchoredL2, fisherDiagonal, groupLasso, l1, l1l2, l2, proximal, softOrthogonal, sparseGroupLasso } =
    install(tf);

const used = () => {
    const { textureManager, bufferManager } = tf.backend();
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    const textures = textureManager?.getNumUsedTextures();
    return [numTensors, numDataBuffers, numBytes, textures, bufferManager?.getNumUsedBuffers()];
};
const plain = async tensor => Array.from(await tensor.data());

/** An element in each texel, as tiles are. */
const tiled = tensor => tf.tile(tensor, Array(tensor.rank).fill(1));

/**
 * A tensor as TF.js' ops leave it: not on the GPU yet; packed, with something in the texels beyond its edges; an element in
 * each texel; a part of another tensor's texture.
 */
const layouts = {
    new: (values, shape) => tf.tensor(values, shape),
    packed: (values, shape) => tf.tidy(() => tf.mul(tf.add(tf.tensor(values, shape), 0.25), 0.75)),
    unpacked: (values, shape) => tf.tidy(() => tiled(tf.tensor(values, shape))),
    sliced: (values, shape) =>
        tf.tidy(() => tf.reshape(tf.slice(tiled(tf.tensor([7, 8, 9, ...values])), [3], [values.length]), shape)),
};

/** How far penalties, their gradients and steps are from the core's, and which elements of a step are 0. */
async function differences(regularizers, values, shape) {
    const rows = [];
    for (const regularizer of regularizers) {
        const core = regularizer.regularizer;
        const w = { data: Float32Array.from(values), shape };
        const hasProx = hasComposedProx(core);
        const wanted = { ...core.valueAndGrad(w), prox: hasProx ? core.prox(w, 0.5) : [] };
        const x = tf.tensor(values, shape);
        const { value, grad } = tf.valueAndGrad(v => regularizer.apply(v))(x);
        const curvature = tf.grad(v => tf.sum(tf.square(tf.grad(u => regularizer.apply(u))(v))))(x);
        const prox = hasProx ? composedProx(tf, x, core, 0.5) : tf.tensor([]);
        const worst = (found, expected) =>
            found.reduce((most, v, i) => Math.max(most, Number.isNaN(v) ? Infinity : Math.abs(v - expected[i])), 0);
        const stepped = await plain(prox);
        rows.push({
            value: Math.abs((await plain(value))[0] / wanted.value - 1),
            gradient: worst(await plain(grad), wanted.grad),
            prox: worst(stepped, wanted.prox),
            zeros: stepped.filter(v => v === 0).length - wanted.prox.filter(v => v === 0).length,
            isFinite: (await plain(curvature)).every(Number.isFinite),
        });
        tf.dispose([x, value, grad, curvature, prox]);
    }
    return rows;
}

/** How far a penalty, its gradient and the steps are from what float64 makes of the same numbers. */
async function errorsOn(x, [a, b]) {
    const values = await plain(x);
    const { value, grad } = tf.valueAndGrad(w => l1l2({ l1: a, l2: b }).apply(w))(x);
    const [prox, decay] = [proxOf(tf, x, { l1: a, l2: b, step: 0.5 }), decayOf(tf, x, 0.25)];
    const sum = values.reduce((total, w) => total + a * Math.abs(w) + b * w * w, 0);
    const worst = async (tensor, expected) => {
        const found = await plain(tensor);
        if (found.length !== values.length || `${tensor.shape}` !== `${x.shape}`) return Infinity;
        return found.reduce((most, y, i) => Math.max(most, Math.abs(y - expected(values[i]))), 0);
    };
    const threshold = 0.5 * a;
    const errors = {
        value: Math.abs((await plain(value))[0] / sum - 1),
        gradient: await worst(grad, w => a * Math.sign(w) + 2 * b * w),
        prox: await worst(prox, w => (Math.sign(w) * Math.max(0, Math.abs(w) - threshold)) / (1 + b)),
        decay: await worst(decay, w => 0.75 * w),
    };
    tf.dispose([value, grad, prox, decay]);
    return errors;
}

/** Counts the programs that run, by name. */
async function programsOf(work) {
    const backend = tf.backend();
    const method = backend.runWebGLProgram ? 'runWebGLProgram' : 'runWebGPUProgram';
    const names = [];
    const original = backend[method];
    backend[method] = function (program, ...others) {
        names.push(program.constructor.name);
        return original.call(this, program, ...others);
    };
    await work();
    delete backend[method];
    return names;
}

const network = (widths = [9, 8, 3]) => {
    const dense = (units, more) =>
        tf.layers.dense({
            units,
            kernelRegularizer: l1l2({ l1: 1e-4, l2: 1e-2 }),
            biasRegularizer: l2(1e-2),
            kernelInitializer: tf.initializers.glorotUniform({ seed: units }),
            ...more,
        });
    const layers = widths.map((units, i) => dense(units, { activation: 'tanh', ...(i ? {} : { inputShape: [7] }) }));
    const model = tf.sequential({ layers });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    return model;
};

window.tests = {
    async start() {
        await tf.setBackend(name);
        await tf.ready();
        return tf.getBackend();
    },
    /** The worst errors over shapes and ways in which a tensor may lie on the GPU. */
    async errors(shapes, names = Object.keys(layouts)) {
        const worst = {};
        for (const shape of shapes) {
            for (const layout of names) {
                const size = shape.reduce((product, side) => product * side, 1);
                const x = layouts[layout](randomNumbers(size), shape);
                for (const [what, error] of Object.entries(await errorsOn(x, [0.3, 0.2]))) {
                    if (!(error <= (worst[what]?.error ?? -1))) worst[what] = { error, shape, layout };
                }
                x.dispose();
            }
        }
        return worst;
    },
    /** How far group penalties are from the core's. */
    groups(shape, axis) {
        const size = shape.reduce((product, side) => product * side, 1);
        const values = randomNumbers(size).map((v, i) => (i % shape.at(-1) === 1 || i < size / shape[0] ? 0 : v));
        const regularizers = [groupLasso({ factor: 0.3, axis }), sparseGroupLasso({ l1: 0.1, group: 0.2, axis })];
        return differences(regularizers, values, shape);
    },
    /** How far soft orthogonality and the distance to an anchor are from the core's. */
    structured(shape) {
        const size = shape.reduce((product, side) => product * side, 1);
        const [anchor, importance] = [randomNumbers(size, 5), randomNumbers(size, 6).map(v => 3 * Math.abs(v))];
        const regularizers = [
            softOrthogonal({ factor: 0.1 }),
            softOrthogonal({ factor: 0.1, mode: 'columns', diagonal: false }),
            anchoredL2({ l2: 0.5, anchor }),
            anchoredL2({ l2: 0.5, anchor, importance }),
            anchoredL2({ l2: 0.5, importance }),
        ];
        return differences(regularizers, randomNumbers(size), shape);
    },
    /** Trains two weights under AnchoredL2 with proximal steps, and measures what matters to them. */
    async anchored() {
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
        const [start, x, y] = [
            tf.tensor(randomNumbers(6), [3, 2]),
            tf.tensor(randomNumbers(30, 4), [10, 3]),
            tf.tensor(randomNumbers(20, 7), [10, 2]),
        ];
        const bias = tf.zeros([2]);
        model.setWeights([start, bias]);
        model.compile({ loss: 'meanSquaredError', optimizer: proximal(tf.train.sgd(0.2)) });
        const importance = await fisherDiagonal(model, x, y);
        const { remove } = anchored(model, { l2: 0.5, importance });
        const losses = [];
        for (let step = 0; step < 5; step++) losses.push(await model.trainOnBatch(x, y));
        remove();
        const result = [...Object.values(importance).flatMap(({ data }) => [...data]), ...losses];
        for (const weight of model.getWeights()) result.push(...(await plain(weight)));
        tf.dispose([start, bias, x, y]);
        model.dispose();
        return result;
    },
    /** Trains with a group lasso by its proximal step; the kernel after it, and the norm of each of its units. */
    async units() {
        const dense = { units: 6, inputShape: [4], kernelRegularizer: groupLasso(0.005), useBias: false };
        const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
        const model = tf.sequential({ layers: [tf.layers.dense({ ...dense, kernelInitializer })] });
        model.compile({ loss: 'meanSquaredError', optimizer: proximal(tf.train.sgd(0.5)) });
        const [x, y] = [
            tf.tensor(randomNumbers(40), [10, 4]),
            tf.tensor(
                randomNumbers(60, 7).map((v, i) => (i % 3 ? v / 50 : v)),
                [10, 6],
            ),
        ];
        for (let step = 0; step < 60; step++) await model.trainOnBatch(x, y);
        const kernel = await plain(model.getWeights()[0]);
        tf.dispose([x, y]);
        model.dispose();
        return kernel;
    },
    /** Value and gradient of numbers that are no ordinary ones, as text: JSON has no NaN. */
    async special() {
        const rows = [];
        for (const values of [
            [NaN, 1, 2, 3, 4],
            [Infinity, 1, 2, 3, -Infinity],
            [0, -0, 1e-30, -1, 0],
            [1e20, 0, 0, 0, 1],
        ]) {
            for (const factors of [{ l1: 0.5 }, { l2: 0.5 }, { l1: 0.5, l2: 0.25 }, { l1: 0, l2: 0 }]) {
                for (const scale of [1, -2, 0, NaN]) {
                    const x = tf.tensor(values);
                    const { value, grad } = tf.valueAndGrad(w => tf.mul(scale, l1l2(factors).apply(w)))(x);
                    rows.push(`${[...(await plain(value)), ...(await plain(grad))].map(v => v + 0)}`);
                }
            }
            rows.push(`${await plain(proxOf(tf, tf.tensor(values), { l1: 0.5, l2: 1, step: 0.5 }))}`);
        }
        return rows;
    },
    async programs() {
        const x = tf.tidy(() => tf.mul(tf.tensor(randomNumbers(1e6)), 1));
        await plain(tf.sum(x));
        const names = await programsOf(() => tf.dispose(tf.valueAndGrad(w => l1l2().apply(w))(x)));
        const caches = () => Object.keys(tf.backend().binaryCache ?? tf.backend().pipelineCache).length;
        const before = caches();
        tf.dispose(tf.valueAndGrad(w => l1l2({ l1: 0.7, l2: 0.9 }).apply(w))(x));
        return { names, compiled: caches() - before };
    },
    async modelPrograms() {
        const model = network();
        const [x, y] = [tf.ones([4, 7]), tf.ones([4, 3])];
        await model.trainOnBatch(x, y);
        const names = await programsOf(() => model.trainOnBatch(x, y));
        return names.filter(name => name.startsWith('Regularizer'));
    },
    /** The penalty of 20 weights, more than a program reads, against the same one by one. */
    async manyWeights() {
        const layers = Array.from({ length: 20 }, (_, i) =>
            tf.layers.dense({
                units: i + 1,
                ...(i ? {} : { inputShape: [3] }),
                kernelRegularizer: i % 2 ? l1(1e-2) : l2(1e-2),
            }),
        );
        const model = tf.sequential({ layers });
        const together = tf.tidy(() => model.calculateLosses());
        const alone = tf.tidy(() => model.losses.map(loss => loss()));
        const sum = (await Promise.all(alone.map(plain))).reduce((total, [value]) => total + value, 0);
        return { count: together.length, ratio: (await plain(together[0]))[0] / sum };
    },
    async emptyOnes() {
        const x = tf.zeros([0, 3]);
        const { value, grad } = tf.valueAndGrad(w => l1l2().apply(w))(x);
        return [
            await plain(value),
            grad.shape,
            await plain(grad),
            proxOf(tf, x, { l1: 1, step: 1 }).shape,
            await plain(l1().apply(tf.tensor([]))),
        ];
    },
    async derivatives() {
        const cube = w => tf.pow(l2(1).apply(w), 3); // x^6 for one number
        const second = tf.grad(a => tf.sum(tf.grad(cube)(a)));
        const third = tf.grad(b => tf.sum(second(b)));
        return [await plain(second(tf.tensor([2]))), await plain(third(tf.tensor([2])))];
    },
    /** A gradient that comes from a number on the GPU; nothing is read back for it. */
    async gradientOnGpu() {
        const backend = tf.backend();
        let reads = 0;
        const { read, readSync } = backend;
        const scale = tf.sum(tf.mul(tf.ones([1000]), 0.003));
        for (const [name, original] of Object.entries({ read, readSync })) {
            backend[name] = (...args) => {
                reads++;
                return original.apply(backend, args);
            };
        }
        const slope = tf.grad(w => tf.mul(scale, l2(0.5).apply(w)))(tf.tensor([1, -2]));
        const before = reads;
        const found = await plain(slope);
        delete backend.read;
        delete backend.readSync;
        return { before, found };
    },
    async leaks() {
        const model = network();
        const [x, y] = [tf.ones([4, 7]), tf.ones([4, 3])];
        const w = tf.tensor(randomNumbers(5000), [50, 100]);
        const step = async () => {
            await model.trainOnBatch(x, y);
            tf.tidy(() => void tf.grad(v => l1l2().apply(v))(w));
            tf.tidy(() => void [proxOf(tf, w, { l1: 1, step: 1 }), decayOf(tf, w, 0.1)]);
            await plain(x); // WebGPU lets go of buffers when its queue is submitted
        };
        await step();
        await step();
        const before = used();
        for (let i = 0; i < 5; i++) await step();
        return { before, after: used() };
    },
    /** The weights after 200 steps of training. L1 makes weights jump about 0 by rate * l1, here 1e-5: where, is chance. */
    async train(backend) {
        await tf.setBackend(backend);
        await tf.ready();
        const model = network([3]);
        const x = tf.tensor(randomNumbers(32 * 7), [32, 7]);
        const y = tf.tensor(randomNumbers(32 * 3, 5), [32, 3]);
        const loss = () =>
            tf.addN([tf.losses.meanSquaredError(y, model.apply(x, { training: true })), ...model.calculateLosses()]);
        for (let i = 0; i < 200; i++) model.optimizer.minimize(loss); // no loss is read, which takes most of the time
        return (await Promise.all(model.getWeights().map(plain))).flat();
    },
    async sumOf(count, value) {
        const x = tf.fill([count], value);
        const penalty = l1(1).apply(x);
        const [found] = await plain(penalty);
        tf.dispose([x, penalty]);
        return found / (count * Math.fround(value));
    },
    /** TF.js has no recovery: a page that lost its context makes the backend anew. */
    async contextLost() {
        const before = await this.errors([[50, 30]], ['packed']);
        const { gl } = tf.backend().gpgpu;
        gl.getExtension('WEBGL_lose_context').loseContext();
        await new Promise(resolve => setTimeout(resolve, 50));
        const factory = tf.findBackendFactory('webgl');
        tf.removeBackend('webgl');
        tf.registerBackend('webgl', () => factory(document.createElement('canvas')), 2);
        await tf.setBackend('webgl');
        return { before, after: await this.errors([[50, 30]], ['packed']) };
    },
};
