/**
 * Arrays that live in wasm memory, on which kernels run in place: on the slabs behind `allocate`, and on the memories that a
 * caller attached. No view of a memory that may grow is ever kept.
 */
import { rangeError, shown, tagOf, typeError } from '../input/check.js';
import { bufferOf } from '../input/float32.js';
import { elementsOf } from '../input/tensor.js';
import { canRun, findHomesBy, newMemory, PAGE, WORKSPACE, WORKSPACE_BYTES } from './memory.js';
import { LARGEST_BYTES } from './room.js';
import { Family, isBytes } from './wasm.js';

/** @typedef {import('./memory.js').Home} Home */

const SLAB_BYTES = 64 * PAGE;
/** Allocations start behind it. */
const SLAB_HEADER = WORKSPACE + WORKSPACE_BYTES;

/**
 * What an engine accepts if it accepts our modules: a module of no functions, but of a type that has a vector, and
 * `env.memory`.
 * @type {Family<{}>}
 */
const probe = /* @__PURE__ */ new Family({
    text: 'geke}ewhggghlhejhe&givhjeoexe!meweoeweye|e$igg',
    limits: 30,
    multiplyAdds: [],
});

/**
 * A buffer dies with its last view, and takes its home with it; null for one that was looked for in vain.
 * @type {WeakMap<ArrayBufferLike, Home | null>}
 */
const homes = new WeakMap();

/** @type {WeakMap<WebAssembly.Memory, Home>} */
const attached = new WeakMap();
/** @type {WeakRef<WebAssembly.Memory>[]} */
let attachedMemories = [];

/**
 * The home of an array on a memory that is known.
 * @param {Float32Array} x
 * @returns {Home | undefined}
 */
function residence(x) {
    const buffer = bufferOf(x);
    const home = homes.get(buffer);
    return home === undefined ? grownHome(buffer) : (home ?? undefined);
}

/**
 * A memory that grew has a new buffer, of whole pages: find the attached memory that it belongs to. Another buffer never
 * becomes a memory's, so that it is looked for once.
 * @param {ArrayBufferLike} buffer
 */
function grownHome(buffer) {
    if (attachedMemories.length === 0 || buffer.byteLength % PAGE !== 0) return undefined;
    for (const ref of attachedMemories) {
        const memory = ref.deref();
        if (memory && bufferOfMemory(memory) === buffer) {
            const home = /** @type {Home} */ (attached.get(memory));
            homes.set(buffer, home);
            return home;
        }
    }
    homes.set(buffer, null);
    return undefined;
}

/**
 * From the first memory on: before it, nobody pays for looking an array up.
 * @param {ArrayBufferLike} buffer
 * @param {Home} home
 */
function settle(buffer, home) {
    homes.set(buffer, home);
    findHomesBy(residence);
}

/** @type {((this: WebAssembly.Memory) => ArrayBuffer) | undefined} */
let bufferGetter;

/**
 * The buffer of a memory of any realm, whatever a property of it says.
 * @param {WebAssembly.Memory} memory
 * @returns {ArrayBuffer}
 * @throws {TypeError} for anything else
 */
function bufferOfMemory(memory) {
    bufferGetter ??= /** @type {any} */ (Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer')).get;
    return /** @type {NonNullable<typeof bufferGetter>} */ (bufferGetter).call(memory);
}

/** @param {WebAssembly.Memory} memory what may only say that it is one */
function isMemory(memory) {
    if (tagOf(memory) !== 'WebAssembly.Memory') return false;
    try {
        return !('WebAssembly' in globalThis) || bufferOfMemory(memory) !== undefined;
    } catch {
        return false;
    }
}

/**
 * Makes every Float32Array on the memory zero copy: penalties, gradients and steps then run on it in place, also after
 * it has grown. Nothing is written to the memory but the results that are asked for. Without wasm it does nothing.
 * @param {WebAssembly.Memory} memory of any module: a framework's, an inference engine's, one's own; plain or shared
 * @returns {void}
 * @throws {TypeError} when it is not a WebAssembly.Memory
 * @example
 * import { attach, L1 } from 'regularizers';
 *
 * const memory = new WebAssembly.Memory({ initial: 1 }); // of some other module
 * attach(memory);
 * const weights = new Float32Array(memory.buffer, 1024, 3);
 * weights.set([1, -2, 0.25]);
 * new L1(0.5).grad(weights, { out: weights }); // Float32Array(3) [ 0.5, -0.5, 0.5 ]
 */
export function attach(memory) {
    if (!isMemory(memory)) {
        throw typeError('attach', 'memory to be a WebAssembly.Memory', shown(memory));
    }
    if (!canRun(probe) || attached.has(memory)) return;
    const isShared = tagOf(bufferOfMemory(memory)) === 'SharedArrayBuffer';
    const home = { memory, rewrite: isShared ? withSharedMemory : undefined, sums: null };
    refuseUnusable(home);
    attached.set(memory, home);
    attachedMemories = attachedMemories.filter(ref => ref.deref());
    attachedMemories.push(new WeakRef(memory));
    settle(bufferOfMemory(memory), home);
}

/**
 * The module's bytes with its import declared as a shared memory. That takes limits with a maximum: the flags and
 * minimum `00 00` at the end of the import section become `03 00` and the maximum of 65536 pages.
 * @type {import('./wasm.js').Rewrite}
 * @throws {TypeError} when only a compiled module was given, which cannot be rewritten
 */
function withSharedMemory(bytes, limits) {
    if (!isBytes(bytes)) {
        throw new TypeError('a shared memory needs the bytes of the kernels, and only a module was given');
    }
    // The one import is 13 bytes and the limits, the length of the section in front of them.
    const length = limits - 14;
    return Uint8Array.of(
        ...bytes.subarray(0, length),
        bytes[length] + 3,
        ...bytes.subarray(length + 1, limits),
        ...[0x03, 0x00, 0x80, 0x80, 0x04],
        ...bytes.subarray(limits + 2),
    );
}

/** @param {Home} home on a memory, which may have 64-bit addresses */
function refuseUnusable(home) {
    try {
        probe.on(home);
    } catch (cause) {
        if (!(cause instanceof WebAssembly.LinkError)) throw cause;
        const got = 'one that a module with 32-bit addresses cannot import';
        throw new TypeError(`attach: expected memory to be a WebAssembly.Memory, got ${got}`, { cause });
    }
}

/** @typedef {{ buffer: ArrayBuffer, used: number }} Slab */

/** @type {Slab | undefined} what small arrays are taken from */
let slab;

/** Arrays of more bytes do not come from it. */
const LARGE_BYTES = SLAB_BYTES / 4;

/** @type {WeakRef<ArrayBuffer> | undefined} the memory of the last large array, for as long as an array on it lives */
let largeBuffer;
/** Bytes of it that are taken. */
let largeUsed = 0;

/** @param {number} bytes @returns {Slab | undefined} */
function newSlab(bytes) {
    const memory = newMemory(bytes);
    if (!memory) return undefined;
    const { buffer } = memory;
    settle(buffer, { memory, sums: new Float64Array(buffer, 0, 2) });
    return { buffer, used: SLAB_HEADER };
}

/**
 * A zero-filled Float32Array inside wasm memory, on which everything runs in place. It stays valid for as long as it is
 * referenced, and its memory is collected once no array on the same is: many small ones share 4 MB, and each two of more
 * than 1 MB one of their own. Without wasm, or where no memory can be had, it is an ordinary Float32Array.
 * @param {number | readonly number[]} lengthOrShape number of elements, or a shape whose product it is
 * @returns {Float32Array<ArrayBuffer>}
 * @throws {TypeError | RangeError} when a dimension is not an integer >= 0, or more memory is asked for than there is
 * @example
 * import { allocate, L2 } from 'regularizers';
 *
 * const kernel = allocate([2, 3]); // six zeros
 * kernel.set([1, 2, 3, 4, 5, 6]);
 * const grad = allocate(kernel.length);
 * new L2(0.5).valueAndGrad(kernel, { out: grad }).value; // 45.5
 * grad; // Float32Array(6) [ 1, 2, 3, 4, 5, 6 ]
 */
export function allocate(lengthOrShape) {
    const length = elementsOf('allocate', typeof lengthOrShape === 'number' ? [lengthOrShape] : lengthOrShape);
    const bytes = Math.ceil(length / 4) * 16;
    if (bytes > LARGEST_BYTES) {
        throw rangeError('allocate', 'less than 4 GB, the limit of a wasm memory', `${length} elements`);
    }
    if (!canRun(probe)) return new Float32Array(length);
    if (bytes > LARGE_BYTES) return large(length, bytes);
    if (!slab || slab.used + bytes > SLAB_BYTES) slab = newSlab(SLAB_BYTES);
    if (!slab) return new Float32Array(length);
    const at = slab.used;
    slab.used += bytes;
    return new Float32Array(slab.buffer, at, length);
}

/**
 * A large array. Its memory has room for a second one, such as its gradient, as kernels run in place only on arrays that
 * share one; pages that are never touched cost address space alone.
 * @param {number} length
 * @param {number} bytes
 */
function large(length, bytes) {
    let buffer = largeBuffer?.deref();
    if (!buffer || largeUsed + bytes > buffer.byteLength) {
        const made = newSlab(Math.min(SLAB_HEADER + 2 * bytes, LARGEST_BYTES)) ?? newSlab(SLAB_HEADER + bytes);
        if (!made) return new Float32Array(length);
        ({ buffer, used: largeUsed } = made);
        largeBuffer = new WeakRef(buffer);
    }
    const at = largeUsed;
    largeUsed += bytes;
    return new Float32Array(buffer, at, length);
}
