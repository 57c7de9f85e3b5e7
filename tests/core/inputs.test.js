/** Every kind of array that is accepted gives the penalty of the same numbers. */
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { L2, OrthogonalRegularizer } from '../../js/index.js';

const reg = new L2(1);
const numbers = [1, -2, 3, -4, 5, -6];

test.each([
    ['an array', numbers],
    ['a Float32Array', Float32Array.from(numbers)],
    ['a Float64Array', Float64Array.from(numbers)],
    ['an Int8Array', Int8Array.from(numbers)],
    [
        'nested rows',
        [
            [1, -2, 3],
            [-4, 5, -6],
        ],
    ],
    [
        'nested deeper',
        [
            [[1], [-2]],
            [[3], [-4]],
            [[5], [-6]],
        ],
    ],
    ['rows that are typed arrays', [Float32Array.of(1, -2, 3), Float64Array.of(-4, 5, -6)]],
    ['data and shape', { data: Float32Array.from(numbers), shape: [2, 3] }],
    ['data in an array and a typed shape', { data: numbers, shape: Int32Array.of(3, 2) }],
    ['an ndarray', { data: numbers, shape: [2, 3], stride: [3, 1], offset: 0 }],
    ['a part of a longer array', Float32Array.from([9, ...numbers, 9]).subarray(1, 7)],
    ['a Float32Array of another realm', runInNewContext('Float32Array.of(1, -2, 3, -4, 5, -6)')],
    ['an array of another realm', runInNewContext('[[1, -2, 3], [-4, 5, -6]]')],
    ['a frozen array', Object.freeze([...numbers])],
])('%s is taken for its numbers', (_, w) => {
    expect(reg(w)).toBe(91);
    expect([...reg.grad(w)]).toEqual(numbers.map(v => 2 * v));
});

test('numbers are rounded to float32, as Keras stores weights', () => {
    expect(reg([0.1])).toBe(Math.fround(0.1) ** 2);
    expect(reg(Float64Array.of(1e-60))).toBe(0);
});

test('a matrix can be nested or flat with its shape', () => {
    const orthogonal = new OrthogonalRegularizer();
    const nested = orthogonal([
        [1, -2, 3],
        [4, 5, -6],
    ]);
    expect(orthogonal({ data: [1, -2, 3, 4, 5, -6], shape: [2, 3] })).toBe(nested);
    expect(nested).toBeGreaterThan(0);
});

test.each([
    ['an array', []],
    ['a Float32Array', new Float32Array(0)],
    ['no rows', { data: [], shape: [0, 3] }],
    ['empty rows', [[], []]],
])('%s without elements costs 0', (_, w) => {
    expect(reg(w)).toBe(0);
    expect(reg.grad(w)).toHaveLength(0);
});

test("the caller's array is never changed", () => {
    const nested = [
        [1, -2],
        [3, -4],
    ];
    const data = Float32Array.from(numbers);
    reg.valueAndGrad(nested);
    reg.prox(data, 0.1);
    expect(nested).toEqual([
        [1, -2],
        [3, -4],
    ]);
    expect([...data]).toEqual(numbers);
});
