/**
 * The core entry without the wasm: for Workers that may not compile and are handed a WebAssembly.Module instead, and for
 * pages that fetch `regularizers/kernels/*.wasm` themselves. Before `useKernels`, and without it, the JS kernels serve.
 * As published, in dist/slim/, the generated modules beside it hold no bytes; see scripts/build.mjs.
 */
import { shown, tagOf } from './input/check.js';
import { checksumOf } from './kernels/packing.js';

// The families of kernels, and below their rows: written by `npm run build`, one for each whose kernels a class imports.

import * as anchored from './generated/anchored.js';
import * as elementwise from './generated/elementwise.js';
import * as groups from './generated/groups.js';
import * as orthogonal from './generated/orthogonal.js';
import * as softOrthogonal from './generated/soft_orthogonal.js';
import { family as anchoredFamily } from './kernels/anchored.js';
import { family as elementwiseFamily } from './kernels/elementwise.js';
import { family as groupsFamily } from './kernels/groups.js';
import { family as orthogonalFamily } from './kernels/orthogonal.js';
import { family as softOrthogonalFamily } from './kernels/soft-orthogonal.js';

export * from './index.js';

/** By what each family's module is known: the bytes by their checksum, what they were compiled to by its exports. */
const FAMILIES = [
    { family: anchoredFamily, names: anchored.names, checksum: anchored.checksum },
    { family: elementwiseFamily, names: elementwise.names, checksum: elementwise.checksum },
    { family: groupsFamily, names: groups.names, checksum: groups.checksum },
    { family: orthogonalFamily, names: orthogonal.names, checksum: orthogonal.checksum },
    { family: softOrthogonalFamily, names: softOrthogonal.names, checksum: softOrthogonal.checksum },
];

/** @typedef {WebAssembly.Module & object & { then?: never, length?: never }} CompiledModule TypeScript's own fits anything */

/**
 * Says where a family's wasm comes from; call it once for each. Bytes are copied and compiled at the first need; where that
 * is forbidden, the JS kernels go on serving, see `backend()`. Only bytes can serve a shared memory as well. Once a family
 * runs, another module changes nothing.
 * @param {CompiledModule | ArrayBuffer | ArrayBufferView} kernels one of regularizers/kernels/*.wasm, compiled or as
 *     bytes; which of them it is, it says itself
 * @returns {void}
 * @throws {TypeError} for anything else, a promise included
 * @throws {RangeError} when it is other wasm, that of another version included, or none at all, as the page that tells of a
 *     failed download is
 * @example
 * import { readFile } from 'node:fs/promises'; // in a page: await (await fetch(url)).arrayBuffer()
 * import { backend, L1, useKernels } from 'regularizers/slim';
 *
 * backend(); // 'js'
 * const url = import.meta.resolve('regularizers/kernels/elementwise.wasm');
 * useKernels(await readFile(new URL(url)));
 * backend(); // 'wasm-simd'
 * new L1(0.5)([1, -2, 3]); // 3
 */
export function useKernels(kernels) {
    const module = moduleOf(kernels);
    const given = module ?? copyOfBytes(kernels);
    const isIts = module ? exportsExactly(module) : isBytesOf(/** @type {Uint8Array} */ (given));
    const found = FAMILIES.find(isIts);
    if (!found) throw new RangeError('useKernels: expected one of regularizers/kernels/*.wasm, got other data');
    found.family.provide(given);
}

/** @typedef {(family: { names: readonly string[], checksum: number }) => boolean} Test */

/** @param {Uint8Array} bytes @returns {Test} */
function isBytesOf(bytes) {
    const checksum = checksumOf(bytes);
    return family => family.checksum === checksum;
}

/** @param {WebAssembly.Module} module @returns {Test} */
function exportsExactly(module) {
    const functions = WebAssembly.Module.exports(module).map(({ name, kind }) => `${kind} ${name}`);
    return ({ names }) => `${functions}` === `${names.map(name => `function ${name}`)}`;
}

/** @param {unknown} x @returns {WebAssembly.Module | undefined} x, if it is a module of any realm */
const moduleOf = x => (tagOf(x) === 'WebAssembly.Module' ? /** @type {WebAssembly.Module} */ (x) : undefined);

/** @param {any} x @returns {Uint8Array} a copy */
function copyOfBytes(x) {
    if (ArrayBuffer.isView(x)) return new Uint8Array(x.buffer, x.byteOffset, x.byteLength).slice();
    if (tagOf(x) === 'ArrayBuffer') return new Uint8Array(x).slice();
    throw new TypeError(`useKernels: expected a WebAssembly.Module or the bytes of one, got ${shown(x)}`);
}
