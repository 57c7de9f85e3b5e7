// The penalties of a model's weights are one kernel, whatever layers they are on; what is reported stays by layer.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { withoutGradientsOf } from '../../js/tfjs/layers/losses.js';
import { numbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

describe.each(backends)('on %s', backend => {
    const { l1, l1l2, l2, penalties, regularize } = install(tf);
    beforeAll(() => use(backend));

    /** Dense layers with kernels of ones: 2 x 3 and 3 x 2, and a bias of ones. */
    function network() {
        const fixed = { kernelInitializer: 'ones', biasInitializer: 'ones' };
        const layers = [
            tf.layers.dense({
                units: 3,
                inputShape: [2],
                kernelRegularizer: l1(0.5),
                biasRegularizer: l2(1),
                ...fixed,
            }),
            tf.layers.dense({ units: 2, kernelRegularizer: l1l2({ l1: 0.25, l2: 0.5 }), ...fixed }),
        ];
        const model = tf.sequential({ layers });
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(1) });
        return model;
    }

    test('all penalties on weights are one kernel and one value, which is their sum', async () => {
        const model = network();
        regularize(model, { kernel: l2(1) });
        const { kernelNames, result } = await tf.profile(() => tf.tidy(() => model.calculateLosses().map(numbers)));
        expect(kernelNames).toEqual(['RegularizerPenalty']);
        expect(result ?? [[penalties(model).total]]).toEqual([[0.5 * 6 + 3 + 0.75 * 6 + 6 + 6]]);
        model.dispose();
    });

    test('each loss function still gives its own value', () => {
        const model = network();
        expect(model.losses.map(loss => tf.tidy(() => numbers(loss())[0]))).toEqual([3, 3, 4.5]);
        model.dispose();
    });

    test('what is no penalty of a weight, or computed by somebody else, stands beside them', () => {
        const model = network();
        const stock = tf.regularizers.l2({ l2: 1 });
        regularize(model, { 'dense*/kernel': stock });
        model.addLoss(() => tf.scalar(7));
        const losses = tf.tidy(() => model.calculateLosses().map(loss => numbers(loss)[0]));
        expect(losses[0]).toBe(10.5);
        expect([...losses.slice(1)].sort()).toEqual([6, 6, 7]);
        model.dispose();
    });

    test('a changed factor, and penalties put on and taken off, count at once', () => {
        const model = network();
        const total = () => tf.tidy(() => numbers(tf.addN(model.calculateLosses()))[0]);
        model.layers[0].kernelRegularizer.regularizer.l1 = 1;
        expect(total()).toBe(13.5);
        const added = regularize(model, { bias: l1(2) });
        expect(total()).toBe(13.5 + 10);
        added.remove();
        expect(total()).toBe(13.5);
        model.dispose();
    });

    test('the gradient of each weight is that of its own penalties', () => {
        const model = network();
        regularize(model, { 'dense*/kernel': l2(1) });
        const { value, grads } = tf.variableGrads(() => tf.addN(model.calculateLosses()));
        const slopes = model.weights.map(weight => numbers(grads[weight.read().name] ?? tf.tensor([0])));
        expect(slopes).toEqual([Array(6).fill(2.5), Array(3).fill(2), Array(6).fill(3.25), [0]]);
        tf.dispose([value, grads]);
        model.dispose();
    });

    test('a weight that is assigned after the penalties has the gradient at its old value', () => {
        const model = network();
        const [kernel] = model.weights.map(weight => weight.read());
        const { value, grads } = tf.variableGrads(() => {
            const penalties = tf.addN(model.calculateLosses());
            tf.tidy(() => kernel.assign(tf.neg(kernel)));
            return penalties;
        });
        expect(numbers(grads[kernel.name])).toEqual(Array(6).fill(0.5));
        tf.dispose([value, grads]);
        model.dispose();
    });

    test('a penalty whose gradient is left out counts in the loss alone, fused or not', () => {
        const model = network();
        regularize(model, { 'dense*/kernel': tf.regularizers.l2({ l2: 1 }) });
        const { losses } = model;
        const total = () => tf.addN(model.calculateLosses());
        const run = () =>
            tf.variableGrads(
                total,
                model.weights.slice(0, 3).map(weight => weight.read()),
            );
        const slopes = grads => model.weights.slice(0, 3).map(weight => numbers(grads[weight.read().name])[0]);
        const all = run();
        expect(slopes(all.grads)).toEqual([2.5, 2, 3.25]);
        const some = withoutGradientsOf([losses[0], losses.at(-1)], run); // l1 of the first kernel, stock l2 of the second
        expect(numbers(some.value)).toEqual(numbers(all.value));
        expect(slopes(some.grads)).toEqual([2, 2, 1.25]);
        expect(slopes(run().grads)).toEqual([2.5, 2, 3.25]);
        tf.dispose([all, some]);
        model.dispose();
    });

    test('training leaves nothing in memory, also where a step fails', async () => {
        const model = network();
        const [x, y] = [tf.ones([4, 2]), tf.ones([4, 2])];
        await model.trainOnBatch(x, y);
        const before = tf.memory();
        await model.trainOnBatch(x, y);
        model.addLoss(() => {
            throw new Error('broken loss');
        });
        expect(() => tf.variableGrads(() => tf.addN(model.calculateLosses()))).toThrow('broken loss');
        const { numTensors, numDataBuffers } = tf.memory();
        expect([numTensors, numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
        tf.dispose([x, y]);
        model.dispose();
    });
});
