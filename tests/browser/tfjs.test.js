// The plug-in in Chromium: TF.js' threaded wasm backend on a cross-origin isolated page, and WebGL.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const wasmFolder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');

/** These make a page cross-origin isolated: only there has it shared memory, and TF.js its threads. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

let server;
let browser;

beforeAll(async () => {
    const bundle = await build({
        entryPoints: [join(here, 'tfjs.page.js')],
        bundle: true,
        write: false,
        format: 'esm',
        mainFields: ['module', 'main'],
        logLevel: 'error',
    });
    const page = '<!doctype html><title>tfjs</title><script type="module" src="/page.js"></script>';
    const fixed = { '/': ['text/html', page], '/page.js': ['text/javascript', bundle.outputFiles[0].text] };
    server = createServer(async ({ url }, response) => {
        const [type, body] = fixed[url] ?? [
            'application/wasm',
            await readFile(join(wasmFolder, url.replace('/wasm/', ''))).catch(() => null),
        ];
        response.writeHead(body === null ? 404 : 200, { 'Content-Type': type, ...isolation }).end(body);
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const quiet = [
        'disable-quic',
        'no-first-run',
        'disable-background-networking',
        'disable-component-update',
        'disable-sync',
    ];
    const software = ['use-angle=swiftshader', 'enable-unsafe-swiftshader', 'ignore-gpu-blocklist']; // WebGL without a GPU
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['no-sandbox', ...quiet, ...software].map(flag => `--${flag}`),
    });
});

afterAll(async () => {
    await browser?.close();
    server?.close();
});

/** Opens the page; errors on it fail the test. */
async function open() {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => window.tests);
    const call = (name, ...args) => page.evaluate(([test, given]) => window.tests[test](...given), [name, args]);
    return { call, errors, close: () => page.close() };
}

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

test('on WebGL composed ops give the same, and nothing is read back before it is asked for', async () => {
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
