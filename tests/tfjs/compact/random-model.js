// Models of every layer that `compact` knows, put together at random, with units that are dead on either side.
import { uniform } from '../../core/random.js';
import { tf } from '../tensorflow.js';

const ACTIVATIONS = ['relu', 'linear', 'sigmoid', 'tanh', 'elu', 'softmax', 'softplus'];

/** A model of 2 to 8 layers on images, sequences or vectors. @param {number} seed */
export function randomModel(seed) {
    const next = uniform(seed);
    const pick = choices => choices[Math.floor(next() * choices.length)];
    const count = (least, most) => least + Math.floor(next() * (most - least + 1));
    const activation = () => pick(ACTIVATIONS);
    const useBias = () => next() < 0.7;
    const units = () => count(1, 6);

    const dense = x => tf.layers.dense({ units: units(), activation: activation(), useBias: useBias() }).apply(x);
    const common = [
        dense,
        x => tf.layers.batchNormalization({ scale: next() < 0.8, center: next() < 0.8 }).apply(x),
        x => tf.layers.activation({ activation: pick(['relu', 'tanh', 'sigmoid']) }).apply(x),
        x => tf.layers.leakyReLU().apply(x),
        x => tf.layers.reLU().apply(x),
        x => tf.layers.dropout({ rate: 0.5 }).apply(x),
        x => tf.layers.prelu({ alphaInitializer: 'randomNormal' }).apply(x),
        branches,
    ];
    const kinds = {
        vector: [dense, dense, ...common],
        sequence: [
            x =>
                tf.layers
                    .conv1d({
                        filters: units(),
                        kernelSize: 2,
                        padding: pick(['same', 'valid']),
                        useBias: useBias(),
                        activation: activation(),
                    })
                    .apply(x),
            x => tf.layers.maxPooling1d({ poolSize: 2, padding: pick(['same', 'valid']) }).apply(x),
            ...common,
        ],
        image: [
            convolution,
            convolution,
            x =>
                tf.layers
                    .depthwiseConv2d({
                        kernelSize: 2,
                        depthMultiplier: count(1, 2),
                        padding: pick(['same', 'valid']),
                        useBias: useBias(),
                        activation: pick(['relu', 'linear']),
                    })
                    .apply(x),
            x =>
                tf.layers
                    .separableConv2d({
                        filters: units(),
                        kernelSize: 2,
                        depthMultiplier: count(1, 2),
                        padding: pick(['same', 'valid']),
                        useBias: useBias(),
                    })
                    .apply(x),
            x =>
                tf.layers
                    .conv2dTranspose({
                        filters: units(),
                        kernelSize: 2,
                        strides: count(1, 2),
                        padding: pick(['same', 'valid']),
                        useBias: useBias(),
                    })
                    .apply(x),
            x => tf.layers.maxPooling2d({ poolSize: 2, strides: 1, padding: pick(['same', 'valid']) }).apply(x),
            x => tf.layers.averagePooling2d({ poolSize: 2, strides: 1, padding: pick(['same', 'valid']) }).apply(x),
            x => tf.layers.zeroPadding2d().apply(x),
            x => tf.layers.upSampling2d({ size: [2, 2] }).apply(x),
            ...common,
        ],
    };
    function convolution(x) {
        const options = { filters: units(), kernelSize: count(1, 2), padding: pick(['same', 'valid']) };
        return tf.layers.conv2d({ ...options, activation: activation(), useBias: useBias() }).apply(x);
    }
    /** Two dense branches, or one and what they began with, put together again. */
    function branches(x) {
        const merge = pick(['add', 'average', 'multiply', 'maximum', 'minimum', 'concatenate']);
        const width = units();
        const branch = () => tf.layers.dense({ units: width, activation: pick(['relu', 'linear']) }).apply(x);
        return tf.layers[merge]().apply([branch(), x.shape.at(-1) === width && next() < 0.5 ? x : branch()]);
    }

    const kind = pick(['vector', 'sequence', 'image']);
    const shape = { vector: [count(1, 5)], sequence: [8, count(1, 4)], image: [6, 6, count(1, 3)] }[kind];
    const input = tf.input({ shape });
    let x = input;
    for (let left = count(1, 5); left > 0; left--) {
        // Valid padding may leave no room for one more kernel.
        if (x.shape.length > 2 && x.shape[1] < 3) break;
        x = pick(kinds[kind])(x);
    }
    if (kind === 'image')
        x = next() < 0.5 ? tf.layers.flatten().apply(x) : tf.layers.globalAveragePooling2d({}).apply(x);
    if (kind === 'sequence') {
        x = tf.layers[pick(['lstm', 'gru', 'simpleRNN'])]({ units: units(), useBias: useBias() }).apply(x);
    }
    for (let left = count(0, 2); left > 0; left--) x = pick(kinds.vector)(x);
    const output = tf.layers.dense({ units: 3, useBias: useBias(), activation: pick(['linear', 'softmax']) }).apply(x);
    const model = tf.model({ inputs: input, outputs: output });
    setWeights(model, next);
    return model;
}

/** Weights of every size, with whole slices of kernels zero along either of the last two axes. */
function setWeights(model, next) {
    for (const layer of model.layers) {
        const weights = layer.weights.map(weight => {
            const values = Float32Array.from({ length: weight.shape.reduce((a, b) => a * b, 1) }, () => 2 * next() - 1);
            const { length } = weight.shape;
            if (/variance/.test(weight.name)) return tf.tensor(values.map(Math.abs), weight.shape);
            if (length === 1) return tf.tensor(next() < 0.3 ? values.fill(0) : values, weight.shape);
            const [rows, columns] = weight.shape.slice(-2);
            const dead = Array.from({ length: rows + columns }, () => next() < 0.4);
            const isDead = at => dead[Math.floor(at / columns) % rows] || dead[rows + (at % columns)];
            return tf.tensor(
                values.map((value, at) => (isDead(at) ? 0 : value)),
                weight.shape,
            );
        });
        layer.setWeights(weights);
        tf.dispose(weights);
    }
}
