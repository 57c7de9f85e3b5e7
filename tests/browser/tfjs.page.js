// The page of tfjs.test.js: bundled with TF.js' ES modules, whose classes are native ones.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { backend as kernelsInUse } from 'regularizers';
import { install } from 'regularizers/tfjs';

tf.enableProdMode();
setWasmPaths('/wasm/');

const regularizers = install(tf);
const values = Array.from({ length: 10_000 }, (_, i) => Math.fround(Math.sin(i * i)));

/** Values and gradients of every penalty on a matrix, as plain numbers. */
function penaltiesAndSlopes() {
    const { l1, l1l2, l2, orthogonal } = regularizers;
    const x = tf.tensor2d(values, [100, 100]);
    const all = [l1(0.25), l2(0.5), l1l2({ l1: 0.25, l2: 0.5 }), orthogonal(0.5)];
    const found = all.map(regularizer => {
        const { value, grad } = tf.valueAndGrad(w => regularizer.apply(w))(x);
        return [value.dataSync()[0], Array.from(grad.dataSync())];
    });
    x.dispose();
    return found;
}

/** One training step of a model that uses everything, from fixed weights. */
async function trainOneStep() {
    const fixed = { kernelInitializer: 'ones', recurrentInitializer: 'ones' };
    const model = tf.sequential({
        layers: [
            tf.layers.lstm({
                units: 2,
                inputShape: [2, 2],
                recurrentRegularizer: 'l2',
                activityRegularizer: 'l1',
                ...fixed,
            }),
            tf.layers.dense({ units: 2, kernelRegularizer: 'l1_l2', activityRegularizer: 'l2', ...fixed }),
        ],
    });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    return model.trainOnBatch(tf.ones([3, 2, 2]), tf.zeros([3, 2]));
}

window.tests = {
    async run(backend) {
        if (!(await tf.setBackend(backend))) return null;
        await tf.ready();
        return { results: penaltiesAndSlopes(), loss: await trainOneStep() };
    },
    threads() {
        const { wasm } = tf.backend();
        return {
            isShared: wasm.HEAPU8.buffer instanceof SharedArrayBuffer,
            kernels: kernelsInUse(),
            isolated: crossOriginIsolated,
        };
    },
    /** Grows the wasm heap, then asks again. */
    afterGrowth() {
        const before = tf.backend().wasm.HEAPU8.length;
        const big = tf.zeros([before / 4]);
        const grew = tf.backend().wasm.HEAPU8.length > before;
        const results = penaltiesAndSlopes();
        big.dispose();
        return { grew, results };
    },
    /** How often a training loss was read back from the GPU before anybody asked for it. */
    readBacks() {
        const backend = tf.backend();
        let reads = 0;
        for (const name of ['read', 'readSync']) {
            const original = backend[name];
            backend[name] = (...args) => {
                reads++;
                return original.apply(backend, args);
            };
        }
        const { l1l2, orthogonal } = regularizers;
        const x = tf.tensor2d(values, [100, 100]);
        const slopes = [l1l2(), orthogonal()].map(each => tf.grad(w => each.apply(w))(x));
        const beforeAsking = reads;
        for (const slope of slopes) slope.dataSync();
        delete backend.read;
        delete backend.readSync;
        return { beforeAsking, afterAsking: reads };
    },
    /** Native classes and a frozen namespace: everything that is hooked there must come off again. */
    uninstall() {
        const { Layer } = tf.layers;
        const isNative = String(Layer).startsWith('class');
        const hooked = Object.getPrototypeOf(tf.RNN) !== Layer;
        regularizers.uninstall();
        return { isNative, hooked, restored: Object.getPrototypeOf(tf.RNN) === Layer };
    },
};
