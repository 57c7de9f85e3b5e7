/**
 * What the regularizer tests of Keras 2.3 (tests/keras/regularizers_test.py) and 2.10 (keras/regularizers_test.py) ask for,
 * asked here in our own words of models of TF.js with the plug-in. Each test bears the name of its origin.
 *
 * Keras counts the entries of model.losses; TF.js has no such list of what layers add while they are called, so losses are
 * compared, with the model's own loss taken away.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { get, l1, l1_l2, l2, OrthogonalRegularizer, Regularizer, register } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { tf, use } from '../tfjs/tensorflow.js';
import { seeded } from './numbers.js';

const R = install(tf);
beforeAll(() => use('cpu'));

const INPUTS = 5;
const UNITS = 2;
const EXAMPLES = 10;

/** @typedef {import('@tensorflow/tfjs').Tensor} Tensor */

const data = () => [
    tf.tensor2d(seeded(EXAMPLES, INPUTS)),
    tf.tensor2d(Array.from({ length: EXAMPLES }, (_, i) => [i % 2, 1 - (i % 2)])),
];

/** The loss of a first batch, before its step. @param {any} model @param {Tensor | Tensor[]} x */
const lossOf = async (model, x) => {
    const [, y] = data();
    return Number(await model.trainOnBatch(x, y));
};

/** @param {Record<string, any>} regularizers @returns {any} */
function denseModel(regularizers) {
    const dense = { units: UNITS, inputShape: [INPUTS], biasInitializer: 'ones' };
    const kernelInitializer = tf.initializers.constant({ value: 0.5 });
    const model = tf.sequential({ layers: [tf.layers.dense({ ...dense, kernelInitializer, ...regularizers })] });
    model.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' });
    return model;
}

/** How much a penalty adds to the loss of the first batch. @param {Record<string, any>} regularizers */
async function addedBy(regularizers) {
    const [x] = data();
    return (await lossOf(denseModel(regularizers), x)) - (await lossOf(denseModel({}), x));
}

const registered = { l1: R.l1(), l2: R.l2(), l1_l2: R.l1l2() };

class OfTensors extends Regularizer {
    /** @override */
    call() {
        return tf.scalar(0);
    }
}
class OfScalars extends Regularizer {
    /** @override */
    call() {
        return 0;
    }
}

/** All that Keras 2.10 gives to a kernel, a bias and an activity, and whether it costs anything. @type {Array<[string, any, boolean]>} */
const given = [
    ['l1', registered.l1, true],
    ['l2', registered.l2, true],
    ['l1_l2', registered.l1_l2, true],
    ['l2_zero', R.l2({ l2: 0 }), false],
    ['function_tensor', () => tf.scalar(0), false],
    ['regularizer_base_class', new Regularizer(), false],
    ['regularizer_custom_class_tensor', new OfTensors(), false],
];

describe.each(['kernel', 'bias', 'activity'])('Keras 2.3 and 2.10: test_%s_regularization', what => {
    test.each(given)('%s', async (_, regularizer, costs) => {
        const added = await addedBy({ [`${what}Regularizer`]: regularizer });
        if (costs) expect(added).toBeGreaterThan(1e-3);
        else expect(added).toBe(0);
    });

    // Keras takes a plain number, which has no gradient; here that is an error (docs/tfjs.md).
    test.each([
        ['function_scalar', () => 0],
        ['regularizer_custom_class_scalar', new OfScalars()],
    ])('%s, which differs', async (_, regularizer) => {
        await expect(addedBy({ [`${what}Regularizer`]: regularizer })).rejects.toThrow(/tensor/);
    });
});

test('Keras 2.10: test_zero_regularization', async () => {
    const model = tf.sequential({
        layers: [tf.layers.dense({ units: 3, inputShape: [10], kernelRegularizer: R.l2({ l2: 0 }) })],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { history } = await model.fit(tf.ones([10, 10]), tf.ones([10, 3]), { batchSize: 5, epochs: 1, verbose: 0 });
    expect(history.loss[0]).toBeGreaterThan(0);
});

test('Keras 2.10: test_custom_regularizer_saving', async () => {
    const myRegularizer = (/** @type {Tensor} */ weights) => tf.sum(tf.abs(weights));
    register(myRegularizer, { name: 'my_regularizer' });
    const layer = tf.layers.dense({ units: 1, inputShape: [10], kernelRegularizer: myRegularizer });
    const model = tf.sequential({ layers: [layer] });
    const copy = await tf.models.modelFromJSON(/** @type {any} */ (model.toJSON(undefined, false)));
    const { kernelRegularizer } = /** @type {any} */ (copy.layers[0].getConfig());
    expect(kernelRegularizer).toEqual(layer.getConfig().kernelRegularizer);
    expect(JSON.stringify(kernelRegularizer)).toContain('my_regularizer');
});

/** Two inputs through two layers or models, averaged. @param {any} first @param {any} second */
function averaged(first, second) {
    const inputs = [tf.input({ shape: [INPUTS] }), tf.input({ shape: [INPUTS] })];
    const outputs = tf.layers.average().apply([first.apply(inputs[0]), second.apply(inputs[1])]);
    const model = tf.model({ inputs, outputs: /** @type {any} */ (outputs) });
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    return model;
}

const half = () => tf.initializers.constant({ value: 0.5 });

/** @param {any} regularizer */
const shared = regularizer =>
    tf.layers.dense({
        units: UNITS,
        inputShape: [INPUTS],
        kernelInitializer: half(),
        kernelRegularizer: regularizer,
        activityRegularizer: regularizer,
    });

/** @param {any} layer */
function modelOf(layer) {
    const input = tf.input({ shape: [INPUTS] });
    return tf.model({ inputs: input, outputs: layer.apply(input) });
}

/** The penalty of a kernel, and of what it makes of the data, as the mean over the examples, as Keras takes it. @param {any} regularizer */
function parts(regularizer) {
    const [x] = data();
    const kernel = tf.fill([INPUTS, UNITS], 0.5);
    const activity = tf.matMul(x, kernel);
    const value = (/** @type {Tensor} */ t) => Number(regularizer.apply(t).dataSync()[0]);
    return {
        kernel: value(kernel),
        activity: value(activity) / EXAMPLES,
        ofUnits: value(tf.fill([UNITS, UNITS], 0.5)),
        activityOf: activity,
    };
}

describe.each(Object.entries(registered))('%s', (_, regularizer) => {
    const x = () => [data()[0], data()[0]];
    const zero = R.l2({ l2: 0 });

    test('Keras 2.3 and 2.10: test_regularization_shared_layer', async () => {
        const layer = shared(regularizer);
        const plain = shared(zero);
        const added = (await lossOf(averaged(layer, layer), x())) - (await lossOf(averaged(plain, plain), x()));
        const { kernel, activity } = parts(regularizer);
        expect(added).toBeCloseTo(kernel + 2 * activity, 4);
    });

    test('Keras 2.3 and 2.10: test_regularization_shared_model', async () => {
        const model = modelOf(shared(regularizer));
        const plain = modelOf(shared(zero));
        const added = (await lossOf(averaged(model, model), x())) - (await lossOf(averaged(plain, plain), x()));
        const { kernel, activity } = parts(regularizer);
        expect(added).toBeCloseTo(kernel + 2 * activity, 4);
    });

    test('Keras 2.3 and 2.10: test_regularization_shared_layer_in_different_models', async () => {
        const build = (/** @type {any} */ own) => {
            const layer = shared(own);
            const models = [0, 1].map(() => {
                const input = tf.input({ shape: [INPUTS] });
                const unshared = tf.layers.dense({ units: UNITS, kernelInitializer: half(), kernelRegularizer: own });
                return tf.model({ inputs: input, outputs: /** @type {any} */ (unshared.apply(layer.apply(input))) });
            });
            return averaged(models[0], models[1]);
        };
        const added = (await lossOf(build(regularizer), x())) - (await lossOf(build(zero), x()));
        const { kernel, activity, ofUnits } = parts(regularizer);
        expect(added).toBeCloseTo(kernel + 2 * ofUnits + 2 * activity, 4);
    });
});

test('Keras 2.10: test_deserialization_error', () => {
    expect(() => get(/** @type {any} */ (0))).toThrow(/0/);
});

test.each(
    /** @type {const} */ ([
        ['l1', l1({ l1: null }), { l1: 0.01 }],
        ['l2', l2({ l2: null }), { l2: 0.01 }],
        ['l1_l2', l1_l2({ l1: null, l2: null }), { l1: 0, l2: 0 }],
    ]),
)('Keras 2.10: test_default_value_when_init_with_none: %s', (_, regularizer, config) => {
    expect(regularizer.getConfig()).toEqual(config);
});

describe('Keras 2.10: test_orthogonal_regularizer', () => {
    const factor = 0.1;
    const rows = new OrthogonalRegularizer(factor, 'rows');
    const columns = new OrthogonalRegularizer(factor, 'columns');

    test('its value', () => {
        const w = [
            [1, 1, 1, 1],
            [2, 0, 0, 0],
            [0, 0, 3, 1],
        ];
        // The cosines of rows are 1/2, 2/sqrt(10) and 0.
        expect(rows(w)).toBeCloseTo((factor * (1 / 2 + 2 / Math.sqrt(10))) / 3, 7);
        // Columns are (1, 2, 0), (1, 0, 0), (1, 0, 3), (1, 0, 1).
        const [a, b, c, d] = [5, 1, 10, 2].map(Math.sqrt);
        const cosines = [1 / (a * b), 1 / (a * c), 1 / (a * d), 1 / (b * c), 1 / (b * d), 4 / (c * d)];
        expect(columns(w)).toBeCloseTo((factor * cosines.reduce((sum, v) => sum + v)) / 6, 7);
    });

    test('wrong use, and its config', () => {
        expect(() => rows([1, 1])).toThrow(/rank 2/);
        expect(columns.getConfig()).toEqual({ factor, mode: 'columns' });
    });

    test('in a model, which comes back from its config', async () => {
        const input = tf.input({ shape: [3] });
        const kernelRegularizer = R.orthogonal({ factor, mode: 'rows' });
        const outputs = tf.layers.dense({ units: 4, kernelRegularizer }).apply(input);
        const model = tf.model({ inputs: input, outputs: /** @type {any} */ (outputs) });
        model.compile({ optimizer: 'rmsprop', loss: 'meanSquaredError' });
        await model.fit(tf.tensor2d(seeded(16, 3)), tf.tensor2d(seeded(16, 4)), { epochs: 1, verbose: 0 });
        const x = tf.tensor2d([
            [1, 1, 1],
            [2, 0, 0],
            [0, 0, 3],
        ]);
        const copy = await tf.models.modelFromJSON(/** @type {any} */ (model.toJSON(undefined, false)));
        copy.setWeights(model.getWeights());
        expect(/** @type {any} */ (copy.predict(x)).arraySync()).toEqual(
            /** @type {any} */ (model.predict(x)).arraySync(),
        );
        expect(copy.layers.at(-1)?.getConfig().kernelRegularizer).toEqual(
            model.layers.at(-1)?.getConfig().kernelRegularizer,
        );
    });
});
