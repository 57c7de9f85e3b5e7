// The weights of Keras 3 models, under the names that Keras 3 gives them.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

install(tf);

beforeAll(() => use('cpu'));

/** The artifacts of a model, whose weights 1, 2, 3 ... carry these names: [name, shape] in the order of the file. */
function artifacts(modelTopology, weights) {
    const data = weights.flatMap(([, shape], i) => Array(shape.reduce((a, b) => a * b, 1)).fill(i + 1));
    return tf.io.fromMemory({
        modelTopology,
        weightSpecs: weights.map(([name, shape]) => ({ name, shape, dtype: 'float32' })),
        weightData: new Float32Array(data).buffer,
    });
}

/** [name, shape] of each weight of a model in TF.js' order, and which number of the file it holds. */
const loadedNumbers = model => model.getWeights().map(w => numbers(w)[0]);

const sequential = (...layers) => ({ class_name: 'Sequential', config: { name: 'sequential', layers } });
const layer = (class_name, config) => ({ module: 'keras.layers', class_name, config, registered_name: null });
const input = (...shape) => layer('InputLayer', { batch_shape: [null, ...shape], name: 'input_layer' });
const dense = (units, name) => layer('Dense', { units, name });
const lstm = { units: 2, activation: 'tanh', recurrent_activation: 'sigmoid' };

/** A model, its weights in TF.js' order as [place in the file, path of the variable, shape]. */
const models = {
    'dense layers of one shape': [
        sequential(input(2), dense(2, 'first'), dense(2, 'dense_7')),
        [
            ['layers/dense/vars/0', 'sequential/first/kernel', [2, 2]],
            ['layers/dense/vars/1', 'sequential/first/bias', [2]],
            ['layers/dense_1/vars/0', 'sequential/dense_7/kernel', [2, 2]],
            ['layers/dense_1/vars/1', 'sequential/dense_7/bias', [2]],
        ],
    ],
    'batch normalisation': [
        sequential(
            input(2),
            layer('BatchNormalization', { name: 'bn' }),
            layer('Dropout', { rate: 0.5, name: 'drop' }),
        ),
        [
            ['layers/batch_normalization/vars/0', 'sequential/bn/gamma', [2]],
            ['layers/batch_normalization/vars/1', 'sequential/bn/beta', [2]],
            ['layers/batch_normalization/vars/2', 'sequential/bn/moving_mean', [2]],
            ['layers/batch_normalization/vars/3', 'sequential/bn/moving_variance', [2]],
        ],
        [['layers/dropout/seed_generator/vars/0', 'sequential/drop/seed_generator/seed_generator_state', [2]]],
    ],
    'convolutions, with a depthwise one': [
        sequential(
            input(4, 4, 2),
            layer('Conv2D', { filters: 2, kernel_size: [1, 1], name: 'conv2d' }),
            layer('DepthwiseConv2D', { kernel_size: [2, 2], name: 'depthwise_conv2d' }),
        ),
        [
            ['layers/conv2d/vars/0', 'sequential/conv2d/kernel', [1, 1, 2, 2]],
            ['layers/conv2d/vars/1', 'sequential/conv2d/bias', [2]],
            ['layers/depthwise_conv2d/vars/0', 'sequential/depthwise_conv2d/kernel', [2, 2, 2, 1]],
            ['layers/depthwise_conv2d/vars/1', 'sequential/depthwise_conv2d/bias', [2]],
        ],
    ],
    'a recurrent layer': [
        sequential(input(3, 2), layer('LSTM', { ...lstm, name: 'lstm_1' })),
        [
            ['layers/lstm/cell/vars/0', 'sequential/lstm_1/lstm_cell/kernel', [2, 8]],
            ['layers/lstm/cell/vars/1', 'sequential/lstm_1/lstm_cell/recurrent_kernel', [2, 8]],
            ['layers/lstm/cell/vars/2', 'sequential/lstm_1/lstm_cell/bias', [8]],
        ],
    ],
    'a GRU with reset_after=False': [
        sequential(
            input(3, 2),
            layer('GRU', { units: 2, reset_after: false, recurrent_activation: 'sigmoid', name: 'gru' }),
        ),
        [
            ['layers/gru/cell/vars/0', 'sequential/gru/gru_cell/kernel', [2, 6]],
            ['layers/gru/cell/vars/1', 'sequential/gru/gru_cell/recurrent_kernel', [2, 6]],
            ['layers/gru/cell/vars/2', 'sequential/gru/gru_cell/bias', [6]],
        ],
    ],
    'a bidirectional layer': [
        sequential(
            input(3, 2),
            layer('Bidirectional', { name: 'both', layer: layer('LSTM', { ...lstm, name: 'lstm' }) }),
        ),
        ['forward', 'backward'].flatMap(way =>
            [
                ['kernel', [2, 8]],
                ['recurrent_kernel', [2, 8]],
                ['bias', [8]],
            ].map(([name, shape], i) => [
                `layers/bidirectional/${way}_layer/cell/vars/${i}`,
                `sequential/both/${way}_lstm/lstm_cell/${name}`,
                shape,
            ]),
        ),
    ],
    'a model in a model, and timeDistributed': [
        sequential(
            input(3, 2),
            layer('TimeDistributed', { name: 'td', layer: dense(2, 'inner') }),
            layer('Flatten', { name: 'flat' }),
            { ...sequential(input(6), dense(2, 'a'), dense(2, 'b')), config: { name: 'part', layers: [input(6), dense(2, 'a'), dense(2, 'b')] } }, // biome-ignore format: one line
        ),
        [
            ['layers/time_distributed/layer/vars/0', 'sequential/td/inner/kernel', [2, 2]],
            ['layers/time_distributed/layer/vars/1', 'sequential/td/inner/bias', [2]],
            ['layers/sequential/layers/dense/vars/0', 'part/a/kernel', [6, 2]],
            ['layers/sequential/layers/dense/vars/1', 'part/a/bias', [2]],
            ['layers/sequential/layers/dense_1/vars/0', 'part/b/kernel', [2, 2]],
            ['layers/sequential/layers/dense_1/vars/1', 'part/b/bias', [2]],
        ],
    ],
};

describe.each(Object.entries(models))('%s', (_, [topology, weights, others = []]) => {
    const schemes = {
        'places in the file': weights.map(([place, , shape]) => [place, shape]),
        'places in the file of tf.keras': weights.map(([place, , shape]) => [
            place.replaceAll('layers/', '_layer_checkpoint_dependencies/'),
            shape,
        ]),
        'paths of variables': weights.map(([, path, shape]) => [path, shape]),
        'paths as HDF5 has them': weights.map(([, path, shape]) => [`${path}:0`, shape]),
        'paths without the model': weights.map(([, path, shape]) => [path.replace(/^(sequential|part)\//, ''), shape]),
    };

    test.each(Object.entries(schemes))('loads by %s, in whatever order they come', async (_, names) => {
        const expected = names.map((_, i) => i + 1);
        const model = await tf.loadLayersModel(artifacts(topology, names));
        expect(loadedNumbers(model)).toEqual(expected);
        const reversed = await tf.loadLayersModel(artifacts(topology, [...names].reverse()));
        expect(loadedNumbers(reversed)).toEqual([...expected].reverse());
    });

    test('state that is no weight is passed over', async () => {
        for (const index of [0, 1]) {
            const names = [...weights, ...others, ['optimizer/vars/0', 'optimizer/iteration', []]];
            const file = names.map(each => [each[index], each[2]]);
            const model = await tf.loadLayersModel(artifacts(topology, file));
            expect(loadedNumbers(model)).toEqual(weights.map((_, i) => i + 1));
        }
    });
});

test('a functional model counts its layers as its JSON does, not by their depth', async () => {
    const tensor = name => ({
        class_name: '__keras_tensor__',
        config: { shape: [null, 2], dtype: 'float32', keras_history: [name, 0, 0] },
    });
    const node = (...inputs) => [{ args: inputs.length > 1 ? [inputs.map(tensor)] : inputs.map(tensor), kwargs: {} }];
    const at = (layer, nodes) => ({ ...layer, name: layer.config.name, inbound_nodes: nodes });
    const config = {
        name: 'model',
        layers: [
            at(input(2), []),
            at(dense(2, 'beside'), node('input_layer')),
            at(dense(2, 'deep'), node('input_layer')),
            at(dense(2, 'deeper'), node('deep')),
            at(layer('Add', { name: 'add' }), node('deeper', 'beside')),
        ],
        input_layers: [['input_layer', 0, 0]],
        output_layers: [['add', 0, 0]],
    };
    const names = ['dense', 'dense_1', 'dense_2'].flatMap(name => [
        [`layers/${name}/vars/0`, [2, 2]],
        [`layers/${name}/vars/1`, [2]],
    ]);
    const model = await tf.loadLayersModel(artifacts({ class_name: 'Functional', config }, names));
    expect(['beside', 'deep', 'deeper'].map(name => loadedNumbers(model.getLayer(name)))).toEqual([[1, 2], [3, 4], [5, 6]]); // biome-ignore format: one line
    expect(model.layers.map(({ name }) => name)).not.toEqual(config.layers.map(({ name }) => name));
});

test('layers of other names are found where each has shapes of its own, and only there', async () => {
    const file = (a, b) => [
        ['other_1/kernel', [2, a]],
        ['other_1/bias', [a]],
        ['other_2/kernel', [a, b]],
        ['other_2/bias', [b]],
    ];
    const sure = await tf.loadLayersModel(artifacts(sequential(input(2), dense(3, 'a'), dense(1, 'b')), file(3, 1)));
    expect(loadedNumbers(sure)).toEqual([1, 2, 3, 4]);
    const unsure = tf.loadLayersModel(artifacts(sequential(input(2), dense(2, 'a'), dense(2, 'b')), file(2, 2)));
    await expect(unsure).rejects.toThrow(/none for .*kernel.*without a weight are other_1\/kernel/);
});

test('layers of one name are told apart by the models around them, or not at all', async () => {
    const part = name => ({ ...sequential(), config: { name, layers: [input(2), dense(2, 'dense')] } });
    const topology = sequential(input(2), part('a'), part('b'));
    const file = (...prefixes) =>
        prefixes.flatMap(prefix => [
            [`${prefix}/dense/kernel`, [2, 2]],
            [`${prefix}/dense/bias`, [2]],
        ]);
    expect(loadedNumbers(await tf.loadLayersModel(artifacts(topology, file('b', 'a'))))).toEqual([3, 4, 1, 2]);
    for (const prefixes of [
        ['x', 'y'],
        ['a', 'x'],
        ['x/b', 'y/b'],
    ]) {
        // biome-ignore format: one line
        await expect(tf.loadLayersModel(artifacts(topology, file(...prefixes)))).rejects.toThrow(/without a weight are/);
    }
    const { layers } = await tf.loadLayersModel(artifacts(topology, file('x', 'y')), { strict: false });
    expect(layers.slice(-2).map(layer => loadedNumbers(layer)[1])).toEqual([0, 0]); // the biases as they were made
});

test('a weight of another shape is missing', async () => {
    const file = [['layers/dense/vars/0', [2, 3]], ['layers/dense/vars/1', [2]]]; // biome-ignore format: one line
    await expect(tf.loadLayersModel(artifacts(sequential(input(2), dense(2, 'd')), file))).rejects.toThrow(
        /none for d\/kernel; without a weight are layers\/dense\/vars\/0/,
    );
});

test('what is missing and what is left over is named; with strict: false it is passed over', async () => {
    const [topology, weights] = models['dense layers of one shape'];
    const file = [...weights.slice(0, 3).map(([place, , shape]) => [place, shape]), ['layers/conv2d/vars/0', [2]]];
    await expect(tf.loadLayersModel(artifacts(topology, file))).rejects.toThrow(
        /none for dense_7\/bias; without a weight are layers\/conv2d\/vars\/0/,
    );
    const model = await tf.loadLayersModel(artifacts(topology, file), { strict: false });
    expect(loadedNumbers(model).slice(0, 3)).toEqual([1, 2, 3]);
});

test('the model that Keras 3.15 wrote takes its weights by both of their names', async () => {
    const json = JSON.parse(readFileSync(new URL('../vectors/keras-3.15-model.json', import.meta.url), 'utf8'));
    for (const names of [
        ['layers/dense/vars/0', 'layers/dense/vars/1'],
        ['s/d/kernel', 's/d/bias'],
    ]) {
        // biome-ignore format: one line
        const file = [[names[0], [3, 2]], [names[1], [2]]]; // biome-ignore format: one line
        expect(loadedNumbers(await tf.loadLayersModel(artifacts(json, file)))).toEqual([1, 2]);
    }
});

test("TF.js' own names are read as ever", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    const names = model.weights.map(({ originalName, shape }) => [originalName, shape]);
    const loaded = await tf.loadLayersModel(artifacts(model.toJSON(null, false), names));
    expect(loadedNumbers(loaded)).toEqual([1, 2]);
    await expect(tf.loadLayersModel(artifacts(model.toJSON(null, false), names.slice(1)))).rejects.toThrow(
        /1 of 2 weights are not set/,
    );
});

test.each(['GRU', 'Bidirectional'])('a GRU with reset_after=True has no counterpart, and says so: %s', async outer => {
    const gru = layer('GRU', { units: 2, reset_after: true, name: 'my_gru' });
    const given = outer === 'GRU' ? gru : layer('Bidirectional', { name: 'b', layer: gru });
    await expect(tf.models.modelFromJSON(sequential(input(3, 2), given))).rejects.toThrow(
        /my_gru: .*reset_after=True.*no counterpart/,
    );
});
