// TF.js on its wasm backend, as the examples that train with it use it in Node.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
export const tf = require('@tensorflow/tfjs');
const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
require(wasm).setWasmPaths(join(wasm, 'dist/'));
tf.enableProdMode(); // no advice about the native backend
await tf.setBackend('wasm');
