// L1 on real digits through model.fit: by proximal steps it gives exact zeros, at the accuracy that its gradient gives.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadDigits } from '../../examples/mnist-data.mjs';
import { install } from '../../js/tfjs/index.js';
import { compareOnDigits } from './digits.js';
import { backends, tf, use } from './tensorflow.js';

const { proximal, l1 } = install(tf);

describe.each(backends)('on %s', backend => {
    beforeAll(() => use(backend));

    test('thousands of exact zeros, and an accuracy within half a point', async () => {
        const { gradient, prox } = await compareOnDigits(tf, { proximal, l1 }, loadDigits(1000, 1000));
        expect(gradient.zeros).toBeLessThan(10);
        expect(prox.zeros).toBeGreaterThan(2000);
        expect(gradient.accuracy).toBeGreaterThan(0.8);
        expect(Math.abs(prox.accuracy - gradient.accuracy)).toBeLessThanOrEqual(0.005);
    }, 240_000);
});
