// Penalties in the loss of evaluate and of validation, as Keras counts them.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const history = { epochs: 1, verbose: 0 };

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    /** Doubles its input; every example has an error of 0.25, the kernel a penalty of 2, each output one of |y|. */
    function doubling({ activityRegularizer = 'none' } = {}) {
        const { l1 } = install(tf);
        const layer = tf.layers.dense({
            units: 1,
            inputShape: [1],
            useBias: false,
            kernelInitializer: tf.initializers.constant({ value: 2 }),
            kernelRegularizer: l1(1),
            activityRegularizer: activityRegularizer === 'none' ? null : activityRegularizer,
        });
        const model = tf.sequential({ layers: [layer] });
        model.compile({
            loss: 'meanSquaredError',
            metrics: [tf.metrics.meanAbsoluteError],
            optimizer: tf.train.sgd(0),
        });
        return model;
    }
    const x = () => tf.tensor([1, 2, 3, 4, 5], [5, 1]);
    const y = () => tf.tensor([2.5, 4.5, 6.5, 8.5, 10.5], [5, 1]);
    const lossAndError = results => results.map(result => numbers(result)[0]);
    const datasetOf = () => tf.data.zip({ xs: tf.data.array([[1], [3]]), ys: tf.data.array([[2.5], [6.5]]) }).batch(2);

    test('evaluate counts the penalty of weights once, and leaves the metrics alone', () => {
        expect(lossAndError(doubling().evaluate(x(), y()))).toEqual([2.25, 0.5]);
        expect(lossAndError(doubling().evaluate(x(), y(), { batchSize: 2 }))).toEqual([2.25, 0.5]);
    });

    test('evaluate counts activity for each batch, by its size', () => {
        const model = doubling({ activityRegularizer: install(tf).l1(1) });
        // Two batches of 4 and 1: each sum of |y| is divided by its own size, and they are averaged by their sizes.
        expect(lossAndError(model.evaluate(x(), y(), { batchSize: 4 }))).toEqual([2.25 + 30 / 5, 0.5]);
    });

    test('fit and evaluate report the same loss of the same weights', async () => {
        const model = doubling({ activityRegularizer: install(tf).l2(0.5) });
        const { history: told } = await model.fit(x(), y(), { ...history, validationData: [x(), y()] });
        expect(told.val_loss).toEqual(told.loss);
        expect(told.val_meanAbsoluteError).toEqual([0.5]);
        expect(lossAndError(model.evaluate(x(), y()))[0]).toBe(told.loss[0]);
    });

    test('so do evaluateDataset and the validation of fitDataset', async () => {
        const model = doubling({ activityRegularizer: install(tf).l1(1) });
        expect(lossAndError(await model.evaluateDataset(datasetOf(), { batches: 1 }))).toEqual([2.25 + 4, 0.5]);
        const options = { ...history, validationData: datasetOf() };
        expect((await model.fitDataset(datasetOf(), options)).history.val_loss).toEqual([2.25 + 4]);
    });

    test('activity inside TimeDistributed and of the recurrent layers counts too', () => {
        const { l1 } = install(tf);
        const inner = tf.layers.dense({ units: 1, kernelInitializer: 'ones', activityRegularizer: l1(1) });
        const rnn = { units: 1, returnSequences: true, kernelInitializer: 'ones', recurrentInitializer: 'zeros' };
        const layers = [
            tf.layers.simpleRNN({ ...rnn, inputShape: [3, 1], activation: 'linear', activityRegularizer: l1(10) }),
            tf.layers.timeDistributed({ layer: inner }),
        ];
        const model = tf.sequential({ layers });
        model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
        const ones = tf.ones([2, 3, 1]);
        expect(numbers(model.evaluate(ones, ones))).toEqual([10 * 3 + 3]);
    });

    test('the first result of a model with two outputs has the penalties, the others stay', () => {
        const { l1, uninstall } = install(tf);
        const input = tf.input({ shape: [1] });
        const ones = { units: 1, useBias: false, kernelInitializer: 'ones' };
        const outputs = [1, 2].map(factor => tf.layers.dense({ ...ones, kernelRegularizer: l1(factor) }).apply(input));
        const model = tf.model({ inputs: input, outputs });
        model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
        const target = tf.zeros([2, 1]);
        const results = () => lossAndError(model.evaluate(tf.ones([2, 1]), [target, target]));
        const counted = results();
        uninstall();
        const [loss, ...others] = results();
        expect(counted).toEqual([loss + 3, ...others]);
    });

    test('an option turns it off and on, also later; uninstall turns it off', () => {
        const loss = () => lossAndError(doubling().evaluate(x(), y()))[0];
        install(tf, { penaltiesInEvaluate: false });
        expect(loss()).toBe(0.25);
        install(tf);
        expect(loss()).toBe(0.25);
        const { uninstall } = install(tf, { penaltiesInEvaluate: true });
        expect(loss()).toBe(2.25);
        const model = doubling();
        uninstall();
        expect(lossAndError(model.evaluate(x(), y()))).toEqual([0.25, 0.5]);
    });

    test('an evaluation that fails leaves nothing behind', async () => {
        const model = doubling({ activityRegularizer: 'l2' });
        const [input, target] = [x(), y()];
        const kernels = async () => (await tf.profile(() => model.predict(input))).kernelNames;
        const before = await kernels();
        const failing = tf.sequential({ layers: model.layers });
        failing.compile({
            optimizer: 'sgd',
            loss() {
                throw new Error('broken loss');
            },
        });
        const { numTensors } = tf.memory();
        expect(() => failing.evaluate(input, target)).toThrow('broken loss');
        expect(tf.memory().numTensors).toBe(numTensors);
        expect(await kernels()).toEqual(before);
    });
});
