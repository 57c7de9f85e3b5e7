// regularizers/jax in Chromium: on webgpu, whose GPU is made of software here, as on wasm.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve } from './served.js';

let site;
beforeAll(async () => {
    site = await serve('jax.page.js');
});
afterAll(() => site?.close());

const ended = {};

describe.each(['wasm', 'webgpu'])('on %s', device => {
    let page;
    beforeAll(async () => {
        page = await site.open({ device });
        expect(await page.call('start')).toEqual([true, device]);
    });
    afterAll(async () => {
        expect(page.errors).toEqual([]);
        await page.close();
    });

    test.each([
        ['l1', [0.5], [35]],
        ['l1l2', [0.2, 0.4], [40, 60]],
        ['orthogonal', [0.5, 'columns'], [5, 7]],
        ['groupLasso', [0.2], [3, 3, 5, 7]],
        ['groupLasso', [{ factor: 0.2, axis: 0 }], [40, 60]],
        ['sparseGroupLasso', [0.1, 0.1], [5, 7]],
        ['softOrthogonal', [0.01], [5, 7]],
        ['anchoredL2', [{ l2: 0.5, anchor: Array(35).fill(0.25) }], [5, 7]],
    ])('%s %j of shape %j has the value, the slopes and the step of the core', async (name, args, shape) => {
        for (const row of await page.call('errors', name, args, shape)) {
            if ('zeros' in row) expect([row.prox < 2e-6, row.zeros]).toEqual([true, 0]);
            else
                expect({
                    ...row,
                    value: row.value < 1e-5,
                    slopes: row.slopes < 1e-5,
                    mapped: row.mapped < 2e-5,
                }).toEqual({
                    value: true,
                    slopes: true,
                    mapped: true,
                    isFinite: true,
                });
        }
    });

    test('slopes at zeros are 0, NaN stays, and long sums are whole', async () => {
        // A GPU made of software takes minutes for as many as the processor takes in a second.
        const length = device === 'wasm' ? 2 ** 25 : 2 ** 18;
        const { nan, atZero, group, ones, quarters } = await page.call('special', length);
        expect(nan).toBe(true);
        expect(atZero).toEqual([0, 0, 1, -1]);
        expect(group.slice(0, 2)).toEqual([0, 0]);
        expect(ones).toBe(length);
        expect(Math.abs(quarters / ((length + 1) / 4) - 1)).toBeLessThan(4e-6);
    });

    test('compiled steps with a penalty end at exact zeros', async () => {
        ended[device] = await page.call('train');
        expect(ended[device].map(v => v === 0)).toEqual([false, true, true, false, false]);
    });
});

test('both end at the same weights', () => {
    ended.webgpu.forEach((v, i) => {
        expect(Math.abs(v - ended.wasm[i])).toBeLessThan(1e-5);
    });
});
