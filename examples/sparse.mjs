// Networks on handwritten digits whose whole units and filters are pushed to zero, and what is left when those are taken out.
//
//   node examples/sparse.mjs                          about four minutes
//   node examples/sparse.mjs --quick                  fewer digits and epochs
//   node examples/sparse.mjs --seeds 3                means over three trainings
//   node examples/sparse.mjs --factors 0.05,0.12,0.2  a row for each factor of the group lasso
import { parseArgs } from 'node:util';
import { install } from 'regularizers/tfjs';
import { loadDigits } from './mnist-data.mjs';
import { tf } from './tensorflow.mjs';

const R = install(tf);

// TF.js' wasm backend cannot train convolutions: it lacks the gradient of their filters, here made of matrix products, one
// for each place in a filter (of those without padding).
tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: (/** @type {any} */ { inputs: { x, dy }, attrs: { strides, filterShape } }) =>
        tf.tidy(() => {
            const [rows, columns, channels, filters] = filterShape;
            const [count, height, width] = dy.shape;
            const slopes = tf.reshape(dy, [count * height * width, filters]);
            const places = Array.from({ length: rows * columns }, (_, at) => {
                const [row, column] = [Math.floor(at / columns), at % columns];
                const end = [
                    count,
                    row + (height - 1) * strides[0] + 1,
                    column + (width - 1) * strides[1] + 1,
                    channels,
                ];
                const seen = tf.stridedSlice(x, [0, row, column, 0], end, [1, ...strides, 1]);
                return tf.matMul(tf.reshape(seen, [count * height * width, channels]), slopes, true);
            });
            return tf.reshape(tf.stack(places), filterShape);
        }),
});

/** @typedef {import('@tensorflow/tfjs').LayersModel} Model */
/** @typedef {{ name: string, model: Model, accuracy: number }} Trained */

const { values: options } = parseArgs({
    options: {
        quick: { type: 'boolean', default: false },
        seeds: { type: 'string', default: '1' },
        factors: { type: 'string' },
    },
});
const { quick } = options;
const RATE = 2e-3;

/**
 * How long each network is trained: without a group lasso, with one, and when what it left is compact. Filters have fewer weights
 * than units, hence the larger factor.
 */
const networks = [
    {
        title: 'Dense, 784-256-128-10',
        make: denseNetwork,
        factors: (options.factors ?? (quick ? '0.6' : '0.12')).split(',').map(Number),
        ...(quick
            ? { digits: 600, epochs: 2, shrinking: 6, tuning: 4 }
            : { digits: 6000, epochs: 16, shrinking: 10, tuning: 12 }),
    },
    {
        title: 'Convolutions of 16 and 32 filters',
        make: convNetwork,
        factors: [0.6],
        ...(quick
            ? { digits: 200, epochs: 2, shrinking: 16, tuning: 1 }
            : { digits: 2000, epochs: 6, shrinking: 4, tuning: 6 }),
    },
];
/** @typedef {typeof networks[number]} Network */

/** @param {number} seed a network without penalties; layers of other seeds begin elsewhere */
function denseNetwork(seed) {
    const dense = (/** @type {any} */ args, /** @type {number} */ nth) =>
        tf.layers.dense({ ...args, kernelInitializer: tf.initializers.glorotUniform({ seed: 10 * seed + nth }) });
    return tf.sequential({
        layers: [
            dense({ units: 256, activation: 'relu', inputShape: [784], name: 'first' }, 1),
            dense({ units: 128, activation: 'relu', name: 'second' }, 2),
            dense({ units: 10, activation: 'softmax', name: 'digits' }, 3),
        ],
    });
}

/** @param {number} seed */
function convNetwork(seed) {
    const initial = (/** @type {number} */ nth) => tf.initializers.heNormal({ seed: 10 * seed + nth });
    const conv = (/** @type {string} */ name, /** @type {number} */ filters, /** @type {number} */ nth) =>
        tf.layers.conv2d({
            name,
            filters,
            kernelSize: 5,
            strides: 2,
            activation: 'relu',
            kernelInitializer: initial(nth),
        });
    return tf.sequential({
        layers: [
            tf.layers.reshape({ targetShape: [28, 28, 1], inputShape: [784] }),
            conv('first', 16, 1),
            conv('second', 32, 2),
            tf.layers.flatten(),
            tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer: initial(3), name: 'digits' }),
        ],
    });
}

const tensors = (/** @type {import('./mnist-data.mjs').Digits} */ { images, labels, count }) => ({
    x: tf.tensor2d(images, [count, 784]),
    y: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 10), 'float32')),
});
/** @typedef {ReturnType<typeof tensors>} Set */

/**
 * @param {Model} model
 * @param {Set} set
 * @param {number} epochs
 * @param {any} optimizer
 * @param {(epoch: number) => number} rate
 */
async function train(model, set, epochs, optimizer, rate = epoch => RATE * 0.8 ** epoch) {
    model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const onEpochBegin = async (/** @type {number} */ epoch) => {
        optimizer.learningRate = rate(epoch);
    };
    await model.fit(set.x, set.y, { epochs, batchSize: 64, shuffle: false, verbose: 0, callbacks: { onEpochBegin } });
}

/**
 * The group lasso on all but the last layer, by proximal steps whose size, as the learning rate, stays the same; then
 * what it left, compact, trained on without it.
 * @param {Network} network @param {Set} set @param {number} seed @param {number} factor
 */
async function shrink({ make, shrinking, tuning }, set, seed, factor) {
    const model = make(seed);
    const lasso = R.regularize(model, [[/^(first|second).*kernel/, R.groupLasso({ factor })]]);
    await train(model, set, shrinking, R.proximal(R.adam(RATE)), () => RATE);
    lasso.remove();
    const { model: compact } = R.compact(model);
    const { model: tuned } = R.compact(model);
    await train(tuned, set, tuning, R.adam(RATE));
    return [
        { name: `group lasso ${factor}`, model },
        { name: '  compact', model: compact },
        { name: '  and trained on', model: tuned },
    ];
}

/** @param {Network} network @param {Set} set @param {number} seed */
async function contestants(network, set, seed) {
    const rows = [];
    for (const [name, penalty] of /** @type {const} */ ([
        ['no penalty', null],
        ['L2 0.0001', R.l2(1e-4)],
    ])) {
        const model = network.make(seed);
        if (penalty) R.regularize(model, penalty);
        await train(model, set, network.epochs, R.adam(RATE));
        rows.push({ name, model });
    }
    for (const factor of network.factors) rows.push(...(await shrink(network, set, seed, factor)));
    return rows;
}

/** @param {Model} model @param {Set} set @returns {number} the share of digits that it reads right */
function accuracyOf(model, set) {
    return tf.tidy(() => {
        const guess = tf.argMax(/** @type {any} */ (model.predict(set.x)), 1);
        return tf.mean(tf.cast(tf.equal(guess, tf.argMax(set.y, 1)), 'float32')).dataSync()[0];
    });
}

/** @param {Model} model @returns {Promise<number>} bytes of model.json and of its weights */
async function bytesOf(model) {
    let bytes = 0;
    const handler = tf.io.withSaveHandler(async (/** @type {any} */ { modelTopology, weightSpecs, weightData }) => {
        bytes = JSON.stringify({ modelTopology, weightSpecs }).length + weightData.byteLength;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    await model.save(handler);
    return bytes;
}

/**
 * Milliseconds that `predict` takes for all digits of the set: the median of rounds in which the models take turns, so that
 * whatever else the machine does meets all of them.
 * @param {Model[]} models @param {Set} set
 */
function timesOf(models, set) {
    /** @type {number[][]} */
    const times = models.map(() => []);
    for (let round = 0; round < (quick ? 5 : 25); round++) {
        models.forEach((model, i) => {
            const begin = performance.now();
            tf.tidy(() => /** @type {any} */ (model.predict(set.x, { batchSize: 1000 })).dataSync());
            times[i].push(performance.now() - begin);
        });
    }
    return times.map(all => all.sort((a, b) => a - b)[all.length >> 1]);
}

/** One training of a network in each way; a row of numbers for each. @param {Network} network @param {number} seed */
async function measure(network, seed) {
    const { train, test } = loadDigits(network.digits, 1000);
    const sets = [tensors(train), tensors(test)];
    const rows = await contestants(network, sets[0], seed);
    const milliseconds = timesOf(
        rows.map(({ model }) => model),
        sets[1],
    );
    const measured = [];
    for (const [i, { name, model }] of rows.entries()) {
        const [first, second] = ['first', 'second'].map(name => model.getLayer(name).getWeights()[1].size);
        const numbers = [
            100 * accuracyOf(model, sets[1]),
            model.countParams(),
            (await bytesOf(model)) / 1000,
            milliseconds[i],
        ];
        measured.push({ name, numbers: [...numbers, first, second] });
    }
    for (const { model } of rows) model.dispose();
    tf.dispose(sets);
    return measured;
}

const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => i + 1);
for (const network of networks) {
    console.log(`${network.title}: ${network.digits} digits, 1000 held out, mean of ${seeds.length} training(s)`);
    console.log(`${''.padEnd(18)}  accuracy  parameters  saved, KB  predict, ms  units`);
    /** @type {Awaited<ReturnType<typeof measure>>[]} */
    const trainings = [];
    for (const seed of seeds) trainings.push(await measure(network, seed));
    trainings[0].forEach(({ name }, row) => {
        const mean = (/** @type {number} */ i) =>
            trainings.reduce((sum, rows) => sum + rows[row].numbers[i], 0) / trainings.length;
        const cells = [
            `${mean(0).toFixed(1)} %`.padStart(8),
            mean(1).toFixed(0).padStart(10),
            mean(2).toFixed(1).padStart(9),
            mean(3).toFixed(2).padStart(11),
            [4, 5].map(i => mean(i).toFixed(0)).join(', '),
        ];
        console.log(`${name.padEnd(18)}  ${cells.join('  ')}`);
    });
    console.log();
}
