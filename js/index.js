/** The core entry of the package: the wasm is inlined, and compiled at the first call. */
import { hex } from './generated/kernels.js';
import { provide } from './wasm.js';

export * from './api.js';

provide(() => Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)));
