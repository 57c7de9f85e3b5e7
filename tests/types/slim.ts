// Compiled, not run: what the slim entry has beside the core's exports.
import { backend, L1, useKernels } from 'regularizers/slim';

useKernels(new Uint8Array(8));
useKernels(new ArrayBuffer(8));
useKernels(new WebAssembly.Module(new Uint8Array(8)));
const penalty: number = new L1(0.1)([1]);
console.log(backend(), penalty);

// @ts-expect-error bytes, not a promise of them
useKernels(Promise.resolve(new Uint8Array(8)));
