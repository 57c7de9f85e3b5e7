// Saving a model keeps all of its penalties, whatever a Keras config can say, and files stay readable by everyone else.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { tf, use } from './tensorflow.js';

let regularizers = install(tf);
const { l1, l1l2, l2, orthogonal } = regularizers;
const penalties = model => regularizers.penalties(model);
const regularize = (model, rules) => regularizers.regularize(model, rules);

beforeAll(() => use('cpu'));

/** The ways out of a model and back, each through text. */
const ways = {
    'toJSON and modelFromJSON': model => tf.models.modelFromJSON(JSON.parse(model.toJSON())),
    'save and loadLayersModel': async model => {
        let saved;
        await model.save(
            tf.io.withSaveHandler(async artifacts => {
                saved = artifacts;
                return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
            }),
        );
        const { modelTopology, ...weights } = saved;
        return tf.loadLayersModel(
            tf.io.fromMemory({ modelTopology: JSON.parse(JSON.stringify(modelTopology)), ...weights }),
        );
    },
};

/** The penalty of each weight, whose values are made the same first: names differ between a model and its copy. */
function penaltyOfEach(model) {
    model.setWeights(
        model.getWeights().map((w, i) => tf.add(tf.mul(tf.reshape(tf.range(1, w.size + 1), w.shape), 0.1), i)),
    );
    const { weights, total } = penalties(model);
    const byName = {};
    for (const { name, penalty } of weights) {
        const last = name.split('/').pop();
        byName[last] = (byName[last] ?? 0) + penalty;
    }
    return { total, ...byName };
}

const dense = args => tf.layers.dense({ units: 2, inputShape: [2], ...args });

/** What a user's own layer makes, which its config does not tell. */
class Scale extends tf.layers.Layer {
    static className = 'Scale';
    build([, width]) {
        this.scale = this.addWeight('scale', [width, width], null, tf.initializers.ones(), l1(0.5));
        super.build();
    }
    call(x) {
        return tf.tidy(() => tf.matMul(Array.isArray(x) ? x[0] : x, this.scale.read()));
    }
}
tf.serialization.registerClass(Scale);

const sequential = (...layers) => tf.sequential({ layers });
const functional = (layer, shape) => {
    const input = tf.input({ shape });
    return tf.model({ inputs: input, outputs: layer.apply(input) });
};

const cases = {
    "a layer's own l2 and an added l1": () => [sequential(dense({ kernelRegularizer: l2(0.5) })), l1(0.25)],
    "TF.js' own l2 and an added l1": () => [
        sequential(dense({ kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }) })),
        l1(0.25),
    ],
    'a weight of a user’s layer': () => [sequential(new Scale({ inputShape: [2] })), { scale: l2(0.5) }],
    'an orthogonal penalty beside an l2': () => [
        sequential(dense({ kernelRegularizer: l2(0.5) })),
        { kernel: orthogonal(0.25) },
    ],
    'an l2 beside an orthogonal penalty': () => [
        sequential(dense({ kernelRegularizer: orthogonal({ factor: 0.25, mode: 'columns' }) })),
        { kernel: l2(0.5) },
    ],
    'the kernel of a depthwise convolution': () => [
        sequential(tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 1, inputShape: [4, 4, 2] })),
        l2(0.5),
    ],
    'recurrent kernels': () => [
        sequential(tf.layers.lstm({ units: 2, inputShape: [3, 2], recurrentRegularizer: 'l1' })),
        { recurrent_kernel: orthogonal(0.25), kernel: l2(0.5) },
    ],
    'stacked cells': () => [
        sequential(
            tf.layers.rnn({
                cell: [1, 2].map(units => tf.layers.gruCell({ units, kernelRegularizer: 'l2' })),
                inputShape: [3, 2],
            }),
        ),
        { kernel: l1(0.5), recurrent_kernel: orthogonal(0.5) },
    ],
    'both copies of a bidirectional alike': () => [
        sequential(tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }), inputShape: [3, 2] })),
        l2(0.5),
    ],
    'one copy of a bidirectional': () => [
        sequential(
            tf.layers.bidirectional({
                layer: tf.layers.gru({ units: 2, kernelRegularizer: 'l2', name: 'gru' }),
                inputShape: [3, 2],
                name: 'both',
            }),
        ),
        [
            [/forward.*\/kernel/, l1(0.5)],
            [/backward.*recurrent/, orthogonal(0.5)],
        ],
    ],
    'a dense in timeDistributed': () => [
        sequential(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }), inputShape: [3, 2] })),
        { kernel: orthogonal(0.5), bias: l2(0.5) },
    ],
    'a model in a model': () => [
        functional(sequential(dense({ kernelRegularizer: 'l2' }), new Scale()), [2]),
        { kernel: orthogonal(0.5), scale: l2(0.5) },
    ],
    'a model in timeDistributed': () => [
        functional(
            tf.layers.timeDistributed({ layer: sequential(dense({ kernelRegularizer: 'l2' }), new Scale()) }),
            [3, 2],
        ),
        { kernel: orthogonal(0.5), scale: l2(0.5) },
    ],
    'a shared layer': () => {
        const shared = dense({ kernelRegularizer: 'l2' });
        const input = tf.input({ shape: [2] });
        return [
            tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) }),
            { kernel: orthogonal(0.5), bias: l1(0.5) },
        ];
    },
};

describe.each(Object.entries(ways))('%s', (_, reload) => {
    test.each(Object.entries(cases))('keep the penalties on %s', async (_, make) => {
        const [model, rules] = make();
        const before = penaltyOfEach(model).total;
        regularize(model, rules);
        const expected = penaltyOfEach(model);
        expect(expected.total).toBeGreaterThan(before);
        const once = await reload(model);
        const twice = await reload(once);
        for (const loaded of [once, twice]) {
            for (const [name, value] of Object.entries(penaltyOfEach(loaded))) {
                expect([name, Math.abs(value - expected[name]) <= 1e-6 * expected.total]).toEqual([name, true]);
            }
        }
    });
});

test('two elastic nets on one weight are one L1L2 in the config of its layer, and nothing stands beside it', () => {
    const model = sequential(dense({ kernelRegularizer: l2(0.5) }));
    regularize(model, l1l2({ l1: 0.25, l2: 0.125 }));
    const [entry] = model.toJSON(null, false).config.layers;
    expect(entry.config.kernel_regularizer).toEqual({ class_name: 'L1L2', config: { l1: 0.25, l2: 0.625 } });
    expect(Object.keys(entry)).toEqual(['class_name', 'config']);
});

test('removing penalties, in any order, leaves the config of what is left', () => {
    const model = sequential(dense());
    const [layer] = model.layers;
    const saved = () => model.toJSON(null, false).config.layers[0];
    const first = regularize(model, l1(0.25));
    const second = regularize(model, l2(0.5));
    const third = regularize(model, { kernel: orthogonal(0.125) });
    const orthogonally = { class_name: 'OrthogonalRegularizer', config: { factor: 0.125, mode: 'rows' } };
    expect(saved().added_penalties).toEqual([{ part: 0, name: 'kernel', regularizer: orthogonally }]);
    first.remove();
    expect(saved().config.kernel_regularizer).toEqual({ class_name: 'L2', config: { l2: 0.5 } });
    second.remove();
    expect(saved().config.kernel_regularizer).toEqual(orthogonally);
    expect(saved()).not.toHaveProperty('added_penalties');
    third.remove();
    expect(saved().config.kernel_regularizer).toBeNull();
    expect(layer.kernelRegularizer).toBeNull();
});

test('a saved penalty on a weight that the layer has no more is an error', async () => {
    const model = sequential(new Scale({ inputShape: [2], name: 'mine' }));
    regularize(model, { scale: l2(0.5) });
    const json = model.toJSON(null, false);
    json.config.layers[0].added_penalties[0].name = 'other';
    await expect(tf.models.modelFromJSON(json)).rejects.toThrow(/mine: .* weight other/);
});

test('stock TF.js loads the file, and takes no notice of what is kept for the plug-in', async () => {
    const model = sequential(dense({ kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }), name: 'd' }), new Scale());
    regularize(model, [
        ['kernel', l1l2({ l1: 0.25 })],
        ['scale', l2(0.5)],
    ]);
    const json = model.toJSON(null, false);
    expect(JSON.stringify(json)).toContain('added_penalties');
    regularizers.uninstall();
    try {
        const loaded = await tf.models.modelFromJSON(json);
        expect(loaded.layers[0].kernelRegularizer.getConfig()).toEqual({ l1: 0.25, l2: 0.5 });
        expect(loaded.layers[1].losses).toHaveLength(1);
    } finally {
        regularizers = install(tf);
    }
});
