/** Agreement with Keras: its penalties on random arrays, and every example of its documentation. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
    L1,
    L1L2,
    L2,
    l1,
    l1_l2,
    l2,
    OrthogonalRegularizer,
    orthogonal_regularizer,
    Regularizer,
} from '../../js/index.js';

const CLASSES = { L1, L2, L1L2, Orthogonal: OrthogonalRegularizer };
const { cases } = JSON.parse(readFileSync(new URL('../vectors/keras-penalties.json', import.meta.url), 'utf8'));

/** @param {string} base64 little-endian float32 */
function floatsOf(base64) {
    const bytes = Buffer.from(base64, 'base64');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

test('every penalty that Keras computed is reproduced to a relative 1e-6', () => {
    let compared = 0;
    for (const { shape, kind, data, penalty } of cases) {
        const w = { data: floatsOf(data), shape };
        for (const [name, wanted] of Object.entries(penalty)) {
            const [, className, args] = /** @type {RegExpExecArray} */ (/^(\w+)\((.*)\)$/.exec(name));
            const regularizer = new CLASSES[className](
                ...args.split(',').map(arg => (/[a-z]/.test(arg) ? arg : Number(arg))),
            );
            const got = regularizer(w);
            if (!(Math.abs(got - wanted) <= 1e-6 * Math.abs(wanted))) {
                throw new Error(`${name} on ${kind} of shape [${shape}]: got ${got}, Keras has ${wanted}`);
            }
            compared++;
        }
    }
    expect(compared).toBeGreaterThan(500);
});

const ones = (rows, cols) => Array.from({ length: rows }, () => Array(cols).fill(1));

test('L2(2) of a 5 x 5 matrix of ones is 50, as in the Keras documentation', () => {
    expect(new L2(2)(ones(5, 5))).toBe(50);
});

test('L1 of a kernel of ones and L2 of the activities of a Dense layer add up to 5.25', () => {
    // Dense(5, kernel_initializer='ones', kernel_regularizer=L1(0.01), activity_regularizer=L2(0.01)) on 2 * ones((5, 5)):
    // the activities are 10 everywhere, and the activity penalty is divided by the batch size of 5.
    const activities = ones(5, 5).map(row => row.map(() => 10));
    expect(new L1(0.01)(ones(5, 5)) + new L2(0.01)(activities) / 5).toBeCloseTo(5.25, 14);
});

test('a plain function serves as a regularizer, as in the custom example', () => {
    const l1_reg = w => 0.01 * new L1(1)(w);
    expect(l1_reg(ones(2, 3))).toBe(0.06);
});

test('the custom subclass example works under the names of Keras', () => {
    class MyL2 extends Regularizer {
        static className = 'MyL2';
        constructor({ strength = 0.02 } = {}) {
            super();
            this.strength = strength;
        }
        call(w) {
            return this.strength * w.reduce((sum, v) => sum + v * v, 0);
        }
        getConfig() {
            return { strength: this.strength };
        }
    }
    const regularizer = new MyL2({ strength: 0.5 });
    expect(regularizer([1, 2, 3])).toBe(7);
    expect(regularizer.apply([1, 2, 3])).toBe(7);
    expect(MyL2.fromConfig(regularizer.getConfig())([2])).toBe(2);
});

test('the defaults are those of Keras: 0.01 for L1 and L2, 0 for L1L2, 0.01 for l1_l2', () => {
    expect(new L1().getConfig()).toEqual({ l1: 0.01 });
    expect(new L2().getConfig()).toEqual({ l2: 0.01 });
    expect(new L1L2().getConfig()).toEqual({ l1: 0, l2: 0 });
    expect(l1_l2().getConfig()).toEqual({ l1: 0.01, l2: 0.01 });
    expect(l1_l2(0.5).getConfig()).toEqual({ l1: 0.5, l2: 0.01 });
    expect(l1({ l: 0.5 }).getConfig()).toEqual({ l1: 0.5 });
    expect(l2(null).getConfig()).toEqual({ l2: 0.01 });
    expect(orthogonal_regularizer().getConfig()).toEqual({ factor: 0.01, mode: 'rows' });
});

test('the base class costs nothing, as in Keras', () => {
    expect(new Regularizer()([1, 2])).toBe(0);
});

test('with both factors 0, L1L2 skips infinite weights and L1(0) does not, as in Keras', () => {
    expect(new L1L2()([Number.POSITIVE_INFINITY])).toBe(0);
    expect(new L1(0)([Number.POSITIVE_INFINITY])).toBeNaN();
});

test('one vector has no pair and costs 0, where Keras divides 0 by 0', () => {
    expect(new OrthogonalRegularizer()([[1, 2, 3]])).toBe(0);
    expect([...new OrthogonalRegularizer().grad([[1, 2, 3]])]).toEqual([0, 0, 0]);
});

test('the orthogonal penalty of [[1, -2, 3], [4, 5, -6]] is the one of Keras 2.10 and later', () => {
    const w = [
        [1, -2, 3],
        [4, 5, -6],
    ];
    // Keras prints ten digits of a float32 computation.
    expect(Math.abs(new OrthogonalRegularizer(0.01, 'rows')(w) / 0.0073097382 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(new OrthogonalRegularizer(0.01, 'columns')(w) / 0.0085549384 - 1)).toBeLessThan(1e-6);
});
