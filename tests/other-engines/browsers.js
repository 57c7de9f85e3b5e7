/** Browsers that are started without anybody looking, each with one page. */
import puppeteer from 'puppeteer-core';
import { expression, startWebKit } from './webkit.js';

/**
 * A browser with one page.
 *
 * @typedef {object} Browser
 * @property {string} version
 * @property {(url: string) => Promise<void>} go opens the page, and waits until it has loaded
 * @property {(task: Function, ...args: any[]) => Promise<any>} call calls a function, which may be async, in the page; it sees
 *     nothing of what is around it here, arguments and result travel as JSON
 * @property {() => Promise<Uint8Array>} screenshot as PNG
 * @property {() => Promise<void>} stop
 */

/** @param {import('puppeteer-core').LaunchOptions} options @returns {Promise<Browser>} */
async function startPuppeteer(options) {
    const browser = await puppeteer.launch({ headless: true, timeout: 120_000, protocolTimeout: 120_000, ...options });
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    return {
        version: (await browser.version()).split('/')[1],
        go: async url => void (await page.goto(url)),
        call: (task, ...args) => page.evaluate(expression(task, args)),
        screenshot: () => page.screenshot(),
        stop: () => browser.close(),
    };
}

const quiet = ['quic', 'background-networking', 'component-update', 'sync'].map(what => `--disable-${what}`);

/** @type {Record<string, () => Promise<Browser>>} */
export const browsers = {
    Chromium: () =>
        startPuppeteer({
            executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
            args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
        }),
    Firefox: () =>
        startPuppeteer({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' }),
    WebKit: startWebKit,
};
