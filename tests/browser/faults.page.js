// The page of faults.test.js: GPUs that are lost while a model trains.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { install } from 'regularizers/tfjs';
import { randomNumbers } from '../tfjs/by-hand.js';

tf.enableProdMode();
const R = install(tf);
const HANGS = 'it hangs';
const plain = async tensor => Array.from(await tensor.data());
const optimizers = {
    'proximal sgd': () => R.proximal(R.sgd(0.05)),
    "proximal around TF.js' momentum": () => R.proximal(tf.train.momentum(0.05, 0.9)),
    "TF.js' sgd": () => tf.train.sgd(0.05),
};

/** What comes of it: its message where it throws. */
async function outcomeOf(work, ms = 10_000) {
    const late = new Promise(resolve => setTimeout(() => resolve(HANGS), ms));
    try {
        return await Promise.race([work(), late]);
    } catch (error) {
        return error.message;
    }
}

/** @returns {Promise<unknown> | undefined} of a device, when it is known to be lost */
function lose() {
    const { gpgpu, device } = tf.backend();
    if (gpgpu) gpgpu.gl.getExtension('WEBGL_lose_context').loseContext();
    else device.destroy();
    gone = device?.lost;
    return gone;
}

/** When the device that is being lost is known to be. @type {Promise<unknown> | undefined} */
let gone;

/** What lets the WebGL context come back, empty; to be asked for before it is lost. */
function wayBack() {
    const { gl } = tf.backend().gpgpu ?? {};
    const extension = gl?.getExtension('WEBGL_lose_context');
    return async () => {
        if (!gl?.isContextLost()) return;
        const back = new Promise(resolve => gl.canvas.addEventListener('webglcontextrestored', resolve));
        extension.restoreContext();
        await back;
    };
}

/** Calls `act` before the k-th program that the update runs. */
function beforeProgram(k, optimizer, act) {
    const backend = tf.backend();
    const method = backend.runWebGLProgram ? 'runWebGLProgram' : 'runWebGPUProgram';
    const { applyGradients } = optimizer;
    optimizer.applyGradients = function (gradients) {
        let count = 0;
        const run = backend[method];
        backend[method] = function (...args) {
            if (++count === k) act();
            return run.apply(this, args);
        };
        try {
            return applyGradients.call(this, gradients);
        } finally {
            delete backend[method];
        }
    };
}

function make(optimizer) {
    const kernelRegularizer = R.l1l2({ l1: 0.01, l2: 0.01 });
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [5], kernelRegularizer })] });
    tf.tidy(() => model.setWeights(model.getWeights().map(w => tf.tensor(randomNumbers(w.size, 1 + w.rank), w.shape))));
    model.compile({ loss: 'meanSquaredError', optimizer });
    const data = [tf.tensor(randomNumbers(80, 9), [16, 5]), tf.tensor(randomNumbers(48, 8), [16, 3])];
    const train = (callbacks = {}) =>
        model.fit(...data, { epochs: 1, batchSize: 4, shuffle: false, verbose: 0, yieldEvery: 'batch', callbacks });
    const dispose = () => {
        tf.dispose([model, data]);
        optimizer.dispose();
    };
    return { model, data, train, dispose };
}

async function trained(optimizerName) {
    const { model, train, dispose } = make(optimizers[optimizerName]());
    await train();
    const weights = (await Promise.all(model.getWeights().map(plain))).flat();
    dispose();
    return weights;
}

async function startAnew(name) {
    const factory = tf.findBackendFactory(name);
    const { priority } = tf.engine().registryFactory[name];
    tf.removeBackend(name);
    tf.registerBackend(name, name === 'webgl' ? () => factory(document.createElement('canvas')) : factory, priority);
    await tf.setBackend(name);
}

/** Lets the next texture of WebGL find no memory: it stays empty, and `getError` says so. */
function noTexture() {
    const { gpgpu, textureManager } = tf.backend();
    const { gl } = gpgpu;
    textureManager.freeTextures = {};
    gl.texStorage2D = () => {
        delete gl.texStorage2D;
        gl.getError = () => {
            delete gl.getError;
            return gl.OUT_OF_MEMORY;
        };
    };
}

/** Lets the next buffer of WebGPU be an invalid one, as a device gives it where it has no memory. */
function noBuffer() {
    const { device, bufferManager } = tf.backend();
    const { acquireBuffer } = bufferManager;
    const { createBuffer } = Object.getPrototypeOf(device);
    bufferManager.acquireBuffer = function (size, usage) {
        delete bufferManager.acquireBuffer;
        device.createBuffer = asked => {
            delete device.createBuffer;
            const invalid = createBuffer.call(device, { ...asked, size: 2 ** 45 });
            return Object.defineProperties(invalid, { size: { value: size }, usage: { value: usage } });
        };
        this.freeBuffers.set(`${size}_${usage}`, []);
        return acquireBuffer.call(this, size, usage);
    };
}

/** The weights that training ends with before any GPU is lost. */
const right = {};

/** How a GPU is lost: each calls `lose` while, before or after `fit` does something. */
const ways = {
    'between two steps'({ model, train }) {
        let updates = 0;
        const { applyGradients } = model.optimizer;
        model.optimizer.applyGradients = function (gradients) {
            if (++updates > 2) throw new Error('it goes on');
            applyGradients.call(this, gradients);
        };
        return train({ onBatchEnd: () => (updates === 2 ? lose() : undefined) });
    },
    'in the middle of an update'({ model, train }) {
        let updates = 0;
        beforeProgram(3, model.optimizer, () => ++updates === 2 && lose());
        return train();
    },
    'without memory for what an update makes'({ model, train }) {
        let updates = 0;
        const refuse = tf.getBackend() === 'webgl' ? noTexture : noBuffer;
        beforeProgram(2, model.optimizer, () => ++updates === 2 && refuse());
        return train();
    },
    'while its numbers are waited for'({ model, train }) {
        let batches = 0;
        return train({
            onBatchEnd() {
                if (++batches === 2) setTimeout(lose);
                return batches === 2 ? model.getWeights()[0].data() : undefined;
            },
        });
    },
    async 'in a hand-written loop'({ model, data: [x, y] }) {
        const loss = () => tf.losses.meanSquaredError(y, model.apply(x, { training: true }));
        for (let step = 0; step < 5; step++) {
            if (step === 2) await lose();
            tf.tidy(() => void model.optimizer.minimize(loss)); // which would leave gradients behind
        }
    },
    async 'and comes back while nothing is asked of it'({ model }, bringBack) {
        lose();
        await new Promise(resolve => setTimeout(resolve, 20));
        await bringBack();
        return plain(model.getWeights()[0]);
    },
    async 'as the numbers come'({ model, train }) {
        await train();
        const { gl } = tf.backend().gpgpu;
        for (const method of ['getBufferSubData', 'readPixels']) {
            gl[method] = (...args) => {
                if (!gl.isContextLost()) lose();
                return Object.getPrototypeOf(gl)[method].apply(gl, args);
            };
        }
        const [kernel] = model.getWeights();
        return plain(kernel);
    },
};

/** Where TF.js takes memory on a GPU: an object and its method. */
const allocators = {
    webgl: backend => [backend.textureManager, 'acquireTexture'],
    webgpu: backend => [backend.bufferManager, 'acquireBuffer'],
};

/** Lets the k-th texture or buffer that programs of ours ask for fail; how many they asked for. */
function starving(k, work) {
    const name = tf.getBackend();
    const backend = tf.backend();
    const [owner, method] = allocators[name](backend);
    const runName = name === 'webgl' ? 'runWebGLProgram' : 'runWebGPUProgram';
    const run = backend[runName];
    const acquire = owner[method];
    let [isOurs, asked] = [false, 0];
    backend[runName] = function (program, ...args) {
        const outer = isOurs;
        isOurs ||= program.constructor.name.startsWith('Regularizer');
        try {
            return run.call(this, program, ...args);
        } finally {
            isOurs = outer;
        }
    };
    owner[method] = function (...args) {
        if (isOurs && ++asked === k) throw new Error('no memory, for a test');
        return acquire.apply(this, args);
    };
    try {
        work();
        return { asked };
    } catch (error) {
        return { asked, message: error.message };
    } finally {
        delete backend[runName];
        delete owner[method];
    }
}

window.tests = {
    async start(name) {
        await tf.setBackend(name);
        await tf.ready();
        return tf.getBackend();
    },
    /** All that can be asked of a model whose GPU was lost, and then of a new one. */
    async lost(way, optimizerName) {
        const name = tf.getBackend();
        right[optimizerName] ??= await trained(optimizerName);
        const trial = make(optimizers[optimizerName]());
        await trial.model.trainOnBatch(...trial.data);
        const bringBack = wayBack();
        const { gpgpu } = tf.backend();
        const { numTensors } = tf.memory();
        const outcome = await outcomeOf(() => ways[way](trial, bringBack));
        const grown = tf.memory().numTensors - numTensors;
        await Promise.all([gone, new Promise(resolve => setTimeout(resolve, 20))]);
        const [kernel] = trial.model.getWeights();
        const ask = async () => [
            await outcomeOf(() => trial.train()),
            await outcomeOf(() => plain(kernel)),
            await outcomeOf(() => Array.from(kernel.dataSync())),
            await outcomeOf(() => trial.model.save({ save: async ({ weightData }) => weightData.byteLength })),
        ];
        const next = await ask();
        await bringBack();
        next.push(...(await ask()));
        const polls = gpgpu?.itemsToPoll.length ?? 0;
        await startAnew(name);
        trial.dispose();
        return { outcome, grown, polls, next, before: right[optimizerName], after: await trained(optimizerName) };
    },
    /** A step in which each texture or buffer of our programs fails once, and how far it ends from one that had all. */
    async starved(optimizerName) {
        const [trial, twin] = [1, 2].map(() => make(optimizers[optimizerName]()));
        const steps = [trial, twin].map(({ model, data }) => {
            const step = model.model.makeTrainFunction();
            return () => tf.tidy(() => void step(data));
        });
        for (const step of steps) step();
        const weightsOf = async ({ model }) => (await Promise.all(model.getWeights().map(plain))).flat();
        const before = await weightsOf(trial);
        const refusals = [];
        for (let k = 1; ; k++) {
            const { numTensors } = tf.memory();
            const { message } = starving(k, steps[0]);
            if (!message) break;
            const isSame = `${await weightsOf(trial)}` === `${before}`;
            refusals.push({ message, isSame, grown: tf.memory().numTensors - numTensors });
        }
        steps[1]();
        const ends = [await weightsOf(trial), await weightsOf(twin)];
        for (const { dispose } of [trial, twin]) dispose();
        return { refusals, ends };
    },
};
