// What TF.js does without the plug-in. Each test pins a behaviour that the plug-in mends; if one fails, TF.js has changed.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { numbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

describe('stock TF.js', () => {
    beforeAll(() => use('cpu'));

    test.each(['l1', 'l2', 'L1', 'L2', 'l1_l2', 'OrthogonalRegularizer', 'orthogonal_regularizer'])(
        'does not know the regularizer %s',
        name => {
            expect(() => tf.layers.dense({ units: 1, kernelRegularizer: name })).toThrow(
                `Unknown regularizer: ${name}. This may`,
            );
        },
    );

    test('cannot load a Keras model with an L2 regularizer', async () => {
        const layer = {
            class_name: 'Dense',
            config: {
                units: 1,
                batch_input_shape: [null, 2],
                kernel_regularizer: { class_name: 'L2', config: { l2: 0.1 } },
            },
        };
        await expect(
            tf.models.modelFromJSON({ class_name: 'Sequential', config: { layers: [layer] } }),
        ).rejects.toThrow('Unknown regularizer: L2.');
    });

    test('refuses to call a layer with an activity regularizer', () => {
        const layer = tf.layers.dense({ units: 1, activityRegularizer: tf.regularizers.l2() });
        expect(() => layer.apply(tf.input({ shape: [2] }))).toThrow(
            'Layer invocation in the presence of activity regularizer(s) is not supported yet.',
        );
    });

    test('drops the penalties of recurrent layers', () => {
        const layer = tf.layers.lstm({ units: 2, kernelRegularizer: tf.regularizers.l2({ l2: 1000 }) });
        layer.apply(tf.input({ shape: [3, 2] }));
        expect(layer.losses).toHaveLength(0);
    });

    test('moves exact zeros off zero under L1', () => {
        const slope = tf.grad(w => tf.regularizers.l1({ l1: 1 }).apply(w))(tf.tensor([0, 2]));
        expect(numbers(slope)).toEqual([-1, 1]);
    });

    test('adds an L1 term that nobody asked for', () => {
        expect(tf.regularizers.l1l2({ l2: 0.03 }).getConfig()).toEqual({ l1: 0.01, l2: 0.03 });
    });

    test('leaves penalties out of evaluate', () => {
        const kernelRegularizer = tf.regularizers.l1({ l1: 1 });
        const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros', kernelRegularizer });
        const model = tf.sequential({ layers: [layer] });
        layer.setWeights([tf.ones([1, 1]), tf.zeros([1])]);
        model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
        expect(numbers(model.evaluate(tf.zeros([1, 1]), tf.zeros([1, 1])))).toEqual([0]);
    });

    test('loses small terms of long sums on its wasm backend', async () => {
        await use('wasm');
        const penalty = tf.tidy(
            () =>
                tf.regularizers
                    .l1({ l1: 1 })
                    .apply(tf.ones([2 ** 25]))
                    .dataSync()[0],
        );
        expect(penalty).toBe(2 ** 24);
    });

    test('cannot load the input layer of a Keras 3 model', async () => {
        const layer = { class_name: 'InputLayer', config: { batch_shape: [null, 2], dtype: 'float32', name: 'input' } };
        await expect(
            tf.models.modelFromJSON({ class_name: 'Sequential', config: { layers: [layer] } }),
        ).rejects.toThrow('An InputLayer should be passed either a `batchInputShape` or an `inputShape`.');
    });
});
