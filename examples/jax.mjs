// Trains the same softmax classifier on handwritten digits with jax-js: L1 by its slope, as a penalty of the loss, against L1 and
// a group lasso by their proximal steps.
//
//   node examples/jax.mjs            about a minute
//   node examples/jax.mjs --quick    fewer digits and epochs
import { jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { groupLasso, l1, penalties, proximal } from 'regularizers/jax';
import { CLASSES, loadDigits, PIXELS } from './mnist-data.mjs';

/**
 * @typedef {import('@jax-js/jax').Array} Numbers
 * @typedef {{ w: Numbers, b: Numbers }} Params
 */

const quick = process.argv.includes('--quick');
const { train, test } = quick ? loadDigits(2000, 1000) : loadDigits(6000, 1000);
const epochs = quick ? 6 : 8;
const batch = 50;
const rate = 0.2;

/** @param {import('./mnist-data.mjs').Digits} digits @param {number} from @param {number} to @returns {[images: Numbers, labels: Numbers]} */
const arraysOf = ({ images, labels }, from, to) => {
    const count = to - from;
    const oneHot = new Float32Array(count * CLASSES);
    for (let i = 0; i < count; i++) oneHot[i * CLASSES + labels[from + i]] = 1;
    return [
        np.array(images.slice(from * PIXELS, to * PIXELS), { shape: [count, PIXELS] }),
        np.array(oneHot, { shape: [count, CLASSES] }),
    ];
};

/** Mean cross-entropy, in nats. Consumes all it is given, as functions of jax-js do. */
const dataLoss = (/** @type {Params} */ { w, b }, /** @type {Numbers} */ images, /** @type {Numbers} */ labels) =>
    nn.logSoftmax(np.matmul(images, w).add(b)).mul(labels).sum(1).mean().neg();

/** What each contestant adds to the loss, and which step it takes after that of gradient descent. */
const contestants = [
    { name: 'no regularizer' },
    { name: 'L1, slope', penalty: l1(0.0015) },
    { name: 'L1, proximal step', step: proximal(rate, l1(0.0015)) },
    // A group of each pixel: its ten weights go together.
    { name: 'groups, proximal step', step: proximal(rate, groupLasso({ factor: 0.0015, axis: 0 })) },
];

/** @param {typeof contestants[number]} contestant */
function compete({ name, penalty, step }) {
    const loss = (/** @type {Params} */ params, /** @type {Numbers} */ images, /** @type {Numbers} */ labels) =>
        penalty
            ? dataLoss(tree.ref(params), images, labels).add(penalties(params, penalty))
            : dataLoss(params, images, labels);
    const update = jit((/** @type {Params} */ params, /** @type {Numbers} */ images, /** @type {Numbers} */ labels) => {
        const [value, slopes] = valueAndGrad(loss)(tree.ref(params), images, labels);
        value.dispose();
        let moves = tree.map((/** @type {Numbers} */ slope) => slope.mul(-rate), slopes);
        if (step) [moves] = step.update(moves, [], tree.ref(params));
        return tree.map((/** @type {Numbers} */ p, /** @type {Numbers} */ move) => p.add(move), params, moves);
    });

    let params = /** @type {Params} */ ({ w: np.zeros([PIXELS, CLASSES]), b: np.zeros([CLASSES]) });
    for (let epoch = 0; epoch < epochs; epoch++) {
        for (let from = 0; from + batch <= train.count; from += batch) {
            params = update(params, ...arraysOf(train, from, from + batch));
        }
    }
    update.dispose();
    return { name, ...resultOf(params) };
}

/** Accuracy and loss on the held-out digits; weights and whole pixels that are exactly zero. @param {Params} params */
function resultOf({ w, b }) {
    const [images, labels] = arraysOf(test, 0, test.count);
    const scores = np.matmul(images.ref, w.ref).add(b.ref);
    const answers = np.argmax(scores, 1).dataSync();
    const accuracy = test.labels.filter((label, i) => label === answers[i]).length / test.count;
    const weights = w.ref.dataSync();
    const isZero = (/** @type {number} */ weight) => weight === 0;
    const pixels = Array.from({ length: PIXELS }, (_, i) => weights.slice(i * CLASSES, (i + 1) * CLASSES));
    return {
        accuracy,
        loss: dataLoss({ w, b }, images, labels).item(),
        zeros: weights.filter(isZero).length,
        unused: pixels.filter(row => row.every(isZero)).length,
    };
}

console.log(`${train.count} digits, ${epochs} epochs of gradient descent with jax-js\n`);
console.log('                       accuracy  data loss  exact zeros  unused pixels');
for (const { name, accuracy, loss, zeros, unused } of contestants.map(compete)) {
    const numbers = [`${(100 * accuracy).toFixed(1)} %`.padStart(8), loss.toFixed(3).padStart(9)];
    console.log([name.padEnd(21), ...numbers, String(zeros).padStart(11), String(unused).padStart(13)].join('  '));
}
console.log(
    `\nAccuracy and data loss are those of ${test.count} held-out digits; there are ${PIXELS * CLASSES} weights.`,
);
