/** The core entry of the package: the wasm is inlined, and compiled at the first call. */
import { kernels } from './generated/kernels.js';
import { bytesOf } from './kernels/packing.js';
import { provide } from './kernels/wasm.js';

export * from './api.js';

provide(() => bytesOf(kernels));
