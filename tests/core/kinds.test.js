/** What an argument only seems to be, and what a class or an instance is taken for. */
import { inspect } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import {
    allocate,
    customObjectScope,
    deserialize,
    GroupLasso,
    get,
    L1,
    L1L2,
    L2,
    l1_l2,
    l2,
    OrthogonalRegularizer,
    Regularizer,
    register,
    SparseGroupLasso,
    serialize,
} from '../../js/index.js';

/** A fixed view that its buffer has become too short for. */
function outOfBounds(Type = Float32Array) {
    const buffer = new ArrayBuffer(64, { maxByteLength: 64 });
    const view = new Type(buffer, 32, 4);
    buffer.resize(16);
    return view;
}
function detached(Type = Float32Array) {
    const view = new Type(4);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
}

test.each([
    ['detached', detached],
    ['out of bounds', outOfBounds],
])('an array that is %s is refused wherever it stands', (_, make) => {
    const reg = new L1(1);
    for (const w of [make(), [make(), make()], [[1, 2, 3, 4], make()], [[make()]], { data: make(), shape: [0] }]) {
        expect(() => reg(w)).toThrow(TypeError);
        expect(() => reg.grad(w)).toThrow(/detached|too short/);
    }
    expect(() => reg(make(Float64Array))).toThrow(TypeError);
    expect(() => reg({ data: [5], shape: make(Int32Array) })).toThrow(TypeError);
    expect(() => allocate(make(Int32Array))).toThrow(TypeError);
    expect(() => reg.grad([], { out: make() })).toThrow(TypeError);
});

test('a typed row counts for its elements, whatever it says of its length', () => {
    const row = Float32Array.of(1, 2, 3);
    Object.defineProperty(row, 'length', { value: 1 });
    expect(new L1(1)([row, [4, 5, 6]])).toBe(21);
});

class Options {
    l2 = 5;
}
test.each([
    ['a promise', Promise.resolve({ l2: 5 })],
    ['a boxed number', new Number(5)],
    ['a Map', new Map([['l2', 5]])],
    ['a date', new Date()],
    ['an instance of a class', new Options()],
    ['an object that inherits', Object.create({ l2: 5 })],
])('%s is no object of options', (_, given) => {
    expect(() => new L2(given)).toThrow(TypeError);
    expect(() => l1_l2(given)).toThrow(TypeError);
    expect(() => new OrthogonalRegularizer(given)).toThrow(TypeError);
    expect(() => get({ class_name: 'L2', config: given })).toThrow(TypeError);
    expect(() => L2.fromConfig(given)).toThrow(TypeError);
    expect(() => new L2().grad([1], given)).toThrow(TypeError);
    expect(() => serialize(new L2(), given)).toThrow(TypeError);
    expect(() => register(class extends L2 {}, given)).toThrow(TypeError);
    expect(() => deserialize('l2', given)).toThrow(TypeError);
    expect(() => customObjectScope(given, () => 1)).toThrow(TypeError);
});

test('what is no plain object is no config either, whatever it holds', () => {
    class Config {
        class_name = 'L2';
        config = { l2: 5 };
    }
    for (const [given, got] of [
        [new Map([['class_name', 'L2']]), 'a Map'],
        [Promise.resolve('l2'), 'a Promise'],
        [new Number(1), 'a Number'],
        [new String('l2'), 'a String'],
        [new Config(), 'an instance of a class'],
        [['l2'], 'an array of 1'],
    ]) {
        expect(() => get(given)).toThrow(
            new TypeError(`get: expected a regularizer, its name or its config, got ${got}`),
        );
    }
});

test('a config is an object', () => {
    for (const config of [3, '3', true, null, [1]]) expect(() => L1.fromConfig(config)).toThrow(TypeError);
    expect(new L2(Object.assign(Object.create(null), { l2: 5 })).l2).toBe(5);
});

test('a class without a name is not saved', () => {
    const make = () => class extends L1 {};
    for (const format of ['keras2', 'keras3', 'tfjs'])
        expect(() => serialize(new (make())(), { format })).toThrow(/anonymous/);
    expect(() => JSON.stringify(new (make())())).toThrow(/anonymous/);
});

test('null factors mean 0 to l1_l2, as in Keras, and the default to L1 and L2', () => {
    expect(l1_l2({ l1: null, l2: null }).getConfig()).toEqual({ l1: 0, l2: 0 });
    expect(l1_l2({ l1: null }).getConfig()).toEqual({ l1: 0, l2: 0.01 });
    expect(l2(null).getConfig()).toEqual({ l2: 0.01 });
});

test('a class that defines apply alone means call as well, and the other way round', () => {
    class ByApply extends Regularizer {
        apply() {
            return 7;
        }
    }
    class Twice extends L1 {
        apply(w) {
            return 2 * super.apply(w);
        }
    }
    class Thrice extends L1 {
        call(w) {
            return 3 * super.apply(w);
        }
    }
    class Both extends Twice {
        call(w) {
            return 5 * super.call(w);
        }
    }
    const penalties = reg => [reg([1, -2]), reg.call([1, -2]), reg.apply([1, -2])];
    expect(penalties(new ByApply())).toEqual([7, 7, 7]);
    expect(penalties(new Twice(1))).toEqual([6, 6, 6]);
    expect(penalties(new Thrice(1))).toEqual([9, 9, 9]);
    expect(penalties(new Both(1))).toEqual([30, 30, 30]);
    expect(penalties(new Regularizer())).toEqual([0, 0, 0]);
});

test('so does one that has it in a field, and it has no gradient of 0', () => {
    class ByApply extends Regularizer {
        apply = () => 7;
    }
    class ByCall extends Regularizer {
        call = () => 7;
    }
    for (const reg of [new ByApply(), new ByCall()]) {
        expect([reg([1, -2]), reg.call([1, -2]), reg.apply([1, -2])]).toEqual([7, 7, 7]);
        expect(() => reg.grad([1, -2])).toThrow('does not implement grad()');
    }
});

test('a class that is no regularizer, and a function whose answer is no number, stand for none', () => {
    class Foo {}
    const later = async () => 1;
    function* some() {
        yield 1;
    }
    async function* laterSome() {
        yield 1;
    }
    for (const given of [Foo, later, Map, some, laterSome]) {
        expect(() => register(given)).toThrow(TypeError);
        expect(() => get(given)).toThrow(TypeError);
        expect(() => serialize(given)).toThrow(TypeError);
        expect(() => deserialize('Foo', { Foo: given })).toThrow(TypeError);
    }
});

test("with Keras' own module the class name counts, not a built-in name beside it", () => {
    const config = { module: 'keras.regularizers', class_name: 'L2', config: {}, registered_name: 'L1' };
    expect(get(config)).toBeInstanceOf(L2);
});

test('an instance prints although its config throws', () => {
    class Faulty extends L1 {
        static className = 'Faulty';
        getConfig() {
            throw new Error('no such thing');
        }
    }
    expect(inspect(new Faulty())).toBe('Faulty { <no such thing> }');
});

test('an instance works behind a Proxy', () => {
    expect([...new Proxy(new L1L2(1, 1), {}).grad([2])]).toEqual([5]);
    expect(
        new Proxy(new OrthogonalRegularizer(1), {}).call([
            [1, 0],
            [1, 0],
        ]),
    ).toBe(1);
});

test('equals tells regularizers of the same class and config', () => {
    expect(new L2(0.5).equals(new L2(0.5))).toBe(true);
    expect(new L2(0.5).equals(get(serialize(new L2(0.5), { format: 'keras3' })))).toBe(true);
    for (const other of [new L2(0.25), new L1(0.5), null, { l2: 0.5 }, l2, L2])
        expect(new L2(0.5).equals(other)).toBe(false);
    class NoConfig extends Regularizer {}
    const same = new NoConfig();
    expect([same.equals(same), same.equals(new NoConfig())]).toEqual([true, false]);
});

test('rows without elements have no pairs to go through, however many they are', () => {
    const empty = { data: [], shape: [2 ** 31, 0] };
    expect(new OrthogonalRegularizer(1)(empty)).toBe(0);
    expect(new OrthogonalRegularizer(1).grad(empty)).toHaveLength(0);
    expect(new OrthogonalRegularizer(1, 'columns')({ data: [], shape: [0, 2 ** 31] })).toBe(0);
});

test('nor is there a group in no elements, as many columns as they may have', () => {
    const empty = { data: [], shape: [0, 2 ** 32] };
    for (const reg of [new GroupLasso(1), new SparseGroupLasso(1, 1)]) {
        expect(reg(empty)).toBe(0);
        expect(reg.valueAndGrad(empty)).toEqual({ value: 0, grad: new Float32Array(0) });
        expect(reg.prox(empty, 1)).toHaveLength(0);
    }
});

test('unknown keys are not all compared with the known ones', () => {
    const many = Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [`key${i}`, 0]));
    const looks = jest.spyOn(String.prototype, 'toLowerCase');
    try {
        for (const config of [many, { class_name: 'L2', config: many }, { class_name: 'L2', ...many }]) {
            expect(() => get(config)).toThrow(TypeError);
        }
        expect(looks.mock.calls.length).toBeGreaterThan(0);
        expect(looks.mock.calls.length).toBeLessThan(1000);
    } finally {
        looks.mockRestore();
    }
});

/** Counts how often objects of a config are looked at. */
function counted(depth) {
    let looks = 0;
    const watched = target =>
        new Proxy(target, {
            ownKeys(of) {
                looks++;
                return Reflect.ownKeys(of);
            },
        });
    let shared = watched({ end: 1 });
    for (let i = 0; i < depth; i++) shared = watched({ a: shared, b: shared });
    return { config: { class_name: 'L2', config: { l2: 1, more: shared } }, looks: () => looks };
}

test('a config with shared parts is read in the time of its parts, not of the paths to them', () => {
    const { config, looks } = counted(22);
    expect(() => get(config)).toThrow(/unknown key 'more'/);
    expect(looks()).toBeLessThan(100);
});

test('messages are short, and what strangers call things is escaped in them', () => {
    const long = 'x'.repeat(1e6);
    const many = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`key${i}`, 0]));
    const hostile = '\u001b[2J\u202e\u0085';
    const attempts = [
        () => get({ class_name: 'L2', config: { [long]: 1 } }),
        () => get(many),
        () => get({ class_name: 'L2', config: many }),
        () => get({ class_name: long, config: 3 }),
        () => get({ class_name: 'L2', [long]: 1 }),
        () => get(hostile),
        () => get({ class_name: 'L2', config: { [hostile]: 1 } }),
        () => get({ [hostile]: 1 }),
        () => get({ class_name: hostile, config: {} }),
        () => new L2({ l2: hostile }),
        () =>
            new L2()({
                get [Symbol.toStringTag]() {
                    return hostile + long;
                },
            }),
    ];
    for (const attempt of attempts) {
        let message = '';
        try {
            attempt();
        } catch (error) {
            message = error.message;
        }
        expect(message.length).toBeGreaterThan(10);
        expect(message.length).toBeLessThan(700);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there
        expect(message).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    }
});
