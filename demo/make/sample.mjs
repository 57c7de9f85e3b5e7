// Trains the sample model of "Your weights": a small classifier of digits whose first layer has been made sparse.
import { L1, L2 } from 'regularizers';
import { CLASSES, loadDigits, PIXELS, seededRandom } from '../../examples/mnist-data.mjs';

const HIDDEN = 32;
const RATE = 0.1;
const BATCH = 20;
const EPOCHS = 4;

/** A dense layer with Glorot's random weights. */
class Dense {
    constructor(/** @type {number} */ inputs, /** @type {number} */ units, /** @type {() => number} */ random) {
        const limit = Math.sqrt(6 / (inputs + units));
        this.inputs = inputs;
        this.units = units;
        this.kernel = Float32Array.from({ length: inputs * units }, () => (2 * random() - 1) * limit);
        this.bias = new Float32Array(units);
    }

    /** @param {Float32Array} x @returns {Float32Array} */
    forward(x) {
        const y = Float32Array.from(this.bias);
        x.forEach((value, i) => {
            if (value) for (let j = 0; j < this.units; j++) y[j] += value * this.kernel[i * this.units + j];
        });
        return y;
    }

    /** One gradient step for one example. @returns {Float32Array} the gradient with respect to x */
    backward(/** @type {Float32Array} */ x, /** @type {Float32Array} */ dy, /** @type {number} */ rate) {
        const dx = new Float32Array(this.inputs);
        for (let i = 0; i < this.inputs; i++) {
            for (let j = 0; j < this.units; j++) {
                dx[i] += dy[j] * this.kernel[i * this.units + j];
                if (x[i]) this.kernel[i * this.units + j] -= rate * x[i] * dy[j];
            }
        }
        dy.forEach((value, j) => {
            this.bias[j] -= rate * value;
        });
        return dx;
    }
}

/** @param {Float32Array} scores @param {number} label @returns {Float32Array} softmax minus one-hot */
function slopeOfLoss(scores, label) {
    const highest = Math.max(...scores);
    const p = scores.map(score => Math.exp(score - highest));
    const sum = p.reduce((a, b) => a + b);
    return p.map((value, k) => value / sum - Number(k === label));
}

/** @returns {[Dense, Dense]} */
function train() {
    const { train: digits } = loadDigits(4000, 1000);
    const random = seededRandom(7);
    const hidden = new Dense(PIXELS, HIDDEN, random);
    const output = new Dense(HIDDEN, CLASSES, random);
    const sparse = new L1(4e-4);
    const small = new L2(1e-4);
    for (let i = 0; i < EPOCHS * digits.count; i++) {
        const at = i % digits.count;
        const x = digits.images.subarray(at * PIXELS, (at + 1) * PIXELS);
        const h = hidden.forward(x).map(value => Math.max(value, 0));
        const dh = output.backward(h, slopeOfLoss(output.forward(h), digits.labels[at]), RATE);
        hidden.backward(
            x,
            dh.map((value, j) => (h[j] > 0 ? value : 0)),
            RATE,
        );
        if (i % BATCH === 0) {
            sparse.prox(hidden.kernel, RATE * BATCH, { out: hidden.kernel });
            small.prox(output.kernel, RATE * BATCH, { out: output.kernel });
        }
    }
    return [hidden, output];
}

const dense = (/** @type {string} */ name, /** @type {Dense} */ layer, /** @type {object} */ config) => ({
    class_name: 'Dense',
    config: { name, trainable: true, units: layer.units, use_bias: true, ...config },
});

/**
 * The model as TF.js saves it.
 * @returns {{ json: string, weights: Uint8Array }}
 */
export function sampleModel() {
    const [hidden, output] = train();
    const layers = [
        dense('hidden', hidden, {
            batch_input_shape: [null, PIXELS],
            activation: 'relu',
            kernel_regularizer: { class_name: 'L1', config: { l1: 4e-4 } },
        }),
        dense('digit', output, {
            activation: 'softmax',
            kernel_regularizer: { class_name: 'L2', config: { l2: 1e-4 } },
        }),
    ];
    const tensors = [
        { name: 'hidden/kernel', shape: [PIXELS, HIDDEN], data: hidden.kernel },
        { name: 'hidden/bias', shape: [HIDDEN], data: hidden.bias },
        { name: 'digit/kernel', shape: [HIDDEN, CLASSES], data: output.kernel },
        { name: 'digit/bias', shape: [CLASSES], data: output.bias },
    ];
    const json = JSON.stringify({
        format: 'layers-model',
        generatedBy: 'regularizers demo',
        modelTopology: { class_name: 'Sequential', config: { name: 'digits', layers } },
        weightsManifest: [
            {
                paths: ['sample-weights.bin'],
                weights: tensors.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
            },
        ],
    });
    return { json, weights: Buffer.concat(tensors.map(({ data }) => Buffer.from(data.buffer))) };
}
