/** One model in training. */
import { KINDS, stepOf } from '../regularizations.js';
import { compacted } from './compacted.js';
import { shapesOf } from './network.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {{ images: any, labels: any }} Batch tensors: n x 784 and, one-hot, n x 10
 * @typedef {object} Snapshot
 * @property {number} dataLoss mean cross-entropy of the batches since the last snapshot, in nats
 * @property {number} penalty of the weights as they are
 * @property {number} trainAccuracy share of some training digits recognised
 * @property {number} accuracy share of the held-out digits recognised
 * @property {number} cost milliseconds per step that the penalty takes
 * @property {number} hidden units, 0 for none
 * @property {Float32Array} weights of its kernels, as `kernelsOf` takes them apart
 * @property {import('./compacted.js').Compacted} [compacted] where there are hidden units
 * @typedef {object} Layer
 * @property {any} kernel a variable, as is bias
 * @property {any} bias
 * @property {import('../regularizations.js').Regularizer | null} regularizer of the kernel
 * @property {any} forTensors the same for TF.js
 */

const RATE = 0.1;
const SEED = 3;
const FORGET = 0.8;

/** @param {any} tf @param {[inputs: number, units: number]} shape @param {number} seed @returns {Layer} */
function layerOf(tf, shape, seed) {
    const limit = Math.sqrt(6 / (shape[0] + shape[1])); // Glorot's, as a dense layer starts
    return tf.tidy(() => ({
        kernel: tf.variable(tf.randomUniform(shape, -limit, limit, 'float32', seed)),
        bias: tf.variable(tf.zeros([shape[1]])),
        regularizer: null,
        forTensors: null,
    }));
}

export class Run {
    #lossSum = 0;
    #steps = 0;
    /** Milliseconds and steps, the older the less they count: browser clocks are coarse. */
    #cost = { sum: 0, steps: 0 };

    /**
     * @param {any} tf
     * @param {any} plugin what `install(tf)` gave
     * @param {Choice} choice
     * @param {number} hidden units, 0 for none
     */
    constructor(tf, plugin, choice, hidden) {
        this.tf = tf;
        this.plugin = plugin;
        this.hidden = hidden;
        this.layers = shapesOf(hidden).map((shape, i) => layerOf(tf, shape, SEED + i));
        this.optimizer = tf.train.sgd(RATE);
        this.choose(choice);
    }

    /** Takes effect at the next step. @param {Choice} choice */
    choose(choice) {
        this.step = stepOf(choice);
        for (const [i, layer] of this.layers.entries()) {
            layer.regularizer = KINDS[choice.kind].make(choice.factor, i);
            layer.forTensors = this.plugin.get(layer.regularizer);
        }
        this.#cost = { sum: 0, steps: 0 };
    }

    /** @param {any} images @returns {any} scores before the softmax */
    scores(images) {
        const { tf, layers } = this;
        return layers.reduce(
            (x, { kernel, bias }, i) => tf.add(tf.matMul(i > 0 ? tf.relu(x) : x, kernel), bias),
            images,
        );
    }

    /** One step of gradient descent. @param {Batch} batch */
    train({ images, labels }) {
        const { tf, layers } = this;
        tf.tidy(() => {
            const loss = () => tf.losses.softmaxCrossEntropy(labels, this.scores(images));
            const { value, grads } = tf.variableGrads(
                loss,
                layers.flatMap(({ kernel, bias }) => [kernel, bias]),
            );
            this.#lossSum += value.dataSync()[0];
            this.#price(() => this.#addPenaltySlopes(grads), 'gradient');
            this.optimizer.applyGradients(grads);
            this.#price(() => this.#stepProximally(), 'prox');
        });
        this.#steps++;
        this.#cost.steps++;
    }

    /** Does what the penalty asks for, if it acts that way, and takes the time. @param {() => void} act @param {'gradient' | 'prox'} way */
    #price(act, way) {
        if (this.step !== way) return;
        const start = performance.now();
        act();
        this.#cost.sum += performance.now() - start;
    }

    /** The penalties' gradients through TF.js. @param {Record<string, any>} grads by the names of the variables */
    #addPenaltySlopes(grads) {
        const { tf } = this;
        for (const { kernel, forTensors } of this.layers) {
            if (!forTensors) continue;
            const slope = tf.grad((/** @type {any} */ x) => forTensors.apply(x))(kernel);
            grads[kernel.name] = tf.add(grads[kernel.name], slope);
        }
    }

    #stepProximally() {
        for (const { kernel, regularizer } of this.layers) {
            if (!regularizer) continue;
            const shrunk = regularizer.prox({ data: kernel.dataSync(), shape: kernel.shape }, RATE);
            kernel.assign(this.tf.tensor2d(shrunk, kernel.shape));
        }
    }

    /** @param {Batch} batch @param {(images: any) => any} [scores] default: its own */
    accuracy({ images, labels }, scores = x => this.scores(x)) {
        const { tf } = this;
        return tf.tidy(() => tf.mean(tf.equal(tf.argMax(scores(images), 1), tf.argMax(labels, 1)), 0).dataSync()[0]);
    }

    penalty() {
        return this.layers.reduce(
            (sum, { kernel, regularizer }) =>
                sum + (regularizer?.call({ data: kernel.dataSync(), shape: kernel.shape }) ?? 0),
            0,
        );
    }

    /** @returns {Float32Array} of all kernels, one after the other */
    weights() {
        const kernels = this.layers.map(({ kernel }) => kernel.dataSync());
        const weights = new Float32Array(kernels.reduce((sum, { length }) => sum + length, 0));
        let at = 0;
        for (const kernel of kernels) {
            weights.set(kernel, at);
            at += kernel.length;
        }
        return weights;
    }

    /**
     * @param {Batch} trainSample
     * @param {Batch} test
     * @returns {Snapshot}
     */
    snapshot(trainSample, test) {
        const { tf, plugin, layers, hidden } = this;
        const steps = Math.max(this.#steps, 1);
        const dataLoss = this.#lossSum / steps;
        const cost = this.#cost.sum / Math.max(this.#cost.steps, 1);
        this.#lossSum = this.#steps = 0;
        this.#cost.sum *= FORGET;
        this.#cost.steps *= FORGET;
        return {
            dataLoss,
            penalty: this.penalty(),
            trainAccuracy: this.accuracy(trainSample),
            accuracy: this.accuracy(test),
            cost,
            hidden,
            weights: this.weights(),
            compacted: hidden ? compacted(tf, plugin, layers, scores => this.accuracy(test, scores)) : undefined,
        };
    }

    dispose() {
        this.tf.dispose(this.layers.flatMap(({ kernel, bias }) => [kernel, bias]));
        this.optimizer.dispose();
    }
}
