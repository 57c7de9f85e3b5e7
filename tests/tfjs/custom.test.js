// Regularizers that are not built in: of the core, functions, classes of the user's, under whatever name.
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { get as getOfCore, L1, L2, Regularizer, register } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { numbers } from './by-hand.js';
import { backends, tf, use } from './tensorflow.js';

const { activityRegularizerOf, get, penalties, regularize, L1: TfL1 } = install(tf);

const { classNameMap } = tf.serialization.SerializationMap.getMap();
const TfRegularizer = Object.getPrototypeOf(tf.regularizers.l1l2().constructor);

/** sum |w|, in ops. */
const sumAbs = w => tf.sum(tf.abs(w));

/** A penalty on tensors as a class of the core. */
class Smooth extends Regularizer {
    static className = 'Smooth';
    constructor({ maxRate = 0.5 } = {}) {
        super();
        this.maxRate = maxRate;
    }
    call(w) {
        return tf.mul(this.maxRate, tf.sum(tf.square(w)));
    }
    getConfig() {
        return { maxRate: this.maxRate };
    }
}

class InField extends Regularizer {
    static className = 'InField';
    call = sumAbs;
}

class ApplyInField extends Regularizer {
    static className = 'ApplyInField';
    apply = sumAbs;
}

/** A penalty on numbers as a class of the core: sum w^4. */
class Fourth extends Regularizer {
    static className = 'Fourth';
    call(w) {
        return w.reduce((sum, x) => sum + x ** 4, 0);
    }
    grad(w, { out = new Float32Array(w.length), scale = 1 } = {}) {
        return Object.assign(out, w.map(x => 4 * scale * x ** 3)); // biome-ignore format: one line
    }
    getConfig() {
        return {};
    }
}

const dense = kernelRegularizer =>
    tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'ones', kernelRegularizer })],
    });

const reload = model => tf.models.modelFromJSON(JSON.parse(model.toJSON()));

/** The loss that one step reports beside the data's, whose step then changes the weights. */
async function trainedPenalty(model) {
    model.compile({ loss: () => tf.scalar(0), optimizer: tf.train.sgd(0.125) });
    const x = tf.ones([1, 2]);
    const penalty = await model.trainOnBatch(x, x);
    x.dispose();
    return penalty;
}

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test.each([
        ['a regularizer of the core', () => new L1(0.25), 1, 1 - 0.125 * 0.25],
        ['a class of the core', () => L2, 0.04, 1 - 0.125 * 0.02],
        ['a function on tensors', () => w => sumAbs(w), 4, 1 - 0.125],
        ['a class on tensors', () => new Smooth(), 2, 1 - 0.125],
        ['a class on numbers', () => new Fourth(), 4, 1 - 0.125 * 4],
        ['a class with its call in a field', () => new InField(), 4, 1 - 0.125],
        ['a class with its apply in a field', () => new ApplyInField(), 4, 1 - 0.125],
        ['a class of the plug-in', () => TfL1, 0.04, 1 - 0.125 * 0.01],
        ['the base class', () => new Regularizer(), 0, 1],
    ])('%s as an option of a layer trains', async (_, make, penalty, weight) => {
        const before = tf.memory().numTensors;
        for (const layer of [dense(make()), dense(get(make()))]) {
            expect(await trainedPenalty(layer)).toBeCloseTo(penalty, 6);
            for (const w of numbers(layer.getWeights()[0])) expect(w).toBeCloseTo(weight, 6);
            expect(penalties(layer).weights).toHaveLength(1);
            layer.optimizer.dispose();
            layer.dispose();
        }
        expect(tf.memory().numTensors).toBe(before);
    });

    test('they have gradients, of any order where they are ops', () => {
        const slope = regularizer => tf.grad(w => tf.mul(2, get(regularizer).apply(w)));
        expect(numbers(slope(sumAbs)(tf.tensor([3, -2])))).toEqual([2, -2]);
        expect(numbers(slope(new Smooth())(tf.tensor([3, -2])))).toEqual([6, -4]);
        expect(numbers(slope(new Regularizer())(tf.tensor([3, Infinity])))).toEqual([0, 0]);
        expect(numbers(tf.grad(w => tf.sum(slope(new Smooth())(w)))(tf.tensor([3, -2])))).toEqual([2, 2]);
    });
});

describe('options', () => {
    beforeAll(() => use('cpu'));

    test('every regularizer option of every kind of layer takes a function', () => {
        const options = { kernelRegularizer: sumAbs, recurrentRegularizer: sumAbs, biasRegularizer: sumAbs };
        const model = tf.sequential({
            layers: [
                tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 1, ...options }), inputShape: [2, 2] }),
                tf.layers.dense({ units: 1, ...options, activityRegularizer: sumAbs }),
            ],
        });
        expect(penalties(model).weights).toHaveLength(8);
    });

    test('a factor of a core regularizer can be changed while the model trains', async () => {
        const regularizer = new L1(0.25);
        const model = dense(regularizer);
        regularizer.l1 = 0.5;
        expect(await trainedPenalty(model)).toBe(2);
    });

    test('a number has no gradient, and whatever else is no scalar tensor is none either', () => {
        const wrong = [
            [() => 3, /the number 3, which has no gradient/],
            [() => undefined, /got undefined/],
            [w => w, /a tensor of shape \[2,2\]/],
            [w => Promise.resolve(sumAbs(w)), /scalar tensor/],
            [async w => sumAbs(w), /a function whose answer is a promise/],
        ];
        for (const [fn, message] of wrong) {
            expect(() => get(fn).apply(tf.ones([2, 2]))).toThrow(message);
            expect(() => penalties(dense(fn))).toThrow(message);
        }
        expect(numbers(get(w => tf.sum(w, 0, true)).apply(tf.ones([2])))).toEqual([2]);
        expect(get(w => tf.sum(w, 0, true)).apply(tf.ones([2])).shape).toEqual([]);
    });

    test('a class that inherits a gradient on numbers, and computes its penalty on tensors, says so', () => {
        class OnTensors extends L1 {
            static className = 'OnTensors';
            apply(w) {
                return tf.mul(2, tf.sum(w));
            }
        }
        expect(() => get(new OnTensors(1)).apply(tf.ones([2]))).toThrow(
            'OnTensors: expected its penalty to be a number, as its class has a gradient on numbers, got',
        );
    });

    test('a built-in regularizer of another copy of the package is the same one of this copy', () => {
        const ofAnotherCopy = Object.setPrototypeOf(() => 0, {
            constructor: Object.assign(() => {}, { className: 'L1', module: 'keras.regularizers' }),
            [Symbol.for('regularizers.Regularizer')]: true,
            getConfig: () => ({ l1: 0.25 }),
        });
        expect(get(ofAnotherCopy)).toBeInstanceOf(TfL1);
        expect(get(ofAnotherCopy).getConfig()).toEqual({ l1: 0.25 });
    });

    test('options that cannot be changed say so', () => {
        expect(() => tf.layers.dense(Object.freeze({ units: 1, kernelRegularizer: sumAbs }))).toThrow(/frozen/);
        const fine = Object.freeze({ units: 1, kernelRegularizer: 'l1', biasRegularizer: get('l2') });
        expect(tf.layers.dense(fine).kernelRegularizer.getClassName()).toBe('L1');
    });

    test('what is unknown is named, with the nearest known name', () => {
        expect(() => tf.layers.dense({ units: 1, kernelRegularizer: 'L3' })).toThrow(/L3.*did you mean/i);
        expect(() => tf.layers.dense({ units: 1, kernelRegularizer: 3 })).toThrow(/3/);
    });

    test('regularize takes functions, and removes them', () => {
        const model = dense();
        const { names, remove } = regularize(model, sumAbs);
        expect(names).toHaveLength(1);
        expect(penalties(model).total).toBe(4);
        remove();
        expect(regularize(model, { kernel: sumAbs, bias: new L1(0.5) }).names).toHaveLength(2);
    });
});

describe('saving and loading', () => {
    beforeAll(() => use('cpu'));

    function my_sum(w) {
        return sumAbs(w);
    }

    test('what is registered with register() is saved by its name, and loads again', async () => {
        register(Smooth, { package: 'mine' });
        register(my_sum);
        for (const [given, className, config] of [
            [new Smooth({ maxRate: 0.25 }), 'mine>Smooth', { max_rate: 0.25 }],
            [my_sum, 'Custom>my_sum', {}],
            [new L1(0.25), 'L1', { l1: 0.25 }],
        ]) {
            const model = dense(given);
            const { total } = penalties(model);
            expect(total).toBeGreaterThan(0);
            const json = model.toJSON(null, false);
            expect(json.config.layers[0].config.kernel_regularizer).toEqual({ class_name: className, config });
            const twice = await reload(await reload(model));
            twice.setWeights(model.getWeights());
            expect(penalties(twice).total).toBe(total);
        }
    });

    test('the forms in which each Keras writes a function and a custom class load', async () => {
        register(Smooth, { package: 'mine' });
        register(my_sum);
        const forms = [
            'my_sum',
            'Custom>my_sum',
            { module: 'builtins', class_name: 'function', config: 'my_sum', registered_name: 'function' },
            { class_name: 'mine>Smooth', config: { max_rate: 1 } },
            { module: null, class_name: 'Smooth', config: { max_rate: 1 }, registered_name: 'mine>Smooth' },
        ];
        for (const kernel_regularizer of forms) {
            const json = dense().toJSON(null, false);
            json.config.layers[0].config.kernel_regularizer = kernel_regularizer;
            const loaded = await tf.models.modelFromJSON(json);
            loaded.setWeights([tf.ones([2, 2]), tf.zeros([2])]);
            expect(penalties(loaded).total).toBe(4);
        }
    });

    test('as an activity regularizer, too', async () => {
        register(my_sum);
        const model = tf.sequential({
            layers: [tf.layers.dense({ units: 2, inputShape: [2], activityRegularizer: my_sum })],
        });
        const loaded = await reload(model);
        expect(activityRegularizerOf(loaded.layers[0]).fn).toBe(my_sum);
    });

    test('a function without a registered name works in copies of its layer, and cannot be saved', async () => {
        const layer = tf.layers.gru({ units: 2, kernelRegularizer: w => sumAbs(w) });
        const model = tf.sequential({ layers: [tf.layers.bidirectional({ layer, inputShape: [2, 2] })] });
        expect(penalties(model).weights).toHaveLength(2);
        expect(() => model.toJSON()).toThrow(/kernel.*register/);
        const active = dense();
        active.layers[0].activityRegularizer = w => sumAbs(w);
        expect(() => active.toJSON()).toThrow(/activityRegularizer.*register/);
    });

    test('a subclass without a name of its own is not saved under the name of its parent', () => {
        class Stronger extends L1 {}
        expect(get(new Stronger(1)).getClassName()).toBe('Stronger');
    });
});

describe('names that the user registers', () => {
    beforeAll(() => use('cpu'));
    const own = name => {
        class Own extends TfRegularizer {
            static className = name;
            constructor({ numFeatures, l2reg = 0.5 }) {
                super();
                this.config = { numFeatures, l2reg };
            }
            apply(x) {
                return tf.mul(this.config.l2reg, tf.sum(x));
            }
            getConfig() {
                return this.config;
            }
        }
        return Own;
    };
    const pointNet = { className: 'OrthogonalRegularizer', config: { numFeatures: 2, l2reg: 0.25 } };
    const { OrthogonalRegularizer: ours } = classNameMap;

    afterEach(() => {
        classNameMap.OrthogonalRegularizer = ours;
    });

    test('win over ours when they come later, and stay after uninstall', () => {
        const Own = own('OrthogonalRegularizer');
        tf.serialization.registerClass(Own);
        expect(dense(pointNet).layers[0].kernelRegularizer).toBeInstanceOf(Own);
        expect(get(pointNet)).toBeInstanceOf(Own);
        const { uninstall } = install(tf);
        uninstall();
        expect(classNameMap.OrthogonalRegularizer[0]).toBe(Own);
        delete classNameMap.OrthogonalRegularizer;
        install(tf);
    });

    test.each(['OrthogonalRegularizer', 'L2', 'L1L2'])('win over ours when they came earlier: %s', name => {
        const Own = own(name);
        install(tf).uninstall();
        const before = classNameMap[name];
        tf.serialization.registerClass(Own);
        try {
            const regularizers = install(tf);
            const given = { ...pointNet, className: name };
            expect(dense(given).layers[0].kernelRegularizer).toBeInstanceOf(Own);
            expect(regularizers.get(given)).toBeInstanceOf(Own);
            expect(regularizers.l2(0.5).getConfig()).toEqual({ l2: 0.5 });
            regularizers.uninstall();
            expect(classNameMap[name][0]).toBe(Own);
        } finally {
            if (before) classNameMap[name] = before;
            else delete classNameMap[name];
            install(tf);
        }
    });

    test('of the core mean the user’s class where the keys of the config are not ours', () => {
        class OrthogonalRegularizer extends Smooth {
            static className = 'OrthogonalRegularizer';
            constructor({ numFeatures }) {
                super();
                this.numFeatures = numFeatures;
            }
        }
        register(OrthogonalRegularizer);
        const given = { className: 'OrthogonalRegularizer', config: { numFeatures: 2 } };
        expect(dense(given).layers[0].kernelRegularizer.regularizer).toBeInstanceOf(OrthogonalRegularizer);
        const ofKeras = { className: 'OrthogonalRegularizer', config: { factor: 0.5, mode: 'rows' } };
        expect(dense(ofKeras).layers[0].kernelRegularizer.getConfig()).toEqual({ factor: 0.5, mode: 'rows' });
        expect(getOfCore('OrthogonalRegularizer').getConfig().mode).toBe('rows');
    });
});
