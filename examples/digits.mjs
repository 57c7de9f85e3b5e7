// Trains the same softmax classifier on handwritten digits under different regularizers and compares what they leave.
//
//   node examples/digits.mjs            about 20 seconds
//   node examples/digits.mjs --quick    fewer digits and epochs
import { L1, L1L2, L2 } from 'regularizers';
import { loadDigits } from './mnist-data.mjs';
import { evaluate, randomModel, trainEpoch } from './softmax.mjs';

const quick = process.argv.includes('--quick');
const { train, test } = quick ? loadDigits(2000, 1000) : loadDigits(6000, 1000);
const epochs = quick ? 12 : 20;
const rate = 0.2;

/** @typedef {L1 | L2 | L1L2} BuiltIn */

/** The usual way: the penalty's gradient joins the gradient of the data loss. */
const byGradient = (/** @type {BuiltIn} */ regularizer) => ({
    regularizer,
    /** @type {import('./softmax.mjs').Regularization} */
    step: {
        addGradient: (kernel, gradient) => void regularizer.grad(kernel, { out: gradient, accumulate: true }),
    },
});

/** The proximal way: after each step of the data loss alone, the penalty moves the weights itself, some onto 0. */
const byProximalStep = (/** @type {BuiltIn} */ regularizer) => ({
    regularizer,
    /** @type {import('./softmax.mjs').Regularization} */
    step: { afterStep: (kernel, rate) => void regularizer.prox(kernel, rate, { out: kernel }) },
});

const contestants = [
    { name: 'no regularizer', regularizer: undefined, step: {} },
    { name: 'L2, gradient', ...byGradient(new L2(0.002)) },
    { name: 'L1, gradient', ...byGradient(new L1(0.0015)) },
    { name: 'L1, proximal step', ...byProximalStep(new L1(0.0015)) },
    { name: 'L1L2, proximal step', ...byProximalStep(new L1L2({ l1: 0.001, l2: 0.001 })) },
];

/** Shows how far the training is: on a terminal one line that changes, elsewhere the last state only. */
function showProgress(/** @type {string} */ name, /** @type {number} */ epoch, /** @type {string} */ state) {
    const line = `${name.padEnd(20)} epoch ${String(epoch).padStart(2)}/${epochs}  ${state}`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line}\x1b[K${epoch === epochs ? '\n' : ''}`);
    else if (epoch === epochs) console.log(line);
}

/** Trains one model and returns its row of the table. */
function compete(/** @type {typeof contestants[number]} */ { name, regularizer, step }) {
    const model = randomModel();
    let row = { name, accuracy: 0, loss: 0, penalty: 0, zeros: 0 };
    for (let epoch = 1; epoch <= epochs; epoch++) {
        trainEpoch(model, train, rate, step);
        const { accuracy, loss } = evaluate(model, test);
        const zeros = model.kernel.filter(weight => weight === 0).length;
        row = { name, accuracy, loss, penalty: regularizer?.(model.kernel) ?? 0, zeros };
        showProgress(name, epoch, `accuracy ${percent(accuracy)}, ${zeros} exact zeros`);
    }
    return row;
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

console.log(`Training on ${train.count} digits, ${test.count} held out. The model has 7840 weights.\n`);
const rows = contestants.map(compete);

console.log(`\n${''.padEnd(20)}  accuracy  data loss  penalty  exact zeros`);
for (const { name, accuracy, loss, penalty, zeros } of rows) {
    const numbers = [percent(accuracy).padStart(8), loss.toFixed(3).padStart(9), penalty.toFixed(3).padStart(7)];
    console.log(`${name.padEnd(20)}  ${numbers.join('  ')}  ${String(zeros).padStart(11)}`);
}
console.log('\nAccuracy and data loss (mean cross-entropy) are those of the held-out digits.');
