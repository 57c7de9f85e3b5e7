// R.proximal: penalties that act by their proximal step, in fit and in hand-written loops, around any optimizer.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { L1, Regularizer } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { byHand, numbers, randomNumbers } from './by-hand.js';
import { distance, free, models, regularizedBy, setKnownWeights, train, trained } from './optimizer-models.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);
const RATE = 0.25;
const soft = (w, t) => Math.sign(w) * Math.max(Math.abs(w) - t, 0);
/** The proximal step of l1 * |w| + l2 * w^2. */
const prox = (w, step, { l1 = 0, l2 = 0 }) => soft(w, step * l1) / (1 + 2 * step * l2);
const zeros = values => values.filter(w => w === 0).length;

const choices = {
    L1: role => R.l1(role === 'bias' ? 0.1 : 0.3),
    L2: role => R.l2(role === 'recurrent' ? 0.5 : 0.2),
    L1L2: () => R.l1l2({ l1: 0.2, l2: 0.4 }),
    "TF.js' own l1l2": () => tf.regularizers.l1l2({ l1: 0.2, l2: 0.4 }),
};
const factorsOf = (choice, { originalName }) => {
    const role = /recurrent/.test(originalName) ? 'recurrent' : /bias/.test(originalName) ? 'bias' : 'kernel';
    return choice(role).getConfig();
};

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    const cases = Object.keys(models).flatMap(model => Object.keys(choices).map(choice => [model, choice]));

    test.each(cases)('a step of %s under %s is that of the data, then the proximal one', async (name, choice) => {
        const ours = models[name](regularizedBy(choices[choice]));
        const twin = models[name](free);
        setKnownWeights(ours);
        const penalty = R.penalties(ours).total;
        const data = await trained(twin, tf.train.sgd(RATE));
        const got = await trained(ours, R.proximal(tf.train.sgd(RATE)));
        const wanted = data.weights.map((w, i) =>
            w.map(v => prox(v, RATE, factorsOf(choices[choice], ours.weights[i]))),
        );
        expect(distance(got.weights, wanted)).toBeLessThan(1e-6);
        expect(Math.abs(got.losses[0] - data.losses[0] - penalty)).toBeLessThan(1e-5);
        expect(penalty).toBeGreaterThan(0);
        if (choice === 'L1') expect(zeros(got.weights.flat())).toBeGreaterThan(0);
        twin.dispose();
        ours.dispose();
    });

    test('what has no proximal step acts by its gradient, orthogonal and activity penalties', async () => {
        const make = () =>
            tf.sequential({
                layers: [
                    tf.layers.dense({
                        units: 3,
                        inputShape: [4],
                        kernelRegularizer: R.orthogonal(0.5),
                        activityRegularizer: R.l1(0.5),
                    }),
                ],
            });
        const [stock, ours, plain] = [make(), make(), models['nested models'](free)];
        const wanted = await trained(stock, tf.train.sgd(RATE), { steps: 3 });
        const got = await trained(ours, R.proximal(tf.train.sgd(RATE)), { steps: 3 });
        const none = await trained(plain, tf.train.sgd(RATE), { steps: 3 });
        expect(distance(got.weights, wanted.weights)).toBe(0);
        expect(got.losses).toEqual(wanted.losses);
        expect(distance(got.weights, none.weights)).toBeGreaterThan(0.01);
    });

    test('penalties that regularize adds are stepped too, together with the declared one', async () => {
        const model = models['two Dense layers'](regularizedBy(role => (role === 'kernel' ? R.l1(0.1) : null)));
        R.regularize(model, { kernel: R.l1l2({ l1: 0.2, l2: 0.3 }) });
        const data = await trained(models['two Dense layers'](free), tf.train.sgd(RATE));
        const got = await trained(model, R.proximal(tf.train.sgd(RATE)));
        const wanted = data.weights.map((w, i) => (i % 2 ? w : w.map(v => prox(v, RATE, { l1: 0.1 + 0.2, l2: 0.3 }))));
        expect(distance(got.weights, wanted)).toBeLessThan(1e-6);
    });

    test("a user's class acts by its own proximal step, after the L1 and before the L2 that are there too", async () => {
        class Halving extends Regularizer {
            static className = 'Halving';
            call(w) {
                return w.reduce((sum, v) => sum + v * v, 0);
            }
            grad() {
                throw new Error('the gradient is left out');
            }
            getConfig() {
                return {};
            }
            prox(w, step) {
                expect(w.shape).toHaveLength(2);
                return w.map(v => v * (1 - step));
            }
        }
        const model = models['two Dense layers'](
            regularizedBy(role => (role === 'kernel' ? R.get(new Halving()) : null)),
        );
        R.regularize(model, { kernel: R.l1l2({ l1: 0.2, l2: 0.3 }) });
        const data = await trained(models['two Dense layers'](free), tf.train.sgd(RATE));
        for (const optimizer of [tf.train.sgd(RATE), R.sgd(RATE)]) {
            const got = await trained(model, R.proximal(optimizer));
            const wanted = data.weights.map((w, i) =>
                i % 2 ? w : w.map(v => prox(prox(v, RATE, { l1: 0.2 }) * (1 - RATE), RATE, { l2: 0.3 })),
            );
            expect(distance(got.weights, wanted)).toBeLessThan(1e-6);
        }
        const scaled = R.proximal(tf.train.adam(), { scaled: true });
        await expect(trained(model, scaled)).rejects.toThrow(/L1, L2 and L1L2 alone where scaled is true, got Halving/);
    });

    test("a class that extends L1 and changes nothing steps as L1 does, also in the optimizer's metric", async () => {
        class Sparse extends L1 {
            static className = 'Sparse';
        }
        const after = [];
        for (const regularizer of [new Sparse(0.5), R.l1(0.5)]) {
            const model = models['two Dense layers'](regularizedBy(() => regularizer));
            after.push(await trained(model, R.proximal(tf.train.adam(0.1), { scaled: true })));
        }
        const [own, stock] = after;
        expect(own.weights).toEqual(stock.weights);
        expect(zeros(own.weights.flat())).toBeGreaterThan(0);
    });

    test('rules add penalties in fit: they count in the loss and step', async () => {
        const [model, twin] = [models['two Dense layers'](free), models['two Dense layers'](free)];
        const rules = { kernel: R.l1(0.3), bias: null };
        setKnownWeights(model);
        const penalty = model.weights
            .filter(({ originalName }) => /kernel/.test(originalName))
            .reduce((sum, weight) => sum + byHand(R.l1(0.3)).value(numbers(weight.read())), 0);
        const data = await trained(twin, tf.train.sgd(RATE));
        const got = await trained(model, R.proximal(tf.train.sgd(RATE), { rules }));
        const wanted = data.weights.map((w, i) => (i % 2 ? w : w.map(v => prox(v, RATE, { l1: 0.3 }))));
        expect(distance(got.weights, wanted)).toBeLessThan(1e-6);
        expect(Math.abs(got.losses[0] - data.losses[0] - penalty)).toBeLessThan(1e-5);
    });

    test('a hand-written loop: minimize with and without variables, and computeGradients with applyGradients', () => {
        const values = randomNumbers(12).map(w => w / 2);
        const ways = [
            (optimizer, f, w, b) => optimizer.minimize(f, true, [w, b]),
            (optimizer, f) => optimizer.minimize(f, true),
            (optimizer, f) => {
                const { value, grads } = optimizer.computeGradients(f);
                optimizer.applyGradients(grads);
                tf.dispose(grads);
                return value;
            },
        ];
        for (const minimize of ways) {
            const w = tf.variable(tf.tensor(values, [4, 3]), true, `loop/kernel`);
            const b = tf.variable(tf.tensor([0.5, -0.5, 0.01]), true, 'loop/bias');
            const optimizer = R.proximal(tf.train.sgd(RATE), { rules: [[/kernel/, R.l1(0.2)]] });
            const f = () => tf.add(tf.sum(tf.square(w)), tf.sum(b));
            const cost = minimize(optimizer, f, w, b);
            const wanted = values.map(v => prox(v - RATE * 2 * v, RATE, { l1: 0.2 }));
            expect(distance([numbers(w)], [wanted])).toBeLessThan(1e-6);
            expect(distance([numbers(b)], [[0.25, -0.75, -0.24]])).toBeLessThan(1e-6);
            const value = values.reduce((sum, v) => sum + v * v + 0.2 * Math.abs(v), 0.01);
            expect(Math.abs(numbers(cost)[0] - value)).toBeLessThan(1e-5);
            tf.dispose([w, b, cost]);
        }
    });

    test('factors, the learning rate and the schedule may move between steps', async () => {
        const regularizer = R.l1(0);
        const rates = [0.25, 0.125, 0.5, 0];
        const factors = [0.1, 0.4, 0, 0.3];
        const multipliers = [1, 0.5, 2, 1];
        const settings = {
            'setLearningRate of ours': (ours, _, rate) => ours.setLearningRate(rate),
            'the property of ours': (ours, _, rate) => {
                ours.learningRate = rate;
            },
            'the property of the one inside': (_, inner, rate) => {
                inner.learningRate = rate;
            },
        };
        for (const set of Object.values(settings)) {
            const steps = [];
            const schedule = step => {
                steps.push(step);
                return multipliers[step];
            };
            const inner = tf.train.sgd(1);
            const optimizer = R.proximal(inner, { schedule });
            const w = tf.variable(tf.tensor(randomNumbers(8)), true, 'moving');
            const model = models['nested models'](regularizedBy(role => (role === 'kernel' ? regularizer : null)));
            const twin = models['nested models'](free);
            const stock = tf.train.sgd(1);
            const got = await trained(model, optimizer, {
                steps: 4,
                before(step) {
                    regularizer.regularizer.l1 = factors[step];
                    set(optimizer, inner, rates[step]);
                },
            });
            setKnownWeights(twin);
            twin.compile({ loss: 'meanSquaredError', optimizer: stock });
            for (let step = 0; step < 4; step++) {
                stock.setLearningRate(rates[step]);
                await train(twin);
                const [kernel, bias] = twin.getWeights().map(tensor => tensor.clone());
                const shrunk = numbers(kernel).map(v =>
                    prox(v, rates[step] * multipliers[step], { l1: factors[step] }),
                );
                twin.setWeights([tf.tensor(shrunk, kernel.shape), bias]);
            }
            expect(distance(got.weights, [...twin.weights.map(weight => numbers(weight.read()))])).toBeLessThan(2e-6);
            expect(steps).toEqual([0, 1, 2, 3]);
            w.dispose();
        }
    });

    test.each([
        ['Adam', () => tf.train.adam(0.05)],
        ['RMSProp', () => tf.train.rmsprop(0.05, 0.8, 0.5)],
        ['centered RMSProp', () => tf.train.rmsprop(0.05, 0.8, 0, 1e-12, true)],
        ['our adam', () => R.adam(0.05)],
    ])('scaled: %s steps each weight by its own metric', async (kind, make) => {
        const factors = { l1: 0.02, l2: 0.05 };
        const model = models['two Dense layers'](regularizedBy(() => R.l1l2(factors)));
        const twin = models['two Dense layers'](free);
        setKnownWeights(model);
        setKnownWeights(twin);
        model.compile({ loss: 'meanSquaredError', optimizer: R.proximal(make(), { scaled: true }) });
        const inner = make();
        twin.compile({ loss: 'meanSquaredError', optimizer: inner });
        for (let step = 1; step <= 4; step++) {
            const got = await train(model);
            const data = await train(twin);
            const state = (await inner.getWeights()).slice(1).map(({ tensor }) => numbers(tensor));
            const count = data.weights.length;
            const wanted = data.weights.map((w, i) =>
                w.map((v, k) => {
                    const spread = /dam/.test(kind)
                        ? Math.sqrt(state[count + i][k] / (1 - 0.999 ** step)) + 1e-7
                        : kind === 'RMSProp'
                          ? Math.sqrt(state[i][k] + 1e-7)
                          : Math.sqrt(state[i][k] - (state[2 * count + i][k] ** 2 + 1e-12));
                    return prox(v, 0.05 / spread, factors);
                }),
            );
            // A spread near 0 makes the step unbounded, and its rounding with it; such weights are zero in both.
            expect(distance(got.weights, wanted)).toBeLessThan(5e-5);
            twin.weights.forEach((weight, i) => {
                weight.write(tf.tensor(got.weights[i], weight.shape));
            });
        }
    });

    test('nests with decay in either order, and steps a declared penalty once under two', async () => {
        const make = () => models['two Dense layers'](regularizedBy(() => R.l1(0.1)));
        const orders = [
            R.proximal(R.decoupled(tf.train.adam(0.05), { rate: 0.2 })),
            R.decoupled(R.proximal(tf.train.adam(0.05)), { rate: 0.2 }),
            R.proximal(R.decoupled(R.proximal(tf.train.adam(0.05)), { rate: 0.2 })),
            R.proximal(R.decoupled(R.adam(0.05), { rate: 0.2 })),
        ];
        const results = [];
        for (const optimizer of orders) results.push(await trained(make(), optimizer, { steps: 5 }));
        for (const { losses, weights } of results.slice(1)) {
            expect(losses).toEqual(results[0].losses);
            expect(distance(weights, results[0].weights)).toBeLessThan(1e-7);
        }
    });

    test.each([
        ['momentum', () => tf.train.momentum(0.05, 0.9)],
        ['our momentum', () => R.sgd(0.05, 0.9)],
        ['adadelta', () => tf.train.adadelta(0.05)],
        ['rmsprop', () => tf.train.rmsprop(0.05)],
    ])('several models with one %s optimizer keep their moments apart', async (_, make) => {
        const make1 = () => models['two Dense layers'](regularizedBy(() => R.l1(0.01)));
        const make2 = () => models.LSTM(regularizedBy(() => R.l1(0.02)));
        const shared = R.proximal(make());
        const pairs = [make1, make2].map(make => [setKnownWeights(make()), setKnownWeights(make())]);
        for (const [own, sharing] of pairs) {
            own.compile({ loss: 'meanSquaredError', optimizer: R.proximal(make()) });
            sharing.compile({ loss: 'meanSquaredError', optimizer: shared });
        }
        for (let step = 0; step < 4; step++) {
            for (const [own, sharing] of pairs) {
                const [wanted, got] = [await train(own), await train(sharing)];
                expect(distance(got.weights, wanted.weights)).toBe(0);
            }
        }
    });

    test('a frozen layer is left alone, and what was frozen in between goes on with its own moments', async () => {
        const make = () => setKnownWeights(models['two Dense layers'](regularizedBy(() => R.l1(0.05))));
        const compile = (model, optimizer) => model.compile({ loss: 'meanSquaredError', optimizer });
        const model = make();
        const optimizer = R.proximal(tf.train.momentum(0.05, 0.9));
        compile(model, optimizer);
        await train(model, { steps: 2 });
        const frozen = numbers(model.layers[0].kernel.read());
        model.layers[0].trainable = false;
        compile(model, optimizer);
        await train(model, { steps: 2 });
        expect(numbers(model.layers[0].kernel.read())).toEqual(frozen);
        model.layers[0].trainable = true;
        compile(model, optimizer);
        await train(model, { steps: 1 });
        expect(numbers(model.layers[0].kernel.read())).not.toEqual(frozen);
        const names = (await optimizer.getWeights()).slice(1).map(({ name }) => name.replace(/_\d+\//, '/'));
        expect(new Set(names.map(name => name.split('/')[1])).size).toBe(2);
        expect(names).toHaveLength(4);
    });

    test('saves and loads with the model, moments and rules included: training goes on as if nothing had happened', async () => {
        const makers = {
            'around adam': () => R.proximal(tf.train.adam(0.05)),
            'around our adam': () => R.proximal(R.adam(0.05, 0.8)),
            'scaled, with decay and rules': () =>
                R.proximal(R.decoupled(R.adam(0.05), { rate: 0.1, rules: { 'dense_*': 0.2, bias: true } }), {
                    rules: [
                        [/bias_?\d*$/i, R.l1(0.01)],
                        ['dense_*/kernel', 'l1_l2'],
                    ],
                    scaled: true,
                }),
            'around momentum': () => R.decoupled(R.proximal(tf.train.momentum(0.05, 0.9)), { rate: 0.01 }),
            'around our momentum': () =>
                R.proximal(R.sgd(0.05, { momentum: 0.9, nesterov: true }), { rules: R.l2(0.1) }),
        };
        for (const [name, make] of Object.entries(makers)) {
            const model = models['two Dense layers'](regularizedBy(() => R.l1(0.01)));
            await trained(model, make(), { steps: 3 });
            let saved;
            await model.save(
                tf.io.withSaveHandler(async artifacts => {
                    saved = { ...artifacts, ...JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined })) };
                    return {};
                }),
                { includeOptimizer: true },
            );
            const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
            const [wanted, got] = [await train(model, { steps: 3 }), await train(loaded, { steps: 3 })];
            if (distance(got.weights, wanted.weights) > 0) throw new Error(name);
            expect(got.losses).toEqual(wanted.losses);
            expect(loaded.optimizer.getConfig()).toEqual(model.optimizer.getConfig());
            model.dispose();
            loaded.dispose();
        }
    });

    test('a step that throws leaves the weights as they were, and loses no tensor', () => {
        const w = tf.variable(tf.tensor([0.5, -0.25]), true, 'thrown/kernel');
        const v = tf.variable(tf.tensor([0.5, -0.25]), true, 'thrown/other');
        const f = () => tf.sum(tf.square(tf.add(w, v)));
        class Failing extends tf.train.sgd(1).constructor {
            applyGradients() {
                w.assign(tf.zerosLike(w));
                throw new Error('half way');
            }
        }
        const failures = [
            [R.proximal(R.decoupled(new Failing(0.1), { rate: 0.5 }), { rules: R.l1(0.1) }), f, 'half way'],
            [
                R.proximal(tf.train.sgd(0.1), { rules: { karnel: 'l1' } }),
                f,
                /no weight matches karnel; there are thrown/,
            ],
            [R.proximal(tf.train.sgd(0.1), { rules: 'l1', schedule: () => Number.NaN }), f, /schedule\(0\)/],
            [R.proximal(R.sgd(0.1), { rules: 'l1', schedule: () => '1' }), f, /schedule\(0\)/],
            [R.decoupled(R.adam(0.5), { rate: 3 }), f, /learning rate \* rate to be at most 1/],
            [R.proximal(R.adam(0.1), { rules: 'l1' }), () => { throw new Error('in the loss') }, 'in the loss'], // biome-ignore format: one line
        ];
        for (const [optimizer, loss, message] of failures) {
            const { numTensors } = tf.memory();
            expect(() => tf.tidy(() => void optimizer.minimize(loss, true, [w, v]))).toThrow(message);
            expect([numbers(w), numbers(v)]).toEqual([
                [0.5, -0.25],
                [0.5, -0.25],
            ]);
            expect(tf.memory().numTensors).toBe(numTensors);
            expect(optimizer.iterations).toBe(0);
        }
        tf.dispose([w, v]);
    });

    test('a custom proximal step that throws leaves weights, moments and iterations as they were', async () => {
        class Moody extends Regularizer {
            static className = 'Moody';
            fails = false;
            prox(x) {
                if (this.fails) throw new Error('not today');
                return x;
            }
        }
        const makers = [() => R.adam(0.1), () => R.sgd(0.1, 0.9), () => R.sgd(0.1), () => tf.train.sgd(0.1)];
        for (const make of makers) {
            const runs = [false, true].map(fails => {
                const mood = new Moody();
                const w = tf.variable(tf.tensor([0.5, -0.25]), true, `moody${fails}/kernel`);
                const optimizer = R.proximal(make(), { rules: [['kernel', R.get(mood)]] });
                const step = () => optimizer.minimize(() => tf.sum(tf.square(w)), false, [w]);
                step();
                if (fails) {
                    const [before, { numTensors }] = [numbers(w), tf.memory()];
                    mood.fails = true;
                    expect(() => tf.tidy(() => void step())).toThrow('not today');
                    expect(numbers(w)).toEqual(before);
                    expect(optimizer.iterations).toBe(1);
                    expect(tf.memory().numTensors).toBe(numTensors);
                    mood.fails = false;
                }
                step();
                const after = numbers(w);
                w.dispose();
                optimizer.dispose();
                return after;
            });
            expect(runs[1]).toEqual(runs[0]);
        }
    });

    test("the step around TF.js' own sgd is one kernel, with the bits of its step and what follows", () => {
        class Other extends tf.SGDOptimizer {} // no longer known to be TF.js' own
        const [own, other] = [tf.SGDOptimizer, Other].map(SGD => {
            const w = tf.variable(tf.tensor(randomNumbers(50, 3)), true, `plain${SGD.name}/kernel`);
            const optimizer = R.proximal(R.decoupled(new SGD(0.1), { rate: 0.2 }), {
                rules: R.l1l2({ l1: 0.1, l2: 0.2 }),
            });
            const steps = [0.1, 0.05].map(rate => {
                optimizer.optimizer.optimizer.learningRate = rate;
                optimizer.minimize(() => tf.sum(tf.mul(tf.square(w), tf.exp(w))), false, [w]);
                return numbers(w);
            });
            const { dataId } = w;
            optimizer.minimize(() => tf.sum(w), false, [w]);
            const inPlace = w.dataId === dataId;
            w.dispose();
            return { steps, inPlace, iterations: optimizer.iterations };
        });
        expect(distance(own.steps, other.steps)).toBeLessThan(2e-7);
        expect(zeros(own.steps[1])).toBe(zeros(other.steps[1]));
        expect(zeros(own.steps[1])).toBeGreaterThan(0);
        expect([own.iterations, other.iterations]).toEqual([3, 3]);
        expect([own.inPlace, other.inPlace]).toEqual([backend === 'wasm', false]);
    });

    test('nothing is left behind by steps, and nothing by an optimizer that is disposed of', async () => {
        const model = models['two Dense layers'](regularizedBy(() => R.l1(0.01)));
        for (const make of [() => R.proximal(R.adam(0.1)), () => R.proximal(R.decoupled(tf.train.adam(0.1)))]) {
            const empty = tf.memory().numTensors;
            const optimizer = make();
            await trained(model, optimizer);
            const { numTensors } = tf.memory();
            await trained(model, optimizer, { steps: 5 });
            expect(tf.memory().numTensors).toBe(numTensors);
            optimizer.dispose();
            expect(tf.memory().numTensors).toBe(empty);
        }
    });
});

describe('arguments', () => {
    beforeAll(() => use('cpu'));

    test.each([
        ['no optimizer', () => R.proximal('adam'), /proximal: expected optimizer to be a tf.Optimizer, got "adam"/],
        ['an unknown option', () => R.proximal(tf.train.sgd(1), { rule: 'l1' }), /unknown key 'rule'.*'rules'/],
        ['a promise of options', () => R.proximal(tf.train.sgd(1), Promise.resolve({})), /an object, got a Promise/],
        ['an unknown penalty', () => R.proximal(tf.train.sgd(1), { rules: 'l3' }), /l3/],
        [
            'a schedule that is no function',
            () => R.proximal(tf.train.sgd(1), { schedule: 0.5 }),
            /schedule to be a function/,
        ],
        ['scaled around sgd', () => R.proximal(tf.train.sgd(1), { scaled: true }), /an Adam or RMSProp.*got SGD/],
        ['scaled around our sgd', () => R.proximal(R.sgd(1), { scaled: true }), /an Adam or RMSProp.*got FusedSGD/],
        ['saving a schedule', () => R.proximal(tf.train.sgd(1), { schedule: () => 1 }).getConfig(), /cannot be saved/],
    ])('%s is refused', (_, make, message) => {
        expect(make).toThrow(message);
    });

    test('after uninstall the penalties act by their gradient, as in stock TF.js', async () => {
        const regularizer = R.l2(0.5);
        const make = () => models['nested models'](regularizedBy(() => regularizer));
        const optimizer = R.proximal(tf.train.sgd(RATE));
        R.uninstall();
        const [wanted, got] = [await trained(make(), tf.train.sgd(RATE)), await trained(make(), optimizer)];
        expect(got).toEqual(wanted);
    });
});
