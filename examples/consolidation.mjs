// Teaches a network two tasks, one after the other: which of 0 to 4 a digit is, then which of 5 to 9, by the same five
// outputs. Plain training on the second forgets the first. Weights that are held where the first left them remember it (L2-SP),
// and more so where each is held as strongly as the first task needs it: elastic weight consolidation (Kirkpatrick et al., 2017).
//
//   node examples/consolidation.mjs            some minutes
//   node examples/consolidation.mjs --quick    fewer digits, epochs and factors
import { install } from 'regularizers/tfjs';
import { loadDigits, PIXELS } from './mnist-data.mjs';
import { tf } from './tensorflow.mjs';

const quick = process.argv.includes('--quick');
const [count, epochs, units, samples] = quick ? [1500, 5, 64, 150] : [4000, 5, 128, 1000];
const factors = quick ? { 'L2-SP': [0.1], EWC: [1000] } : { 'L2-SP': [0.03, 0.1, 0.3], EWC: [300, 1000, 3000, 10000] };
const { train, test } = loadDigits(count, 1000);
const { anchored, fisherDiagonal } = install(tf);

/** The digits from `first` to `first + 4`, each as one of five. */
function digitsFrom(/** @type {number} */ first, /** @type {import('./mnist-data.mjs').Digits} */ { images, labels }) {
    const chosen = [...labels.keys()].filter(i => labels[i] >= first && labels[i] < first + 5);
    const x = new Float32Array(chosen.length * PIXELS);
    for (const [n, i] of chosen.entries()) x.set(images.subarray(i * PIXELS, (i + 1) * PIXELS), n * PIXELS);
    const classes = chosen.map(i => labels[i] - first);
    return {
        x: tf.tensor2d(x, [chosen.length, PIXELS]),
        y: tf.oneHot(tf.tensor1d(classes, 'int32'), 5).toFloat(),
    };
}
const [early, late] = [0, 5].map(first => ({ train: digitsFrom(first, train), test: digitsFrom(first, test) }));

const model = tf.sequential({
    layers: [
        tf.layers.dense({
            units,
            activation: 'relu',
            inputShape: [PIXELS],
            kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
        }),
        tf.layers.dense({
            units: 5,
            activation: 'softmax',
            kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
        }),
    ],
});

async function learn(/** @type {typeof early} */ { train: { x, y } }) {
    const optimizer = tf.train.adam(1e-3);
    model.compile({ loss: 'categoricalCrossentropy', optimizer, metrics: ['accuracy'] });
    await model.fit(x, y, { shuffle: false, epochs, batchSize: 32, verbose: 0 });
    optimizer.dispose();
}

function accuracy(/** @type {typeof early} */ { test: { x, y } }) {
    const scalars = [model.evaluate(x, y)].flat();
    const value = 100 * scalars[1].dataSync()[0];
    tf.dispose(scalars);
    return value;
}

/** A row of the table, of the model as it is. */
function report(/** @type {string} */ name, /** @type {number | string} */ factor) {
    const both = [accuracy(early), accuracy(late)];
    const columns = [...both, (both[0] + both[1]) / 2].map(value => `${value.toFixed(1)} %`.padStart(9));
    console.log(`${name.padEnd(22)} ${String(factor).padStart(6)} ${columns.join(' ')}`);
}

const sizes = [early, late].map(({ train: { x } }) => x.shape[0]);
console.log(`Training on ${sizes[0]} digits from 0 to 4, then on ${sizes[1]} from 5 to 9; ${epochs} epochs each.\n`);
console.log('                           l2    0 to 4    5 to 9      mean');
await learn(early);
report('after the first task', '');
const learned = model.getWeights().map((/** @type {any} */ weight) => weight.clone());
const importance = await fisherDiagonal(model, early.train.x, early.train.y, { samples });

/** What is held while the second task is learned. @type {Array<[string, number | string, object | null]>} */
const contestants = [
    ['fine-tuning', '', null],
    ...factors['L2-SP'].map(l2 => /** @type {[string, number, object]} */ (['L2-SP', l2, { l2 }])),
    ...factors.EWC.map(l2 => /** @type {[string, number, object]} */ (['EWC', l2, { l2, importance }])),
];
for (const [name, factor, options] of contestants) {
    model.setWeights(learned);
    const held = options && anchored(model, { ...options, rules: { '*': true } });
    await learn(late);
    report(name, factor);
    held?.remove();
}
