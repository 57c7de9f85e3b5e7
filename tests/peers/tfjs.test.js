/**
 * What TF.js' own regularizer tests (tfjs-layers/src/regularizers_test.ts, 4.22) ask for, asked here in our own words of the
 * plug-in's classes. Each test bears the name of its origin.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { tf, use } from '../tfjs/tensorflow.js';

const R = install(tf);
beforeAll(() => use('cpu'));

const x = () => tf.tensor1d([1, -2, 3, -4]);
const ABS = 10;
const SQUARES = 30;
const penaltyOf = (/** @type {any} */ regularizer) => regularizer.apply(x()).dataSync()[0];

/** What TF.js writes into a model. @param {any} regularizer */
const configOf = regularizer => ({ className: regularizer.getClassName(), config: regularizer.getConfig() });

describe('Built-in Regularizers', () => {
    test('l1_l2', () => expect(penaltyOf(R.l1l2())).toBeCloseTo(0.01 * (ABS + SQUARES), 6));
    test('l1', () => expect(penaltyOf(R.l1())).toBeCloseTo(0.01 * ABS, 6));
    test('l2', () => expect(penaltyOf(R.l2())).toBeCloseTo(0.01 * SQUARES, 6));
    test('l1_l2 non default', () => expect(penaltyOf(R.l1l2({ l1: 1, l2: 2 }))).toBe(ABS + 2 * SQUARES));

    test('Using number arg for constructor leads to error, which differs', () => {
        // A number is the factor, as in Keras; of two factors one number says nothing.
        expect(penaltyOf(R.l1(0.001))).toBeCloseTo(0.001 * ABS, 7);
        expect(penaltyOf(R.l2(0.001))).toBeCloseTo(0.001 * SQUARES, 7);
    });
});

describe('regularizers.get', () => {
    test.each(['l1l2', 'L1L2'])('by string: %s', name => expect(penaltyOf(R.get(name))).toBe(penaltyOf(R.l1l2())));

    test('by existing object', () => {
        const regularizer = R.l1l2({ l1: 1, l2: 2 });
        expect(R.get(regularizer)).toBe(regularizer);
    });

    test('by config dict', () => {
        const regularizer = R.l1l2({ l1: 1, l2: 2 });
        expect(penaltyOf(R.get(configOf(regularizer)))).toBe(penaltyOf(regularizer));
    });
});

test('Regularizer Serialization: Built-ins', () => {
    const config = configOf(R.get(configOf(R.l1l2({ l1: 1, l2: 2 }))));
    expect(config).toEqual({ className: 'L1L2', config: { l1: 1, l2: 2 } });
});
