/** The ES modules and the CommonJS build beside each other, as where an app imports one and a dependency the other. */
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import * as esm from '../../js/index.js';

const cjs = createRequire(import.meta.url)('../../dist/index.cjs');

const w = Float32Array.of(1, -2, 3);

describe.each([
    ['the ES modules', esm, 'CommonJS', cjs],
    ['CommonJS', cjs, 'the ES modules', esm],
])('%s', (_, ours, other, theirs) => {
    test.each(['l1', 'l2', 'l1_l2', 'orthogonal_regularizer'])(`know %s of ${other} as a factory`, name => {
        expect(theirs[name]).not.toBe(ours[name]);
        const made = ours.get(theirs[name]);
        expect(made.toJSON()).toEqual(theirs[name]().toJSON());
        expect(() => ours.serialize(theirs[name])).toThrow(/call it first/);
        const custom = { class_name: 'Mine', config: {} };
        expect(ours.deserialize(custom, { Mine: theirs[name] }).toJSON()).toEqual(made.toJSON());
    });

    test(`know classes and instances of ${other}`, () => {
        expect(ours.get(theirs.L2)(w)).toBeCloseTo(0.14, 12);
        const given = new theirs.L2(0.5);
        expect(ours.get(given)).toBe(given);
        expect(ours.serialize(given)).toEqual({ class_name: 'L2', config: { l2: 0.5 } });
        expect(new ours.L2(0.5).equals(given)).toBe(true);
        expect(new ours.L2(0.25).equals(given)).toBe(false);
    });
});
