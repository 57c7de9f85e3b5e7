import { backend } from 'regularizers';

/** Which of our kernels run here, in words. */
export const kernels = () => (backend() === 'wasm-simd' ? 'WebAssembly with SIMD' : 'plain JavaScript');
