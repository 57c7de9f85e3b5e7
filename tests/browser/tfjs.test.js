// The plug-in in Chromium: TF.js' threaded wasm backend on a cross-origin isolated page, and WebGL.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serve } from './served.js';

let site;
beforeAll(async () => {
    site = await serve('tfjs.page.js');
});
afterAll(() => site?.close());

const open = () => site.open();

/** Float32 results of two ways of computing the same: equal to a few roundings of the largest. */
function expectClose(actual, expected, tolerance) {
    expect(actual.loss).toBeCloseTo(expected.loss, 3);
    actual.results.forEach(([value, slopes], i) => {
        const [expectedValue, expectedSlopes] = expected.results[i];
        expect(Math.abs(value / expectedValue - 1)).toBeLessThan(tolerance);
        const largest = Math.max(...expectedSlopes.map(Math.abs));
        const worst = Math.max(...slopes.map((slope, j) => Math.abs(slope - expectedSlopes[j])));
        expect(worst).toBeLessThan(tolerance * largest);
    });
}

test("the threaded wasm backend's shared memory is read and written in place, also after it grew", async () => {
    const page = await open();
    const onCpu = await page.call('run', 'cpu');
    const onThreads = await page.call('run', 'wasm');
    expect(await page.call('threads')).toEqual({ isShared: true, kernels: 'wasm-simd', isolated: true });
    expect(onThreads.results).toEqual(onCpu.results);
    expect(onThreads.loss).toBeCloseTo(onCpu.loss, 5);
    const { grew, results } = await page.call('afterGrowth');
    expect(grew).toBe(true);
    expect(results).toEqual(onCpu.results);
    expect(page.errors).toEqual([]);
    await page.close();
});

test('on WebGL programs and composed ops give the same, and nothing is read back before it is asked for', async () => {
    const page = await open();
    const onCpu = await page.call('run', 'cpu');
    const onWebgl = await page.call('run', 'webgl');
    expect(onWebgl).not.toBeNull();
    expectClose(onWebgl, onCpu, 1e-3);
    expect(await page.call('readBacks')).toEqual({ beforeAsking: 0, afterAsking: 2 });
    expect(page.errors).toEqual([]);
    await page.close();
});

test('the native classes of a bundle are hooked, and restored by uninstall', async () => {
    const page = await open();
    await page.call('run', 'cpu');
    expect(await page.call('uninstall')).toEqual({ isNative: true, hooked: true, restored: true });
    expect(page.errors).toEqual([]);
    await page.close();
});
