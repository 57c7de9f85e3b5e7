/** The core entry of the package: the wasm is inlined, and compiled at the first call. */
import { kernels } from './generated/kernels.js';
import { bytesOf } from './text.js';
import { provide } from './wasm.js';

export * from './api.js';

provide(() => bytesOf(kernels));
