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
    if (started) refuseAddressZero(/** @type {any} */ (tf.backend()).wasm);
    return tf.getBackend();
}

/** Where its memory is full, the wasm backend takes the 0 of its allocator for an address. @param {any} wasm its module */
function refuseAddressZero(wasm) {
    wasm._free(wasm._malloc(4)); // the first call puts another one in its place
    const { _malloc } = wasm;
    wasm._malloc = (/** @type {number} */ bytes) => {
        const address = _malloc(bytes);
        if (address === 0) throw new RangeError('WebAssembly has no memory left');
        return address;
    };
}
