// TF.js from a script tag in Chromium, as most pages load it: activityRegularizer on every layer and every user's class.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { right } from '../tfjs/every-layer.js';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json')), 'dist');
const files = ['tf.min.js', 'tf.js', 'tf.es2017.min.js', 'tf.es2017.js'];

let server;
let browser;

beforeAll(async () => {
    const bundle = await build({
        entryPoints: [join(here, 'script-tag.page.js')],
        bundle: true,
        write: false,
        format: 'iife',
        logLevel: 'error',
    });
    const scripts = { '/page.js': bundle.outputFiles[0].text };
    for (const file of files) scripts[`/${file}`] = await readFile(join(dist, file));
    server = createServer(({ url }, response) => {
        const page = `<!doctype html><title>tf</title><script src="${url.slice(1)}.js"></script><script src="page.js"></script>`;
        const type = url in scripts ? 'text/javascript' : 'text/html';
        response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(scripts[url] ?? page);
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
});

afterAll(async () => {
    await browser?.close();
    server?.close();
});

test.each(files)('%s in a script tag', async file => {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/${file.replace('.js', '')}`);
    const { layers, cells, unregistered, 'set later': later, ...classes } = await page.evaluate(() => window.answers());
    expect(errors).toEqual([]);
    expect(Object.keys(layers).length).toBeGreaterThan(60);
    for (const answers of [layers, { later }, ...Object.values(classes)]) {
        expect(Object.entries(answers).filter(([, each]) => JSON.stringify(each) !== JSON.stringify(right))).toEqual(
            [],
        );
    }
    expect(Object.keys(classes)).toHaveLength(3);
    expect([cells, unregistered]).toEqual([[null, null, null, null], [{ l1: 0.01 }]]);
    await page.close();
});
