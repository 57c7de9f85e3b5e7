// The TF.js that a test file runs with, and its cpu and wasm backends. Two versions would share one engine, which lives on
// the global object, so a file tests one version: the current one, or what `globalThis.tfjsFolder` names (../tfjs-3).
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const folder = globalThis.tfjsFolder ?? '../../node_modules';
const wasmFolder = dirname(require.resolve(`${folder}/@tensorflow/tfjs-backend-wasm/package.json`));

export const tf = require(`${folder}/@tensorflow/tfjs`);
tf.enableProdMode(); // keeps the advice to install the native backend off the console
require(wasmFolder).setWasmPaths(join(wasmFolder, 'dist/'));

export const backends = ['cpu', 'wasm'];

/** Makes a backend the current one. */
export async function use(backend) {
    if (!(await tf.setBackend(backend))) throw new Error(`${backend} is not there`);
    await tf.ready();
}
