/** The tables of what is built in tell of the same classes. */
import { describe, expect, test } from '@jest/globals';
import { BUILT_INS } from '../../js/configs/built-in.js';
import { builtInOf, elsewhereOf } from '../../js/configs/elsewhere.js';
import * as core from '../../js/index.js';

const { L1, L2, OrthogonalRegularizer, Regularizer } = core;

const classes = BUILT_INS.map(({ Class }) => Class);

describe('what is built in', () => {
    test.each(BUILT_INS.map(row => [row.Class.name, row]))('%s is known elsewhere by each of its names', (_, row) => {
        expect(elsewhereOf(row.Class)?.Class).toBe(row.Class);
        for (const name of row.names) expect(builtInOf(name)?.Class).toBe(row.Class);
    });

    test('is exported by its name, as is what makes it', () => {
        for (const { Class, factory } of BUILT_INS) {
            expect(core).toHaveProperty(Class.className, Class);
            if (factory) expect(core).toHaveProperty(factory.names[0], factory.make);
        }
    });

    test('has a formula in TF.js ops and its code there, all but the base class', () => {
        const told = Class => [typeof elsewhereOf(Class).formula, typeof builtInOf(Class.className).code?.['TF.js']];
        for (const Class of classes) {
            const kind = Class === Regularizer ? 'undefined' : 'function';
            expect([Class.className, ...told(Class)]).toEqual([Class.className, kind, kind]);
        }
    });

    test('is element-wise where each weight counts by itself, which no class with a rank is', () => {
        const elementwise = classes.filter(Class => elsewhereOf(Class).isElementwise);
        expect(elementwise.map(Class => Class.className)).toEqual(['L1', 'L2', 'L1L2']);
        expect(elementwise.filter(Class => Class.rank !== undefined)).toEqual([]);
    });

    test('lends its row to a subclass, unless that has a penalty of its own', () => {
        class Renamed extends L2 {}
        class Other extends L2 {
            call() {
                return 1;
            }
        }
        class Below extends Other {}
        expect(elsewhereOf(Renamed).Class).toBe(L2);
        expect([Other, Below, Object, undefined, 'L1'].map(elsewhereOf)).toEqual(Array(5).fill(undefined));
        expect(builtInOf('constructor')).toBeUndefined();
        expect(builtInOf(undefined)).toBeUndefined();
        expect([elsewhereOf(L1).isElementwise, elsewhereOf(OrthogonalRegularizer).isElementwise]).toEqual([
            true,
            undefined,
        ]);
    });
});
