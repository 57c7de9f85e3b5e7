// Every regularizer, constraint and initializer that a factory of TF.js documents: set, saved, loaded, compared.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { tf, use } from './tensorflow.js';

const { l1l2 } = install(tf);

beforeAll(() => use('cpu'));

const kinds = { kernel: ['Initializer', 'Regularizer', 'Constraint'], moving: ['Initializer'] };
const all = (...weights) => weights.flatMap(weight => kinds.kernel.map(kind => `${weight}${kind}`));

/** [factory, its other arguments, shape of one input, the arguments under test] */
const conv = [...all('kernel', 'bias')];
const recurrent = all('kernel', 'recurrent', 'bias');
const separable = all('depthwise', 'pointwise', 'bias');
const table = [
    ['dense', { units: 2 }, [3], conv],
    ['conv1d', { filters: 2, kernelSize: 2 }, [4, 2], conv],
    ['conv2d', { filters: 2, kernelSize: 2 }, [4, 4, 2], conv],
    ['conv3d', { filters: 2, kernelSize: 2 }, [3, 3, 3, 2], conv],
    ['conv2dTranspose', { filters: 2, kernelSize: 2 }, [4, 4, 2], conv],
    ['conv3dTranspose', { filters: 2, kernelSize: 2 }, [3, 3, 3, 2], conv],
    ['separableConv2d', { filters: 2, kernelSize: 2 }, [4, 4, 2], separable],
    ['depthwiseConv2d', { kernelSize: 2 }, [4, 4, 2], all('depthwise', 'bias')],
    ['embedding', { inputDim: 4, outputDim: 2 }, [3], all('embeddings')],
    ['batchNormalization', {}, [3], [...all('gamma', 'beta'), 'movingMeanInitializer', 'movingVarianceInitializer']],
    ['layerNormalization', {}, [3], all('gamma', 'beta')], // of which TF.js itself has no constraints
    ['prelu', {}, [3], all('alpha')],
    ['simpleRNN', { units: 2 }, [3, 2], recurrent],
    ['gru', { units: 2 }, [3, 2], recurrent],
    ['lstm', { units: 2, unitForgetBias: false }, [3, 2], recurrent],
    ['convLstm2d', { filters: 2, kernelSize: 2, unitForgetBias: false }, [2, 4, 4, 1], recurrent],
    ['simpleRNNCell', { units: 2 }, [3, 2], recurrent],
    ['gruCell', { units: 2 }, [3, 2], recurrent],
    ['lstmCell', { units: 2, unitForgetBias: false }, [3, 2], recurrent],
    ['convLstm2dCell', { filters: 2, kernelSize: 2, unitForgetBias: false }, [2, 4, 4, 1], recurrent],
];

/** A different value for each argument, so that two that are swapped show. */
function argumentsOf(names) {
    const make = {
        Initializer: i => tf.initializers.constant({ value: i }),
        Regularizer: i => l1l2({ l1: i, l2: i + 0.5 }),
        Constraint: i => tf.constraints.maxNorm({ maxValue: i, axis: 0 }),
    };
    const kindOf = name => name.match(/[A-Z][a-z]+$/)[0];
    return Object.fromEntries(names.map((name, i) => [name, make[kindOf(name)](i + 1)]));
}

/** The layer with the fields, inside whatever holds it. */
const holder = layer => layer.cell?.cells?.[0] ?? layer.cell ?? layer.forwardLayer?.cell ?? layer.layer ?? layer;

const found = (layer, names) =>
    Object.fromEntries(
        names.map(name => {
            const value = holder(layer)[name];
            return [name, value && { className: value.getClassName(), config: value.getConfig() }];
        }),
    );

async function reloaded(layer, inputShape) {
    const input = tf.input({ shape: inputShape });
    const model = tf.model({ inputs: input, outputs: layer.apply(input) });
    const json = JSON.parse(JSON.stringify(model.toJSON(null, false)));
    const loaded = await tf.models.modelFromJSON(json);
    expect(loaded.layers[1].weights.map(({ shape }) => shape)).toEqual(layer.weights.map(({ shape }) => shape));
    return loaded.layers[1];
}

function expected(args) {
    const entries = Object.entries(args).map(([name, value]) => [
        name,
        { className: value.getClassName(), config: value.getConfig() },
    ]);
    return Object.fromEntries(entries);
}

test.each(table.filter(([factory]) => !/Cell$/.test(factory)))(
    '%s keeps each of them',
    async (factory, others, shape, names) => {
        const args = argumentsOf(names);
        const layer = tf.layers[factory]({ ...others, ...args });
        expect(found(layer, names)).toEqual(expected(args));
        expect(found(await reloaded(layer, shape), names)).toEqual(expected(args));
    },
);

test.each(table.filter(([factory]) => /Cell$/.test(factory) && factory !== 'convLstm2dCell'))(
    '%s in a rnn, alone and stacked, keeps each of them',
    async (factory, others, shape, names) => {
        const args = argumentsOf(names);
        for (const many of [false, true]) {
            const cell = tf.layers[factory]({ ...others, ...args });
            const layer = tf.layers.rnn({ cell: many ? [cell] : cell });
            expect(found(await reloaded(layer, shape), names)).toEqual(expected(args));
        }
    },
);

test('a model that was saved with a regularizer in the place of a constraint loads and trains', async () => {
    const layer = tf.layers.depthwiseConv2d({ kernelSize: 2, inputShape: [3, 3, 1], depthwiseRegularizer: 'l1' });
    const json = tf.sequential({ layers: [layer, tf.layers.flatten()] }).toJSON(null, false);
    const { config } = json.config.layers[0];
    config.depthwise_constraint = config.depthwise_regularizer;
    const loaded = await tf.models.modelFromJSON(json);
    expect(loaded.layers[0].depthwiseConstraint).toBeNull();
    loaded.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    expect(await loaded.trainOnBatch(tf.ones([1, 3, 3, 1]), tf.ones([1, 4]))).toBeGreaterThan(0);
});

test('the constraints of layerNormalization act on its weights', () => {
    const [gammaConstraint, betaConstraint] = [1, 2].map(maxValue => tf.constraints.maxNorm({ maxValue, axis: 0 }));
    const layer = tf.layers.layerNormalization({ inputShape: [3], gammaConstraint, betaConstraint });
    tf.sequential({ layers: [layer] });
    expect(layer.weights.map(({ constraint }) => constraint)).toEqual([gammaConstraint, betaConstraint]);
    const withoutScale = tf.layers.layerNormalization({ inputShape: [3], scale: false, gammaConstraint: 'nonNeg' });
    tf.sequential({ layers: [withoutScale] });
    expect(withoutScale.weights).toHaveLength(1);
});

describe('inside wrappers', () => {
    test('timeDistributed', async () => {
        const args = argumentsOf(conv);
        const layer = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, ...args }) });
        expect(found(await reloaded(layer, [3, 2]), conv)).toEqual(expected(args));
    });

    test.each(['simpleRNN', 'gru', 'lstm'])('bidirectional of %s', async factory => {
        const args = argumentsOf(recurrent);
        const others = factory === 'lstm' ? { unitForgetBias: false } : {};
        const layer = tf.layers.bidirectional({ layer: tf.layers[factory]({ units: 2, ...others, ...args }) });
        expect(found(await reloaded(layer, [3, 2]), recurrent)).toEqual(expected(args));
    });
});

test('the table has every factory of TF.js that takes such arguments, and all of its arguments', () => {
    const tested = Object.fromEntries(table.map(([factory, , , names]) => [factory, [...names].sort()]));
    const taken = Object.entries(tf.layers).flatMap(([factory, make]) => {
        const names = typeof make === 'function' && /^[a-z]/.test(factory) ? argumentsReadBy(make) : [];
        return names.length > 0 ? [[factory, names]] : [];
    });
    const { convLstm2d, convLstm2dCell, ...others } = tested; // these copy their arguments, so that reading shows nothing
    expect(Object.fromEntries(taken)).toEqual(others);
});

/** The names of such arguments that the layer of a factory looks at. */
function argumentsReadBy(make) {
    const read = new Set();
    const given = { units: 1, filters: 1, kernelSize: 1, inputDim: 1, outputDim: 1 };
    const get = (_, name) => {
        read.add(name);
        return given[name];
    };
    try {
        make(new Proxy(given, { get }));
    } catch {} // a layer that needs more than this, as another layer, has no such arguments itself
    const refused = factoryIsSeparable(read) ? /^kernel/ : /^activity/;
    return [...read]
        .filter(
            name =>
                /(Initializer|Regularizer|Constraint)$/.test(name) && !/^activity/.test(name) && !refused.test(name),
        )
        .sort();
}

/** Separable convolutions look at kernelRegularizer and the like to refuse them. */
const factoryIsSeparable = read => read.has('pointwiseRegularizer') || read.has('depthwiseRegularizer');
