import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { install } from 'regularizers/tfjs';
import { HIDDEN, kernelsOf, parameterCount, unreadInputs, weightCount } from '../../demo/src/train/network.js';
import { Run } from '../../demo/src/train/run.js';
import { mosaic } from '../../demo/src/train/unit-pictures.js';

const R = install(tf);
const some = {
    images: tf.randomUniform([40, 784], 0, 1, 'float32', 1),
    labels: tf
        .oneHot(
            tf.tensor1d(
                Array.from({ length: 40 }, (_, i) => i % 10),
                'int32',
            ),
            10,
        )
        .toFloat(),
};

/** A run with hidden units of which those for which `isGone` says so hear nothing. @param {(unit: number) => boolean} isGone */
function runWithout(isGone) {
    const run = new Run(tf, R, { kind: 'none', factor: 1, step: 'gradient' }, 16);
    const { kernel, bias } = run.layers[0];
    kernel.assign(
        tf.tensor2d(
            kernel.dataSync().map((weight, i) => (isGone(i % 16) ? 0 : weight)),
            [784, 16],
        ),
    );
    bias.assign(tf.linspace(-1, 1, 16));
    return run;
}

test.each(HIDDEN)('with %i hidden units, the weights are the kernels one after the other', hidden => {
    const run = new Run(tf, R, { kind: 'l1', factor: 0.01, step: 'prox' }, hidden);
    const { weights } = run.snapshot(some, some);
    expect(weights).toHaveLength(weightCount(hidden));
    const kernels = kernelsOf(weights, hidden);
    expect(kernels.map(({ data }) => [...data])).toEqual(run.layers.map(({ kernel }) => [...kernel.dataSync()]));
    expect(kernels.map(({ shape }) => shape)).toEqual(run.layers.map(({ kernel }) => kernel.shape));
    expect(parameterCount(hidden)).toBe(weightCount(hidden) + hidden + 10);
    run.dispose();
});

test('the model that compact leaves has fewer units and reads as many digits, and no tensor is left behind', () => {
    const run = runWithout(unit => unit % 4 > 0);
    const before = tf.memory().numTensors;
    const { accuracy, compacted } = run.snapshot(some, some);
    expect(tf.memory().numTensors).toBe(before);
    expect(compacted).toEqual({ units: [16, 4], parameters: [parameterCount(16), 4 * 785 + 50], accuracy });
    run.dispose();
});

test('the accuracy after compact is that of the smaller model, not of the one before', () => {
    const blank = () => {
        const layers = [tf.layers.dense({ units: 10, kernelInitializer: 'zeros', inputShape: [784] })];
        return tf.sequential({ layers });
    };
    const worse = { ...R, compact: (/** @type {any} */ model) => ({ ...R.compact(model), model: blank() }) };
    const run = new Run(tf, worse, { kind: 'none', factor: 1, step: 'gradient' }, 16);
    for (let i = 0; i < 40; i++) run.train(some);
    const { accuracy, compacted } = run.snapshot(some, some);
    expect(accuracy).toBeGreaterThan(0.5);
    expect(compacted?.accuracy).toBeCloseTo(0.1, 5);
    run.dispose();
});

test('one step trains every layer, and a group lasso of units takes what a unit hears and what it says', () => {
    const run = new Run(tf, R, { kind: 'units', factor: 1000, step: 'prox' }, 16);
    run.train(some);
    expect(run.weights().every(weight => weight === 0)).toBe(true);
    const configs = () => run.layers.map(({ regularizer }) => regularizer?.getConfig());
    expect(configs()).toEqual([
        { factor: 1000, axis: -1 },
        { factor: 1000, axis: 0 },
    ]);
    run.choose({ kind: 'group', factor: 1000, step: 'prox' });
    expect(configs()).toEqual([{ factor: 1000, axis: 0 }, undefined]);
    run.dispose();
    const free = new Run(tf, R, { kind: 'none', factor: 1, step: 'gradient' }, 16);
    const [first, last] = free.layers.map(({ kernel }) => Float32Array.from(kernel.dataSync()));
    free.train(some);
    const [firstNow, lastNow] = free.layers.map(({ kernel }) => kernel.dataSync());
    expect(firstNow).not.toEqual(first);
    expect(lastNow).not.toEqual(last);
    free.dispose();
});

test('inputs that nothing reads are counted', () => {
    expect(unreadInputs({ shape: [3, 2], data: Float32Array.of(0, 0, 0, 1, -0, 0) })).toBe(2);
});

test('the units stand in rows of eight, with lines between them', () => {
    const data = Float32Array.from({ length: 784 * 16 }, (_, i) =>
        i % 16 < 9 ? 0 : (i % 16) + Math.floor(i / 16) / 784,
    );
    const { values, isLine, width, used } = mosaic({ shape: [784, 16], data });
    expect(used).toBe(7);
    expect(width).toBe(8 * 29 - 1);
    expect(values.length / width).toBe(2 * 29 - 1);
    const at = (/** @type {number} */ x, /** @type {number} */ y) => values[y * width + x];
    // The second unit of the second row: the pixel in its corner, and the one in the second row and third column.
    expect(at(29, 29)).toBe(9);
    expect(at(31, 30)).toBeCloseTo(9 + 30 / 784, 5);
    expect(at(28, 40)).toBe(0);
    expect([isLine[28], isLine[27], isLine[28 * width], isLine[27 * width]]).toEqual([1, 0, 1, 0]);
});
