/** One model in training: ten linear scores of 784 pixels, as in a dense layer with softmax. */
import { KINDS, stepOf } from '../regularizations.js';
import { CLASSES, PIXELS } from './digits.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {{ images: any, labels: any }} Batch tensors: n x 784 and, one-hot, n x 10
 * @typedef {object} Snapshot
 * @property {number} dataLoss mean cross-entropy of the batches since the last snapshot, in nats
 * @property {number} penalty of the weights as they are
 * @property {number} trainAccuracy share of some training digits recognised
 * @property {number} accuracy share of the held-out digits recognised
 * @property {number} cost milliseconds per step that the penalty takes
 * @property {Float32Array} weights 784 rows of 10
 */

const RATE = 0.1;
const SEED = 3;
const FORGET = 0.8;

export class Run {
    #lossSum = 0;
    #steps = 0;
    /** Milliseconds and steps, the older the less they count: browser clocks are coarse. */
    #cost = { sum: 0, steps: 0 };

    /**
     * @param {any} tf
     * @param {any} plugin what `install(tf)` gave
     * @param {Choice} choice
     */
    constructor(tf, plugin, choice) {
        this.tf = tf;
        this.plugin = plugin;
        const limit = Math.sqrt(6 / (PIXELS + CLASSES)); // Glorot's, as a dense layer starts
        this.kernel = tf.tidy(() => tf.variable(tf.randomUniform([PIXELS, CLASSES], -limit, limit, 'float32', SEED)));
        this.bias = tf.tidy(() => tf.variable(tf.zeros([CLASSES])));
        this.optimizer = tf.train.sgd(RATE);
        this.choose(choice);
    }

    /** Takes effect at the next step. @param {Choice} choice */
    choose(choice) {
        this.step = stepOf(choice);
        this.regularizer = KINDS[choice.kind].make(choice.factor);
        this.forTensors = this.plugin.get(this.regularizer);
        this.#cost = { sum: 0, steps: 0 };
    }

    /** @param {any} images @returns {any} scores before the softmax */
    scores(images) {
        return this.tf.add(this.tf.matMul(images, this.kernel), this.bias);
    }

    /** One step of gradient descent. @param {Batch} batch */
    train({ images, labels }) {
        const { tf, kernel, bias } = this;
        tf.tidy(() => {
            const loss = () => tf.losses.softmaxCrossEntropy(labels, this.scores(images));
            const { value, grads } = tf.variableGrads(loss, [kernel, bias]);
            this.#lossSum += value.dataSync()[0];
            const slope = this.penaltySlope();
            if (slope) grads[kernel.name] = tf.add(grads[kernel.name], slope);
            this.optimizer.applyGradients(grads);
            this.proximalStep();
        });
        this.#steps++;
        this.#cost.steps++;
    }

    /** The penalty's gradient through TF.js, if it acts by gradient. */
    penaltySlope() {
        const { forTensors } = this;
        if (!forTensors || this.step !== 'gradient') return undefined;
        const start = performance.now();
        const slope = this.tf.grad((/** @type {any} */ x) => forTensors.apply(x))(this.kernel);
        this.#cost.sum += performance.now() - start;
        return slope;
    }

    proximalStep() {
        if (!this.regularizer || this.step !== 'prox') return;
        const start = performance.now();
        const weights = { data: this.kernel.dataSync(), shape: [PIXELS, CLASSES] };
        const shrunk = this.regularizer.prox(weights, RATE);
        this.kernel.assign(this.tf.tensor2d(shrunk, [PIXELS, CLASSES]));
        this.#cost.sum += performance.now() - start;
    }

    /** @param {Batch} batch */
    accuracy({ images, labels }) {
        const { tf } = this;
        return tf.tidy(
            () => tf.mean(tf.equal(tf.argMax(this.scores(images), 1), tf.argMax(labels, 1)), 0).dataSync()[0],
        );
    }

    /**
     * @param {Batch} trainSample
     * @param {Batch} test
     * @returns {Snapshot}
     */
    snapshot(trainSample, test) {
        const weights = Float32Array.from(this.kernel.dataSync());
        const steps = Math.max(this.#steps, 1);
        const dataLoss = this.#lossSum / steps;
        const cost = this.#cost.sum / Math.max(this.#cost.steps, 1);
        this.#lossSum = this.#steps = 0;
        this.#cost.sum *= FORGET;
        this.#cost.steps *= FORGET;
        return {
            dataLoss,
            penalty: this.regularizer?.call({ data: weights, shape: [PIXELS, CLASSES] }) ?? 0,
            trainAccuracy: this.accuracy(trainSample),
            accuracy: this.accuracy(test),
            cost,
            weights,
        };
    }

    dispose() {
        this.kernel.dispose();
        this.bias.dispose();
        this.optimizer.dispose();
    }
}
