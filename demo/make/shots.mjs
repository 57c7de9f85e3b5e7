// `npm run demo:shots`: builds the page, uses every section, and takes its picture at two widths, light and dark.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CHROMIUM } from './chromium.mjs';
import { serve } from './serve.mjs';
import { makeSite, site } from './site.mjs';

const TRAINING_MS = 120_000;
const MEASURING_MS = 60_000;
const SECTIONS = ['train', 'weights', 'configs', 'browser'];
const FIGURE = 'train-figure';
const out = new URL('../../build/shots/', import.meta.url).pathname;

/** @param {import('playwright-core').Page} page @param {number} step of the story */
async function trainStep(page, step) {
    await page.click(`#train-story li:nth-child(${step}) a`);
    await page.waitForFunction(
        () => /^Trained for/.test(document.querySelector('#train-status')?.textContent ?? ''),
        undefined,
        {
            timeout: TRAINING_MS,
        },
    );
}

/** @param {import('playwright-core').Page} page */
async function useEverything(page) {
    await trainStep(page, 3);
    await page.click('#weights-sample');
    await page.waitForSelector('#weights-result table');
    await page.click('#proof-run');
    await page.waitForFunction(() => document.querySelector('#proof-run')?.textContent === 'Measure again', undefined, {
        timeout: MEASURING_MS,
    });
}

/** @param {import('playwright-core').Page} page @param {readonly string[]} ids @param {string} [prefix] of the names of the files */
async function takePictures(page, ids, prefix = '') {
    // A picture of a section is put together from several screens, and what sticks to the top would be in each.
    await page.evaluate(() => {
        for (const sticky of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.sections, .held'))) {
            sticky.style.position = 'static';
        }
    });
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 360]) {
            await page.setViewportSize({ width, height: 900 });
            await page.evaluate(() => scrollTo(0, 0));
            await page.waitForTimeout(500);
            await page.screenshot({ path: `${out}${prefix}top-${width}-${colorScheme}.png` });
            const end = `${width}-${colorScheme}.png`;
            for (const id of ids) await page.locator(`#${id}`).screenshot({ path: `${out}${prefix}${id}-${end}` });
        }
    }
}

await makeSite();
mkdirSync(out, { recursive: true });
const server = await serve(site);
const browser = await chromium.launch(CHROMIUM);
try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', message => console.log(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => console.log(`error: ${error.message}`));
    await page.goto(server.url);
    await page.screenshot({ path: `${out}empty-1280-light.png`, fullPage: true });
    await useEverything(page);
    await takePictures(page, [...SECTIONS, FIGURE]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.pdf({ path: `${out}print.pdf`, format: 'A4', preferCSSPageSize: true, printBackground: true });
    await trainStep(page, 4);
    await takePictures(page, [FIGURE], 'groups-');
    console.log(`The pictures are in ${out}`);
} finally {
    await browser.close();
    await server.close();
}
