import { expect, test } from '@jest/globals';
import { L1L2 } from 'regularizers';
import { signedPixels } from '../../demo/src/draw/signed.js';
import { integer, percent, power, short, time } from '../../demo/src/format.js';
import { histogram, largestOf, roundUp } from '../../demo/src/histogram.js';
import { loopGradient, loopPenalty, weightsOf } from '../../demo/src/proof/contestants.js';
import { closerOf } from '../../demo/src/weights/closer.js';
import { cosines, measure, norms, orthogonalPenalty, sorted } from '../../demo/src/weights/measures.js';

test('a histogram counts every weight once, exact zeros apart', () => {
    const { bins, zeros } = histogram([-1, -0.5, -0, 0, 1e-9, 0.99, 1, Number.NaN, 5], 1, 4);
    expect(bins.map(bin => bin.count)).toEqual([1, 1, 1, 2]);
    expect(zeros).toBe(2);
});

test('scales end at round numbers', () => {
    expect([0.66, 1, 2.04, 2.5, 7, 8.1, 0.02, 0].map(roundUp)).toEqual([0.8, 1, 2.5, 2.5, 8, 10, 0.02, 1]);
    expect(largestOf([1, -3, Number.POSITIVE_INFINITY, Number.NaN])).toBe(3);
});

test('numbers are written for people', () => {
    expect([0, 0.00123, 11, 12345.6, 1.2e-7, -0.5, Number.NaN].map(short)).toEqual(
        ['0', '0.00123', '11.0', '12,346', '1.2e−7', '−0.500', 'NaN'], // biome-ignore format: one line
    );
    expect([1e-8, 1.804e-7, 1.234e-4, 0.0471].map(time)).toEqual(['10 ns', '180 ns', '123 µs', '47.1 ms']);
    expect([integer(7840), percent(0.9123), power(1e-12, 0)]).toEqual(['7,840', '91.2\u00a0%', '1e−12']);
});

test('exact zeros have no colour, everything else has some', () => {
    const pixels = signedPixels([0, 1e-9, -2], 2, { positive: [1, 2, 3], negative: [4, 5, 6] });
    expect([...pixels]).toEqual([1, 2, 3, 0, 1, 2, 3, 24, 4, 5, 6, 255]);
});

const matrix = { name: 'm', shape: [2, 3], data: Float32Array.of(3, 0, 4, 0, 2, 0) };

test('a matrix is measured by rows and columns', () => {
    const found = measure(matrix, 'weights');
    expect([found.zeros, found.lone, found.ltwo]).toEqual([3, 9, 29]); // with a factor of 1
    // The rows are at right angles, and of the columns the outer two are parallel.
    expect(orthogonalPenalty(matrix, 'rows')).toBe(0);
    expect(orthogonalPenalty(matrix, 'columns')).toBeCloseTo(1 / 3, 7);
    const closer = closerOf(matrix, 'rows');
    expect([closer.rows?.ends, closer.columns?.ends]).toEqual([
        [2, 5],
        [2, 4],
    ]);
    expect([...(norms(matrix)?.columns ?? [])]).toEqual([3, 2, 4]);
});

test('vectors, empty tensors and scalars have no norms, cosines or orthogonal penalty', () => {
    for (const shape of [[6], [0, 3], []]) {
        const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
        const tensor = { name: 'v', shape, data };
        const { rows, columns, heat } = closerOf(tensor, 'rows');
        expect([rows, columns, heat]).toEqual([undefined, undefined, undefined]);
        expect(orthogonalPenalty(tensor, 'rows') ?? 0).toBe(0);
        expect(measure(tensor, 'weights')).toMatchObject({ lone: 0, zeros: data.length });
    }
});

test('cosines are those of the chosen direction, evenly thinned where there are many', () => {
    expect([...(cosines(matrix, 'columns')?.cosines ?? [])]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1]);
    const thinned = cosines(
        { name: 't', shape: [10, 1], data: Float32Array.from({ length: 10 }, (_, i) => i + 1) },
        'rows',
        4,
    );
    expect([thinned?.count, thinned?.every]).toEqual([4, 3]);
});

test('sorting puts what has no value last, both ways, and ignores unknown columns', () => {
    const rows = /** @type {any[]} */ ([{ name: 'a', orth: 2 }, { name: 'b' }, { name: 'c', orth: 1 }]);
    const names = (/** @type {string} */ sort) =>
        sorted(rows, sort)
            .map(row => row.name)
            .join('');
    expect([names('orth'), names('-orth'), names('-name'), names('nonsense')]).toEqual(['cab', 'acb', 'cba', 'abc']);
});

test('the plain loop that is raced computes what the package computes', () => {
    const w = weightsOf(1000);
    const reg = new L1L2(0.01, 0.02);
    const grad = new Float32Array(1000);
    expect(Math.abs(loopPenalty(w) - reg(w))).toBeLessThan(1000 * 2 ** -52 * reg(w));
    expect(loopGradient(w, grad)).toBe(loopPenalty(w));
    const ours = reg.grad(w);
    for (let i = 0; i < 1000; i++) expect(Math.abs(grad[i] - ours[i])).toBeLessThan(1e-8);
    expect(w.some(x => x < 0) && w.some(x => x > 0)).toBe(true);
});
