// Run by bundles.test.js with a folder of node_modules and the name of a file of @tensorflow/tfjs/dist: loads that TF.js
// in a process of its own, since its engine lives on the global object, and prints the answers of every-layer.js
// and every-option.js.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { install } from '../../js/tfjs/index.js';
import { askEverything } from './every-layer.js';
import { askOptions } from './every-option.js';

const require = createRequire(import.meta.url);
const [modules, file] = process.argv.slice(2);
const path = join(modules, '@tensorflow/tfjs/dist', file);

/** The ES modules bear a name that Node takes for CommonJS. */
function requireModule() {
    const folder = mkdtempSync(join(tmpdir(), 'tfjs-'));
    try {
        const outfile = join(folder, 'tf.cjs');
        buildSync({ entryPoints: [path], bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
        return require(outfile);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

const print = console.log;
console.log = console.warn = () => {}; // TF.js' advice
const tf = file.includes('fesm') ? requireModule() : require(path);
tf.enableProdMode();
await tf.setBackend('cpu');
const options = await askOptions(tf, install);
print(JSON.stringify({ ...(await askEverything(tf, install)), options }));
