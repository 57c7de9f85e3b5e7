import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain, regularizersOf } from '../js/explain/index.js';
import { get, Regularizer, serialize } from '../js/index.js';

const SEED = 3;
const RUNS = 500;

const NAMES = [
    'l1',
    'L2',
    'L1L2',
    'l1_l2',
    'OrthogonalRegularizer',
    'Regularizer',
    'function',
    '__lambda__',
    'toString',
];
const KEYS = [
    'class_name',
    'className',
    'name',
    'config',
    'module',
    'registered_name',
    'l1',
    'l2',
    'l',
    'factor',
    'mode',
];

const value = fc.oneof(
    fc.constantFrom(...NAMES, 'rows', 'columns', 'keras.regularizers', null, 0, 0.01, -1, true, '__proto__'),
    fc.jsonValue({ maxDepth: 2 }),
);
const config = fc.dictionary(fc.constantFrom(...KEYS, 'type', 'value', 'kernel_regularizer'), value, { maxKeys: 5 });
const identifier = fc.oneof(
    value,
    config,
    fc.record(
        { class_name: fc.constantFrom(...NAMES), config: fc.oneof(config, value) },
        { requiredKeys: ['class_name'] },
    ),
);
const model = fc.record({
    class_name: fc.constant('Sequential'),
    config: fc.record({ layers: fc.array(fc.record({ class_name: value, config: fc.oneof(config, identifier) })) }),
});

/** @param {() => any} run */
const refusal = run => {
    try {
        run();
    } catch (error) {
        return error;
    }
    return undefined;
};

test('whatever a file says is a regularizer, null, or a TypeError or RangeError that says why, and stays as it is', () => {
    fc.assert(
        fc.property(identifier, given => {
            const before = structuredClone(given);
            const error = refusal(() => {
                const regularizer = get(given);
                if (regularizer === null) return;
                expect(regularizer).toBeInstanceOf(Regularizer);
                if (regularizer.constructor !== Regularizer) {
                    expect(JSON.stringify(get(JSON.parse(JSON.stringify(regularizer))))).toBe(
                        JSON.stringify(regularizer),
                    );
                }
            });
            if (error) expect([TypeError, RangeError]).toContain(error.constructor);
            if (error) expect(error.message).toMatch(/expected|unknown key|Python lambda/);
            expect(given).toEqual(before);
        }),
        { seed: SEED, numRuns: RUNS },
    );
});

test('whatever a file says can be explained, and agrees with what get makes of it', () => {
    fc.assert(
        fc.property(identifier, given => {
            const { ours, lines } = explain(given);
            expect(ours.ok).toBe(refusal(() => get(given)) === undefined);
            expect(lines.length).toBeGreaterThan(1);
            for (const { ok, loads, result } of lines) {
                expect(!ok || (loads && ours.ok)).toBe(true);
                expect(typeof result).toBe('string');
            }
        }),
        { seed: SEED, numRuns: RUNS },
    );
});

test('whatever a model says, its regularizers are read or one is refused', () => {
    fc.assert(
        fc.property(model, given => {
            const before = structuredClone(given);
            const error = refusal(() => {
                for (const { regularizers } of regularizersOf(given)) {
                    for (const regularizer of Object.values(regularizers)) serialize(regularizer);
                }
            });
            if (error) expect(error.message).toMatch(/^regularizersOf: |does not implement getConfig/);
            expect(given).toEqual(before);
        }),
        { seed: SEED, numRuns: RUNS },
    );
});
