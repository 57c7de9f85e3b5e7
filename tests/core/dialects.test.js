/** What a config may be, name by name and key by key, and what is said of one that it is not. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { ELSEWHERE } from '../../js/configs/built-in.js';
import { DIALECTS } from '../../js/configs/dialects.js';
import { isTable, rulesOf } from '../../js/configs/rules.js';
import {
    AnchoredL2,
    customObjectScope,
    deserialize,
    GroupLasso,
    get,
    L1,
    L1L2,
    L2,
    l1,
    OrthogonalRegularizer,
    Regularizer,
    register,
    SoftOrthogonal,
    SparseGroupLasso,
    serialize,
} from '../../js/index.js';
import { testRefusals } from './refused.js';

class Mine extends L1 {
    static className = 'Mine';
}
class Other extends L2 {
    static className = 'Other';
}
const half = w => 0.5 * w.length;
register(Mine, { package: 'mine' });
register(half, { package: 'mine', name: 'half' });

/** Names are kept for the whole realm; other files have one of their own. */
afterAll(() => globalThis[Symbol.for('regularizers.registry')].byName.clear());

const said = 'a regularizer, its name or its config';
const names = "the name of a regularizer, such as 'l2' or 'L1L2', or one made known by register() or customObjects";
const keys = 'class_name, config, className, module, registered_name, shared_object_id, build_config';
const nested = depth => (depth === 0 ? 1 : [nested(depth - 1)]);
/** Python's lambda */
const lambda = 'a Python lambda is saved as bytecode, which only Python runs; register() a function instead';

/** [what is done, the error's class, its whole message] */
const CASES = [
    [() => get(3), TypeError, `get: expected ${said}, got 3`],
    [() => deserialize([]), TypeError, `deserialize: expected ${said}, got an array of 0`],
    [
        () => get(Map),
        TypeError,
        'get: expected a regularizer, its class, name or config, got a class that does not extend it',
    ],
    [
        () => get(async () => 1),
        TypeError,
        'get: expected a regularizer, its class, name or config, got a function whose answer is a promise',
    ],
    [
        () => get(function* () {}),
        TypeError,
        'get: expected a regularizer, its class, name or config, got a function whose answer is an iterator',
    ],
    [() => get('l9'), RangeError, `get: expected ${names}, got "l9"; did you mean 'l1'?`],
    [() => get('xyzzyxyzzy'), RangeError, `get: expected ${names}, got "xyzzyxyzzy"`],
    [
        () => get('keras.regularizers.L2'),
        RangeError,
        `get: expected ${names}, got "keras.regularizers.L2"; did you mean 'L2'?`,
    ],
    [
        () => get('Custom>GroupLaso'),
        RangeError,
        `get: expected ${names}, got "Custom>GroupLaso"; did you mean 'GroupLasso'?`,
    ],
    [() => get('__lambda__'), TypeError, lambda],
    [() => get('<lambda>'), TypeError, lambda],
    [() => get({ class_name: '__lambda__', config: {} }), TypeError, lambda],
    [
        () => get({ class_name: 'L2', config: 3 }),
        TypeError,
        'get: expected the config of L2 to be a plain object, got 3',
    ],
    [
        () => deserialize({ class_name: 'l2', config: 'x' }),
        TypeError,
        'deserialize: expected the config of l2 to be a plain object, got "x"',
    ],
    [() => get({ class_name: 'function', config: 3 }), RangeError, `get: expected ${names}, got "function"`],
    [
        () => get({ class_name: 'function', config: 'L1' }),
        TypeError,
        'get: expected the config of function to be a plain object, got "L1"',
    ],
    [() => get({ class_name: 'half', config: { a: 1 } }), TypeError, "get: half: unknown key 'a'; it takes none"],
    [
        () => get({ class_name: 'half', config: 3 }),
        TypeError,
        'get: expected the config of half to be a plain object, got 3',
    ],
    [() => get({}), TypeError, 'get: expected a config with class_name and config, got keys (none)'],
    [() => get({ a: 1, b: 2 }), TypeError, 'get: expected a config with class_name and config, got keys a, b'],
    [
        () => get({ clas_name: 1 }),
        TypeError,
        "get: expected a config with class_name and config, got keys clas_name; did you mean 'class_name'?",
    ],
    [
        () => get({ clasName: 1 }),
        TypeError,
        "get: expected a config with class_name and config, got keys clasName; did you mean 'className'?",
    ],
    [
        () => get({ xyzzy: 1, clasName: 1 }),
        TypeError,
        "get: expected a config with class_name and config, got keys xyzzy, clasName; did you mean 'className'?",
    ],
    [
        () => get({ a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, clasName: 1 }),
        TypeError,
        "get: expected a config with class_name and config, got keys a, b, c, d, e, f, g, clasName; did you mean 'className'?",
    ],
    [
        () => get({ a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, h: 0, clasName: 1 }),
        TypeError,
        'get: expected a config with class_name and config, got keys a, b, c, d, e, f, g, h, …',
    ],
    [() => get({ class_name: 3, config: {} }), TypeError, 'get: expected class_name to be a string, got 3'],
    [() => get({ className: 3, config: {} }), TypeError, 'get: expected className to be a string, got 3'],
    [() => get({ name: 3, l2: 1 }), TypeError, 'get: expected name to be a string, got 3'],
    [() => get({ class_name: 'L2', l2: 1 }), TypeError, `get: L2: unknown key 'l2'; it takes ${keys}`],
    [() => get({ className: 'L2', l2: 1 }), TypeError, `get: L2: unknown key 'l2'; it takes ${keys}`],
    [() => get({ class_name: 'L2', module: 'x', l2: 1 }), TypeError, `get: L2: unknown key 'l2'; it takes ${keys}`],
    [
        () => get({ class_name: 'L2', confg: {} }),
        TypeError,
        `get: L2: unknown key 'confg'; it takes ${keys}; did you mean 'config'?`,
    ],
    [
        () => get({ class_name: 'AnchoredL2', config: { anchor: nested(63) } }),
        RangeError,
        'get: expected a config nested at most 64 deep, got a deeper one',
    ],
    [
        () => get({ class_name: 'L2', config: JSON.parse('{"__proto__": 1}') }),
        TypeError,
        "get: unknown key '__proto__'",
    ],
    [
        () => get({ class_name: 'L2', config: { l2: { class_name: '__numpy__' } } }),
        TypeError,
        'L2: expected l2 to be a number, got an object',
    ],
    [
        () => get({ class_name: 'L2', config: { l2: { class_name: '__numpy__', config: null } } }),
        TypeError,
        'L2: expected l2 to be a number, got an object',
    ],
    [
        () => get({ class_name: 'L2', config: { l2: { type: 'array', value: 1 } } }),
        TypeError,
        'L2: expected l2 to be a number, got an object',
    ],
    [
        () => get({ class_name: 'L2', config: { l2: { class_name: 'x', config: { value: 1 } } } }),
        TypeError,
        'L2: expected l2 to be a number, got an object',
    ],
    [
        () => register(3),
        TypeError,
        'register: expected its argument to be a subclass of Regularizer or a function, got 3',
    ],
    [
        () => register(new L1()),
        TypeError,
        'register: expected its argument to be a subclass of Regularizer or a function, got an instance; give its class',
    ],
    [() => register(Other, 3), TypeError, 'register: expected options to be a plain object, got 3'],
    [
        () => register(Other, { pakage: 'x' }),
        TypeError,
        "register: unknown key 'pakage'; it takes package, name; did you mean 'package'?",
    ],
    [
        () => register(Other, { name: '' }),
        TypeError,
        `register: expected name to be a string that is not empty and has no '>', got ""`,
    ],
    [
        () => register(Other, { name: 3 }),
        TypeError,
        "register: expected name to be a string that is not empty and has no '>', got 3",
    ],
    [
        () => register(Other, { package: 'a>b' }),
        TypeError,
        `register: expected package to be a string that is not empty and has no '>', got "a>b"`,
    ],
    [
        () => customObjectScope(3, () => 1),
        TypeError,
        'customObjectScope: expected an object of names and classes or functions, got 3',
    ],
    [
        () => customObjectScope({ a: 3 }, () => 1),
        TypeError,
        "customObjectScope: expected 'a' to be a subclass of Regularizer or a function, got 3",
    ],
    [() => customObjectScope({}, 3), TypeError, 'customObjectScope: expected a function to run, got 3'],
    [
        () => customObjectScope({}, async () => 1),
        TypeError,
        'customObjectScope: expected a function that is not async, got one that returns a promise; give customObjects to deserialize, or register(), instead',
    ],
    [() => deserialize('l2', 3), TypeError, 'deserialize: expected an object of names and classes or functions, got 3'],
    [
        () => deserialize('l2', { 'a\n': 3 }),
        TypeError,
        "deserialize: expected 'a\\n' to be a subclass of Regularizer or a function, got 3",
    ],
    [() => serialize(new L1(), 3), TypeError, 'serialize: expected options to be a plain object, got 3'],
    [
        () => serialize(new L1(), { fomat: 1 }),
        TypeError,
        "serialize: unknown key 'fomat'; it takes format; did you mean 'format'?",
    ],
    [
        () => serialize(new L1(), { format: 3 }),
        RangeError,
        'serialize: expected format to be keras2, keras3, tfjs, got 3',
    ],
    [
        () => serialize(new L1(), { format: 'keras' }),
        RangeError,
        'serialize: expected format to be keras2, keras3, tfjs, got "keras"; did you mean \'keras2\'?',
    ],
    [
        () => serialize(new L1(), { format: 'keras1' }),
        RangeError,
        'serialize: expected format to be keras2, keras3, tfjs, got "keras1"; did you mean \'keras2\'?',
    ],
    [() => serialize(3), TypeError, 'serialize: expected a regularizer or a function, got 3'],
    [
        () => serialize(L1),
        TypeError,
        'serialize: expected a regularizer or a function, got the class or factory L1; call it first',
    ],
    [
        () => serialize(l1),
        TypeError,
        'serialize: expected a regularizer or a function, got the class or factory l1; call it first',
    ],
    [
        () => serialize(Map),
        TypeError,
        'serialize: expected a regularizer or a function, got a class that does not extend it',
    ],
    [
        () => serialize(half, { format: 'tfjs' }),
        TypeError,
        'serialize: expected a regularizer, as TF.js has no functions, got a function',
    ],
    [
        () =>
            serialize(
                (
                    () => () =>
                        0
                )(),
            ),
        TypeError,
        'serialize: expected a class or function that has a name or is registered, got an anonymous one',
    ],
    [
        () => serialize(new (class extends L1 {})(), { format: 'keras2' }),
        TypeError,
        'serialize: expected a class or function that has a name or is registered, got an anonymous one',
    ],
    [
        () => serialize(new (class extends L1 {})(), { format: 'keras3' }),
        TypeError,
        'serialize: expected a class or function that has a name or is registered, got an anonymous one',
    ],
    [
        () => serialize(new (class extends L1 {})(), { format: 'tfjs' }),
        TypeError,
        'serialize: expected a class or function that has a name or is registered, got an anonymous one',
    ],
];

testRefusals(CASES);

test.each([
    ['L1', L1, { l1: 0.01 }],
    ['l1', L1, { l1: 0.01 }],
    ['activity_l1', L1, { l1: 0.01 }],
    ['L2', L2, { l2: 0.01 }],
    ['l2', L2, { l2: 0.01 }],
    ['activity_l2', L2, { l2: 0.01 }],
    ['L1L2', L1L2, { l1: 0, l2: 0 }],
    ['L1L2Regularizer', L1L2, { l1: 0, l2: 0 }],
    ['WeightRegularizer', L1L2, { l1: 0, l2: 0 }],
    ['ActivityRegularizer', L1L2, { l1: 0, l2: 0 }],
    ['l1_l2', L1L2, { l1: 0.01, l2: 0.01 }],
    ['l1l2', L1L2, { l1: 0.01, l2: 0.01 }],
    ['activity_l1l2', L1L2, { l1: 0.01, l2: 0.01 }],
    ['OrthogonalRegularizer', OrthogonalRegularizer, { factor: 0.01, mode: 'rows' }],
    ['orthogonal_regularizer', OrthogonalRegularizer, { factor: 0.01, mode: 'rows' }],
    ['GroupLasso', GroupLasso, { factor: 0.01, axis: -1 }],
    ['regularizers>GroupLasso', GroupLasso, { factor: 0.01, axis: -1 }],
    ['SparseGroupLasso', SparseGroupLasso, { l1: 0.01, group: 0.01, axis: -1 }],
    ['regularizers>SparseGroupLasso', SparseGroupLasso, { l1: 0.01, group: 0.01, axis: -1 }],
    ['SoftOrthogonal', SoftOrthogonal, { factor: 0.01, mode: 'rows', diagonal: true }],
    ['regularizers>SoftOrthogonal', SoftOrthogonal, { factor: 0.01, mode: 'rows', diagonal: true }],
    ['AnchoredL2', AnchoredL2, { l2: 0.01, anchor: null, importance: null }],
    ['regularizers>AnchoredL2', AnchoredL2, { l2: 0.01, anchor: null, importance: null }],
    ['mine>Mine', Mine, { l1: 0.01 }],
    ['Mine', Mine, { l1: 0.01 }],
])('%s is the name of a class, as such and in a config', (name, Class, config) => {
    for (const given of [name, { class_name: name, config: {} }, { className: name, config: {} }, { name }]) {
        const regularizer = get(given);
        expect(regularizer.constructor).toBe(Class);
        expect(regularizer.getConfig()).toEqual(config);
    }
});

test.each(['Regularizer', 'regularizer'])('%s is the base class', name => {
    expect(get(name).constructor).toBe(Regularizer);
});

test('no other name is known, not even one that looks like what fills a list', () => {
    for (const name of ['', 'Stryker was here', 'L3', 'activity_orthogonal', 'lambda'])
        expect(() => get(name)).toThrow(RangeError);
});

test('each class that is built in has its row of formulas', () => {
    const row = Class => ELSEWHERE.find(entry => entry.Class === Class);
    expect(ELSEWHERE.filter(({ isElementwise }) => isElementwise).map(({ Class }) => Class)).toEqual([L1, L2, L1L2]);
    expect(ELSEWHERE.filter(({ prox }) => prox).map(({ Class }) => Class)).toEqual([
        GroupLasso,
        SparseGroupLasso,
        AnchoredL2,
    ]);
    expect(row(Regularizer)).toEqual({ Class: Regularizer });
});

describe('a config of Keras 3', () => {
    const own = class L2 extends L1 {
        static className = 'L2';
    };
    const read = config => customObjectScope({ L2: own }, () => get({ class_name: 'L2', config: {}, ...config }));

    test.each([
        // Keras' own class counts, unless a name with its package says otherwise.
        [{ module: 'keras.regularizers' }, L2],
        [{ module: 'tf_keras.regularizers' }, L2],
        [{ module: 'keras' }, L2],
        [{ module: 'kerastuner.x' }, own],
        [{ module: 'my.keras' }, own],
        [{ module: 'mytf_keras' }, own],
        [{ module: null }, own],
        [{ module: 3 }, own],
        [{ module: ['keras'] }, own],
        [{ module: 'mine' }, own],
        [{ registered_name: null }, own],
        [{}, own],
        [{ module: 'keras.regularizers', registered_name: 'Mine' }, L2],
        [{ module: 'keras.regularizers', registered_name: null }, L2],
        [{ module: 'keras.regularizers', registered_name: 'mine>Mine' }, Mine],
        [{ module: 'other', registered_name: 'Mine' }, Mine],
        [{ registered_name: 'mine>Mine' }, Mine],
        [{ module: 'other', registered_name: 'unknown>Mine' }, own],
        [{ registered_name: 3 }, own],
    ])('with %j is read as the class that it means', (config, Class) => {
        expect(read(config).constructor).toBe(Class);
    });

    test('is recognised by what no other has', () => {
        const { keras3, keras2, tfjs, keras1 } = DIALECTS;
        const title = ({ title }) => title;
        expect([keras3, keras2, tfjs, keras1].map(title)).toEqual([
            'Keras 3 JSON',
            'Keras 2 JSON',
            'TF.js JSON',
            'Keras 1 JSON',
        ]);
        expect(keras3.recognises({ class_name: 'L2', module: null })).toBe(true);
        expect(keras3.recognises({ class_name: 'L2', registered_name: undefined })).toBe(true);
        expect(keras3.recognises({ class_name: 'L2' })).toBe(false);
        expect(keras3.recognises({ class_name: 3, module: 'x' })).toBe(false);
        expect(keras3.recognises({ module: 'x', registered_name: 'x' })).toBe(false);
        expect(keras2.recognises({ class_name: 3 })).toBe(false);
        expect(tfjs.recognises({ className: 3 })).toBe(false);
        expect(keras1.recognises({ name: 3 })).toBe(false);
    });
});

test('a config may have all that Keras writes beside it, and none', () => {
    const more = { shared_object_id: 3, build_config: {}, module: 'keras.regularizers', registered_name: null };
    expect(get({ class_name: 'L2', config: { l2: 3 }, ...more }).l2).toBe(3);
    expect(get({ class_name: 'L2', ...more, config: null }).l2).toBe(0.01);
    expect(get({ class_name: 'L2', ...more }).l2).toBe(0.01);
    expect(get({ class_name: 'L2' }).l2).toBe(0.01);
    expect(get({ className: 'L2' }).l2).toBe(0.01);
    expect(get({ class_name: 'L2', config: { l2: 3 }, whatever: 1 }).l2).toBe(3);
});

test('a function is read by its name, and from a config that says so', () => {
    expect(get('half')).toBe(half);
    expect(get('mine>half')).toBe(half);
    expect(get({ class_name: 'half', config: {} })).toBe(half);
    expect(get({ class_name: 'function', config: 'half' })).toBe(half);
    expect(get({ class_name: 'function', config: 'half', module: 'builtins', registered_name: 'function' })).toBe(half);
    const named = () => 1;
    expect(deserialize({ class_name: 'function', config: {} }, { function: named })).toBe(named);
    expect(deserialize({ class_name: 'x', config: {} }, { x: named })).toBe(named);
});

test('64 levels are read, and what is shared is read once', () => {
    expect(get({ class_name: 'AnchoredL2', config: { anchor: nested(31) } }).getConfig().anchor.shape).toHaveLength(31);
    // The wrapper is the config of a config, so that the number is 64 deep.
    const deep = depth => (depth === 0 ? { l2: 1 } : { a: deep(depth - 1) });
    expect(() => get({ class_name: 'L2', config: deep(62) })).toThrow("unknown key 'a'");
    expect(() => get({ class_name: 'L2', config: deep(63) })).toThrow('nested at most 64 deep');
    const shared = [1, 2];
    const config = { anchor: shared, importance: shared };
    const read = get({ class_name: 'AnchoredL2', config }).getConfig();
    expect(read.anchor).toEqual({ data: [1, 2], shape: [2] });
    expect(read.importance).toEqual({ data: [1, 2], shape: [2] });
});

test('names in a call come before those of scopes, the inner scope before the outer, and what was registered after them', () => {
    const named = Class => Object.getPrototypeOf(Class).name;
    const first = class extends L1 {};
    const second = class extends L2 {};
    expect(deserialize('Mine', { Mine: first }).constructor).toBe(first);
    customObjectScope({ Mine: second, Inner: second }, () => {
        expect(get('Mine').constructor).toBe(second);
        expect(deserialize('Mine', { Mine: first }).constructor).toBe(first);
        customObjectScope({ Mine: first }, () => {
            expect(get('Mine').constructor).toBe(first);
            expect(get('Inner').constructor).toBe(second);
        });
        expect(get('Mine').constructor).toBe(second);
    });
    expect(get('Mine').constructor).toBe(Mine);
    expect(() => get('Inner')).toThrow(RangeError);
    expect(named(first)).toBe('L1');
    // A name that is built in stays so, unless its package is said.
    register(Other, { package: 'mine', name: 'L2' });
    expect(get('L2').constructor).toBe(L2);
    expect(get('mine>L2').constructor).toBe(Other);
    expect(customObjectScope({}, () => 7)).toBe(7);
});

test('a class is registered under Custom and its own name, where nothing else is said', () => {
    class Plain extends L1 {}
    expect(register(Plain)).toBe(Plain);
    expect(get('Custom>Plain').constructor).toBe(Plain);
    class Named extends L1 {
        static className = 'Named';
    }
    register(Named);
    expect(get('Custom>Named').constructor).toBe(Named);
    expect(serialize(new Named(1))).toEqual({ class_name: 'Custom>Named', config: { l1: 1 } });
});

test.each([
    [new L1(1), 'keras2', { class_name: 'L1', config: { l1: 1 } }],
    [new L1(1), undefined, { class_name: 'L1', config: { l1: 1 } }],
    [new L1(1), 'keras3', { module: 'keras.regularizers', class_name: 'L1', config: { l1: 1 }, registered_name: null }],
    [new L1(1), 'tfjs', { className: 'L1L2', config: { l1: 1, l2: 0 } }],
    [new L2(1), 'tfjs', { className: 'L1L2', config: { l1: 0, l2: 1 } }],
    [new L1L2(0, 0), 'tfjs', { className: 'L1L2', config: { l1: 0, l2: 0 } }],
    [new OrthogonalRegularizer(1), 'tfjs', { className: 'OrthogonalRegularizer', config: { factor: 1, mode: 'rows' } }],
    [new GroupLasso(1), 'tfjs', { className: 'GroupLasso', config: { factor: 1, axis: -1 } }],
    [new GroupLasso(1), 'keras2', { class_name: 'regularizers>GroupLasso', config: { factor: 1, axis: -1 } }],
    [
        new GroupLasso(1),
        'keras3',
        {
            module: null,
            class_name: 'GroupLasso',
            config: { factor: 1, axis: -1 },
            registered_name: 'regularizers>GroupLasso',
        },
    ],
    [new Mine(1), 'tfjs', { className: 'Mine', config: { l1: 1 } }],
    [new Mine(1), 'keras3', { module: null, class_name: 'Mine', config: { l1: 1 }, registered_name: 'mine>Mine' }],
    [half, 'keras2', 'mine>half'],
    [half, 'keras3', { module: 'builtins', class_name: 'function', config: 'mine>half', registered_name: 'function' }],
    [null, 'keras3', null],
    [undefined, 'tfjs', null],
])('%s is written in the format %p as it is read there', (regularizer, format, config) => {
    const written = serialize(regularizer, format && { format });
    expect(written).toEqual(config);
    if (format === 'keras3' && regularizer) expect(get(written).constructor).toBe(regularizer.constructor);
});

test('a module that a class has of its own is written, one that it inherits or that is null is not', () => {
    class Away extends L1 {
        static className = 'Away';
        static module = 'away';
    }
    class Nowhere extends L1 {
        static className = 'Nowhere';
        static module = null;
    }
    expect(serialize(new Away(1), { format: 'keras3' })).toEqual({
        module: 'away',
        class_name: 'Away',
        config: { l1: 1 },
        registered_name: 'Away',
    });
    expect(serialize(new Nowhere(1), { format: 'keras3' })).toMatchObject({ module: null, registered_name: 'Nowhere' });
    expect(serialize(new Away(1), { format: 'tfjs' })).toEqual({ className: 'Away', config: { l1: 1 } });
});

describe('rules', () => {
    const none = { isLeftOut: () => false };
    const matching = (pattern, names, suffix) => {
        const [{ matches }] = rulesOf(get, [[pattern, 'l2']], { ...none, suffix });
        return names.filter(matches);
    };

    test.each([
        ['kernel', ['kernel', 'a/kernel', 'kernels', 'my_kernel', 'kernel/a'], ['kernel', 'a/kernel']],
        ['*kernel', ['kernel', 'a/my_kernel', 'kernels'], ['kernel', 'a/my_kernel']],
        ['dense*', ['dense', 'dense_1', 'a/dense_2', 'adense'], ['dense', 'dense_1', 'a/dense_2']],
        ['a/*', ['a/b', 'a/b/c', 'b/a/c', 'a'], ['a/b', 'a/b/c']],
        ['*', ['', 'a', 'a/b'], ['', 'a', 'a/b']],
        ['a.b', ['a.b', 'axb'], ['a.b']],
        ['a+(b)[c]{d}^$|\\?', ['a+(b)[c]{d}^$|\\?', 'aab'], ['a+(b)[c]{d}^$|\\?']],
        [/kernel/g, ['kernel', 'kernel', 'a kernel'], ['kernel', 'kernel', 'a kernel']],
        [/^k/y, ['k', 'k', 'ak'], ['k', 'k']],
    ])('of the pattern %p hold for the names that it matches', (pattern, names, matched) => {
        expect(matching(pattern, names)).toEqual(matched);
    });

    test('end with what the names end with', () => {
        expect(matching('kernel', ['kernel', 'kernel:0', 'a/kernel:0', 'kernel:0x'], ':0')).toEqual([
            'kernel:0',
            'a/kernel:0',
        ]);
    });

    test('come from pairs, an object, or one regularizer for all that is not left out', () => {
        const fromPairs = rulesOf(
            get,
            [
                ['a', 'l1'],
                [/b/, null],
            ],
            none,
        );
        expect(fromPairs.map(({ pattern }) => pattern)).toEqual(['a', '/b/']);
        expect(fromPairs[0].regularizer).toBeInstanceOf(L1);
        expect(fromPairs[1].regularizer).toBeNull();
        const fromObject = rulesOf(get, { a: 'l1', b: new L2(1) }, none);
        expect(fromObject.map(({ pattern }) => pattern)).toEqual(['a', 'b']);
        expect(rulesOf(get, {}, none)).toEqual([]);
        const one = rulesOf(get, 'l2', { isLeftOut: name => name === 'bias' });
        expect(one).toHaveLength(1);
        expect(one[0].pattern).toBe('any kernel');
        expect(one[0].regularizer).toBeInstanceOf(L2);
        expect(['kernel', 'bias'].map(one[0].matches)).toEqual([true, false]);
    });

    test('are a table where they are no config of one regularizer', () => {
        for (const table of [[], [['a', 'l2']], {}, { a: 'l2' }, { config: 'l2' }]) expect(isTable(table)).toBe(true);
        for (const one of [{ class_name: 'L2' }, { className: 'L2' }, { name: 'l2' }, 'l2', null, new L2(), new Map()])
            expect(isTable(one)).toBe(false);
    });
});
