// The plug-in's optimizers in Chromium, on WebGL, WebGPU and TF.js' threaded wasm backend.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadDigits } from '../../examples/mnist-data.mjs';
import { serve } from './served.js';

let site;
beforeAll(async () => {
    site = await serve('optimizers.page.js');
});
afterAll(() => site?.close());

describe.each(['webgl', 'webgpu', 'wasm'])('on %s', backend => {
    let page;
    beforeAll(async () => {
        page = await site.open({});
        expect(await page.call('start', backend)).toBe(backend);
    });
    afterAll(async () => {
        expect(page.errors).toEqual([]);
        await page.close();
    });

    test('our optimizers end where those of TF.js do, alone and with decay and proximal steps', async () => {
        const rows = await page.call('differences', 8);
        expect(rows).toHaveLength(9);
        for (const { name, how, worst, zeros, leaked } of rows) {
            // GPUs may fuse and reorder: a few roundings a step. In Adam's metric a rounding is divided by the spread.
            const limit = /metric/.test(how) ? 1e-3 : backend === 'wasm' ? 0 : 2e-5;
            expect([name, how, worst <= limit ? 'near' : worst, leaked]).toEqual([name, how, 'near', 0]);
            // Adam's own steps are larger than a plain proximal step: it makes no zero in so few.
            const makesZeros = /prox/.test(how) && (name !== 'adam' || /metric/.test(how));
            if (makesZeros) expect([name, how, Math.min(...zeros) > 0]).toEqual([name, how, true]);
        }
    });

    test('saved and loaded, by the model or the weights of the optimizer alone, training goes on as if nothing had happened', async () => {
        for (const { name, names, distances } of await page.call('saving')) {
            const moments = names.filter(name => /\/(m|v|momentum|.*(moment|momentum).*)$/i.test(name));
            expect([name, moments.length]).toEqual([name, /momentum/.test(name) ? 4 : 8]);
            const [loaded, restored, forgetful] = distances;
            // TF.js' own Adam loads its powers of beta as powers that the GPU takes.
            const limit = /^our/.test(name) || backend === 'wasm' ? 0 : 1e-5;
            expect([name, Math.max(loaded, restored) <= limit ? 'same' : distances]).toEqual([name, 'same']);
            expect(forgetful).toBeGreaterThan(1e-3);
        }
    });

    if (backend !== 'wasm') {
        test('a step that fails at whichever program leaves weights and moments as they were, and nothing behind', async () => {
            for (const { name, failures, grown, apart } of await page.call('failing')) {
                expect([name, ...failures]).toEqual([name, ...Array(3).fill('the device is lost')]);
                expect([name, ...grown, apart]).toEqual([name, ...Array(10).fill(0)]);
            }
        });

        test('a step of Adam, decay and proximal step included, is three programs for each weight', async () => {
            const programs = await page.call('programs');
            const count = name => (programs[name] ?? 0) + (programs[`${name} packed`] ?? 0);
            const steps = ['RegularizerAdamMean', 'RegularizerAdamSquares', 'RegularizerAdam'];
            expect(steps.map(count)).toEqual([4, 4, 4]);
            // The kernels' gradients are packed, the sums that are the biases' are not.
            const packed = steps.map(name => programs[`${name} packed`]);
            if (backend === 'webgl') expect(packed).toEqual([2, 2, 4]);
        });
    }
});

test('on WebGL, L1 by proximal steps gives thousands of exact zeros on digits, at the accuracy of its gradient', async () => {
    const page = await site.open({});
    await page.call('start', 'webgl');
    const { train, test } = loadDigits(1000, 1000);
    const sent = ({ images, labels, count }) => ({ images: Array.from(images), labels: Array.from(labels), count });
    const { gradient, prox } = await page.call('digits', { train: sent(train), test: sent(test) });
    expect(gradient.zeros).toBeLessThan(10);
    expect(prox.zeros).toBeGreaterThan(2000);
    expect(Math.abs(prox.accuracy - gradient.accuracy)).toBeLessThanOrEqual(0.005);
    expect(page.errors).toEqual([]);
    await page.close();
});
