/** `compact` takes units out and changes no output. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { compact } from '../../../js/tfjs/compact/index.js';
import { stockClasses } from '../../../js/tfjs/compact/stock-classes.js';
import { tf, use } from '../tensorflow.js';
import { randomModel } from './random-model.js';

beforeAll(() => use('cpu'));
afterAll(() => tf.disposeVariables());

/** The largest difference between the outputs of two models on the same random inputs, in units of the largest output. */
function difference(a, b) {
    return tf.tidy(() => {
        const x = a.inputs.map(({ shape }) => tf.randomNormal([4, ...shape.slice(1)], 0, 2, 'float32', 7));
        const [before, after] = [a, b].map(model => [model.predict(x)].flat().flatMap(y => [...y.dataSync()]));
        const size = Math.max(1e-3, ...before.map(Math.abs));
        return Math.max(...before.map((y, i) => Math.abs(y - after[i]))) / size;
    });
}

/** Sets the kernel of a layer, keeping its other weights. */
function setKernel(layer, change) {
    const [kernel, ...rest] = layer.getWeights();
    layer.setWeights([tf.tensor(kernel.dataSync().map(change), kernel.shape), ...rest]);
}

/** dense(4 -> 5, relu) -> dense(-> 3) with random weights. */
function pair(options = {}) {
    const initializers = { kernelInitializer: 'randomNormal', biasInitializer: 'randomNormal' };
    return tf.sequential({
        layers: [
            tf.layers.dense({
                units: 5,
                inputShape: [4],
                activation: 'relu',
                name: 'hidden',
                ...initializers,
                ...options,
            }),
            tf.layers.dense({ units: 3, name: 'out', ...initializers }),
        ],
    });
}

describe('two hundred random models', () => {
    let smaller = 0;

    const groups = Array.from({ length: 20 }, (_, group) => group * 10);
    test.each(groups)('%i and the nine after it give the same outputs', first => {
        for (let seed = first; seed < first + 10; seed++) {
            const model = randomModel(seed);
            const before = model.getWeights().map(weight => [...weight.dataSync()]);
            const { model: small, report } = compact(tf, model);
            const found = difference(model, small);
            expect({ seed, found, same: found < 1e-5 }).toEqual({ seed, found, same: true });
            expect(small.countParams()).toBe(report.parametersAfter);
            expect(report.parametersAfter).toBeLessThanOrEqual(report.parametersBefore);
            expect(model.getWeights().map(weight => [...weight.dataSync()])).toEqual(before);
            if (report.parametersAfter < report.parametersBefore) smaller++;
            model.dispose();
            small.dispose();
        }
    });

    test('of which most become smaller', () => {
        expect(smaller).toBeGreaterThan(100);
    });
});

describe('a unit', () => {
    test('that nothing reads goes, with its weights on both sides', () => {
        const model = pair();
        setKernel(model.getLayer('out'), (value, at) => (Math.floor(at / 3) === 2 ? 0 : value));
        const { model: small, report } = compact(tf, model);
        expect(report).toEqual({
            parametersBefore: 4 * 5 + 5 + 5 * 3 + 3,
            parametersAfter: 4 * 4 + 4 + 4 * 3 + 3,
            layers: [
                {
                    name: 'hidden',
                    className: 'Dense',
                    before: { units: 5, parameters: 25 },
                    after: { units: 4, parameters: 20 },
                    why: null,
                },
                {
                    name: 'out',
                    className: 'Dense',
                    before: { units: 3, parameters: 18 },
                    after: { units: 3, parameters: 15 },
                    why: 'they are outputs of the model',
                },
            ],
        });
        expect(difference(model, small)).toBeLessThan(1e-6);
    });

    test('that is a constant goes into the bias of the next layer', () => {
        const model = pair();
        setKernel(model.getLayer('hidden'), (value, at) => (at % 5 === 1 ? 0 : value));
        model.getLayer('hidden').setWeights([model.getLayer('hidden').getWeights()[0], tf.fill([5], 0.75)]);
        const row = [...model.getLayer('out').getWeights()[0].slice([1, 0], [1, 3]).dataSync()];
        const before = [...model.getLayer('out').getWeights()[1].dataSync()];
        const { model: small } = compact(tf, model);
        const after = [...small.getLayer('out').getWeights()[1].dataSync()];
        expect(after).toEqual(before.map((value, o) => Math.fround(value + 0.75 * row[o])));
        expect(small.getLayer('hidden').units).toBe(4);
        expect(difference(model, small)).toBeLessThan(1e-6);
    });

    test('stays as the last one of its layer', () => {
        const model = pair();
        setKernel(model.getLayer('hidden'), () => 0);
        const { model: small } = compact(tf, model);
        expect(small.getLayer('hidden').units).toBe(1);
        expect(difference(model, small)).toBeLessThan(1e-6);
    });

    test('that is NaN for some input stays', () => {
        const model = pair();
        setKernel(model.getLayer('hidden'), (value, at) => (at === 1 ? Number.NaN : at % 5 === 1 ? 0 : value));
        expect(compact(tf, model).report.parametersAfter).toBe(43);
    });

    test('of a softmax inside the model stays, since all of them share it', () => {
        const model = pair({ activation: 'softmax' });
        setKernel(model.getLayer('hidden'), (value, at) => (at % 5 === 1 ? 0 : value));
        const { report } = compact(tf, model);
        expect(report.parametersAfter).toBe(43);
        expect(report.layers[0].why).toMatch('softmax, looks at all of its units together');
    });

    test('of two branches that are added goes only if it can go from both', () => {
        const input = tf.input({ shape: [4] });
        const branch = name => tf.layers.dense({ units: 5, name, kernelInitializer: 'randomNormal' });
        const [a, b] = [branch('a'), branch('b')];
        const sum = tf.layers.add().apply([a.apply(input), b.apply(input)]);
        const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(sum) });
        setKernel(a, (value, at) => (at % 5 < 2 ? 0 : value));
        setKernel(b, (value, at) => (at % 5 === 1 ? 0 : value));
        const { model: small } = compact(tf, model);
        expect([small.getLayer('a').units, small.getLayer('b').units]).toEqual([4, 4]);
        expect(difference(model, small)).toBeLessThan(1e-6);
    });

    test('that is a constant except at the border does not count as one', () => {
        const conv = (filters, kernelSize, rest) => tf.layers.conv2d({ filters, kernelSize, padding: 'same', ...rest });
        const model = tf.sequential({
            layers: [
                conv(2, 1, { inputShape: [4, 4, 1], biasInitializer: 'ones', name: 'constant' }),
                conv(2, 3, { name: 'reads' }),
                conv(2, 1, { padding: 'valid' }),
            ],
        });
        setKernel(model.getLayer('constant'), (value, at) => (at === 0 ? 0 : value));
        setKernel(model.getLayer('reads'), (value, at) => (at % 4 === 2 ? 0 : value)); // filter 0 reads the constant alone
        const { model: small, report } = compact(tf, model);
        expect(report.parametersAfter).toBe(report.parametersBefore);
        expect(difference(model, small)).toBeLessThan(1e-6);
    });
});

describe('what is not understood stays whole, and the report says why', () => {
    /** The report on a model whose layer `hidden` would lose a unit if what comes after it were understood. */
    function reportWith(middle, after = []) {
        const model = tf.sequential({
            layers: [tf.layers.dense({ units: 4, inputShape: [4], name: 'hidden' }), middle, ...after],
        });
        setKernel(model.getLayer('hidden'), (value, at) => (at % 4 === 1 ? 0 : value));
        const { model: small, report } = compact(tf, model);
        expect(difference(model, small)).toBeLessThan(1e-6);
        expect(small.countParams()).toBe(model.countParams());
        return report.layers[0].why;
    }

    test('a layer class that couples features', () => {
        const why = reportWith(tf.layers.layerNormalization({ name: 'norm' }), [tf.layers.dense({ units: 1 })]);
        expect(why).toBe('norm reads them, and layers of class LayerNormalization are not understood');
    });

    test("a class of the user's, also one that goes by the name of one of TF.js'", () => {
        class Dense extends tf.layers.dense({ units: 1 }).constructor {
            static className = 'Dense';
            call(inputs, kwargs) {
                return tf.add(super.call(inputs, kwargs), 1);
            }
        }
        const { classNameMap } = tf.serialization.SerializationMap.getMap();
        const stock = classNameMap.Dense;
        try {
            classNameMap.Dense = [Dense, (cls, config) => new (config.name === 'mine' ? Dense : stock[0])(config)];
            expect(reportWith(new Dense({ units: 2, name: 'mine' }))).toMatch('mine reads them');
        } finally {
            classNameMap.Dense = stock;
        }
    });

    test('a model in the model', () => {
        const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })], name: 'inner' });
        expect(reportWith(inner)).toMatch('inner reads them, and layers of class Sequential');
    });

    /** The same of filters of an image, whose first is all zeros. */
    function imageReportWith(...middle) {
        const model = tf.sequential({
            layers: [
                tf.layers.conv2d({ filters: 4, kernelSize: 1, inputShape: [4, 4, 2], name: 'hidden', useBias: false }),
                ...middle,
                tf.layers.flatten(),
                tf.layers.dense({ units: 2 }),
            ],
        });
        setKernel(model.getLayer('hidden'), (value, at) => (at % 4 === 0 ? 0 : value));
        const { model: small, report } = compact(tf, model);
        expect(difference(model, small)).toBeLessThan(1e-6);
        expect(small.countParams()).toBe(model.countParams());
        return report.layers[0].why;
    }

    const first = { dataFormat: 'channelsFirst', name: 'next' };
    test.each([
        ['a convolution', () => tf.layers.conv2d({ filters: 4, kernelSize: 1, ...first })],
        ['one by channel', () => tf.layers.depthwiseConv2d({ kernelSize: 1, ...first })],
        ['a transposed one', () => tf.layers.conv2dTranspose({ filters: 2, kernelSize: 2, ...first })],
        ['pooling', () => tf.layers.maxPooling2d({ poolSize: 2, ...first })],
        ['a border of zeros', () => tf.layers.zeroPadding2d({ padding: 1, ...first })],
    ])('channels first: %s', (_, make) => {
        expect(imageReportWith(make())).toMatch('next reads them, and its channels come first');
    });

    test('normalisation of another axis than the last; the last one is understood by either number', () => {
        const norm = axis => tf.layers.batchNormalization({ axis, name: 'norm' });
        expect(imageReportWith(norm(1))).toMatch('norm reads them, and it normalises another axis than the last');
        for (const axis of [3, -1]) {
            const model = tf.sequential({
                layers: [
                    tf.layers.conv2d({ filters: 4, kernelSize: 1, inputShape: [4, 4, 2], name: 'hidden' }),
                    norm(axis),
                    tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
                ],
            });
            setKernel(model.getLayer('hidden'), (value, at) => (at % 4 === 0 ? 0 : value));
            const { model: small } = compact(tf, model);
            expect([axis, small.getLayer('hidden').filters]).toEqual([axis, 3]);
            expect(difference(model, small)).toBeLessThan(1e-6);
        }
    });

    test('a softmax that is a layer, or that of a convolution by channel, looks at all units together', () => {
        const why = reportWith(tf.layers.activation({ activation: 'softmax', name: 'soft' }), [
            tf.layers.dense({ units: 1 }),
        ]);
        expect(why).toBe('soft looks at all of them together');
        const byChannel = tf.layers.depthwiseConv2d({ kernelSize: 1, activation: 'softmax', name: 'soft' });
        expect(imageReportWith(byChannel)).toBe('soft looks at all of them together');
    });

    /** What holds the units of `hidden`, 3 of which the first is all zeros, when a function of it is the model. */
    function whyOf(outputsOf, inputs = tf.input({ shape: [4] })) {
        const hidden = tf.layers.dense({ units: 3, name: 'hidden', useBias: false });
        const model = tf.model({ inputs, outputs: outputsOf(hidden.apply(inputs)) });
        setKernel(hidden, (value, at) => (at % 3 === 0 ? 0 : value));
        const { model: small, report } = compact(tf, model);
        expect(small.countParams()).toBe(model.countParams());
        return report.layers.find(({ name }) => name === 'hidden').why;
    }

    test('a sum of inputs that differ in size, and inputs that are joined along another axis', () => {
        const add = x => tf.layers.add({ name: 'sum' }).apply([x, tf.layers.dense({ units: 1 }).apply(x)]);
        expect(whyOf(add)).toMatch('sum reads them, and its inputs differ in size');
        const join = x => tf.layers.concatenate({ axis: 1, name: 'join' }).apply([x, x]);
        const sequence = tf.input({ shape: [2, 4] });
        expect(whyOf(join, sequence)).toMatch('join reads them, and it joins along another axis than the last');
    });

    test('a recurrent layer that gives its state or is given one', () => {
        const warn = jest.spyOn(console, 'warn').mockImplementation(() => {}); // of the state, which TF.js does not save
        const sequence = tf.input({ shape: [2, 4] });
        const giving = x => tf.layers.gru({ units: 2, returnState: true, name: 'rnn' }).apply(x)[0];
        expect(whyOf(giving, sequence)).toMatch('rnn reads them, and it has several outputs');
        const given = x => {
            const state = tf.layers.dense({ units: 2 }).apply(tf.layers.flatten().apply(x));
            return tf.layers.gru({ units: 2, name: 'rnn' }).apply(x, { initialState: [state] });
        };
        expect(whyOf(given, sequence)).toMatch('rnn reads them, and it is given a state to begin with');
        warn.mockRestore();
    });

    test('features of which there are none, or nobody knows how many', () => {
        const [image, crop] = [
            tf.input({ shape: [4, 4, 4] }),
            tf.layers.cropping2D({
                cropping: [
                    [2, 2],
                    [2, 2],
                ],
            }),
        ];
        const none = x => tf.layers.flatten({ name: 'flat' }).apply(crop.apply(x));
        expect(whyOf(none, image)).toMatch('flat reads them, and the number of its features is not known');
        const unknown = tf.input({ shape: [null] });
        const nothing = tf.model({ inputs: unknown, outputs: tf.layers.dropout({ rate: 0.5 }).apply(unknown) });
        expect(compact(tf, nothing).report).toEqual({ parametersBefore: 0, parametersAfter: 0, layers: [] });
    });

    test('a layer that is used twice', () => {
        const input = tf.input({ shape: [4] });
        const shared = tf.layers.dense({ units: 4, name: 'shared' });
        const model = tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) });
        setKernel(shared, (value, at) => (at % 4 === 1 ? 0 : value));
        const { model: small, report } = compact(tf, model);
        expect(difference(model, small)).toBeLessThan(1e-6);
        expect(report.layers[0].why).toBe('the layer is used more than once');
        expect(small.countParams()).toBe(20);
    });
});

test('an image that is cropped loses filters as well, and every class with a rule is known to be TF.js’ own', () => {
    const model = tf.sequential({
        layers: [
            tf.layers.conv2d({ filters: 4, kernelSize: 1, inputShape: [4, 4, 2], name: 'hidden' }),
            tf.layers.cropping2D({
                cropping: [
                    [1, 1],
                    [0, 1],
                ],
            }),
            tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
        ],
    });
    setKernel(model.getLayer('hidden'), (value, at) => (at % 4 === 0 ? 0 : value));
    const { model: small } = compact(tf, model);
    expect(small.getLayer('hidden').filters).toBe(3);
    expect(difference(model, small)).toBeLessThan(1e-6);
    const rules = readFileSync(new URL('../../../js/tfjs/compact/rules.js', import.meta.url), 'utf8');
    const names = [...rules.matchAll(/'([A-Z]\w+)'/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(40);
    const classOf = stockClasses(tf);
    expect(names.map(name => [name, classOf(name)?.className])).toEqual(names.map(name => [name, name]));
});

test('a branch that is added to itself loses what it would lose alone', () => {
    const inputs = tf.input({ shape: [4] });
    const hidden = tf.layers.dense({ units: 3, name: 'hidden' });
    const twice = x => tf.layers.add().apply([x, x]);
    const model = tf.model({ inputs, outputs: tf.layers.dense({ units: 2 }).apply(twice(hidden.apply(inputs))) });
    setKernel(hidden, (value, at) => (at % 3 === 0 ? 0 : value));
    const { model: small } = compact(tf, model);
    expect(small.getLayer('hidden').units).toBe(2);
    expect(difference(model, small)).toBeLessThan(1e-6);
});

test('a column of an embedding that is the same for every word goes into the next bias, and no other', () => {
    const model = tf.sequential({
        layers: [
            tf.layers.embedding({ inputDim: 3, outputDim: 4, inputLength: 2, name: 'words' }),
            tf.layers.conv1d({ filters: 2, kernelSize: 1, name: 'next', useBias: false }),
        ],
    });
    const table = [0.5, 1, Number.NaN, 2, 0.5, 1, Number.NaN, 2, 0.5, 1, Number.NaN, 3];
    model.getLayer('words').setWeights([tf.tensor2d(table, [3, 4])]);
    const kernel = model.getLayer('next').getWeights()[0].dataSync();
    const { model: small } = compact(tf, model);
    expect([...small.getLayer('words').getWeights()[0].dataSync()]).toEqual([NaN, 2, NaN, 2, NaN, 3]);
    const bias = [0, 1].map(filter => Math.fround(0.5 * kernel[filter] + kernel[2 + filter]));
    expect([...small.getLayer('next').getWeights()[1].dataSync()]).toEqual(bias);
});

test('a model of two inputs and two outputs keeps them', () => {
    const inputs = [tf.input({ shape: [3] }), tf.input({ shape: [2] })];
    const joined = tf.layers.concatenate().apply(inputs);
    const hidden = tf.layers.dense({ units: 6, name: 'hidden' });
    const x = hidden.apply(joined);
    const outputs = [tf.layers.dense({ units: 1 }).apply(x), tf.layers.dense({ units: 2 }).apply(x)];
    const model = tf.model({ inputs, outputs });
    setKernel(hidden, (value, at) => (at % 6 > 3 ? 0 : value));
    const { model: small } = compact(tf, model);
    expect(small.getLayer('hidden').units).toBe(4);
    expect(difference(model, small)).toBeLessThan(1e-6);
});

test('the small model trains, saves and loads; the given one keeps its optimizer', async () => {
    const model = pair({ kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }), trainable: false });
    setKernel(model.getLayer('out'), (value, at) => (at < 3 ? 0 : value));
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const { optimizer } = model;
    const { model: small } = compact(tf, model);
    expect(model.optimizer).toBe(optimizer);
    expect(small.getLayer('hidden')).toMatchObject({ units: 4, trainable: false, kernelRegularizer: { l2: 0.1 } });
    expect(difference(model, small)).toBeLessThan(1e-6);
    let saved;
    await small.save(
        tf.io.withSaveHandler(async artifacts => {
            saved = artifacts;
            return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
        }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
    expect(difference(small, loaded)).toBe(0);
    small.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await small.fit(tf.ones([4, 4]), tf.ones([4, 3]), { epochs: 1, verbose: 0 });
});

test('no tensor is left but the weights of the small model', () => {
    const model = pair();
    setKernel(model.getLayer('out'), (value, at) => (at < 3 ? 0 : value));
    compact(tf, model).model.dispose(); // what is made once and for all
    const before = tf.memory().numTensors;
    const { model: small } = compact(tf, model);
    expect(tf.memory().numTensors - before).toBe(small.getWeights().length);
    small.dispose();
    expect(tf.memory().numTensors).toBe(before);
});

test.each([[undefined], [null], [{}], [{ layers: [] }]])('%p is refused', model => {
    expect(() => compact(tf, model)).toThrow(
        new TypeError('compact: expected a built tf.LayersModel or tf.Sequential'),
    );
});

test('a model that is not built yet is refused', () => {
    expect(() => compact(tf, tf.sequential())).toThrow(TypeError);
});

test('names that TF.js counts up are not used up', () => {
    const next = () => Number(/\d+$/.exec(tf.layers.dense({ units: 1 }).name)[0]);
    const first = next();
    compact(tf, pair());
    expect(next()).toBe(first + 1);
});
