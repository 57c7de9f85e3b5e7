// `npm run demo:build`: makes the page's data, then the page, in build/demo. Any static host serves it from any path.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { packedDigits } from './digits.mjs';
import { sampleModel } from './sample.mjs';

const demo = fileURLToPath(new URL('..', import.meta.url));
export const site = fileURLToPath(new URL('../../build/demo/', import.meta.url));

/** The digits and the sample model never change, so they are made once. */
function makeData() {
    const folder = `${demo}generated`;
    if (existsSync(`${folder}/sample-model.json`)) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/digits.bin`, packedDigits());
    const { json, weights } = sampleModel();
    writeFileSync(`${folder}/sample-weights.bin`, weights);
    writeFileSync(`${folder}/sample-model.json`, json);
}

export async function makeSite() {
    makeData();
    await build({ configFile: `${demo}vite.config.js`, logLevel: 'warn' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeSite();
