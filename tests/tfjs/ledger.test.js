// The ledger of the penalties on weights, which penalties(), regularize() and the optimizers read.
import { beforeAll, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { addPenalty, ledgerOf } from '../../js/tfjs/layers/ledger.js';
import { numbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

const { l1, l2, penalties, regularize, uninstall } = install(tf);

beforeAll(() => use('cpu'));

/** A layer of a user's own, whose penalties no field tells. */
class Scale extends tf.layers.Layer {
    static className = 'Scale';
    build([, width]) {
        this.scale = this.addWeight('scale', [width], null, tf.initializers.ones(), this.given ?? l1(0.5));
        this.shift = this.addWeight('shift', [width], null, tf.initializers.zeros());
        super.build();
    }
    call(x) {
        return tf.tidy(() => tf.add(tf.mul(Array.isArray(x) ? x[0] : x, this.scale.read()), this.shift.read()));
    }
}
tf.serialization.registerClass(Scale);

/** [last part of the name, [class name and source of each penalty]] of each weight. */
const summary = model =>
    ledgerOf(tf, model).map(({ name, penalties }) => [
        name.split('/').pop(),
        penalties.map(({ regularizer, source }) => `${regularizer.getClassName()} ${source}`).join(', '),
    ]);

/** Each penalty's function is in its layer's list, and computes its regularizer on its weight. */
function expectFunctions(model) {
    for (const { layer, weight, penalties } of ledgerOf(tf, model)) {
        for (const { regularizer, loss } of penalties) {
            expect(layer._losses).toContain(loss);
            expect(numbers(loss())).toEqual(numbers(regularizer.apply(weight.read())));
        }
    }
}

test('it tells the penalties of arguments, of addWeight and of regularize apart', () => {
    const model = tf.sequential({
        layers: [
            tf.layers.dense({ units: 2, inputShape: [2], kernelRegularizer: 'l1', biasRegularizer: 'l2' }),
            new Scale(),
            tf.layers.embedding({ inputDim: 3, outputDim: 2, embeddingsRegularizer: 'l1' }),
            tf.layers.batchNormalization({ gammaRegularizer: 'l1', betaRegularizer: 'l2' }),
        ],
    });
    regularize(model, { kernel: l2(0.5), scale: l2(0.25) });
    expect(summary(model)).toEqual([
        ['kernel', 'L1 layer, L2 regularize'],
        ['bias', 'L2 layer'],
        ['scale', 'L1 addWeight, L2 regularize'],
        ['shift', ''],
        ['embeddings', 'L1 layer'],
        ['gamma', 'L1 layer'],
        ['beta', 'L2 layer'],
        ['moving_mean', ''],
        ['moving_variance', ''],
    ]);
    expectFunctions(model);
});

test('cells, copies, wrapped, nested and shared layers have each weight once', () => {
    const shared = tf.layers.dense({ units: 2, kernelRegularizer: 'l1' });
    const nested = tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [2], kernelRegularizer: 'l2' })],
    });
    const input = tf.input({ shape: [3, 2] });
    const lstm = tf.layers.lstm({ units: 2, returnSequences: true, recurrentRegularizer: 'l2' });
    const cells = [1, 2].map(units => tf.layers.simpleRNNCell({ units, kernelRegularizer: 'l1' }));
    let x = tf.layers.timeDistributed({ layer: nested }).apply(input);
    x = shared.apply(shared.apply(x));
    x = tf.layers.bidirectional({ layer: lstm }).apply(x);
    x = tf.layers.rnn({ cell: cells }).apply(x);
    const model = tf.model({ inputs: input, outputs: x });
    const all = summary(model);
    expect(all).toHaveLength(model.weights.length);
    expect(all.filter(([, penalties]) => penalties)).toEqual([
        ['kernel', 'L2 layer'],
        ['kernel', 'L1 layer'],
        ['recurrent_kernel', 'L2 layer'],
        ['recurrent_kernel', 'L2 layer'],
        ['kernel', 'L1 layer'],
        ['kernel', 'L1 layer'],
    ]);
    expect(ledgerOf(tf, model).map(({ weight }) => weight)).toEqual(model.weights);
    expectFunctions(model);
});

test('depthwise and pointwise kernels', () => {
    const model = tf.sequential({
        layers: [
            tf.layers.separableConv2d({
                filters: 2, kernelSize: 2, inputShape: [4, 4, 2], depthwiseRegularizer: 'l1', pointwiseRegularizer: 'l2',
            }), // biome-ignore format: one line
            tf.layers.depthwiseConv2d({ kernelSize: 2, depthwiseRegularizer: 'l1' }),
            tf.layers.prelu({ alphaRegularizer: 'l2' }),
        ],
    });
    expect(summary(model).filter(([, penalties]) => penalties)).toEqual([
        ['depthwise_kernel', 'L1 layer'],
        ['pointwise_kernel', 'L2 layer'],
        ['depthwise_kernel', 'L1 layer'],
        ['alpha', 'L2 layer'],
    ]);
    expectFunctions(model);
});

test('penalties(model) counts what a layer of the user gave to addWeight', () => {
    const model = tf.sequential({ layers: [new Scale({ inputShape: [4] })] });
    expect(penalties(model)).toMatchObject({
        total: 2,
        weights: [{ name: expect.stringMatching(/scale$/), share: 1 }],
    });
});

test("addWeight takes a name, as Keras' does, and any object with an apply, as TF.js' does", () => {
    const duck = { apply: x => tf.sum(x), getClassName: () => 'Duck', getConfig: () => ({}) };
    for (const [given, total] of [
        ['l2', 0.04],
        [{ className: 'L1', config: { l1: 1 } }, 4],
        [duck, 4],
        [null, 2],
    ]) {
        // biome-ignore format: one line
        const layer = new Scale({ inputShape: [4] });
        layer.given = given;
        expect(penalties(tf.sequential({ layers: [layer] })).total).toBeCloseTo(total, 6);
    }
    const wrong = new Scale();
    wrong.given = 'l3';
    expect(() => wrong.apply(tf.ones([1, 4]))).toThrow(/l3/);
});

test('a removed penalty is gone from the layer and from the ledger, whatever the order', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelRegularizer: 'l1' })] });
    const [layer] = model.layers;
    const [kernel] = ledgerOf(tf, model);
    const removeFirst = addPenalty(kernel, l2(1));
    const removeSecond = addPenalty(kernel, l1(1));
    removeFirst();
    removeFirst();
    expect(summary(model)[0]).toEqual(['kernel', 'L1 layer, L1 regularize']);
    removeSecond();
    expect(summary(model)[0]).toEqual(['kernel', 'L1 layer']);
    expect(layer._losses).toHaveLength(1);
});

test('of a layer that was made before install, the penalties that its fields tell', () => {
    uninstall();
    const shared = tf.regularizers.l1({ l1: 0.5 });
    const model = tf.sequential({
        layers: [
            tf.layers.dense({ units: 2, inputShape: [3], kernelRegularizer: shared, biasRegularizer: shared }),
            tf.layers.dense({ units: 2 }),
        ],
    });
    install(tf);
    expect(summary(model)).toEqual([
        ['kernel', 'L1L2 layer'],
        ['bias', 'L1L2 layer'],
        ['kernel', ''],
        ['bias', ''],
    ]);
    expectFunctions(model);
    expect(Object.hasOwn(shared, 'apply')).toBe(false);
});
