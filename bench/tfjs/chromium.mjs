/** The contest in Chromium, whose GPU is made of software here: good for ratios and counts, not for times. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const FLAGS = [
    'no-sandbox',
    'disable-quic',
    'no-first-run',
    'disable-background-networking',
    'disable-component-update',
    'disable-sync',
    'use-gl=angle',
    'use-angle=swiftshader',
    'enable-unsafe-swiftshader',
    'ignore-gpu-blocklist',
    'enable-unsafe-webgpu',
    'enable-features=Vulkan',
    'use-webgpu-adapter=swiftshader',
    'use-vulkan=swiftshader',
].map(flag => `--${flag}`);

/**
 * @param {string} backend
 * @param {boolean} quick
 * @returns {Promise<import('./contest.js').Report>}
 */
export async function contestInChromium(backend, quick) {
    const { outputFiles } = await build({
        entryPoints: [fileURLToPath(new URL('page.js', import.meta.url))],
        bundle: true,
        write: false,
        format: 'esm',
        mainFields: ['module', 'main'],
        logLevel: 'error',
    });
    const files = {
        '/': ['text/html', '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>'],
        '/page.js': ['text/javascript', outputFiles[0].text],
    };
    const server = createServer(({ url }, response) => {
        const [type, body] = files[/** @type {keyof typeof files} */ (url)] ?? ['text/plain', ''];
        response.writeHead(200, { 'Content-Type': type }).end(body);
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(null)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${port}/`);
        await page.waitForFunction(() => /** @type {any} */ (window).contest);
        return await page.evaluate(
            ([backend, quick]) => /** @type {any} */ (window).contest(backend, quick),
            /** @type {const} */ ([backend, quick]),
        );
    } finally {
        await browser.close();
        server.close();
    }
}
