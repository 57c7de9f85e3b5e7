// `npm run demo:build`: makes the page's data, then the page, in build/demo. Any static host serves it from any path.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { makeReference } from '../reference/build.mjs';
import { packedDigits } from './digits.mjs';

const demo = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
export const site = `${root}build/demo/`;

/** The page imports the package as it is in the tree, and the reference is made of its declarations. */
function makePackage() {
    if (existsSync(`${root}js/generated/elementwise.js`) && existsSync(`${root}dist/types/index.d.ts`)) return;
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
}

/** What is trained and packed here never changes, so it is made once: elsewhere, for two may make it at the same time. */
async function makeData() {
    const whole = `${demo}generated`;
    const isMade = () => existsSync(`${whole}/more-digits.bin`);
    if (isMade()) return;
    mkdirSync(`${root}build`, { recursive: true });
    const folder = mkdtempSync(`${root}build/demo-data-`);
    const { first, more } = packedDigits();
    writeFileSync(`${folder}/digits.bin`, first);
    writeFileSync(`${folder}/more-digits.bin`, more);
    // Not before the package has been built.
    const { sampleModel } = await import('./sample.mjs');
    const { firstPair } = await import('./first.mjs');
    const { json, weights } = sampleModel();
    writeFileSync(`${folder}/sample-weights.bin`, weights);
    writeFileSync(`${folder}/sample-model.json`, json);
    writeFileSync(`${folder}/first.json`, firstPair(first));
    if (!isMade()) {
        rmSync(whole, { recursive: true, force: true });
        renameSync(folder, whole);
    }
    rmSync(folder, { recursive: true, force: true });
}

/** @param {string} [folder] where the page goes, with a slash at its end; default `site` */
export async function makeSite(folder = site) {
    makePackage();
    await makeData();
    await build({ configFile: `${demo}vite.config.js`, logLevel: 'warn', build: { outDir: folder } });
    await makeReference(`${folder}api/`);
    writeServiceWorker(folder);
}

/** The page offline: a worker that knows each file of this build by name. @param {string} folder */
function writeServiceWorker(folder) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    // The pages of the reference are kept when they are read: nobody's first visit waits for a hundred of them.
    const isKept = (/** @type {string} */ name) => name !== 'offline.js' && !name.startsWith('api/');
    const files = names.filter(name => statSync(folder + name).isFile() && isKept(name)).sort();
    const hash = createHash('sha256');
    for (const name of files) hash.update(name).update(readFileSync(folder + name));
    const template = readFileSync(`${demo}make/offline.js`, 'utf8');
    const settings = { VERSION: hash.digest('hex').slice(0, 16), FILES: ['./', ...files] };
    writeFileSync(`${folder}offline.js`, `self.SETTINGS = ${JSON.stringify(settings)};\n${template}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeSite(process.argv[2]);
