/**
 * The core entry without the wasm: for Workers that may not compile and are handed a WebAssembly.Module instead, and for
 * pages that fetch `regularizers/kernels.wasm` themselves. Before `useKernels`, and without it, the JS kernels serve.
 */
import { shown } from './input/check.js';
import { provide } from './kernels/wasm.js';

export * from './api.js';

/** The name of an export, which tells kernels.wasm from other wasm. */
const MARK = 'orthogonal_workspace';

/**
 * Says where the wasm comes from. Bytes are copied and compiled at the first need; where that is forbidden, the JS kernels
 * go on serving, see `backend()`. Only bytes can serve a shared memory as well. Once a module runs, another changes nothing.
 * @param {WebAssembly.Module | ArrayBuffer | ArrayBufferView} kernels regularizers/kernels.wasm, compiled or as bytes
 * @returns {void}
 * @throws {TypeError} for anything else, a promise included
 * @throws {RangeError} when it is other wasm or none at all, as the page that tells of a failed download is
 */
export function useKernels(kernels) {
    const module = moduleOf(kernels);
    const bytes = module ? undefined : bytesOf(kernels);
    const isOurs = bytes
        ? `${bytes.subarray(0, 4)}` === '0,97,115,109' && new TextDecoder().decode(bytes).includes(MARK)
        : WebAssembly.Module.exports(/** @type {WebAssembly.Module} */ (module)).some(({ name }) => name === MARK);
    if (!isOurs) throw new RangeError('useKernels: expected regularizers/kernels.wasm, got other data');
    provide(() => /** @type {Uint8Array | WebAssembly.Module} */ (module ?? bytes));
}

/** @param {unknown} x @returns {WebAssembly.Module | undefined} x, if it is a module of any realm */
const moduleOf = x =>
    Object.prototype.toString.call(x) === '[object WebAssembly.Module]'
        ? /** @type {WebAssembly.Module} */ (x)
        : undefined;

/** @param {any} x @returns {Uint8Array} a copy */
function bytesOf(x) {
    if (ArrayBuffer.isView(x)) return new Uint8Array(x.buffer, x.byteOffset, x.byteLength).slice();
    if (Object.prototype.toString.call(x) === '[object ArrayBuffer]') return new Uint8Array(x).slice();
    throw new TypeError(`useKernels: expected a WebAssembly.Module or the bytes of kernels.wasm, got ${shown(x)}`);
}
