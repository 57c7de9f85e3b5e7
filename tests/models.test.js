import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { regularizersOf } from '../js/explain/index.js';
import { L1, L1L2, L2, Regularizer, serialize } from '../js/index.js';

const keras3 = readFileSync(new URL('vectors/keras-3.15-model.json', import.meta.url), 'utf8');

const l2 = (/** @type {number} */ factor) => ({ class_name: 'L2', config: { l2: factor } });
const layer = (/** @type {string} */ class_name, /** @type {any} */ config) => ({ class_name, config });

/** @param {any[]} layers */
const sequential = (...layers) => layer('Sequential', { name: 'sequential', layers });

/** What was found, as configs: [path, type, { role: config }]. @param {any} model @param {any} [customObjects] */
const found = (model, customObjects) =>
    regularizersOf(model, customObjects).map(({ path, type, regularizers }) => [
        path,
        type,
        Object.fromEntries(Object.entries(regularizers).map(([role, r]) => [role, serialize(r)])),
    ]);

describe('regularizersOf', () => {
    test('reads a model that Keras 3.15.1 wrote, as text and as an object', () => {
        const expected = [['d', 'Dense', { kernel: { class_name: 'L1L2', config: { l1: 0.01, l2: 0.02 } } }]];
        expect(found(keras3)).toEqual(expected);
        expect(found(JSON.parse(keras3))).toEqual(expected);
        const [{ layer, regularizers }] = regularizersOf(keras3);
        expect(layer).toBe('d');
        expect(regularizers.kernel).toBeInstanceOf(L1L2);
        expect(regularizers.kernel([1, -2])).toBe(0.01 * 3 + 0.02 * 5);
    });

    test('reads every role, and leaves out what is null and layers that have none', () => {
        const roles = ['kernel', 'bias', 'recurrent', 'activity', 'depthwise', 'embeddings', 'gamma', 'beta', 'alpha'];
        const config = Object.fromEntries(roles.map((role, i) => [`${role}_regularizer`, l2(i)]));
        const model = sequential(
            layer('Odd', { name: 'odd', ...config, pointwise_regularizer: null }),
            layer('Dense', { name: 'dense', kernel_regularizer: null }),
            layer('Flatten', { name: 'flatten' }),
        );
        expect(found(model)).toEqual([['odd', 'Odd', Object.fromEntries(roles.map((role, i) => [role, l2(i)]))]]);
    });

    test('reads nested models, wrappers and recurrent cells, and says where they are', () => {
        const dense = (/** @type {string} */ name) => layer('Dense', { name, kernel_regularizer: l2(0.1) });
        const lstm = (/** @type {string} */ name) =>
            layer('LSTM', { name, kernel_regularizer: l2(0.1), recurrent_regularizer: l2(0.2) });
        const cell = layer('GRUCell', { name: 'gru_cell', recurrent_regularizer: l2(0.3) });
        const model = layer('Functional', {
            name: 'model',
            layers: [
                { ...dense('first'), name: 'first', inbound_nodes: [] },
                { ...layer('Sequential', { name: 'inner', layers: [dense('deep')] }), name: 'inner' },
                layer('TimeDistributed', { name: 'td', layer: dense('wrapped') }),
                layer('Bidirectional', { name: 'bi', layer: lstm('forward'), backward_layer: lstm('backward') }),
                layer('RNN', { name: 'rnn', cell }),
                layer('RNN', { name: 'stacked', cell: layer('StackedRNNCells', { name: 'cells', cells: [cell] }) }),
            ],
        });
        const both = { kernel: l2(0.1), recurrent: l2(0.2) };
        expect(found(model)).toEqual([
            ['first', 'Dense', { kernel: l2(0.1) }],
            ['inner/deep', 'Dense', { kernel: l2(0.1) }],
            ['td/wrapped', 'Dense', { kernel: l2(0.1) }],
            ['bi/forward', 'LSTM', both],
            ['bi/backward', 'LSTM', both],
            ['rnn/gru_cell', 'GRUCell', { recurrent: l2(0.3) }],
            ['stacked/cells/gru_cell', 'GRUCell', { recurrent: l2(0.3) }],
        ]);
    });

    test('reads what TF.js saves and its camelCase configs', async () => {
        jest.spyOn(console, 'warn').mockImplementation(() => {}); // that Node has a faster backend
        const tf = await import('@tensorflow/tfjs');
        const model = tf.sequential({
            layers: [
                tf.layers.dense({ name: 'a', units: 2, inputShape: [3], kernelRegularizer: 'l1l2' }),
                tf.layers.dense({ name: 'b', units: 2, biasRegularizer: tf.regularizers.l2({ l2: 0.5 }) }),
            ],
        });
        const expected = [
            ['a', 'Dense', { kernel: { class_name: 'L1L2', config: { l1: 0.01, l2: 0.01 } } }],
            ['b', 'Dense', { bias: { class_name: 'L1L2', config: { l1: 0, l2: 0.5 } } }],
        ];
        const topology = JSON.parse(/** @type {string} */ (model.toJSON()));
        expect(found(topology)).toEqual(expected);
        expect(found({ modelTopology: topology, format: 'layers-model', weightsManifest: [] })).toEqual(expected);
        expect(found({ modelTopology: { model_config: topology, keras_version: '2.1' } })).toEqual(expected);
        expect(found({ className: 'Sequential', config: model.getConfig() })).toEqual(expected);
        model.dispose();
    });

    test('reads a model of Keras 1, whose config is the list of layers', () => {
        const model = layer('Sequential', [
            layer('LSTM', {
                name: 'lstm_1',
                W_regularizer: { name: 'WeightRegularizer', l1: 0, l2: 0.01 },
                U_regularizer: { name: 'L1L2Regularizer', l1: 0.5, l2: 0 },
                b_regularizer: null,
                activity_regularizer: { name: 'ActivityRegularizer', l1: 0, l2: 0.25 },
            }),
        ]);
        const l1l2 = (/** @type {number} */ l1, /** @type {number} */ l2) => layer('L1L2', { l1, l2 });
        expect(found(model)).toEqual([
            ['lstm_1', 'LSTM', { kernel: l1l2(0, 0.01), recurrent: l1l2(0.5, 0), activity: l1l2(0, 0.25) }],
        ]);
    });

    test('reads an ActivityRegularization layer as its activity regularizer', () => {
        const model = sequential(layer('ActivityRegularization', { name: 'ar', l1: 0.1, l2: 0 }));
        expect(found(model)).toEqual([
            ['ar', 'ActivityRegularization', { activity: layer('L1L2', { l1: 0.1, l2: 0 }) }],
        ]);
    });

    test('takes custom objects, and names the layer of one that is unknown', () => {
        class Mine extends Regularizer {
            static className = 'Mine';
            constructor({ inner_regularizer = 'l1' } = {}) {
                super();
                this.inner = inner_regularizer;
            }
            getConfig() {
                return {};
            }
        }
        const model = sequential(
            layer('Dense', { name: 'd', kernel_regularizer: layer('Mine', { inner_regularizer: 'l2' }) }),
        );
        const [{ regularizers }, ...others] = regularizersOf(model, { Mine });
        expect(regularizers.kernel).toBeInstanceOf(Mine);
        expect(others).toEqual([]);
        expect(() => regularizersOf(model)).toThrow(RangeError);
        expect(() => regularizersOf(model)).toThrow(/^regularizersOf: kernel_regularizer of layer "d": .* got "Mine"/);
        const bad = sequential(layer('Dense', { name: 'd', bias_regularizer: layer('L1', { l2: 0.1 }) }));
        expect(() => regularizersOf(bad)).toThrow(TypeError);
    });

    test('refuses what is no layers model', () => {
        const graph = { modelTopology: { node: [], library: {}, versions: {} } };
        for (const model of [null, 7, [], {}, graph, { modelTopology: null }, layer('L2', null), '[]', '"x"']) {
            expect(() => regularizersOf(/** @type {any} */ (model))).toThrow(TypeError);
        }
        expect(() => regularizersOf('{')).toThrow(SyntaxError);
    });

    test('is safe with a model from a stranger', () => {
        const hostile = JSON.parse(
            '{"class_name":"Sequential","config":{"layers":[{"class_name":"Dense","config":{"name":"d",' +
                '"__proto___regularizer":"l1","kernel_regularizer":"l2"}}]}}',
        );
        const [{ regularizers }] = regularizersOf(hostile);
        expect(Object.getPrototypeOf(regularizers)).toBe(Object.prototype);
        expect(Object.keys(regularizers)).toEqual(['__proto__', 'kernel']);
        expect(Object.entries(regularizers).map(([, r]) => r)).toEqual([expect.any(L1), expect.any(L2)]);
        /** @type {any} */
        const loop = sequential();
        loop.config.layers.push(loop);
        expect(() => regularizersOf(loop)).toThrow(/nested at most 512 deep/);
    });
});

describe('a model that is made to break it', () => {
    const modelOf = (...layers) => ({ class_name: 'Sequential', config: { name: 'm', layers } });
    const dense = { class_name: 'Dense', config: { name: 'd', kernel_regularizer: 'l2' } };

    test('is read in the time of its objects, not of the paths to them', () => {
        let shared = { end: 1 };
        for (let i = 0; i < 64; i++) shared = { a: shared, b: shared };
        expect(regularizersOf(modelOf(dense, shared)).map(({ path }) => path)).toEqual(['d']);
        let nested = dense;
        for (let i = 0; i < 64; i++) nested = modelOf(nested, nested);
        expect(() => regularizersOf(nested)).toThrow(/at most 16384 layers/);
    });

    test('has a layer at each path to it', () => {
        const inner = modelOf(dense, { class_name: 'Flatten', config: { name: 'f' } });
        const found = regularizersOf(modelOf(inner, dense, inner));
        expect(found.map(({ path }) => path)).toEqual(['m/d', 'd', 'm/d']);
        expect(found[0].regularizers).not.toBe(found[2].regularizers);
    });

    test('is refused in short messages without control characters', () => {
        const wrong = { class_name: 'L2', config: { l2: -1 } };
        const layerOf = config => modelOf({ class_name: 'Dense', config });
        for (const text of ['x'.repeat(1e6), '\u001b[2J\u202e\u0085']) {
            for (const model of [
                text,
                { [text]: 1 },
                layerOf({ name: text, kernel_regularizer: wrong }),
                layerOf({ name: 'd', kernel_regularizer: { class_name: text, config: {} } }),
                layerOf({ name: 'd', [`${text}_regularizer`]: wrong }),
            ]) {
                let message;
                try {
                    regularizersOf(model);
                } catch (error) {
                    message = error.message;
                }
                expect(message).toMatch(/^[^\p{Cc}\p{Cf}]{1,400}$/u);
            }
        }
    });
});
