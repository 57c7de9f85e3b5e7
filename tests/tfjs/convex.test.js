// Lasso and elastic net by proximal gradient descent end where scikit-learn's coordinate descent does.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const { problems, X, y } = JSON.parse(
    readFileSync(new URL('../vectors/sklearn-diabetes.json', import.meta.url), 'utf8'),
);
const R = install(tf);

/** scikit-learn's objective, in float64. */
function objective(w, { l1, l2 }) {
    const squares = X.reduce((sum, row, i) => sum + (y[i] - row.reduce((dot, x, j) => dot + x * w[j], 0)) ** 2, 0);
    const penalty = w.reduce((sum, v) => sum + l1 * Math.abs(v) + l2 * v * v, 0);
    return squares / (2 * y.length) + penalty;
}

const optimizers = {
    cpu: rate => tf.train.sgd(rate),
    wasm: rate => R.sgd(rate),
};

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test.each(Object.keys(problems))(
        '%s, by proximal steps: the objective to 1e-6, and the same weights are zero',
        async name => {
            const problem = problems[name];
            const model = tf.sequential({
                layers: [
                    tf.layers.dense({
                        units: 1,
                        useBias: false,
                        inputShape: [10],
                        kernelInitializer: 'zeros',
                        kernelRegularizer: R.l1l2({ l1: problem.l1, l2: problem.l2 }),
                    }),
                ],
            });
            // The largest eigenvalue of X'X / n is 4.02: steps of 1/4.1 descend.
            model.compile({
                optimizer: R.proximal(optimizers[backend](1 / 4.1)),
                loss: (truth, guess) => tf.mul(0.5, tf.losses.meanSquaredError(truth, guess)),
            });
            const [inputs, targets] = [tf.tensor(X), tf.tensor(y, [y.length, 1])];
            for (let step = 0; step < 1500; step++) await model.trainOnBatch(inputs, targets);
            const w = numbers(model.getWeights()[0]);

            const wanted = problem.objective;
            expect(Math.abs(objective(problem.coefficients, problem) - wanted)).toBeLessThan(1e-12);
            expect(Math.abs(objective(w, problem) / wanted - 1)).toBeLessThan(1e-6);
            expect(w.map(v => v !== 0)).toEqual(problem.coefficients.map(v => v !== 0));
            expect(w.some(v => v === 0)).toBe(true);
            tf.dispose([inputs, targets]);
            model.dispose();
        },
    );
});
