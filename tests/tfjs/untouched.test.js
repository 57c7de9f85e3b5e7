// What holds in TF.js without the plug-in holds with it: each scenario runs before install, with it, with replaceBuiltins
// and after uninstall, and tells the same. What the plug-in is meant to change is in stock.test.js.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers, randomNumbers } from './by-hand.js';
import { argumentsFor, cells, factoriesOf } from './every-layer.js';
import { tf, use } from './tensorflow.js';

const inputs = () => tf.tensor(randomNumbers(24, 3), [4, 3, 2]);
const targets = () => tf.tensor(randomNumbers(4, 4), [4, 1]);

/** A model with a recurrent layer, a wrapper, normalisation and dropout, no penalty on anything. */
function modelOf({ kernelRegularizer = null } = {}) {
    const each = tf.layers.dense({ units: 2, name: 'each' });
    const layers = [
        tf.layers.gru({ units: 3, returnSequences: true, inputShape: [3, 2], name: 'gru' }),
        tf.layers.timeDistributed({ layer: each, name: 'steps' }),
        tf.layers.batchNormalization({ name: 'norm' }),
        tf.layers.flatten({ name: 'flat' }),
        tf.layers.dense({ units: 1, kernelRegularizer, name: 'out' }),
    ];
    const model = tf.sequential({ layers, name: 'model' });
    model.setWeights(
        model.getWeights().map(({ size, shape }, i) => tf.tensor(randomNumbers(size, i + 1).map(Math.abs), shape)),
    );
    return model;
}

async function trained(options) {
    const model = modelOf(options);
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.1), metrics: ['mse'] });
    const { history } = await model.fit(inputs(), targets(), { epochs: 3, batchSize: 2, shuffle: false, verbose: 0 });
    return { history, weights: model.getWeights().map(numbers), model };
}

const scenarios = {
    'the config of every layer, but for one that lacks its constraints': () =>
        factoriesOf(tf).map(name => {
            if (name === 'layerNormalization') return name;
            const layer = tf.layers[name]({ ...argumentsFor(tf, name), name });
            return [name, layer.getClassName(), JSON.stringify(layer.getConfig()).replace(/_\w+?\d+"/g, '"')]; // counted names
        }),
    'the config of every cell': () =>
        cells.slice(0, 4).map(name => {
            const config = { units: 2, filters: 1, kernelSize: 1, name };
            return JSON.stringify(tf.layers[name](config).getConfig());
        }),
    'the JSON of a model, and of the model that comes back from it': async () => {
        const json = modelOf().toJSON(null, false);
        return [json, (await tf.models.modelFromJSON(JSON.parse(JSON.stringify(json)))).toJSON(null, false)];
    },
    'training without a penalty': async () => {
        const { history, weights } = await trained();
        return { history, weights };
    },
    'evaluate and predict, and the kernels that they run': async () => {
        const { model } = await trained();
        const evaluated = model.evaluate(inputs(), targets()).map(numbers);
        const { kernelNames } = await tf.profile(() => model.predict(inputs()));
        return [evaluated, numbers(model.predict(inputs())), kernelNames];
    },
    "a penalty of TF.js' own, in loss and steps": async () => {
        const { history, weights } = await trained({ kernelRegularizer: tf.regularizers.l1l2({ l1: 0.25, l2: 0.5 }) });
        return [history.loss, weights.at(-2)].map(list => list.map(x => x.toPrecision(5)));
    },
    'losses and updates of layers and models': () => {
        const { layers, updates } = modelOf({ kernelRegularizer: tf.regularizers.l2() });
        return [layers.map(layer => layer.losses.length), updates.length];
    },
    'the weights of a model: names, shapes, and whether they are trained': () => {
        const model = modelOf();
        model.getLayer('steps').trainable = false;
        const told = weights =>
            weights.map(({ originalName, shape }) => `${originalName.replace(/_\d+/g, '')} ${shape}`);
        return [told(model.trainableWeights), told(model.nonTrainableWeights), model.countParams()];
    },
    'the summary': () => {
        const lines = [];
        modelOf().summary(80, undefined, line => lines.push(line));
        return lines;
    },
    'calls on symbols and on tensors, with masks': () => {
        const symbol = tf.layers.masking({ maskValue: 0, name: 'mask' }).apply(tf.input({ shape: [3, 2] }));
        const rnn = { units: 2, kernelInitializer: 'ones', recurrentInitializer: 'zeros', name: 'rnn' };
        const model = tf.model({ inputs: symbol.inputs, outputs: tf.layers.simpleRNN(rnn).apply(symbol) });
        return [symbol.shape, numbers(model.predict(tf.mul(inputs(), tf.tensor([1, 0, 1], [1, 3, 1]))))];
    },
    'a layer that is used twice, in a nested model, with a class of the user': () => {
        class Twice extends tf.layers.Layer {
            static className = 'TwiceOfUntouched';
            call([x]) {
                return tf.mul(2, x);
            }
        }
        const shared = tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'ones', name: 'shared' });
        const nested = tf.sequential({ layers: [shared, new Twice({ name: 'twice' })], name: 'nested' });
        const input = tf.input({ shape: [2] });
        const model = tf.model({ inputs: input, outputs: nested.apply(nested.apply(input)) });
        return [numbers(model.predict(tf.ones([1, 2]))), model.layers.map(({ name }) => name.replace(/\d+$/, ''))];
    },
    'what is refused, and in which words': async () => {
        const attempts = [
            () => tf.layers.dense({ units: 1, kernelConstraint: 'l3' }),
            () => tf.layers.dense({ units: -1 }),
            () => tf.layers.dense({}),
            () => tf.sequential({ layers: [tf.layers.dense({ units: 1 })] }),
            () => modelOf().evaluate(inputs(), targets()),
            () => modelOf().predict(tf.ones([1, 1])),
            () => {
                const model = modelOf();
                const weights = model.weights.map(weight => [weight.originalName, weight.read()]);
                model.loadWeights({ ...Object.fromEntries(weights), extra: tf.ones([1]) });
            },
            () => tf.models.modelFromJSON({ class_name: 'Nothing', config: {} }),
        ];
        const said = [];
        for (const attempt of attempts) {
            try {
                await attempt();
                said.push('nothing');
            } catch (error) {
                said.push(`${error.constructor.name}: ${error.message}`);
            }
        }
        return said;
    },
    'the tensors that remain': async () => {
        const before = tf.memory().numTensors;
        const { model } = await trained();
        tf.tidy(() => [model.predict(inputs()), model.evaluate(inputs(), targets())]);
        model.optimizer.dispose();
        model.dispose();
        return tf.memory().numTensors - before;
    },
    'instances, names and registered classes': () => {
        const { classNameMap } = tf.serialization.SerializationMap.getMap();
        const dense = tf.layers.dense({ units: 1, name: 'dense' });
        const { Dense } = classNameMap;
        return [
            dense instanceof tf.layers.Layer,
            dense instanceof Dense[0],
            dense.constructor === Dense[0],
            new tf.layers.RNN({ cell: tf.layers.gruCell({ units: 1 }) }) instanceof tf.layers.Layer,
            tf.LayersModel.prototype instanceof tf.layers.Layer,
            Object.keys(dense)
                .filter(key => key !== 'activityRegularizer')
                .sort(),
            Dense[0].className,
        ];
    },
};

describe.each(Object.entries(scenarios))('%s', (_, scenario) => {
    beforeAll(() => use('cpu'));

    test('is what it is without the plug-in', async () => {
        const without = await scenario();
        const { uninstall } = install(tf);
        try {
            expect(await scenario()).toEqual(without);
            install(tf, { replaceBuiltins: true });
            expect(await scenario()).toEqual(without);
        } finally {
            uninstall();
        }
        expect(await scenario()).toEqual(without);
    });
});
