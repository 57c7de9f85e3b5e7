// Where counters are kept until they are added up: a file for each test file and for each page of a browser.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../run.mjs';
import { instrument } from './instrument.mjs';

/** The folder of the counters; without it nothing is counted. */
export const folder = process.env.OUTCOMES;

/** Keeps what was counted up to here. @param {Record<string, ArrayLike<number>>} [counters] by the name of the file */
export function keep(counters = {}) {
    if (!folder) return;
    const plain = Object.fromEntries(Object.entries(counters).map(([name, counts]) => [name, Array.from(counts)]));
    writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(plain));
}

/** The sum of all that was kept. @returns {Map<string, number[]>} */
export function kept(/** @type {string} */ folder) {
    const sums = new Map();
    for (const file of readdirSync(folder)) {
        const counters = Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')));
        for (const [name, counts] of counters) {
            const sum = sums.get(name);
            if (sum)
                counts.forEach((/** @type {number} */ count, /** @type {number} */ i) => {
                    sum[i] += count;
                });
            else sums.set(name, counts);
        }
    }
    return sums;
}

/** What makes esbuild bundle the sources of the package with their counters: pages of browsers count too. */
export const plugins = () => (folder ? [plugin] : []);

/** @type {import('esbuild').Plugin} */
const plugin = {
    name: 'outcomes',
    setup(build) {
        build.onLoad({ filter: /\.js$/ }, ({ path }) => {
            const name = relative(root, path);
            if (!name.startsWith('js/')) return null;
            return { contents: instrument(readFileSync(path, 'utf8'), name).code };
        });
    },
};

/** Keeps what a page counted, before it is closed. */
export async function keepPage(/** @type {import('playwright-core').Page} */ page) {
    if (!folder) return;
    keep(
        await page.evaluate(() => {
            const counters = Object.entries(/** @type {any} */ (globalThis).outcomes ?? {});
            return Object.fromEntries(counters.map(([name, counts]) => [name, Array.from(counts)]));
        }),
    );
}
