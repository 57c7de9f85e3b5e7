/**
 * What the regularizer tests of Keras 3 (keras/src/regularizers/regularizers_test.py, HEAD of 2026) ask for, asked here in
 * our own words. Each test bears the name of its origin.
 */
import { describe, expect, test } from '@jest/globals';
import { deserialize, get, L1, L1L2, L2, OrthogonalRegularizer, serialize } from '../../js/index.js';
import { seeded } from './numbers.js';

const value = seeded(4, 4);
const flat = value.flat();
const sumAbs = flat.reduce((sum, v) => sum + Math.abs(v), 0);
const sumSquares = flat.reduce((sum, v) => sum + v * v, 0);
const zeros = value.map(row => row.map(() => 0));
const filled = (/** @type {number} */ number) => value.map(row => row.map(() => number));

describe('RegularizersTest', () => {
    test.each([new L1(0.1), new L2(0.1), new L1L2(0.1, 0.2), new OrthogonalRegularizer(0.1, 'rows')])(
        'test_config: %s',
        regularizer => {
            const copy = /** @type {any} */ (deserialize(JSON.parse(JSON.stringify(serialize(regularizer)))));
            expect(copy.constructor).toBe(regularizer.constructor);
            expect(copy.getConfig()).toEqual(regularizer.getConfig());
            expect(Object.keys(copy)).toEqual(Object.keys(regularizer));
            expect(serialize(copy)).toEqual(serialize(regularizer));
        },
    );

    test('test_l1', () => expect(new L1(0.1)(value)).toBeCloseTo(0.1 * sumAbs, 6));

    test('test_l2', () => expect(new L2(0.1)(value)).toBeCloseTo(0.1 * sumSquares, 6));

    test('test_l1_l2', () => expect(new L1L2(0.1, 0.2)(value)).toBeCloseTo(0.1 * sumAbs + 0.2 * sumSquares, 6));

    test('test_orthogonal_regularizer', () => {
        const units = value.map(row => row.map(v => v / Math.hypot(...row)));
        let sum = 0;
        for (const [i, a] of units.entries()) {
            for (const b of units.slice(0, i)) sum += Math.abs(a.reduce((dot, v, k) => dot + v * b[k], 0));
        }
        expect(new OrthogonalRegularizer(0.1, 'rows')(value)).toBeCloseTo((0.1 * sum) / 6, 6);
    });

    test('test_get_method', () => {
        expect(get('l1l2')).toBeInstanceOf(L1L2);
        expect(get('l1')).toBeInstanceOf(L1);
        expect(get('l2')).toBeInstanceOf(L2);
        expect(get('orthogonal_regularizer')).toBeInstanceOf(OrthogonalRegularizer);
        expect(get(null)).toBeNull();
        expect(() => get('typo')).toThrow(/typo/);
    });

    test('test_l1l2_get_config', () => {
        const config = new L1L2(0.01, 0.02).getConfig();
        expect(config).toEqual({ l1: 0.01, l2: 0.02 });
        const copy = L1L2.fromConfig(config);
        expect(copy.getConfig()).toEqual(config);
        expect([copy.l1, copy.l2]).toEqual([0.01, 0.02]);
    });

    test('test_orthogonal_regularizer_mode_validation', () => {
        expect(() => new OrthogonalRegularizer(0.01, /** @type {any} */ ('invalid_mode'))).toThrow(
            /mode.*rows.*columns.*invalid_mode/s,
        );
    });

    test('test_orthogonal_regularizer_input_rank_validation', () => {
        const cube = { data: new Float32Array(64), shape: [4, 4, 4] };
        expect(() => new OrthogonalRegularizer(0.1)(cube)).toThrow(/rank 2.*\[?4, ?4, ?4/s);
    });

    test('test_orthogonal_regularizer_get_config', () => {
        const config = new OrthogonalRegularizer(0.01, 'columns').getConfig();
        expect(config).toEqual({ factor: 0.01, mode: 'columns' });
        expect(OrthogonalRegularizer.fromConfig(config).getConfig()).toEqual(config);
    });

    test.each([
        ['test_l1_with_zero_weights', new L1(0.1), zeros],
        ['test_l2_with_zero_weights', new L2(0.1), zeros],
        ['test_l1l2_with_zero_weights', new L1L2(0.1, 0.2), zeros],
        ['test_l1_zero_coefficient', new L1(0), value],
        ['test_l2_zero_coefficient', new L2(0), value],
        ['test_l1l2_zero_coefficients', new L1L2(0, 0), value],
    ])('%s', (_, regularizer, weights) => expect(regularizer(weights)).toBe(0));

    test('test_l1_with_negative_weights', () => expect(new L1(0.1)(filled(-1))).toBe(new L1(0.1)(filled(1))));

    test('test_l2_is_larger_than_l1_for_large_weights', () =>
        expect(new L2(1)(filled(10))).toBeGreaterThan(new L1(1)(filled(10))));

    test('test_l2_is_smaller_than_l1_for_small_weights', () =>
        expect(new L2(1)(filled(0.1))).toBeLessThan(new L1(1)(filled(0.1))));

    test('test_l1l2_only_l1', () => expect(new L1L2(0.1, 0)(value)).toBe(new L1(0.1)(value)));

    test('test_l1l2_only_l2', () => expect(new L1L2(0, 0.1)(value)).toBe(new L2(0.1)(value)));
});

describe('ValidateFloatArgTest', () => {
    test.each([
        ['with_valid_args', 1],
        ['with_zero', 0],
        ['with_very_small_positive', 1e-10],
        ['with_large_positive', 1e6],
    ])('test_validate_float_%s', (_, factor) => {
        expect(new L2(factor).l2).toBe(factor);
        expect(new L1L2(factor, factor).getConfig()).toEqual({ l1: factor, l2: factor });
    });

    test('test_validate_float_returns_float_type', () => expect(typeof new L1(1).l1).toBe('number'));

    test.each([
        ['invalid_types', 'not_a_number'],
        ['nan', Number.NaN],
        ['inf', Number.POSITIVE_INFINITY],
        ['inf', Number.NEGATIVE_INFINITY],
        ['negative_number', -1],
        ['negative_float', -0.001],
        ['list', [0.1]],
    ])('test_validate_float_with_%s: %p', (_, factor) => {
        for (const make of [
            () => new L1(/** @type {any} */ (factor)),
            () => new L2(/** @type {any} */ (factor)),
            () => new L1L2(/** @type {any} */ (factor), 0),
            () => new OrthogonalRegularizer(/** @type {any} */ (factor)),
        ]) {
            expect(make).toThrow(/factor|l1|l2/);
        }
    });

    // Keras 3 refuses None. Here it is the default, as in Keras 2's L1 and L2, and docs/configs.md lists it.
    test('test_validate_float_with_none, which differs', () => {
        for (const Class of [L1, L2, OrthogonalRegularizer]) {
            expect(new Class(/** @type {any} */ (null)).getConfig()).toEqual(new Class().getConfig());
        }
    });
});
