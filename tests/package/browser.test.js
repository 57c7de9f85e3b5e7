/** The installed package in Chromium: built by each bundler, in Workers, as it is, and where pages may not compile wasm. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium } from 'playwright-core';
import * as regularizers from '../../js/index.js';
import { answer } from './app/answer.js';
import { freshInstall, lend, runIn } from './fresh.js';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Scripts from the server and inline ones, but no compiling: neither eval nor wasm. */
const STRICT = { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'; worker-src 'self'" };

let app;
let server;
let browser;

/** Serves the folder; under /strict/ with the policy, in which a Worker's script has its own. */
async function respond({ url }, response) {
    const path = url.replace(/^\/strict\//, '/').replace(/\/$/, '/index.html');
    const body = await readFile(join(app.folder, path)).catch(() => null);
    const policy = url.startsWith('/strict/') ? STRICT : {};
    response.writeHead(body ? 200 : 404, { 'Content-Type': TYPES[extname(path)] ?? 'text/plain', ...policy });
    response.end(body ?? '');
}

beforeAll(async () => {
    app = await freshInstall();
    await lend(app.folder, 'vite', 'webpack', 'rollup', '@rollup/plugin-node-resolve', 'esbuild');
    await runIn(app.folder, 'node', 'bundle.mjs');
    server = createServer(respond);
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const flags = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [...flags, 'disable-component-update', 'disable-sync'].map(flag => `--${flag}`),
    });
});

afterAll(async () => {
    await browser?.close();
    server?.close();
    await app?.remove();
});

/** What a page prints; an error on it, or a file that it misses, fails the test. */
async function printed(path) {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    page.on('response', response => response.ok() || errors.push(`${response.status()} ${response.url()}`));
    try {
        await page.goto(`http://127.0.0.1:${server.address().port}/${path}`);
        // Not waitForFunction: it polls with eval, which the strict pages forbid.
        for (const end = Date.now() + 20_000; Date.now() < end && !(await page.title()); )
            await page.waitForTimeout(20);
        expect(errors).toEqual([]);
        return await page.title();
    } catch (error) {
        throw new Error(`${path}: ${error.message} ${errors.join('; ')}`, { cause: error });
    } finally {
        await page.close();
    }
}

const penalties = answer(regularizers);

test.each(['vite', 'webpack', 'rollup', 'esbuild', 'worker', 'plain'])('%s: prints the penalty', async name => {
    expect(await printed(`${name}/`)).toBe(`wasm-simd ${penalties}`);
});

test.each(['vite', 'webpack', 'rollup', 'esbuild', 'worker', 'plain'])(
    '%s: prints the same without wasm where the page may not compile',
    async name => {
        expect(await printed(`strict/${name}/`)).toBe(`js ${penalties}`);
    },
);

test('a Worker runs the compiled module that it is handed', async () => {
    expect(await printed('slim/')).toBe(`js wasm-simd ${penalties}`);
});
