/** The built demo page in a real browser, with everything that it asks for and complains about written down. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../../demo/make/chromium.mjs';
import { POLICY, serve } from '../../demo/make/serve.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Of each of Jest's workers its own: a build empties the folder that another may be serving. */
export const site = `${root}build/demo-${process.env.JEST_WORKER_ID ?? 0}/`;

/** Of one run of Jest one build does for all files of a worker; it takes as long as some of them. */
function buildOnce() {
    const mark = `${site}.run`;
    const run = String(process.ppid);
    if (existsSync(mark) && readFileSync(mark, 'utf8') === run) return;
    execFileSync(process.execPath, ['demo/make/site.mjs', site], { cwd: root, stdio: 'inherit' });
    writeFileSync(mark, run);
}

/**
 * Builds the page, serves it from a sub-path and starts a browser.
 * @param {{ build?: boolean, policy?: string, wasm?: boolean }} [options] wasm: false takes WebAssembly from the page and
 *     from its workers
 */
export async function startDemo({ build = false, policy = POLICY, wasm = true } = {}) {
    if (build) buildOnce();
    const server = await serve(site, { under: '/any/folder/', policy });
    const browser = await chromium.launch(CHROMIUM);

    /**
     * @param {{ query?: string, width?: number, dark?: boolean, prepare?: (context: import('playwright-core').BrowserContext) => Promise<void> }} [options]
     *     prepare: called before the page is opened
     */
    async function open({ query = '', width = 1280, dark = false, prepare = async () => {} } = {}) {
        const context = await browser.newContext({
            viewport: { width, height: 900 },
            colorScheme: dark ? 'dark' : 'light',
            reducedMotion: 'reduce',
        });
        await context.grantPermissions(['clipboard-read', 'clipboard-write']);
        if (!wasm) await withoutWasm(context);
        await prepare(context);
        /** @type {string[]} */
        const requests = [];
        /** @type {string[]} */
        const complaints = [];
        context.on('request', request => requests.push(request.url()));
        context.on('weberror', error => complaints.push(error.error().message));
        context.on('console', message => {
            if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
        });
        const page = await context.newPage();
        await page.goto(server.url + query);
        return { page, requests, complaints, close: () => context.close() };
    }

    return {
        url: server.url,
        open,
        async stop() {
            await browser.close();
            await server.close();
        },
    };
}

/** @param {import('playwright-core').BrowserContext} context */
async function withoutWasm(context) {
    const remove = 'delete globalThis.WebAssembly;';
    await context.addInitScript(remove);
    await beforeWorkers(context, () => remove);
}

/**
 * Runs a script in each worker before its own.
 * @param {import('playwright-core').BrowserContext} context @param {() => string} script
 */
export const beforeWorkers = (context, script) =>
    context.route(/worker[^/]*\.js$/, async route => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${script()}\n${await response.text()}` });
    });

/** @typedef {import('playwright-core').Page} Page */

const FACTS = ['accuracy', 'gap', 'zeros', 'pixels', 'penalty'];
const COMPACTED = ['units', 'parameters', 'bytes', 'small-accuracy'];

/** @param {Page} page @param {'a' | 'b'} side @param {string[]} names @returns {Promise<number[]>} */
async function readFacts(page, side, names) {
    const figures = page.locator(`#train-figure .facts .of-${side} [data-fact]`);
    const texts = await figures.evaluateAll(nodes =>
        nodes.map(node => [/** @type {HTMLElement} */ (node).dataset.fact, node.textContent ?? '']),
    );
    return names.map(name => Number.parseFloat(Object.fromEntries(texts)[name].replace(',', '').replace('−', '-')));
}

/** The numbers of one run: held-out accuracy in per cent, the gap to training in points, exact zeros, unused pixels, penalty. @param {Page} page @param {'a' | 'b'} side */
export async function numbersOf(page, side) {
    const [accuracy, gap, zeros, pixels, penalty] = await readFacts(page, side, FACTS);
    return { accuracy, gap, zeros, pixels, penalty };
}

/** What `compact` leaves of a run with a hidden layer: units, parameters, kilobytes, and accuracy in per cent. @param {Page} page @param {'a' | 'b'} side */
export async function compactedOf(page, side) {
    const [units, parameters, kilobytes, accuracy] = await readFacts(page, side, COMPACTED);
    return { units, parameters, kilobytes, accuracy };
}

/**
 * Asks again until the answer is right.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} isRight
 * @param {number} [seconds]
 * @returns {Promise<T>}
 */
export async function until(ask, isRight, seconds = 50) {
    const end = Date.now() + 1000 * seconds;
    for (;;) {
        const answer = await ask();
        if (isRight(answer)) return answer;
        if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${seconds} s`);
        await new Promise(resolve => setTimeout(resolve, 100));
    }
}

/**
 * `expect` of what a page shows. It draws at the next frame, or when a worker answers: what is not there yet is asked for again.
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {number} [seconds]
 * @returns {{ [Matcher in keyof ReturnType<typeof expect>]: (...expected: any[]) => Promise<void> }}
 */
export const poll = (ask, seconds = 10) =>
    /** @type {any} */ (
        new Proxy(
            {},
            {
                get:
                    (_, matcher) =>
                    async (/** @type {unknown[]} */ ...expected) => {
                        /** @type {unknown} */
                        let failure;
                        const holds = (/** @type {T} */ answer) => {
                            try {
                                /** @type {any} */ (expect(answer))[matcher](...expected);
                                return true;
                            } catch (error) {
                                failure = error;
                                return false;
                            }
                        };
                        // What was expected and what came says more than that time is over.
                        await until(async () => ask(), holds, seconds).catch(error => {
                            throw failure ?? error;
                        });
                    },
            },
        )
    );
