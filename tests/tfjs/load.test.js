// Model JSON of Keras 2, Keras 3 and TF.js, and identifiers in every spelling.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

const regularizers = install(tf);

beforeAll(() => use('cpu'));

/** How each Keras writes a regularizer. */
const dialects = {
    'Keras 2': (class_name, config) => ({ class_name, config }),
    'Keras 3': (class_name, config) => ({ module: 'keras.regularizers', class_name, config, registered_name: null }),
};
const configs = {
    L1: { l1: 0.25 },
    L2: { l2: 0.009999999776482582 },
    L1L2: { l1: 0.5, l2: 0.25 },
    OrthogonalRegularizer: { factor: 0.125, mode: 'columns' },
};

/** A model as Keras' `to_json` writes it: a recurrent and a dense layer, the same regularizer wherever one may stand. */
const kerasModel = regularizer => ({
    class_name: 'Sequential',
    config: {
        name: 'model',
        layers: [
            {
                class_name: 'LSTM',
                config: {
                    name: 'lstm',
                    batch_input_shape: [null, 3, 2],
                    units: 2,
                    activation: 'tanh',
                    recurrent_activation: 'sigmoid',
                    kernel_regularizer: regularizer,
                    recurrent_regularizer: regularizer,
                    activity_regularizer: regularizer,
                },
            },
            {
                class_name: 'Dense',
                config: { name: 'dense', units: 2, kernel_regularizer: regularizer, activity_regularizer: regularizer },
            },
        ],
    },
});

/** The regularizers of the model above as [class name, config], in a fixed order. */
function regularizersIn(model) {
    const [lstm, dense] = model.layers;
    const found = [lstm.cell.kernelRegularizer, lstm.cell.recurrentRegularizer, dense.kernelRegularizer];
    return [...found, ...model.layers.map(regularizers.activityRegularizerOf)].map(each => [
        each.getClassName(),
        each.getConfig(),
    ]);
}

async function trainOneStep(model) {
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    const before = model.getWeights().map(numbers);
    const loss = await model.trainOnBatch(
        tf.ones([4, ...model.inputs[0].shape.slice(1)]),
        tf.ones([4, ...model.outputs[0].shape.slice(1)]),
    );
    expect(Number.isFinite(loss)).toBe(true);
    expect(model.getWeights().map(numbers)).not.toEqual(before);
}

/** Saves a model with its weights and loads it. */
async function reload(model) {
    let saved;
    await model.save(
        tf.io.withSaveHandler(async artifacts => {
            saved = artifacts;
            return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
    );
    const { modelTopology, ...weights } = saved;
    const throughJson = JSON.parse(JSON.stringify(modelTopology));
    return { saved, loaded: await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: throughJson, ...weights })) };
}

describe.each(Object.entries(dialects))('%s model JSON', (_, dialect) => {
    test.each(Object.entries(configs))('with %s everywhere loads, trains, saves and reloads', async (name, config) => {
        const model = await tf.models.modelFromJSON(kerasModel(dialect(name, config)));
        const expected = Array(5).fill([name, config]);
        expect(regularizersIn(model)).toEqual(expected);
        if (name !== 'OrthogonalRegularizer') await trainOneStep(model);

        const { saved, loaded } = await reload(model);
        const { config: dense } = saved.modelTopology.config.layers[1];
        expect(dense.kernel_regularizer).toEqual({ class_name: name, config });
        expect(dense.activity_regularizer).toEqual({ class_name: name, config });
        expect(regularizersIn(loaded)).toEqual(expected);
        expect(loaded.getWeights().map(numbers)).toEqual(model.getWeights().map(numbers));
    });
});

test('a factor that a config leaves out is 0, as in Keras', () => {
    const { kernelRegularizer } = tf.layers.dense({
        units: 1,
        kernelRegularizer: { className: 'L1L2', config: { l2: 0.03 } },
    });
    expect(kernelRegularizer.getConfig()).toEqual({ l1: 0, l2: 0.03 });
});

test.each([
    ['l1', 'L1', { l1: 0.01 }],
    ['L1', 'L1', { l1: 0.01 }],
    ['l2', 'L2', { l2: 0.01 }],
    ['L2', 'L2', { l2: 0.01 }],
    ['l1_l2', 'L1L2', { l1: 0.01, l2: 0.01 }],
    ['l1l2', 'L1L2', { l1: 0.01, l2: 0.01 }],
    ['L1L2', 'L1L2', { l1: 0.01, l2: 0.01 }],
    ['orthogonal_regularizer', 'OrthogonalRegularizer', { factor: 0.01, mode: 'rows' }],
    ['OrthogonalRegularizer', 'OrthogonalRegularizer', { factor: 0.01, mode: 'rows' }],
])('the string %s is understood in code and in model JSON', async (name, className, config) => {
    const fromCode = tf.layers.dense({ units: 1, kernelRegularizer: name, activityRegularizer: name });
    const model = await tf.models.modelFromJSON(kerasModel(name));
    for (const layer of [fromCode, model.layers[1]]) {
        for (const regularizer of [layer.kernelRegularizer, regularizers.activityRegularizerOf(layer)]) {
            expect([regularizer.getClassName(), regularizer.getConfig()]).toEqual([className, config]);
            expect(regularizer).toBeInstanceOf(regularizers[className]);
        }
    }
});

test('`get` understands whatever the core understands, and regularizers of TF.js', () => {
    const { get, L2 } = regularizers;
    expect(get({ class_name: 'L2', config: { l2: 0.5 } })).toBeInstanceOf(L2);
    expect(get({ module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.5 } }).getConfig()).toEqual({
        l2: 0.5,
    });
    const stock = tf.regularizers.l2();
    expect(get(stock)).toBe(stock);
    expect(get(null)).toBeNull();
    expect(() => get('l3')).toThrow(/l3/);
    expect(() => get('toString')).toThrow(/toString/);
});

test('factories take a number or an object', () => {
    const { l1, l2, l1l2, orthogonal } = regularizers;
    expect([l1(), l1(1e-4), l1({ l1: 1e-4 })].map(each => each.getConfig().l1)).toEqual([0.01, 1e-4, 1e-4]);
    expect([l2(), l2(1e-4), l2({ l2: 1e-4 })].map(each => each.getConfig().l2)).toEqual([0.01, 1e-4, 1e-4]);
    expect(l1l2().getConfig()).toEqual({ l1: 0.01, l2: 0.01 });
    expect(l1l2({ l2: 0.5 }).getConfig()).toEqual({ l1: 0, l2: 0.5 });
    expect(orthogonal({ mode: 'columns' }).getConfig()).toEqual({ factor: 0.01, mode: 'columns' });
    expect(() => l1(-1)).toThrow(RangeError);
});

test('the model that Keras 3.15 wrote loads, trains and reloads', async () => {
    const json = JSON.parse(readFileSync(new URL('../vectors/keras-3.15-model.json', import.meta.url), 'utf8'));
    const model = await tf.models.modelFromJSON(json);
    expect(model.inputs[0].shape).toEqual([null, 3]);
    expect(model.getLayer('d').kernelRegularizer.getConfig()).toEqual({ l1: 0.01, l2: 0.02 });
    await trainOneStep(model);
    const { loaded } = await reload(model);
    expect(loaded.getLayer('d').kernelRegularizer.getConfig()).toEqual({ l1: 0.01, l2: 0.02 });
});

test('a functional model of Keras 3 loads: shared layers, several inputs, names with underscores', async () => {
    const tensor = (...keras_history) => ({
        class_name: '__keras_tensor__',
        config: { shape: [null, 2], dtype: 'float32', keras_history },
    });
    const call = (...args) => ({ args, kwargs: { mask: null } });
    const input = name => ({
        class_name: 'InputLayer',
        name,
        config: { batch_shape: [null, 2], dtype: 'float32', name },
        inbound_nodes: [],
    });
    const dtype = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };
    const regularizer = dialects['Keras 3']('L2', { l2: 0.5 });
    const shared = {
        class_name: 'Dense',
        name: 'shared_layer',
        config: { name: 'shared_layer', units: 2, dtype, activity_regularizer: regularizer },
        inbound_nodes: [call(tensor('input_a', 0, 0)), call(tensor('input_b', 0, 0))],
    };
    const sum = {
        class_name: 'Add',
        name: 'add_up',
        config: { name: 'add_up', dtype },
        inbound_nodes: [call([tensor('shared_layer', 0, 0), tensor('shared_layer', 1, 0)])],
    };
    const config = {
        name: 'model',
        layers: [input('input_a'), input('input_b'), shared, sum],
        input_layers: [['input_a', 0, 0], ['input_b', 0, 0]], // biome-ignore format: one line
        output_layers: ['add_up', 0, 0],
    };
    const model = await tf.models.modelFromJSON({
        module: 'keras.src.models.functional',
        class_name: 'Functional',
        config,
    });
    expect(model.layers.map(({ name }) => name)).toEqual(['input_a', 'input_b', 'shared_layer', 'add_up']);
    expect(regularizers.activityRegularizerOf(model.getLayer('shared_layer')).getConfig()).toEqual({ l2: 0.5 });
    model.getLayer('shared_layer').setWeights([tf.tensor([[1, 0], [0, 1]]), tf.zeros([2])]); // biome-ignore format: one line
    expect(numbers(model.predict([tf.tensor([[1, 2]]), tf.tensor([[3, 4]])]))).toEqual([4, 6]);
});

test("Keras' ActivityRegularization layer loads and saves", async () => {
    const layer = {
        class_name: 'ActivityRegularization',
        config: { name: 'a', batch_input_shape: [null, 2], l1: 0.5, l2: 0 },
    };
    const model = await tf.models.modelFromJSON({ class_name: 'Sequential', config: { layers: [layer] } });
    const { saved } = await reload(model);
    expect(saved.modelTopology.config.layers[0].config).toMatchObject({ l1: 0.5, l2: 0 });
});

test("TF.js' own saved models keep what they meant", async () => {
    regularizers.uninstall();
    const stock = tf.sequential({
        layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelRegularizer: tf.regularizers.l1({ l1: 0.5 }) })],
    });
    const saved = stock.toJSON(null, false);
    install(tf);
    const loaded = await tf.models.modelFromJSON(saved);
    expect(loaded.layers[0].kernelRegularizer.getConfig()).toEqual({ l1: 0.5, l2: 0 });
});
