/** The pages of examples/browser in Chromium, as they are: where they load from elsewhere they get the tarball's files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium } from 'playwright-core';
import { freshInstall, root } from './fresh.js';

const CDN = 'https://cdn.jsdelivr.net/npm';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tfjs = JSON.parse(readFileSync(join(root, 'node_modules/@tensorflow/tfjs/package.json'), 'utf8')).version;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };

let app;
let browser;
beforeAll(async () => {
    app = await freshInstall();
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
});
afterAll(async () => {
    await browser?.close();
    await app?.remove();
});

/** What a page at http://page/ shows once it is done; whatever else it asks for must be a file of one of the packages. */
async function shown(html) {
    const folders = {
        [`${CDN}/regularizers@${version}/`]: join(app.folder, 'node_modules/regularizers'),
        [`${CDN}/@tensorflow/tfjs@${tfjs}/`]: join(root, 'node_modules/@tensorflow/tfjs'),
    };
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    await page.route('**/*', async route => {
        const url = route.request().url();
        if (url === 'http://page/') return route.fulfill({ body: html, contentType: 'text/html' });
        if (url === 'http://page/favicon.ico') return route.fulfill({ body: '' });
        const base = Object.keys(folders).find(each => url.startsWith(each));
        const body = base && (await readFile(join(folders[base], url.slice(base.length))).catch(() => undefined));
        if (!body) errors.push(`nothing is at ${url}`);
        const headers = { 'access-control-allow-origin': '*' };
        await route.fulfill({ status: body ? 200 : 404, body: body || '', contentType: TYPES[extname(url)], headers });
    });
    try {
        await page.goto('http://page/');
        const answer = page.locator('#answer');
        const isDone = async () => /penalty/.test(await answer.textContent());
        for (const end = Date.now() + 60_000; Date.now() < end && !errors.length && !(await isDone()); )
            await page.waitForTimeout(50);
        expect(errors).toEqual([]);
        return await answer.textContent();
    } finally {
        await page.close();
    }
}

const pageOf = name => readFileSync(join(root, 'examples/browser', name), 'utf8');

const steps = 'penalty 1.625\ngradient 0.5,-0.5,0.5,0\nproximal step 0.5,-1.5,0,0';
const trained = /^weights 1\.9\d, 0, 0\npenalty of dense_Dense1\/kernel$/;

const RECIPES = {
    'import-map.html': trained,
    'module.html': steps,
    'script-tag.html': steps,
    'tfjs-script-tag.html': trained,
};

test.each(Object.entries(RECIPES))('%s', async (name, answer) => {
    expect(await shown(pageOf(name))).toEqual(typeof answer === 'string' ? answer : expect.stringMatching(answer));
});

test('the page on them shows parts of them all, as they are', () => {
    expect(readdirSync(join(root, 'examples/browser'))).toEqual(Object.keys(RECIPES));
    const about = readFileSync(join(root, 'docs/browser.md'), 'utf8');
    const [, ...blocks] = about.split('```html\n').map(text => text.split('```')[0]);
    const pages = Object.keys(RECIPES).map(pageOf);
    expect(blocks.filter(block => !pages.some(page => page.includes(block)))).toEqual([
        expect.stringContaining('integrity'),
    ]);
});

test.each(['regularizers', 'regularizers-tfjs'])('%s.min.js loads by its hash, and not by another', async name => {
    const file = join(app.folder, 'node_modules/regularizers/dist', `${name}.min.js`);
    const digest = createHash('sha384').update(readFileSync(file)).digest('base64');
    const page = hash => `<!doctype html><pre id="answer">penalty</pre>
        <script src="${CDN}/regularizers@${version}/dist/${name}.min.js" integrity="sha384-${hash}" crossorigin></script>`;
    expect(await shown(page(digest))).toBe('penalty');
    await expect(shown(page(digest.replace(/^./, first => (first === 'A' ? 'B' : 'A'))))).rejects.toThrow(/integrity/);
});

test('a script sets one global, and a page may load both', async () => {
    const both = ['regularizers', 'regularizers-tfjs'].map(
        name => `<script src="${CDN}/regularizers@${version}/dist/${name}.min.js"></script>`,
    );
    const answer = await shown(`<!doctype html><pre id="answer"></pre>
        <script>var before = Object.keys(window);</script>${both.join('')}
        <script>document.getElementById('answer').textContent =
            'penalty ' + Object.keys(window).filter(key => !before.includes(key) && key !== 'before');</script>`);
    expect(answer).toBe('penalty regularizers,regularizersTfjs');
});
