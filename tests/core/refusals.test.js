/** The words of refusals, and where what is allowed ends: to the last character, and one step to either side. */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { L2 } from '../../js/index.js';
import { argumentsOf, didYouMean, isPlainObject, knownKeys, listed, printable, shown } from '../../js/input/check.js';
import { part } from '../../js/input/float32.js';
import { elementsOf, matrixOf, outOf, tensorOf, vectorOf } from '../../js/input/tensor.js';
import { testRefusals } from './refused.js';

class Mine {}

test.each([
    ['x', '"x"'],
    ['say "x"', '"say \\"x\\""'],
    [1n, '1n'],
    [-0, '-0'],
    [0, '0'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [() => 1, 'a function'],
    [Symbol('secret'), 'a symbol'],
    [[1, 2], 'an array of 2'],
    [new Map(), 'a Map'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [new Mine(), 'an instance of a class'],
    [new Float32Array(2), 'a Float32Array'],
])('%p is shown as %p', (value, text) => {
    expect(shown(value)).toBe(text);
});

test('a bigint is shown no longer than a text', () => {
    expect(shown(10n ** 39n)).toBe(`1${'0'.repeat(39)}n`);
    expect(shown(10n ** 40n)).toBe(`1${'0'.repeat(39)}…n`);
});

test('40 characters of a text are printed, and no 41st', () => {
    expect(printable('x'.repeat(39))).toBe('x'.repeat(39));
    expect(printable('x'.repeat(40))).toBe('x'.repeat(40));
    expect(printable('x'.repeat(41))).toBe(`${'x'.repeat(40)}…`);
});

test('what could be taken for something else is escaped in four digits', () => {
    expect(printable('a\nb\u0085c\u202ed\u2028e\u2029f\\g')).toBe('a\\nb\\u0085c\\u202ed\\u2028e\\u2029f\\\\g');
    expect(printable('\u200b\ud800')).toBe('\\u200b\\ud800');
});

test('eight names are listed, and no ninth', () => {
    expect(listed([])).toBe('(none)');
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b\n'])).toBe('a, b\\n');
    expect(listed([...'abcdefgh'])).toBe('a, b, c, d, e, f, g, h');
    expect(listed([...'abcdefghi'])).toBe('a, b, c, d, e, f, g, h, …');
});

test('an object is plain as a literal and JSON.parse make it, of any realm', () => {
    for (const plain of [{}, Object.create(null), JSON.parse('{}'), runInNewContext('({})')])
        expect(isPlainObject(plain)).toBe(true);
    const pretender = { [Symbol.toStringTag]: 'Map' };
    const heir = Object.create({ l1: 1 });
    for (const other of [null, undefined, 3, '', [], new Mine(), new Map(), heir, pretender, () => 1])
        expect(isPlainObject(other)).toBe(false);
    for (const text of ['[]', 'new Map()', 'Object.create({})', 'new Number(3)'])
        expect(isPlainObject(runInNewContext(text))).toBe(false);
});

describe('a name that is meant', () => {
    test.each([
        // One letter off, in any case; then what is half another name, which is the most.
        ['l3', ['l1l2', 'l1'], 'l1'],
        ['L1', ['l1', 'L1'], 'L1'],
        ['l1', ['L1', 'l1'], 'l1'],
        ['l1', ['l1', 'L1'], 'l1'],
        ['abxx', ['abcd'], 'abcd'],
        ['axxx', ['abcd'], undefined],
        ['abxxx', ['abcde'], undefined],
        ['abcxx', ['abcde'], 'abcde'],
        ['x', ['y'], 'y'],
        ['x', ['yz'], undefined],
        ['', ['y'], 'y'],
        // What begins a name means it from four letters on.
        ['orth', ['orthogonal_regularizer'], 'orthogonal_regularizer'],
        ['ORTH', ['orthogonal_regularizer'], 'orthogonal_regularizer'],
        ['ort', ['orthogonal_regularizer'], undefined],
        ['ogonal', ['orthogonal_regularizer'], undefined],
        // An abbreviation is nearer than another name with a letter too many.
        ['mode', ['modern', 'modes'], 'modern'],
        ['modex', ['mode', 'modern'], 'mode'],
        ['x'.repeat(64), ['x'.repeat(63)], 'x'.repeat(63)],
        ['x'.repeat(65), ['x'.repeat(64)], undefined],
        ['kitten', ['sitting'], 'sitting'],
        ['abcdef', ['defabc'], undefined],
    ])('by %p of %p is %p', (given, known, meant) => {
        expect(didYouMean(given, known)).toBe(meant === undefined ? '' : `; did you mean '${meant}'?`);
    });
});

test('arguments by position are as many as came', () => {
    expect(argumentsOf('F', ['a', 'b'], 2, [])).toEqual({});
    expect(Object.keys(argumentsOf('F', ['a', 'b'], 2, [3]))).toEqual(['a']);
    expect(argumentsOf('F', ['a', 'b'], 2, [3, null])).toEqual({ a: 3, b: null });
    expect(argumentsOf('F', ['a', 'b', 'alias'], 2, [{ alias: 1 }])).toEqual({ alias: 1 });
    expect(() => argumentsOf('F', [], 0, [{ b: 1 }])).toThrow(new TypeError('F: expected at most 0 arguments, got 1'));
    expect(() => argumentsOf('F', ['a', 'b'], 2, [1, 2, 3])).toThrow(
        new TypeError('F: expected at most 2 arguments, got 3'),
    );
    expect(() => argumentsOf('F', ['a', 'b'], 2, [{ a: 1 }, 2])).toThrow(
        new TypeError('F: expected a to be a number, or one object of names, got an object'),
    );
    expect(() => argumentsOf('F', ['factor', 'mode'], 2, [{ factr: 1 }])).toThrow(
        new TypeError("F: unknown key 'factr'; it takes factor, mode; did you mean 'factor'?"),
    );
});

test('an unknown key is refused with what there is to take', () => {
    expect(() => knownKeys('F', { a: 1 }, [])).toThrow(new TypeError("F: unknown key 'a'; it takes none"));
    expect(() => knownKeys('F', { 'a\n': 1 }, ['x', 'y'])).toThrow(
        new TypeError("F: unknown key 'a\\n'; it takes x, y"),
    );
    expect(() => knownKeys('F', { x: 1, y: 2 }, ['x', 'y'])).not.toThrow();
});

const nested = depth => (depth === 0 ? 1 : [nested(depth - 1)]);
const ones = length => Array.from({ length }, () => 1);
const matrix = [
    [1, 2],
    [3, 4],
];
const detached = () => {
    const x = new Float32Array(4);
    structuredClone(x.buffer, { transfer: [x.buffer] });
    return x;
};
const flatOnly = 'w to have rank 2';
const notRowMajor = 'F: expected w to be row-major without gaps, got other strides or an offset';

/** [what is done, the error's class, its whole message] */
const CASES = [
    [
        () => vectorOf('F', '12'),
        TypeError,
        'F: expected w to be an array of numbers, nested arrays or { data, shape }, got "12"',
    ],
    [
        () => vectorOf('F', { shape: null }),
        TypeError,
        'F: expected w to be an array of numbers, nested arrays or { data, shape }, got an object',
    ],
    [
        () => vectorOf('F', { shape: 3 }),
        TypeError,
        'F: expected w to be an array of numbers, nested arrays or { data, shape }, got an object',
    ],
    [
        () => vectorOf('F', { data: [1], shape: {} }),
        TypeError,
        'F: expected w.shape to be an array of numbers, got an object',
    ],
    [
        () => vectorOf('F', { data: 'a', shape: [1] }),
        TypeError,
        'F: expected w.data to be an array of numbers, got "a"',
    ],
    [
        () => vectorOf('F', { data: matrix, shape: [4] }),
        RangeError,
        'F: expected the shape of w to fit its data, got shape [4] for data of shape [2, 2]',
    ],
    [
        () => vectorOf('F', { data: matrix, shape: [2, 2] }),
        RangeError,
        'F: expected the shape of w to fit its data, got shape [2, 2] for data of shape [2, 2]',
    ],
    [
        () => vectorOf('F', { data: [[1, 2]], shape: [1] }),
        RangeError,
        'F: expected the shape of w to fit its data, got shape [1] for data of shape [1, 2]',
    ],
    [
        () => vectorOf('F', { data: [1, 2, 3], shape: [2, 2] }),
        RangeError,
        'F: expected the shape of w to fit its data, got shape [2, 2] for data of shape [3]',
    ],
    [() => vectorOf('F', { data: [1], shape: [1], offset: 1 }), RangeError, notRowMajor],
    [() => vectorOf('F', { data: [1, 2, 3, 4], shape: [2, 2], stride: [1, 2] }), RangeError, notRowMajor],
    [() => vectorOf('F', { data: [1, 2, 3, 4], shape: [2, 2], strides: [1, 2] }), RangeError, notRowMajor],
    [() => vectorOf('F', { data: [1, 2, 3, 4], shape: [2, 2], stride: [4, 1] }), RangeError, notRowMajor],
    [() => vectorOf('F', { data: [1, 2, 3, 4], shape: [2, 2], stride: [2, 2] }), RangeError, notRowMajor],
    [
        () => vectorOf('F', { data: [1, 2], shape: [2], stride: 1 }),
        TypeError,
        'F: expected its strides to be an array of numbers, got 1',
    ],
    [
        () => vectorOf('F', { data: [1], shape: ones(33) }),
        RangeError,
        'F: expected w.shape to have 32 dimensions or less, got 33',
    ],
    [() => vectorOf('F', nested(33)), RangeError, 'F: expected w to have rank 32 or less, got deeper nesting'],
    [() => vectorOf('F', BigInt64Array.of(1n)), TypeError, 'F: expected w to hold numbers, got a BigInt64Array'],
    [() => vectorOf('F', BigUint64Array.of(1n)), TypeError, 'F: expected w to hold numbers, got a BigUint64Array'],
    [
        () => vectorOf('F', [BigInt64Array.of(1n)]),
        TypeError,
        'F: expected w to hold numbers, got a BigInt64Array at element 0',
    ],
    [() => vectorOf('F', [1, '2']), TypeError, 'F: expected w to hold numbers, got "2" at element 1'],
    [
        () => vectorOf('F', [1, [2]]),
        RangeError,
        'F: expected w to be rectangular with shape [2], got a length of 1 at element 1',
    ],
    [
        () => vectorOf('F', [[1, 2], 3]),
        RangeError,
        'F: expected w to be rectangular with shape [2, 2], got 3 at element 2',
    ],
    [
        () => vectorOf('F', [[1, 2], [3]]),
        RangeError,
        'F: expected w to be rectangular with shape [2, 2], got a length of 1 at element 2',
    ],
    [
        () => vectorOf('F', detached()),
        TypeError,
        'F: expected w to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [
        () => vectorOf('F', [detached()]),
        TypeError,
        'F: expected each row of w to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [
        () => vectorOf('F', [[1, 2, 3, 4], detached()]),
        TypeError,
        'F: expected each row of w to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [
        () => vectorOf('F', { data: detached(), shape: [4] }),
        TypeError,
        'F: expected w to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [
        () => vectorOf('F', { data: [1], shape: detached() }),
        TypeError,
        'F: expected w.shape to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [
        () => vectorOf('F', { data: [1], shape: [1], stride: detached() }),
        TypeError,
        'F: expected its strides to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [() => elementsOf('F', [-1]), RangeError, 'F: expected each dimension to be a non-negative finite number, got -1'],
    [() => elementsOf('F', [1.5]), RangeError, 'F: expected each dimension to be an integer, got 1.5'],
    [() => elementsOf('F', ['1']), TypeError, 'F: expected each dimension to be a number, got "1"'],
    [() => elementsOf('F', [2 ** 32 + 1]), RangeError, 'F: expected at most 2^32 elements, got 4294967297'],
    [() => elementsOf('F', ones(33)), RangeError, 'F: expected the shape to have 32 dimensions or less, got 33'],
    [() => elementsOf('F', 3), TypeError, 'F: expected the shape to be an array of numbers, got 3'],
    [
        () => matrixOf('F', [1, 2]),
        RangeError,
        `F: expected ${flatOnly}, got shape [2]; give { data, shape } or nested rows`,
    ],
    [() => matrixOf('F', { data: [1], shape: [] }), RangeError, `F: expected ${flatOnly}, got shape []`],
    [() => matrixOf('F', [[[1]]]), RangeError, `F: expected ${flatOnly}, got shape [1, 1, 1]`],
    [
        () => matrixOf('F', [1, 2], true),
        RangeError,
        `F: expected ${flatOnly} or more, got shape [2]; give { data, shape } or nested rows`,
    ],
    [() => outOf('F', [0], Float32Array.of(1)), TypeError, 'F: expected out to be a Float32Array, got an array of 1'],
    [
        () => outOf('F', new Float32Array(2), Float32Array.of(1)),
        RangeError,
        'F: expected out to have 1 elements like w, got 2',
    ],
    [
        () => outOf('F', detached(), Float32Array.of(1)),
        TypeError,
        'F: expected out to be attached to its buffer, got a detached array (its memory grew?) or one out of bounds',
    ],
    [() => new L2(-1), RangeError, 'L2: expected l2 to be a non-negative finite number, got -1'],
    [() => new L2(Number.POSITIVE_INFINITY), RangeError, 'L2: expected l2 to be finite, got Infinity'],
    [() => new L2('x'), TypeError, 'L2: expected l2 to be a number, got "x"'],
];

testRefusals(CASES);

describe('at its limit', () => {
    test('a rank of 32 is taken, nested and by its shape', () => {
        expect(tensorOf('F', nested(32))).toEqual({ data: Float32Array.of(1), shape: ones(32) });
        expect(tensorOf('F', { data: [1], shape: ones(32) }).shape).toEqual(ones(32));
    });

    test('a shape may have 2^32 elements, and any with a dimension of 0 has none', () => {
        expect(elementsOf('F', [2 ** 16, 2 ** 16])).toBe(2 ** 32);
        expect(elementsOf('F', [2 ** 1000, 2 ** 1000, 0])).toBe(0);
        expect(elementsOf('F', [])).toBe(1);
        expect(() => elementsOf('F', [2 ** 16, 2 ** 16, 2])).toThrow(RangeError);
    });

    test('strides are those of rows, whatever a dimension of 1 or less says of its own', () => {
        const data = [1, 2, 3, 4, 5, 6];
        for (const [shape, stride] of [
            [
                [2, 3],
                [3, 1],
            ],
            [
                [1, 6],
                [99, 1],
            ],
            [
                [6, 1],
                [1, 99],
            ],
            [
                [2, 1, 3],
                [3, 99, 1],
            ],
        ])
            expect(tensorOf('F', { data, shape, stride })).toEqual({ data: Float32Array.from(data), shape });
        expect(tensorOf('F', { data: [], shape: [0, 3], strides: [7, 1] }).shape).toEqual([0, 3]);
        for (const [shape, stride] of [
            [
                [2, 3],
                [4, 1],
            ],
            [
                [2, 3],
                [3, 2],
            ],
            [
                [2, 1, 3],
                [4, 99, 1],
            ],
            [[6], [2]],
        ])
            expect(() => tensorOf('F', { data, shape, stride })).toThrow(notRowMajor);
    });

    test('more dimensions than two are one where a class says so', () => {
        const data = Float32Array.from({ length: 24 }, (_, i) => i);
        expect(matrixOf('F', { data, shape: [2, 3, 4] }, true)).toEqual({ data, rows: 6, cols: 4 });
        expect(matrixOf('F', { data, shape: [6, 4] }, true)).toEqual({ data, rows: 6, cols: 4 });
        expect(matrixOf('F', { data, shape: [6, 4] })).toEqual({ data, rows: 6, cols: 4 });
    });

    test('a result may begin where the weights end, and end where they begin', () => {
        const all = new Float32Array(12);
        const x = all.subarray(4, 8);
        for (const begin of [0, 4, 8]) {
            const out = all.subarray(begin, begin + 4);
            expect(outOf('F', out, x)).toBe(out);
        }
        for (const begin of [1, 3, 5, 7])
            expect(() => outOf('F', all.subarray(begin, begin + 4), x)).toThrow(
                new RangeError('F: expected out to be w itself or apart from it, got one that overlaps it'),
            );
        // In another buffer nothing overlaps.
        const other = new Float32Array(12).subarray(5, 9);
        expect(outOf('F', other, x)).toBe(other);
        expect(outOf('F', null, x)).toEqual(new Float32Array(4));
        expect(outOf('F', undefined, x)).not.toBe(x);
    });

    test('a Float32Array is used as it is, with a shape and without', () => {
        const x = Float32Array.of(1, 2);
        expect(vectorOf('F', x)).toBe(x);
        expect(tensorOf('F', { data: x, shape: [1, 2] }).data).toBe(x);
        expect(tensorOf('F', Float64Array.of(1, 2))).toEqual({ data: x, shape: [2] });
    });

    test('a part of an array is a view of those elements, and all of it the array itself', () => {
        const x = Float32Array.of(9, 1, 2, 3, 4).subarray(1);
        expect(part(x, 0, 4)).toBe(x);
        expect(part(x, 1, 3)).toEqual(Float32Array.of(2, 3));
        expect(part(x, 0, 3)).toEqual(Float32Array.of(1, 2, 3));
        expect(part(x, 1, 4)).toEqual(Float32Array.of(2, 3, 4));
        part(x, 2, 3)[0] = 7;
        expect(x[2]).toBe(7);
    });
});
