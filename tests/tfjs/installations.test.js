// Several who install: two copies of this package, two copies of TF.js, one after the other, and what remains for those
// who go on working after an uninstall.
import { createRequire } from 'node:module';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Regularizer } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { tf, use } from './tensorflow.js';

const require = createRequire(import.meta.url);
const copy = require('../../dist/tfjs.cjs');

// A second TF.js next to `tf`, with its own classes but the same engine and kernels, both of which are global.
const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
const folder = globalThis.tfjsFolder ?? '../../node_modules';
const secondTf = require(`${folder}/@tensorflow/tfjs/dist/tf.es2017.js`);
warn.mockRestore();

const kernelNames = ['RegularizerPenalty', 'RegularizerGradient', 'RegularizerProx', 'RegularizerDecay'];
const kernelsLeft = () => kernelNames.filter(name => tf.getKernel(name, tf.getBackend()) ?? tf.getGradient(name));

let count = 0; // both give out the same names

/** A model whose loss is the penalty of its weights, [2, -1], and of its outputs, alone: 0.5 * (2 + 1) + (2 + 1) = 4.5. */
function penalized(tf, { l1, ActivityRegularization }) {
    const layers = [
        tf.layers.dense({
            units: 2,
            inputShape: [1],
            useBias: false,
            kernelRegularizer: l1(0.5),
            name: `dense${++count}`,
        }),
        new ActivityRegularization({ l1: 1 }),
    ];
    const model = tf.sequential({ layers });
    model.setWeights([tf.tensor([[2, -1]])]);
    model.compile({ loss: (_, y) => tf.mul(0, tf.mean(y)), optimizer: tf.train.sgd(0.25) });
    return model;
}

/** Takes a step: the loss before it, and the weights after, each 0.25 * 1.5 nearer to 0. */
async function step(tf, model) {
    const loss = await model.trainOnBatch(tf.ones([1, 1]), tf.ones([1, 2]));
    return [loss, ...numbers(model.getWeights()[0])];
}
const right = [4.5, 1.625, -0.625];

const stock = tf => () => tf.layers.dense({ units: 1, kernelRegularizer: 'l2' });
const isStock = tf => {
    expect(stock(tf)).toThrow('Unknown regularizer: l2.');
    expect(Object.getOwnPropertySymbols(tf.layers.Layer)).toEqual([]);
};

describe.each(['cpu', 'wasm'])('on %s', backend => {
    beforeAll(() => use(backend));
    beforeEach(() => {
        isStock(tf);
        isStock(secondTf);
    });

    test('a model that was compiled before an uninstall trains on, with the same numbers', async () => {
        const regularizers = install(tf);
        const model = penalized(tf, regularizers);
        regularizers.uninstall();
        expect(kernelsLeft()).toEqual([]);
        expect(await step(tf, model)).toEqual(right);
        expect(numbers(regularizers.l2(1).apply(tf.tensor([3])))).toEqual([9]);
        expect(numbers(tf.grad(w => regularizers.orthogonal(1).apply(w))(tf.eye(2)))).toEqual([0, 0, 0, 0]);
        isStock(tf);
        await tf.profile(() => regularizers.l2(1).apply(tf.tensor([3]))); // where somebody looks on, kernels are registered
        expect(kernelsLeft()).not.toEqual([]);
        tf.unregisterKernel('RegularizerPenalty', backend); // somebody else's uninstall, say
        install(tf).uninstall();
        expect(kernelsLeft()).toEqual([]);
    });

    test('so does one with a class of the user, which no ops of TF.js are known for', async () => {
        class Cubes extends Regularizer {
            static className = 'CubesOfInstallations';
            call(w) {
                return w.reduce((sum, x) => sum + x ** 3, 0);
            }
            grad(w, { out, scale = 1 }) {
                w.forEach((x, i) => {
                    out[i] = 3 * scale * x * x;
                });
                return out;
            }
        }
        const { get, uninstall } = install(tf);
        const args = { units: 1, inputShape: [1], useBias: false, kernelRegularizer: get(new Cubes()) };
        const model = tf.sequential({ layers: [tf.layers.dense(args)] });
        model.setWeights([tf.tensor([[2]])]);
        model.compile({ loss: (_, y) => tf.mul(0, tf.mean(y)), optimizer: tf.train.sgd(0.125) });
        uninstall();
        const before = tf.memory().numTensors;
        expect(await model.trainOnBatch(tf.ones([1, 1]), tf.ones([1, 1]))).toBe(8);
        expect(numbers(model.getWeights()[0])).toEqual([2 - 0.125 * 12]);
        expect(tf.memory().numTensors - before).toBe(2); // the data of this line and the last
    });

    test('layers lose their activity regularizer by an uninstall, and nothing else', async () => {
        const { l1, uninstall } = install(tf);
        const args = { units: 1, inputShape: [1], kernelInitializer: 'ones', useBias: false };
        const layer = tf.layers.dense({ ...args, kernelRegularizer: l1(2), activityRegularizer: l1(4) });
        const model = tf.sequential({ layers: [layer] });
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) });
        const loss = () => model.trainOnBatch(tf.ones([1, 1]), tf.ones([1, 1]));
        expect(await loss()).toBe(6);
        uninstall();
        expect(await loss()).toBe(2);
    });

    test('the ESM and the CJS build of this package are one installation', async () => {
        const first = install(tf);
        const second = copy.install(tf);
        expect(second).toBe(first);
        expect(copy.install({ ...tf })).toBe(first);
        const model = penalized(tf, second);
        expect(await step(tf, model)).toEqual(right);
        second.uninstall();
        isStock(tf);
        first.uninstall();
        isStock(tf);
        const third = copy.install(tf);
        expect(third).not.toBe(first);
        expect(install(tf)).toBe(third);
        expect(await step(tf, penalized(tf, third))).toEqual(right);
        third.uninstall();
        expect(kernelsLeft()).toEqual([]);
    });

    test('an uninstall of one that is gone leaves the next alone', () => {
        const gone = install(tf);
        gone.uninstall();
        const current = install(tf);
        gone.uninstall();
        expect(install(tf)).toBe(current);
        expect(tf.layers.dense({ units: 1, kernelRegularizer: 'l2' }).kernelRegularizer).toBeInstanceOf(current.L2);
        expect(() => gone.replaceBuiltins()).toThrow('replaceBuiltins: expected the plug-in to be installed');
        current.uninstall();
    });

    const builds = { ESM: install, CJS: copy.install };
    test.each([
        ['ESM', 'ESM', 'first'],
        ['ESM', 'ESM', 'second'],
        ['ESM', 'CJS', 'first'],
        ['CJS', 'ESM', 'first'],
        ['CJS', 'ESM', 'second'],
    ])('two copies of TF.js, %s in one, %s in the other: the %s goes, the other stays', async (one, other, leaves) => {
        const warnings = jest.spyOn(console, 'warn');
        const { gradients } = tf.engine();
        const installed = [
            { tf, regularizers: builds[one](tf) },
            { tf: secondTf, regularizers: builds[other](secondTf) },
        ];
        const models = installed.map(each => penalized(each.tf, each.regularizers));
        if (leaves === 'second') installed.reverse();
        const [leaving, staying] = installed;
        expect(await step(staying.tf, penalized(staying.tf, staying.regularizers))).toEqual(right);
        const kernel = tf.getKernel('RegularizerPenalty', backend);
        expect(await step(leaving.tf, penalized(leaving.tf, leaving.regularizers))).toEqual(right);
        expect(tf.getKernel('RegularizerPenalty', backend)).toBe(kernel);
        leaving.regularizers.uninstall();
        isStock(leaving.tf);
        expect(await step(staying.tf, penalized(staying.tf, staying.regularizers))).toEqual(right);
        for (const model of models) expect(await step(tf, model)).toEqual(right);
        staying.regularizers.uninstall();
        isStock(staying.tf);
        expect(tf.engine().gradients).toBe(gradients);
        expect(warnings).not.toHaveBeenCalled();
    });
});

describe('what others change meanwhile', () => {
    beforeAll(() => use('cpu'));
    const { SerializationMap } = tf.serialization;
    const { classNameMap } = SerializationMap.getMap();

    test('stays: a class that the user registers, also under a name of ours', () => {
        class Doubling extends tf.layers.Layer {
            static className = 'Doubling';
        }
        class L2 extends Object.getPrototypeOf(tf.regularizers.l2().constructor) {
            static className = 'L2';
        }
        const { uninstall } = install(tf);
        tf.serialization.registerClass(Doubling);
        tf.serialization.registerClass(L2);
        uninstall();
        expect(classNameMap.Doubling).toEqual([Doubling, Doubling.fromConfig]);
        expect(Object.getPrototypeOf(Doubling)).toBe(tf.layers.Layer);
        expect(classNameMap.L2[0]).toBe(L2);
        delete classNameMap.L2;
        delete classNameMap.Doubling;
    });

    test('stays: a method that somebody put over ours', () => {
        const { prototype } = tf.LayersModel;
        const { makeTestFunction } = prototype;
        const { uninstall } = install(tf);
        const over = function (...args) {
            return prototype.makeTestFunction.before.apply(this, args);
        };
        over.before = prototype.makeTestFunction;
        prototype.makeTestFunction = over;
        uninstall();
        expect(prototype.makeTestFunction).toBe(over);
        prototype.makeTestFunction = makeTestFunction;
    });
});

describe('install', () => {
    afterEach(() => install(tf).uninstall());

    test.each([
        [
            { replaceBuiltin: true },
            "install: unknown key 'replaceBuiltin'; it takes replaceBuiltins, penaltiesInEvaluate; did you mean 'replaceBuiltins'?",
        ],
        [{ replaceBuiltins: 1 }, 'install: expected replaceBuiltins to be true or false, got 1'],
        [{ penaltiesInEvaluate: null }, 'install: expected penaltiesInEvaluate to be true or false, got null'],
        [null, 'install: expected options to be an object, got null'],
        [true, 'install: expected options to be an object, got true'],
        [[], 'install: expected options to be an object, got an array of 0'],
        [new Map([['replaceBuiltins', true]]), 'install: expected options to be an object, got a Map'],
        [
            Object.create({ replaceBuiltins: true }),
            'install: expected options to be an object, got an instance of a class',
        ],
    ])('refuses the options %p', (options, message) => {
        expect(() => install(tf, options)).toThrow(new TypeError(message));
        isStock(tf);
    });

    test('leaves an option as it is that was not given', () => {
        const slope = () => numbers(tf.grad(w => tf.regularizers.l1({ l1: 1 }).apply(w))(tf.tensor([0])))[0];
        install(tf, { replaceBuiltins: true, penaltiesInEvaluate: undefined });
        install(tf);
        expect(slope()).toBe(0);
        install(tf, { replaceBuiltins: false });
        expect(slope()).toBe(-1);
        install(tf).replaceBuiltins();
        expect(slope()).toBe(0);
    });

    test('refuses to share with a version of this package that it does not go together with', () => {
        const [key] = Object.getOwnPropertySymbols(install(tf) && tf.layers.Layer);
        const installation = tf.layers.Layer[key];
        const others = { ...installation, generation: installation.generation + 1 };
        Object.defineProperty(tf.layers.Layer, key, { value: others, configurable: true });
        expect(() => install(tf)).toThrow('install: another version of regularizers is installed');
        Object.defineProperty(tf.layers.Layer, key, { value: installation, configurable: true });
    });
});

describe('with replaceBuiltins', () => {
    beforeAll(() => use('cpu'));

    test('a regularizer of ours is made when factors change, not at each apply', () => {
        const { uninstall } = install(tf, { replaceBuiltins: true });
        const { addTapeNode } = tf.engine();
        const used = [];
        const spy = jest.spyOn(tf.engine(), 'addTapeNode').mockImplementation(function (...args) {
            const attrs = args.at(-1);
            if (attrs?.terms) used.push(attrs.terms[0].regularizer);
            return addTapeNode.apply(this, args);
        });
        const regularizer = tf.regularizers.l1l2({ l1: 1, l2: 0 });
        const x = tf.tensor([1, -2]);
        const penalties = [1, 1, 4].map(l1 => {
            regularizer.l1 = l1;
            return numbers(tf.valueAndGrad(w => regularizer.apply(w))(x).value)[0];
        });
        spy.mockRestore();
        uninstall();
        expect(penalties).toEqual([3, 3, 12]);
        expect(used[1]).toBe(used[0]);
        expect(used[2]).not.toBe(used[0]);
    });
});
