/** The pages of the reference and of the guide, as they are served beside the demo. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { poll, site, startDemo } from './demo-page.js';

let demo;
beforeAll(async () => {
    demo = await startDemo({ build: true });
});
afterAll(() => demo?.stop());

const PAGES = {
    'the index': 'api/index.html',
    'an entry': 'api/modules/regularizers.html',
    'a class': 'api/classes/regularizers.L1.html',
    'a function': 'api/functions/regularizers.l1_l2.html',
    'the plug-in': 'api/interfaces/regularizers_tfjs.Regularizers.html',
    'the guide': 'api/documents/Getting_started.html',
};

describe.each(Object.entries(PAGES))('%s', (_, path) => {
    test.each([
        ['light', 1280],
        ['dark', 360],
    ])('is clean to axe, keeps to the policy and fits the screen: %s, %i px', async (scheme, width) => {
        const { page, complaints, close } = await demo.open({ query: path, width, dark: scheme === 'dark' });
        await poll(() => page.locator('#tsd-nav-container a').count()).toBeGreaterThan(5);
        // TypeDoc's menu folds at a click beside a link, which stands inside of what folds. Each is reached by itself.
        const menu = '#tsd-nav-container summary';
        const { violations } = await new AxeBuilder({ page }).exclude(menu).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
        expect(complaints).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await close();
    });
});

test('every link of every page leads to a page that is there', () => {
    const pages = readdirSync(`${site}api`, { recursive: true, encoding: 'utf8' }).filter(
        name => name.endsWith('.html') && !name.startsWith('media/'),
    );
    expect(pages.length).toBeGreaterThan(100);
    const dead = pages.flatMap(name => {
        const html = readFileSync(`${site}api/${name}`, 'utf8');
        const links = [...html.matchAll(/<a [^>]*?href="([^"#?]+)/g)].map(([, to]) => to);
        return links
            .filter(to => !/^[a-z]+:/.test(to))
            .map(to => join(`${site}api`, dirname(name), decodeURIComponent(to)))
            .filter(file => !existsSync(file))
            .map(file => `${name}: ${file.replace(site, '')}`);
    });
    expect(dead).toEqual([]);
});

test('the demo leads to it, and it leads back; what was read once is there without a network', async () => {
    const { page, close } = await demo.open();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready);
    await page.reload();
    await page.locator('footer a[href="./api/index.html"]').click();
    await poll(() => page.title()).toBe('regularizers');
    await page.context().setOffline(true);
    await page.reload();
    await poll(() => page.locator('h1').first().textContent()).toBe('regularizers');
    await page.context().setOffline(false);
    await page.locator('#tsd-toolbar-links a').first().click();
    await poll(() => page.locator('h1').textContent()).toBe('What a regularizer does');
    await close();
});

test('the search finds a function by its name', async () => {
    const { page, close } = await demo.open({ query: PAGES['the index'] });
    await page.locator('#tsd-search-trigger').click();
    await page.locator('#tsd-search-input').fill('useKernels');
    await poll(async () => (await page.locator('#tsd-search-results li').allTextContents()).join()).toMatch(
        /useKernels/,
    );
    await close();
});
