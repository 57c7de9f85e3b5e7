// A page of this folder, bundled with TF.js' ES modules and opened in Chromium with a GPU made of software.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { keepPage, plugins } from '../../scripts/outcomes/keep.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const wasmFolder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');

/** These make a page cross-origin isolated: only there has it shared memory, and TF.js its threads. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const quiet = [
    'disable-quic',
    'no-first-run',
    'disable-background-networking',
    'disable-component-update',
    'disable-sync',
];
/** WebGL and WebGPU without a GPU. */
const software = [
    'use-gl=angle',
    'use-angle=swiftshader',
    'enable-unsafe-swiftshader',
    'ignore-gpu-blocklist',
    'enable-unsafe-webgpu',
    'enable-features=Vulkan',
    'use-webgpu-adapter=swiftshader',
    'use-vulkan=swiftshader',
];

/**
 * Bundles a page's script with what it imports, and serves it with TF.js' wasm files.
 * @param {string} file its path
 */
export async function servePage(file) {
    const bundle = await build({
        entryPoints: [file],
        bundle: true,
        write: false,
        format: 'esm',
        mainFields: ['module', 'main'],
        logLevel: 'error',
        plugins: plugins(),
    });
    const page = '<!doctype html><title>tfjs</title><script type="module" src="/page.js"></script>';
    const fixed = { '/': ['text/html', page], '/page.js': ['text/javascript', bundle.outputFiles[0].text] };
    const server = createServer(async ({ url }, response) => {
        const { pathname } = new URL(url, 'http://localhost');
        const [type, body] = fixed[pathname] ?? [
            'application/wasm',
            await readFile(join(wasmFolder, pathname.replace('/wasm/', ''))).catch(() => null),
        ];
        response.writeHead(body === null ? 404 : 200, { 'Content-Type': type, ...isolation }).end(body);
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `http://127.0.0.1:${server.address().port}/`,
        close() {
            server.close();
            server.closeAllConnections();
        },
    };
}

/**
 * Opens the page of this name, whose `window.tests` are its functions, in Chromium.
 * @param {string} file
 */
export async function serve(file) {
    const server = await servePage(join(here, file));
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['no-sandbox', ...quiet, ...software].map(flag => `--${flag}`),
    });

    return {
        /** Opens the page; `errors` are those thrown on it. */
        async open(query = {}) {
            const page = await browser.newPage();
            const errors = [];
            page.on('pageerror', error => errors.push(error.message));
            await page.goto(`${server.url}?${new URLSearchParams(query)}`);
            await page.waitForFunction(() => window.tests);
            const call = (name, ...args) =>
                page.evaluate(([test, given]) => window.tests[test](...given), [name, args]);
            return { call, errors, close: () => keepPage(page).then(() => page.close()) };
        },
        async close() {
            await browser.close();
            server.close();
        },
    };
}
