// activityRegularizer on every layer, and the ActivityRegularization layer.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

/** Arguments that satisfy the constructor of any layer. */
const anyLayer = {
    units: 2, filters: 1, kernelSize: [1, 1], inputDim: 3, outputDim: 2, n: 2, targetShape: [2], dims: [1], rate: 0.1, stddev: 0.1,
    axes: 0, height: 1, width: 1, factor: 1, scale: 1, numTokens: 3, outputMode: 'count', cropping: 1, maxValue: 1, theta: 1, activation: 'relu',
}; // biome-ignore format: a list

const fixed = { kernelInitializer: 'ones', biasInitializer: 'ones', recurrentInitializer: 'ones' };

describe('activityRegularizer', () => {
    const { activityRegularizerOf, l1, l2 } = install(tf);
    beforeAll(() => use('cpu'));

    const special = {
        conv1d: { kernelSize: 1 },
        depthwiseConv2d: { depthMultiplier: 1 },
        conv3d: { kernelSize: 1 },
        conv3dTranspose: { kernelSize: 1 },
        rnn: { cell: tf.layers.lstmCell({ units: 2 }) },
        timeDistributed: { layer: tf.layers.dense({ units: 1 }) },
        bidirectional: { layer: tf.layers.lstm({ units: 1 }) },
    };
    const cells = ['gruCell', 'lstmCell', 'simpleRNNCell', 'convLstm2dCell', 'stackedRNNCells'];
    const factories = Object.keys(tf.layers).filter(
        name => /^[a-z]/.test(name) && !/^input/.test(name) && !cells.includes(name),
    );

    test.each(factories)('tf.layers.%s takes an activity regularizer and saves it', name => {
        const layer = tf.layers[name]({ ...anyLayer, ...special[name], activityRegularizer: l1(0.5) });
        expect(activityRegularizerOf(layer).getConfig()).toEqual({ l1: 0.5 });
        expect(layer.getConfig().activityRegularizer).toEqual({ className: 'L1', config: { l1: 0.5 } });
        expect(layer.activityRegularizer).toBeNull();
    });

    test.each(cells.slice(0, 4))('tf.layers.%s leaves the activity to its recurrent layer', name => {
        expect(activityRegularizerOf(tf.layers[name]({ ...anyLayer, activityRegularizer: 'l1' }))).toBeNull();
    });

    test('a layer without one has none, and its config says so', () => {
        const layer = tf.layers.dense({ units: 1 });
        expect(activityRegularizerOf(layer)).toBeNull();
        expect(layer.getConfig().activityRegularizer).toBeNull();
    });

    test('it can be set, replaced and removed later, under any identifier', () => {
        const layer = tf.layers.activation({ activation: 'linear' });
        layer.activityRegularizer = 'l2';
        layer.activityRegularizer = { class_name: 'L1', config: { l1: 0.25 } };
        expect(activityRegularizerOf(layer).getConfig()).toEqual({ l1: 0.25 });
        expect(layer.losses).toHaveLength(1);
        layer.activityRegularizer = null;
        expect(activityRegularizerOf(layer)).toBeNull();
        expect(layer.losses).toHaveLength(0);
        expect(Object.hasOwn(layer, 'call')).toBe(false);
        expect(() => {
            layer.activityRegularizer = 'l3';
        }).toThrow(/l3/);
    });

    test('a `call` that somebody puts over the layer counts once, whether it runs the one before or not', () => {
        const penaltyWith = put => {
            const layer = tf.layers.activation({ activation: 'linear', inputShape: [2], activityRegularizer: l1(1) });
            const model = tf.sequential({ layers: [layer] });
            put(layer);
            const { value, grad } = tf.valueAndGrad(x => {
                model.apply(x);
                return tf.addN(model.calculateLosses());
            })(tf.tensor([[1, -2]]));
            return [value, grad].map(numbers);
        };
        const right = [[3], [1, -1]];
        expect(penaltyWith(() => {})).toEqual(right);
        const around = layer => {
            const { call } = layer;
            layer.call = (...args) => call.apply(layer, args);
        };
        expect(penaltyWith(around)).toEqual(right);
        expect(penaltyWith(layer => [around(layer), around(layer)])).toEqual(right);
        const instead = layer => {
            layer.call = ([x]) => tf.neg(x);
        };
        expect(penaltyWith(instead)).toEqual(right);
    });

    test('predict runs no kernel more for it', async () => {
        const kernels = async activityRegularizer => {
            const model = tf.sequential({
                layers: [tf.layers.dense({ units: 2, inputShape: [3], activityRegularizer })],
            });
            const { kernelNames } = await tf.profile(() => model.predict(tf.ones([4, 3])));
            return kernelNames;
        };
        expect(await kernels(l2(1))).toEqual(await kernels(null));
    });

    test('a step that fails between the call and the loss leaves nothing to the next one', () => {
        const layer = tf.layers.dense({ units: 2, inputShape: [3], activityRegularizer: l1(1), ...fixed });
        const model = tf.sequential({ layers: [layer] });
        const x = tf.ones([4, 3]);
        const penalty = () =>
            tf.tidy(() => {
                model.apply(x);
                return tf.addN(model.calculateLosses());
            });
        const failing = () => {
            penalty();
            throw new Error('broken loss');
        };
        expect(() => tf.variableGrads(failing)).toThrow('broken loss');
        const before = tf.memory().numTensors;
        const { value, grads } = tf.variableGrads(penalty);
        expect(numbers(value)).toEqual([8]); // of this step alone: 2 outputs of 4
        tf.dispose([value, grads]);
        expect(tf.memory().numTensors).toBe(before);
    });
});

describe.each(backends)('on %s', backend => {
    const { ActivityRegularization, l1, l2, l1l2 } = install(tf);
    beforeAll(() => use(backend));

    /** Loss and gradients of a model by its own training loss, and by a loss written out with `penalty(outputs)`. */
    async function compare(model, x, outputsPenalized) {
        const weights = model.getWeights().map((w, i) => tf.tensor(randomNumbers(w.size, i + 1), w.shape));
        model.setWeights(weights);
        const variables = model.trainableWeights.map(weight => weight.read());
        const explicit = tf.variableGrads(() => outputsPenalized(x), variables);
        const before = variables.map(numbers);
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(1) });
        const y = tf.tidy(() => tf.zerosLike(model.predict(x)));
        const loss = await model.trainOnBatch(x, y);
        expect(Math.abs(loss - numbers(explicit.value)[0])).toBeLessThan(1e-5 * Math.max(1, loss));
        variables.forEach((variable, i) => {
            const slope = numbers(explicit.grads[variable.name]);
            numbers(variable).forEach((w, j) => {
                expect(Math.abs(before[i][j] - w - slope[j])).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope[j])));
            });
        });
    }
    const l1Of = y => tf.sum(tf.abs(y)); // no output is exactly 0 here
    const meanSquares = y => tf.mean(tf.square(y));

    test("the example of Keras' documentation gives 5.25", async () => {
        const layer = tf.layers.dense({
            units: 5,
            inputShape: [5],
            kernelInitializer: 'ones',
            kernelRegularizer: l1(0.01),
            activityRegularizer: l2(0.01),
            useBias: false,
        });
        const model = tf.sequential({ layers: [layer] });
        const losses = tf.valueAndGrad(x => {
            model.apply(x);
            return tf.addN(model.calculateLosses());
        })(tf.mul(2, tf.ones([5, 5])));
        expect(Math.abs(numbers(losses.value)[0] - 5.25)).toBeLessThan(1e-6);
    });

    test('of a dense layer, divided by the batch size', async () => {
        const layer = tf.layers.dense({ units: 3, inputShape: [4], activityRegularizer: l1(0.3) });
        const model = tf.sequential({ layers: [layer] });
        const x = tf.tensor(randomNumbers(8, 5), [2, 4]);
        await compare(model, x, input => {
            const y = layer.apply(input);
            return tf.add(meanSquares(y), tf.mul(0.3 / 2, l1Of(y)));
        });
    });

    test.each(['simpleRNN', 'lstm', 'gru'])('of a %s layer: the output of the layer, not of each step', async kind => {
        const layer = tf.layers[kind]({ units: 2, inputShape: [3, 2], activityRegularizer: l1(0.3) });
        const model = tf.sequential({ layers: [layer] });
        const x = tf.tensor(randomNumbers(12, 5), [2, 3, 2]);
        await compare(model, x, input => {
            const y = layer.apply(input);
            return tf.add(meanSquares(y), tf.mul(0.3 / 2, l1Of(y)));
        });
    });

    test('of a layer inside TimeDistributed: every step counts', async () => {
        const inner = tf.layers.dense({ units: 2, activityRegularizer: l1(0.3) });
        const outer = tf.layers.timeDistributed({ layer: inner, inputShape: [3, 2] });
        const model = tf.sequential({ layers: [outer] });
        const x = tf.tensor(randomNumbers(12, 5), [2, 3, 2]);
        await compare(model, x, input => {
            const y = outer.apply(input);
            return tf.add(meanSquares(y), tf.mul(0.3 / 2, l1Of(y)));
        });
    });

    test('of TimeDistributed and of Bidirectional themselves', async () => {
        const layers = [
            tf.layers.timeDistributed({
                layer: tf.layers.dense({ units: 2 }),
                inputShape: [3, 2],
                activityRegularizer: l1(0.3),
            }),
            tf.layers.bidirectional({
                layer: tf.layers.gru({ units: 2 }),
                inputShape: [3, 2],
                activityRegularizer: l1(0.3),
            }),
        ];
        const x = tf.tensor(randomNumbers(12, 5), [2, 3, 2]);
        for (const layer of layers) {
            await compare(tf.sequential({ layers: [layer] }), x, input => {
                const y = layer.apply(input);
                return tf.add(meanSquares(y), tf.mul(0.3 / 2, l1Of(y)));
            });
        }
    });

    test('of a layer that is used twice: each use counts', async () => {
        const shared = tf.layers.dense({ units: 3, activityRegularizer: l1(0.3) });
        const input = tf.input({ shape: [3] });
        const model = tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) });
        const x = tf.tensor(randomNumbers(6, 5), [2, 3]);
        await compare(model, x, data => {
            const first = shared.apply(data);
            const second = shared.apply(first);
            return tf.addN([meanSquares(second), tf.mul(0.3 / 2, l1Of(first)), tf.mul(0.3 / 2, l1Of(second))]);
        });
    });

    test('of a layer in a nested model, and of the nested model', async () => {
        const inner = tf.layers.dense({ units: 3, inputShape: [3], activityRegularizer: l1(0.3) });
        const nested = tf.sequential({ layers: [inner, tf.layers.dense({ units: 2 })] });
        nested.activityRegularizer = l1(0.2);
        const input = tf.input({ shape: [3] });
        const model = tf.model({ inputs: input, outputs: nested.apply(input) });
        const x = tf.tensor(randomNumbers(6, 5), [2, 3]);
        await compare(model, x, data => {
            const first = inner.apply(data);
            const second = nested.layers[1].apply(first);
            return tf.addN([meanSquares(second), tf.mul(0.3 / 2, l1Of(first)), tf.mul(0.2 / 2, l1Of(second))]);
        });
    });

    test('the ActivityRegularization layer does the same for whatever it follows', async () => {
        const dense = tf.layers.dense({ units: 3, inputShape: [4] });
        const model = tf.sequential({ layers: [dense, new ActivityRegularization({ l1: 0.3, l2: 0.1 })] });
        const x = tf.tensor(randomNumbers(8, 5), [2, 4]);
        await compare(model, x, input => {
            const y = dense.apply(input);
            const penalty = tf.add(tf.mul(0.3 / 2, l1Of(y)), tf.mul(0.1 / 2, tf.sum(tf.square(y))));
            return tf.add(meanSquares(y), penalty);
        });
    });

    test('counts in every batch of fit, and is gone after it', async () => {
        const dense = tf.layers.dense({
            units: 1,
            inputShape: [1],
            useBias: false,
            kernelInitializer: 'ones',
            activityRegularizer: l1l2({ l1: 1 }),
        });
        const model = tf.sequential({ layers: [dense] });
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) });
        const [x, y] = [tf.ones([6, 1]), tf.ones([6, 1])];
        const { history } = await model.fit(x, y, { batchSize: 3, epochs: 2, verbose: 0 });
        expect(history.loss).toEqual([1, 1]);
        expect(tf.tidy(() => tf.addN(model.calculateLosses()).dataSync()[0])).toBe(0);
    });

    test('an empty batch costs nothing', () => {
        const layer = tf.layers.dense({
            units: 2,
            inputShape: [3],
            kernelInitializer: 'zeros',
            activityRegularizer: l1(1),
        });
        layer.build([null, 3]);
        const { value } = tf.variableGrads(() => {
            layer.apply(tf.zeros([0, 3]));
            return tf.add(tf.sum(layer.weights[0].read()), tf.addN(layer.calculateLosses()));
        });
        expect(numbers(value)).toEqual([0]);
    });
});
