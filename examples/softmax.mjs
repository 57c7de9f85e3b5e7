// A softmax classifier in plain JavaScript: ten linear scores of the 784 pixels, trained by stochastic gradient descent.
import { CLASSES, PIXELS, seededRandom } from './mnist-data.mjs';

const BATCH = 50;

/**
 * @typedef {import('./mnist-data.mjs').Digits} Digits
 * @typedef {{ kernel: Float32Array, bias: Float32Array }} Model kernel: 784 rows of 10 weights, as Keras' Dense has it
 * @typedef {{ addGradient?: (kernel: Float32Array, gradient: Float32Array) => void,
 *             afterStep?: (kernel: Float32Array, rate: number) => void }} Regularization
 *   what to add to the gradient of the data loss, and what to do to the weights after each step
 */

/** A model with random weights, uniform as in Keras' default for Dense. @returns {Model} */
export function randomModel(seed = 2) {
    const random = seededRandom(seed);
    const limit = Math.sqrt(6 / (PIXELS + CLASSES));
    const kernel = Float32Array.from({ length: PIXELS * CLASSES }, () => (2 * random() - 1) * limit);
    return { kernel, bias: new Float32Array(CLASSES) };
}

/**
 * Probabilities of the ten digits for image `i`, written to `out`.
 *
 * @param {Model} model
 * @param {Float32Array} images
 * @param {number} i
 * @param {Float64Array} out ten numbers
 */
function predict({ kernel, bias }, images, i, out) {
    out.set(bias);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
        const ink = images[i * PIXELS + pixel];
        if (ink === 0) continue; // four pixels of five are paper
        for (let k = 0; k < CLASSES; k++) out[k] += ink * kernel[pixel * CLASSES + k];
    }
    const highest = Math.max(...out);
    let sum = 0;
    for (let k = 0; k < CLASSES; k++) sum += out[k] = Math.exp(out[k] - highest);
    for (let k = 0; k < CLASSES; k++) out[k] /= sum;
    return out;
}

/**
 * Adds the gradient of image `i`'s cross-entropy, divided by the batch size.
 *
 * @param {Model} gradient is added to
 * @param {Digits} digits
 * @param {number} i
 * @param {Float64Array} p its ten probabilities; used up
 */
function addGradient(gradient, { images, labels }, i, p) {
    p[labels[i]] -= 1;
    for (let k = 0; k < CLASSES; k++) gradient.bias[k] += p[k] /= BATCH;
    for (let pixel = 0; pixel < PIXELS; pixel++) {
        const ink = images[i * PIXELS + pixel];
        if (ink === 0) continue;
        for (let k = 0; k < CLASSES; k++) gradient.kernel[pixel * CLASSES + k] += ink * p[k];
    }
}

/**
 * One pass over the digits.
 *
 * @param {Model} model is changed
 * @param {Digits} digits
 * @param {number} rate learning rate
 * @param {Regularization} regularization
 */
export function trainEpoch(model, digits, rate, regularization) {
    const gradient = { kernel: new Float32Array(PIXELS * CLASSES), bias: new Float32Array(CLASSES) };
    const probabilities = new Float64Array(CLASSES);
    for (let start = 0; start + BATCH <= digits.count; start += BATCH) {
        gradient.kernel.fill(0);
        gradient.bias.fill(0);
        for (let i = start; i < start + BATCH; i++) {
            addGradient(gradient, digits, i, predict(model, digits.images, i, probabilities));
        }
        regularization.addGradient?.(model.kernel, gradient.kernel);
        for (let j = 0; j < model.kernel.length; j++) model.kernel[j] -= rate * gradient.kernel[j];
        for (let k = 0; k < CLASSES; k++) model.bias[k] -= rate * gradient.bias[k];
        regularization.afterStep?.(model.kernel, rate);
    }
}

/**
 * @param {Model} model
 * @param {Digits} digits
 * @returns {{ accuracy: number, loss: number }} the share of digits recognised, and the mean cross-entropy in nats
 */
export function evaluate(model, digits) {
    const p = new Float64Array(CLASSES);
    let loss = 0;
    let right = 0;
    for (let i = 0; i < digits.count; i++) {
        predict(model, digits.images, i, p);
        loss -= Math.log(p[digits.labels[i]]);
        if (p.indexOf(Math.max(...p)) === digits.labels[i]) right++;
    }
    return { accuracy: right / digits.count, loss: loss / digits.count };
}
