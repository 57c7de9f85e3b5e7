// Installing, uninstalling, and what both leave behind.
import { beforeEach, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

beforeEach(() => use('cpu'));

const { classNameMap } = tf.serialization.SerializationMap.getMap();

/** Every object that the plug-in may change, and all that can be known about it. */
function surroundings() {
    const prototypesOf = Class => [Class, ...(Class.prototype ? [Class.prototype] : [])];
    const classes = Object.values(classNameMap).flatMap(([Class]) => prototypesOf(Class));
    const bases = classes.map(object => Object.getPrototypeOf(object));
    const stock = tf.regularizers.l1l2().constructor;
    const objects = new Set([classNameMap, tf.layers, tf.regularizers, ...classes, ...bases, ...prototypesOf(stock)]);
    return [...objects].map(object => [
        object,
        Object.getPrototypeOf(object),
        Object.getOwnPropertyDescriptors(object),
    ]);
}

const registryOf = name => ['cpu', 'wasm', 'webgl'].map(backend => tf.getKernel(name, backend));

test('installing twice is installing once', () => {
    const first = install(tf);
    const descriptors = surroundings();
    expect(install(tf)).toBe(first);
    expect(install({ ...tf })).toBe(first);
    expect(surroundings()).toEqual(descriptors);
    first.uninstall();
});

test('uninstall puts every object back as it was', () => {
    const before = surroundings();
    const regularizers = install(tf, { replaceBuiltins: true });
    const dense = tf.layers.dense({ units: 1, activityRegularizer: 'l1' });
    regularizers.uninstall();
    const after = surroundings();
    expect(after).toHaveLength(before.length);
    after.forEach(([object, prototype, descriptors], i) => {
        expect(object).toBe(before[i][0]);
        expect(prototype).toBe(before[i][1]);
        expect(Reflect.ownKeys(descriptors)).toEqual(Reflect.ownKeys(before[i][2]));
        for (const key of Reflect.ownKeys(descriptors)) {
            for (const [field, value] of Object.entries(descriptors[key])) expect(value).toBe(before[i][2][key][field]);
        }
    });
    for (const name of ['RegularizerPenalty', 'RegularizerGradient', 'RegularizerProx', 'RegularizerDecay']) {
        expect(registryOf(name)).toEqual([undefined, undefined, undefined]);
        expect(tf.getGradient(name)).toBeUndefined();
    }
    expect(Object.keys(dense)).not.toContain('call');
    expect(dense.losses).toHaveLength(0);
    expect(() => tf.layers.dense({ units: 1, kernelRegularizer: 'l2' })).toThrow('Unknown regularizer: l2.');
});

test('it can be installed again after that', () => {
    install(tf).uninstall();
    const regularizers = install(tf);
    const layer = tf.layers.dense({ units: 1, kernelRegularizer: 'l2', activityRegularizer: 'l1' });
    expect(regularizers.activityRegularizerOf(layer)).toBeInstanceOf(regularizers.L1);
    expect(numbers(layer.kernelRegularizer.apply(tf.ones([4])))).toEqual([Math.fround(0.04)]);
    regularizers.uninstall();
});

test('what is not TF.js with its layers is refused by name of what is missing', () => {
    expect(() => install(undefined)).toThrow(
        'install: expected tf to be TensorFlow.js with its layers, got one without engine',
    );
    const { layers, ...coreOnly } = tf;
    expect(() => install(coreOnly)).toThrow(TypeError);
    expect(() => install(coreOnly)).toThrow('got one without layers');
});

test('by default the regularizers of TF.js stay as they are; with replaceBuiltins they are right', () => {
    const stock = tf.regularizers.l1({ l1: 1 });
    const slope = () => numbers(tf.grad(w => stock.apply(w))(tf.tensor([0, 2])));
    const regularizers = install(tf);
    expect(slope()).toEqual([-1, 1]);
    install(tf, { replaceBuiltins: true });
    expect(slope()).toEqual([0, 1]);
    expect(numbers(stock.apply([[1, -2]]))).toEqual([3]);
    expect(numbers(tf.regularizers.l2({ l2: -1 }).apply(tf.tensor([2])))).toEqual([-4]); // a factor we would refuse
    regularizers.uninstall();
    expect(slope()).toEqual([-1, 1]);
});

test.each(['cpu', 'wasm'])('on %s, nothing is left in memory', async backend => {
    await use(backend);
    const before = tf.memory();
    const regularizers = install(tf, { replaceBuiltins: true });
    const { l1, l1l2, orthogonal } = regularizers;
    const layers = [
        tf.layers.lstm({
            units: 3,
            inputShape: [2, 2],
            recurrentRegularizer: orthogonal(),
            activityRegularizer: l1(0.1),
        }),
        tf.layers.dense({ units: 2, kernelRegularizer: l1l2(), biasRegularizer: tf.regularizers.l2() }),
        new regularizers.ActivityRegularization({ l2: 0.1 }),
    ];
    const model = tf.sequential({ layers });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    const [x, y] = [tf.ones([4, 2, 2]), tf.ones([4, 2])];
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    const settled = tf.memory().numTensors;
    const unchanged = async work => {
        await work();
        expect(tf.memory().numTensors).toBe(settled);
    };

    await unchanged(() => model.fit(x, y, { epochs: 2, batchSize: 2, verbose: 0 }));
    await unchanged(() => model.trainOnBatch(x, y));
    await unchanged(() => tf.dispose([model.predict(x), model.evaluate(x, y)]));
    await unchanged(() => tf.dispose(tf.grad(w => l1l2().apply(w))(x)));
    await unchanged(() => l1l2().apply(x).dispose());
    await unchanged(() => regularizers.penalties(model));
    await unchanged(() => regularizers.regularize(model, { kernel: 'l1' }).remove());
    await unchanged(() => expect(() => orthogonal().apply(x)).toThrow(RangeError));
    await unchanged(() => tf.dispose(l1().apply([1, 2])));
    await unchanged(() => regularizers.uninstall());
    model.dispose();
    tf.dispose([x, y]);
    model.optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
});
