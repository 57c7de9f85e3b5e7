import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as regularizers from 'regularizers/slim';
import { answer } from './answer.js';

const bytes = readFileSync(createRequire(import.meta.url).resolve('regularizers/kernels.wasm'));
console.log(regularizers.backend(), answer(regularizers));
regularizers.useKernels(process.argv[2] === 'module' ? new WebAssembly.Module(bytes) : bytes);
console.log(regularizers.backend(), answer(regularizers));
