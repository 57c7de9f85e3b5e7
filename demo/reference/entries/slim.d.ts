/**
 * The core entry without the wasm: for Workers that may not compile and are handed a WebAssembly.Module instead, and for pages
 * that fetch `regularizers/kernels/*.wasm` themselves. Before `useKernels`, and without it, the JS kernels serve. All else is as
 * in the core entry.
 * @module regularizers/slim
 */

export * from '../../../dist/types/index.js';
export type { CompiledModule } from '../../../dist/types/slim.js';
export { useKernels } from '../../../dist/types/slim.js';
