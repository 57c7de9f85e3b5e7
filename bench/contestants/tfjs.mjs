/** TensorFlow.js with its own regularizers, on the backend that the option names; the input is a tensor already. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { fill, L1, L2 } from '../data.mjs';

/** @param {readonly number[]} size @param {string} backend */
async function tensor(size, backend) {
    setWasmPaths(fileURLToPath(new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm'))));
    tf.env().set('IS_TEST', true); // silences the advice to use tfjs-node
    await tf.setBackend(backend);
    return tf.tensor(fill(new Float32Array(size.reduce((a, b) => a * b))), [...size]);
}

/** @param {tf.Tensor} x @param {(x: tf.Tensor) => tf.Tensor} penalty */
const value = (x, penalty) => () => tf.tidy(() => penalty(x).dataSync()[0]);

/** @param {tf.Tensor} x @param {(x: tf.Tensor) => tf.Tensor} penalty */
function valueAndGradient(x, penalty) {
    const both = tf.valueAndGrad(x => penalty(x).asScalar());
    return () => {
        const { value, grad } = both(x);
        const sum = value.dataSync()[0];
        tf.dispose([value, grad]);
        return sum;
    };
}

/**
 * Keras' orthogonal penalty of rows composed of tf operations. `product` is one of the two ways to write w w'.
 * @param {(w: tf.Tensor2D) => tf.Tensor2D} product
 */
const orthogonal = product => (/** @type {tf.Tensor} */ w) => {
    const unit = tf.div(w, tf.norm(w, 2, 1, true));
    const [m] = w.shape;
    const off = tf.mul(product(/** @type {tf.Tensor2D} */ (unit)), tf.sub(1, tf.eye(m)));
    return tf.div(tf.sum(tf.abs(off)), m * (m - 1));
};
const transposing = orthogonal(w => tf.matMul(w, tf.transpose(w)));
const flagged = orthogonal(w => tf.matMul(w, w, false, true));

const l1 = tf.regularizers.l1({ l1: L1 });
const l2 = tf.regularizers.l2({ l2: L2 });
const l1l2 = tf.regularizers.l1l2({ l1: L1, l2: L2 });

/** @type {Record<string, (size: number[], options: string[]) => Promise<() => number>>} */
export const works = {
    l1: async (size, [backend]) => value(await tensor(size, backend), x => l1.apply(x)),
    l2: async (size, [backend]) => value(await tensor(size, backend), x => l2.apply(x)),
    l1l2: async (size, [backend]) => value(await tensor(size, backend), x => l1l2.apply(x)),
    gradient: async (size, [backend]) => valueAndGradient(await tensor(size, backend), x => l1l2.apply(x)),
    orthogonal: async (size, [backend]) => value(await tensor(size, backend), transposing),
    orthogonalFlag: async (size, [backend]) => value(await tensor(size, backend), flagged),
    orthogonalGradient: async (size, [backend]) => valueAndGradient(await tensor(size, backend), transposing),
    orthogonalFlagGradient: async (size, [backend]) => valueAndGradient(await tensor(size, backend), flagged),
};
