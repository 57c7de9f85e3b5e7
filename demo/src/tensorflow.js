/** TF.js in a worker: its wasm backend, or the plain one where WebAssembly is missing or forbidden. */
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

export const tf = { ...core, ...layers };

/** @returns {Promise<string>} the backend's name */
export async function startTensorFlow() {
    // The threaded build needs a cross-origin isolated page, which not every host can give.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths({
        'tfjs-backend-wasm.wasm': plainUrl,
        'tfjs-backend-wasm-simd.wasm': simdUrl,
        'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
    });
    const started = typeof WebAssembly === 'object' && (await tf.setBackend('wasm').catch(() => false));
    if (!started) await tf.setBackend('cpu');
    await tf.ready();
    return tf.getBackend();
}
