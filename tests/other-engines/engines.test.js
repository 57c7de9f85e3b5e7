/** The packed package in every engine that Debian and npm have: the same random programs print the same bits. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as regularizers from '../../js/index.js';
import { runProgram } from '../engines/random-program.js';
import { root } from '../package/fresh.js';
import { browsers } from './browsers.js';
import { names, start } from './command-line.js';
import { readInPage, serveDemo, trainInPage } from './demo.js';
import { makeSite } from './site.js';
import { tableIn, tableOf } from './table.js';

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const STEPS = 150;
const reference = SEEDS.map(seed => runProgram(regularizers, seed, STEPS));

/** Rows of what has run. @type {Map<string, Record<string, string | number>>} */
const matrix = new Map();

let site;
let demo;
beforeAll(async () => {
    site = await makeSite();
    demo = await serveDemo();
});
afterAll(async () => {
    await site?.remove();
    await demo?.close();
    const rows = Object.fromEntries([...matrix].sort());
    console.table(rows);
    mkdirSync(`${root}build`, { recursive: true });
    writeFileSync(`${root}build/engines.json`, JSON.stringify(rows, null, 4));
});

/** Dot products of the JS kernels, which they round as wasm does not but all engines alike. */
let roundedByJs;
beforeAll(async () => {
    const here = await start(`Node ${process.versions.node.split('.')[0]}`);
    const { runs } = JSON.parse(await here.run(site.folder, 'programs.js', 'js', STEPS, ...SEEDS));
    roundedByJs = runs.map(run => run.rounded);
});

const asJson = value => JSON.parse(JSON.stringify(value));

/** Compares what an engine printed with both kinds of kernels; how many programs that were. */
function compare(printed) {
    for (const [backend, text] of Object.entries(printed)) {
        const got = JSON.parse(text);
        expect(got.backend).toBe(backend);
        expect(got.runs.map(run => run.lines)).toEqual(reference.map(run => run.lines));
        const rounded = backend === 'js' ? roundedByJs : asJson(reference.map(run => run.rounded));
        expect(got.runs.map(run => run.rounded)).toEqual(rounded);
    }
    return Object.keys(printed).length * SEEDS.length;
}

describe.each(names)('%s', name => {
    test('prints the same bits by wasm and by JS', async () => {
        const engine = await start(name);
        const printed = {};
        for (const backend of ['wasm-simd', 'js']) {
            printed[backend] = await engine.run(site.folder, 'programs.js', backend, STEPS, ...SEEDS);
        }
        matrix.set(name, { version: engine.version, programs: compare(printed) });
    });
});

describe.each(Object.keys(browsers))('%s', name => {
    /** @type {import('./browsers.js').Browser} */
    let browser;
    beforeAll(async () => {
        browser = await browsers[name]();
        matrix.set(name, { version: browser.version });
    });
    afterAll(() => browser?.stop());

    test('prints the same bits by wasm and by JS', async () => {
        const printed = {};
        for (const backend of ['wasm-simd', 'js']) {
            await browser.go(`${site.url}programs.html?args=${[backend, STEPS, ...SEEDS]}`);
            printed[backend] = await browser.call(async () => {
                while (!globalThis.result) await new Promise(resolve => setTimeout(resolve, 20));
                return globalThis.result;
            });
        }
        matrix.get(name).programs = compare(printed);
    });

    test('trains a model of TF.js to exact zeros on each backend that it has', async () => {
        await browser.go(site.training);
        const trainOn = backend => browser.call(name => globalThis.trainOn(name), backend);
        const runs = [];
        for (const backend of ['cpu', 'wasm', 'webgl']) runs.push(await trainOn(backend));
        const trained = runs.filter(Boolean);
        matrix.get(name).trains = trained.map(({ backend }) => backend).join(', ');
        expect(trained.map(({ backend }) => backend)).toEqual(expect.arrayContaining(['cpu', 'wasm']));
        for (const { losses, weights } of trained) {
            expect(losses.every((loss, i) => i === 0 || loss < losses[i - 1])).toBe(true);
            expect(losses.at(-1)).toBeLessThan(losses[0] / 4);
            // The four weights that make the targets stay, all others become 0.
            expect([...weights.keys()].filter(i => weights[i] !== 0)).toEqual([0, 1, 2, 5]);
            weights.forEach((w, i) => {
                expect(Math.abs(w - trained[0].weights[i])).toBeLessThan(1e-5);
            });
        }
    });

    test('the demo trains to thousands of zeros, explains a config and opens a model, without a complaint', async () => {
        await browser.go(demo.url);
        const { backend, a, b } = await browser.call(trainInPage);
        expect(backend).toBe('wasm');
        expect(a.zeros).toBeLessThan(10);
        expect(b.zeros).toBeGreaterThan(4000);
        expect(Math.abs(b.accuracy - a.accuracy)).toBeLessThan(1);
        const read = await browser.call(readInPage);
        expect(read).toMatchObject({ verdict: 'Here it isL2(l2=0.02)', complaints: [] });
        expect(read.tensors).toEqual(['hidden/kernel', 'hidden/bias', 'digit/kernel', 'digit/bias']);
        expect(read.keras).toContain('✓ same');
        expect(read.summary).toContain('25,450 weights in 4 tensors');
        expect(read.summary).toContain('hidden kernel: L1(l1=0.0004)');
        matrix.get(name).demo = `${b.zeros} zeros`;
    });
});

// Debian's browsers are newer every month; where other engines are missing or this Node is a later one, so are rows.
const isWhole = process.platform === 'linux' && process.version.startsWith('v20.');
const withoutVersions = text => text.replace(/(Chromium|Firefox|WebKit) [\d.]+/g, '$1');

(isWhole ? test : test.skip)('the table of engines in the README says what ran', () => {
    const table = tableOf(Object.fromEntries(matrix));
    expect(withoutVersions(tableIn(readFileSync(`${root}README.md`, 'utf8')) ?? '')).toBe(withoutVersions(table));
});
