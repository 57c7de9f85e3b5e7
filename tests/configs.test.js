import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
    customObjectScope,
    deserialize,
    get,
    L1,
    L1L2,
    L2,
    l1_l2,
    OrthogonalRegularizer,
    Regularizer,
    register,
    serialize,
} from '../js/index.js';

afterEach(() => {
    delete (/** @type {any} */ (globalThis)[Symbol.for('regularizers.registry')]);
});

const builtIns = () => [
    new L1(0.01),
    new L2(0.01),
    new L1L2(0.01, 0.02),
    new OrthogonalRegularizer(0.01, 'columns'),
    new L1(0),
    new L2(1e-50),
    new L1L2(0.009999999776482582, 1e39),
];

describe('serialize', () => {
    test("writes Keras 2's form by default, which is what JSON.stringify writes", () => {
        for (const regularizer of builtIns()) {
            const { className } = /** @type {typeof Regularizer} */ (regularizer.constructor);
            expect(serialize(regularizer)).toEqual({ class_name: className, config: regularizer.getConfig() });
            expect(JSON.stringify(regularizer)).toBe(JSON.stringify(serialize(regularizer)));
        }
    });

    test('writes what Keras 3.15 writes under keras3', () => {
        expect(JSON.stringify(serialize(new L2(0.01), { format: 'keras3' }))).toBe(
            '{"module":"keras.regularizers","class_name":"L2","config":{"l2":0.01},"registered_name":null}',
        );
    });

    test('writes classes that TF.js knows under tfjs: L1 and L2 as L1L2', () => {
        const inTfjs = builtIns().map(regularizer => serialize(regularizer, { format: 'tfjs' }));
        expect(inTfjs.slice(0, 4)).toEqual([
            { className: 'L1L2', config: { l1: 0.01, l2: 0 } },
            { className: 'L1L2', config: { l1: 0, l2: 0.01 } },
            { className: 'L1L2', config: { l1: 0.01, l2: 0.02 } },
            { className: 'OrthogonalRegularizer', config: { factor: 0.01, mode: 'columns' } },
        ]);
    });

    test.each(/** @type {const} */ (['keras2', 'keras3', 'tfjs']))(
        'writes in %s what reads back to the same text and the same factors',
        format => {
            for (const regularizer of builtIns()) {
                const text = JSON.stringify(serialize(regularizer, { format }));
                const again = /** @type {any} */ (deserialize(JSON.parse(text)));
                expect(JSON.stringify(serialize(again, { format }))).toBe(text);
                expect(again.getConfig()).toMatchObject(format === 'tfjs' ? {} : regularizer.getConfig());
                expect(again([[3, -4]])).toBe(regularizer([[3, -4]]));
            }
        },
    );

    test('writes under tfjs what stock TF.js takes and means the same by', async () => {
        jest.spyOn(console, 'warn').mockImplementation(() => {}); // that Node has a faster backend
        const tf = await import('@tensorflow/tfjs');
        for (const regularizer of builtIns().slice(0, 3)) {
            const kernelRegularizer = /** @type {any} */ (serialize(regularizer, { format: 'tfjs' }));
            const layer = /** @type {any} */ (tf.layers.dense({ units: 1, kernelRegularizer }));
            const penalty = tf.tidy(() => layer.kernelRegularizer.apply(tf.tensor([3, -4])).dataSync()[0]);
            expect(penalty).toBeCloseTo(regularizer([3, -4]), 6); // float32, of numbers below 1
        }
    });

    test('gives null for null, and refuses classes, factories, names and nameless functions', () => {
        expect(serialize(null)).toBe(null);
        expect(serialize(undefined)).toBe(null);
        for (const [value, message] of /** @type {[any, RegExp][]} */ ([
            [L2, /got the class or factory L2; call it first/],
            [l1_l2, /got the class or factory l1_l2; call it first/],
            ['l2', /got "l2"/],
            [0.01, /got 0.01/],
            [
                (
                    () => () =>
                        0
                )(),
                /anonymous/,
            ],
        ])) {
            expect(() => serialize(value)).toThrow(TypeError);
            expect(() => serialize(value)).toThrow(message);
        }
        expect(() => serialize(Math.sqrt, { format: 'tfjs' })).toThrow(/TF\.js has no functions/);
    });

    test('refuses unknown formats and options with the nearest one', () => {
        expect(() => serialize(new L2(), /** @type {any} */ ({ format: 'kears3' }))).toThrow(
            new RangeError(
                'serialize: expected format to be keras2, keras3, tfjs, got "kears3"; did you mean \'keras3\'?',
            ),
        );
        expect(() => serialize(new L2(), /** @type {any} */ ({ fromat: 'keras3' }))).toThrow(/did you mean 'format'\?/);
    });
});

describe('get', () => {
    test("reads Keras 1's forms, whose arguments stand beside the name", () => {
        for (const name of ['WeightRegularizer', 'L1L2Regularizer', 'ActivityRegularizer']) {
            const regularizer = /** @type {any} */ (get({ name, l1: 0, l2: 0.009999999776482582 }));
            expect(regularizer).toBeInstanceOf(L1L2);
            expect(regularizer.getConfig()).toEqual({ l1: 0, l2: 0.009999999776482582 });
        }
        expect(/** @type {any} */ (get(/** @type {any} */ ({ name: 'l2', l: 0.5 }))).getConfig()).toEqual({ l2: 0.5 });
    });

    test('unwraps scalars that TF.js, NumPy and Keras 3 wrap', () => {
        for (const wrapped of [
            { type: 'ndarray', value: 0.02 },
            { class_name: '__numpy__', config: { value: 0.02, dtype: 'float32' } },
            { class_name: '__tensor__', config: { value: 0.02, dtype: 'float32' } },
        ]) {
            expect(/** @type {any} */ (get({ class_name: 'L2', config: { l2: wrapped } })).l2).toBe(0.02);
        }
        expect(() => get({ class_name: 'L2', config: { l2: { type: 'ndarray', value: [0.02] } } })).toThrow(TypeError);
    });

    test('gives instances and functions back, and instances with defaults for classes and factories', () => {
        const instance = new L2(0.5);
        const penalty = () => 0;
        expect(get(instance)).toBe(instance);
        expect(get(penalty)).toBe(penalty);
        expect(get(L1)).toBeInstanceOf(L1);
        expect(/** @type {any} */ (get(l1_l2)).getConfig()).toEqual({ l1: 0.01, l2: 0.01 });
        expect(get(null)).toBe(null);
        expect(get(undefined)).toBe(null);
    });

    test.each([
        ['l3', "'l1'"],
        ['L1_L2', "'l1_l2'"],
        ['Orthogonal', "'OrthogonalRegularizer'"],
        ['keras.regularizers.L2', "'L2'"],
    ])('names the known name that is nearest to %s', (name, nearest) => {
        expect(() => get(name)).toThrow(RangeError);
        expect(() => get(name)).toThrow(`did you mean ${nearest}?`);
    });

    test('names the key, the class, its keys and the nearest one for an unknown key', () => {
        const message = "L1L2: unknown key 'l_2'; it takes l1, l2; did you mean 'l2'?";
        expect(() => get({ class_name: 'L1L2', config: { l_2: 0.1 } })).toThrow(new TypeError(message));
        expect(() => get(/** @type {any} */ ({ clas_name: 'L2', config: {} }))).toThrow(/did you mean 'class_name'\?/);
    });

    test('refuses a config whose misspelt `config` would mean the defaults', () => {
        expect(() => get(/** @type {any} */ ({ class_name: 'L2', confg: { l2: 0.5 } }))).toThrow(
            /did you mean 'config'/,
        );
        expect(get({ class_name: 'L2', module: 'keras.regularizers', registered_name: null })).toBeInstanceOf(L2);
    });

    test.each([
        ['an array', []],
        ['a number', 0.01],
        ['a boolean', true],
        ['a config that is text', { class_name: 'L2', config: 'l2' }],
        ['a config that is an array', { class_name: 'L2', config: [0.01] }],
        ['a class_name that is none', { class_name: 7, config: {} }],
        ['a built-in as a function', { module: 'builtins', class_name: 'function', config: 'l2' }],
        ['a lambda', { class_name: '__lambda__', config: { value: ['4wE=', null, null] } }],
        ['a bigint', 1n],
        ['a symbol', Symbol('l2')],
    ])('refuses %s with a TypeError', (_, identifier) => {
        expect(() => get(/** @type {any} */ (identifier))).toThrow(TypeError);
    });
});

describe('a config from a stranger', () => {
    test('is unknown under the names of prototypes', () => {
        for (const name of ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf']) {
            expect(() => get(name)).toThrow(RangeError);
            expect(() => get({ class_name: name, config: {} })).toThrow(RangeError);
            expect(() => get({ className: name, config: {} })).toThrow(RangeError);
            expect(() => get(/** @type {any} */ ({ name }))).toThrow(RangeError);
            expect(() => deserialize(name, {})).toThrow(RangeError);
        }
    });

    test('reaches no prototype', () => {
        const hostile = JSON.parse('{"class_name":"L2","config":{"__proto__":{"polluted":1},"l2":0.1}}');
        expect(() => get(hostile)).toThrow(TypeError);
        expect(() => get(JSON.parse('{"__proto__":{"class_name":"L2"},"config":{}}'))).toThrow(TypeError);
        expect(/** @type {any} */ ({}).polluted).toBe(undefined);
    });

    test('counts with its own properties only', () => {
        expect(() => get(Object.create({ class_name: 'L2', config: {} }))).toThrow(TypeError);
        class Tagged {
            get [Symbol.toStringTag]() {
                return 'Tagged';
            }
            get class_name() {
                return 'L2';
            }
        }
        expect(() => get(/** @type {any} */ (new Tagged()))).toThrow(TypeError);
        const inherited = Object.assign(Object.create({ config: { l2: 0.5 } }), { class_name: 'L2' });
        expect(() => get(inherited)).toThrow('got an instance of a class');
    });

    test('is left as it is, frozen or not, and not kept', () => {
        const config = { class_name: 'Keeper', config: { list: [1, { a: 1 }] }, shared_object_id: 7 };
        /** @type {any} */
        let kept;
        class Keeper extends Regularizer {
            static className = 'Keeper';
            constructor(/** @type {any} */ given) {
                super();
                kept = given;
                given.list[1].a = 2;
            }
        }
        deserialize(config, { Keeper });
        expect(config).toEqual({ class_name: 'Keeper', config: { list: [1, { a: 1 }] }, shared_object_id: 7 });
        expect(kept.list).toEqual([1, { a: 2 }]);
        const frozen = Object.freeze({ class_name: 'L2', config: Object.freeze({ l: 0.5 }) });
        expect(/** @type {any} */ (get(frozen)).l2).toBe(0.5);
    });

    test('may not nest without end', () => {
        /** @type {any} */
        const loop = { class_name: 'L2', config: {} };
        loop.config.l2 = loop;
        expect(() => get(loop)).toThrow(/nested at most 64 deep/);
        /** @type {any} */
        let deep = {};
        for (let i = 0; i < 1e5; i++) deep = { class_name: 'L2', config: deep };
        expect(() => get(deep)).toThrow(RangeError);
    });

    test('is taken from another realm', async () => {
        const { runInNewContext } = await import('node:vm');
        expect(/** @type {any} */ (get(runInNewContext('({ class_name: "L2", config: { l2: 0.5 } })'))).l2).toBe(0.5);
    });
});

describe('custom objects', () => {
    class Mine extends Regularizer {
        static className = 'Mine';
        constructor({ k = 1 } = {}) {
            super();
            this.k = k;
        }
        getConfig() {
            return { k: this.k };
        }
    }
    class Other extends Mine {
        static className = 'Other';
    }
    const penalty = (/** @type {ArrayLike<number>} */ w) => w.length;

    test('that are registered load under every spelling and are written under their full name', () => {
        expect(register(Mine, { package: 'Lab', name: 'Ridge' })).toBe(Mine);
        const mine = new Mine({ k: 2 });
        expect(serialize(mine)).toEqual({ class_name: 'Lab>Ridge', config: { k: 2 } });
        expect(JSON.parse(JSON.stringify({ reg: mine })).reg).toEqual(serialize(mine));
        expect(serialize(mine, { format: 'keras3' })).toEqual({
            module: null,
            class_name: 'Ridge',
            config: { k: 2 },
            registered_name: 'Lab>Ridge',
        });
        expect(serialize(mine, { format: 'tfjs' })).toEqual({ className: 'Ridge', config: { k: 2 } });
        for (const format of /** @type {const} */ (['keras2', 'keras3', 'tfjs'])) {
            const again = /** @type {any} */ (get(serialize(mine, { format })));
            expect(again).toBeInstanceOf(Mine);
            expect(again.k).toBe(2);
        }
        expect(get('Ridge')).toBeInstanceOf(Mine);
        expect(() => get('Mine')).toThrow(RangeError);
    });

    test('that are not registered are written under their class name and need customObjects', () => {
        expect(serialize(new Mine())).toEqual({ class_name: 'Mine', config: { k: 1 } });
        expect(() => get('Mine')).toThrow(/made known by register\(\) or customObjects/);
        expect(/** @type {any} */ (deserialize(serialize(new Mine({ k: 3 })), { Mine })).k).toBe(3);
        expect(() => deserialize('Minn', { Mine })).toThrow(/did you mean 'Mine'\?/);
    });

    test('come before what is built in, except where Keras 3 says the module', () => {
        const l2 = { class_name: 'L2', config: {} };
        const seen = customObjectScope({ L2: Mine }, () => [
            get('L2'),
            get(l2),
            get({ ...l2, module: 'keras.regularizers', registered_name: null }),
            customObjectScope({ L2: Other }, () => get('L2')),
            deserialize(l2, { L2: Other }),
        ]);
        const classes = seen.map(regularizer => /** @type {any} */ (regularizer).constructor);
        expect(classes).toEqual([Mine, Mine, L2, Other, Other]);
        expect(get('L2')).toBeInstanceOf(L2);
    });

    test('registered under a built-in name take their full name only', () => {
        register(Mine, { name: 'L2' });
        expect(get('L2')).toBeInstanceOf(L2);
        expect(get('Custom>L2')).toBeInstanceOf(Mine);
        expect(
            get({ module: 'keras.regularizers', class_name: 'L2', config: {}, registered_name: 'Custom>L2' }),
        ).toBeInstanceOf(Mine);
    });

    test('may be functions, written by name', () => {
        register(penalty, { name: 'count' });
        expect(serialize(penalty)).toBe('Custom>count');
        expect(serialize(penalty, { format: 'keras3' })).toEqual({
            module: 'builtins',
            class_name: 'function',
            config: 'Custom>count',
            registered_name: 'function',
        });
        expect(get('count')).toBe(penalty);
        expect(get(serialize(penalty, { format: 'keras3' }))).toBe(penalty);
        expect(get({ class_name: 'count', config: {} })).toBe(penalty);
        expect(() => get({ class_name: 'count', config: { k: 1 } })).toThrow(TypeError);
    });

    test('a scope ends with its function, also by an exception, and takes no async one', () => {
        const fail = () => {
            throw new Error('stop');
        };
        expect(() => customObjectScope({ Mine }, fail)).toThrow('stop');
        expect(() => get('Mine')).toThrow(RangeError);
        for (const run of [async () => get('Mine'), async () => fail()]) {
            expect(() => customObjectScope({ Mine }, run)).toThrow(/returns a promise/);
        }
        expect(() => get('Mine')).toThrow(RangeError);
        expect(customObjectScope({ Mine }, () => 7)).toBe(7);
    });

    test('are refused where they are none', () => {
        for (const call of [
            () => register(/** @type {any} */ (new Mine())),
            () => register(/** @type {any} */ ({})),
            () => register(() => 0),
            () => register(Mine, { name: 'A>B' }),
            () => register(Mine, { package: '' }),
            () => register(Mine, /** @type {any} */ ({ nmae: 'Ridge' })),
            () => customObjectScope(/** @type {any} */ ([Mine]), () => 0),
            () => customObjectScope({ Mine: /** @type {any} */ (new Mine()) }, () => 0),
            () => customObjectScope({ Mine }, /** @type {any} */ (7)),
            () => deserialize('Mine', /** @type {any} */ ('Mine')),
        ]) {
            expect(call).toThrow(TypeError);
        }
        expect(() => get('Custom>Ridge')).toThrow(RangeError);
    });

    test('may be registered again, as a module that is loaded anew does', () => {
        register(Mine, { name: 'Ridge' });
        register(Other, { name: 'Ridge' });
        expect(get('Custom>Ridge')).toBeInstanceOf(Other);
    });
});

describe('another copy of the package, such as the CommonJS build', () => {
    test('shares what is registered, and its instances and classes count', async () => {
        jest.resetModules();
        const other = await import('../js/index.js');
        expect(other.L2).not.toBe(L2);

        const theirs = new other.L2(0.5);
        expect(theirs).not.toBeInstanceOf(L2);
        expect(get(theirs)).toBe(theirs);
        expect(get(other.L1)).toBeInstanceOf(other.L1);
        for (const format of /** @type {const} */ (['keras2', 'keras3', 'tfjs'])) {
            expect(serialize(theirs, { format })).toEqual(serialize(new L2(0.5), { format }));
        }

        class Theirs extends other.Regularizer {
            static className = 'Theirs';
        }
        other.register(Theirs);
        expect(get('Custom>Theirs')).toBeInstanceOf(Theirs);
        expect(other.customObjectScope({ Mine: Theirs }, () => get('Mine'))).toBeInstanceOf(Theirs);
    });
});
