/** The installed package in Node: ES modules, CommonJS, TypeScript, Jest, a Worker, the slim entry. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as regularizers from '../../js/index.js';
import { answer } from './app/answer.js';
import { freshInstall, lend, runIn } from './fresh.js';

let app;
beforeAll(async () => {
    app = await freshInstall();
    await lend(app.folder, 'typescript', 'jest');
});
afterAll(() => app?.remove());

const wanted = `wasm-simd ${answer(regularizers)}`;

test.each(['esm.js', 'cjs.cjs', 'worker.js'])('%s prints the penalty', async program => {
    expect(await runIn(app.folder, 'node', program)).toBe(wanted);
});

test.each(['module', 'bytes'])('the slim entry answers before and after it is given a %s', async kind => {
    const [before, after] = (await runIn(app.folder, 'node', 'slim.js', kind)).split('\n');
    expect(before).toMatch(/^js /);
    expect(after).toBe(wanted);
    const [penalties, withoutWasm] = [wanted, before].map(line => line.split(' ').slice(1));
    expect(withoutWasm).toEqual(penalties);
});

test('the ES modules and the CommonJS build share one registry', async () => {
    expect(await runIn(app.folder, 'node', 'registry.js')).toBe('true 7 7 2');
});

test.each(['nodenext', 'bundler'])('TypeScript accepts right uses and refuses wrong ones with %s', async config => {
    await runIn(app.folder, 'typescript/bin/tsc', '--project', `${config}.json`);
});

test.each(['nodenext', 'bundler'])("the plug-in widens the types of TF.js' layers with %s", async config => {
    await lend(app.folder, '@tensorflow');
    try {
        await runIn(app.folder, 'typescript/bin/tsc', '--project', `${config}-layers.json`);
    } finally {
        await rm(join(app.folder, 'node_modules/@tensorflow'));
    }
});

test.each([
    ['CommonJS', 'cjs.spec.cjs', []],
    ['ES modules', 'esm.spec.mjs', ['--experimental-vm-modules']],
])('Jest runs it with %s', async (_, spec, flags) => {
    const options = ['--testMatch', `**/${spec}`, '--rootDir', app.folder, '--transform', '{}', '--watchman=false'];
    const extensions = ['--moduleFileExtensions', 'js', 'mjs', 'cjs'];
    await runIn(app.folder, 'node', ...flags, 'node_modules/jest/bin/jest.js', ...options, ...extensions);
});
