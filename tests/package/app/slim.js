import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as regularizers from 'regularizers/slim';
import { answer } from './answer.js';

const { resolve } = createRequire(import.meta.url);
console.log(regularizers.backend(), answer(regularizers));
for (const family of ['elementwise', 'orthogonal']) {
    const bytes = readFileSync(resolve(`regularizers/kernels/${family}.wasm`));
    regularizers.useKernels(process.argv[2] === 'module' ? new WebAssembly.Module(bytes) : bytes);
}
console.log(regularizers.backend(), answer(regularizers));
