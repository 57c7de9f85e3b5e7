// The contest on one of TF.js' backends in Node; prints its report as JSON.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { install } from 'regularizers/tfjs';
import { contest } from './contest.js';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
tf.enableProdMode();
const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
require(folder).setWasmPaths(join(folder, 'dist/'));

const [backend, quick] = process.argv.slice(2);
await tf.setBackend(backend);
console.log(JSON.stringify(await contest(tf, install, quick === 'quick')));
