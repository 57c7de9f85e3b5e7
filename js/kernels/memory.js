/**
 * All wasm memory: the scratch that arrays from the JS heap pass through, the slabs behind `allocate`, the memories that
 * a caller attached, and the room for kernels that need all of an array at once. No view of a memory that may grow is ever kept.
 */
import { rangeError, shown, typeError } from '../input/check.js';
import { bufferOf } from '../input/float32.js';
import { elementsOf } from '../input/tensor.js';
import { BLOCK } from './compensated.js';
import { Family, isBytes } from './wasm.js';

const PAGE = 65536;
const SLAB_BYTES = 64 * PAGE;
/** Every memory of ours but the scratch begins with room for two sums and for kernels that work on many columns. */
export const WORKSPACE = 16;
export const WORKSPACE_BYTES = 14336;
/** Allocations start behind it. */
const SLAB_HEADER = WORKSPACE + WORKSPACE_BYTES;
/** Less than the 4 GB of a wasm memory, by a page. */
export const LARGEST_BYTES = 2 ** 32 - PAGE;

/**
 * Where an array lives: its memory, and room for two sums in it; null where the memory, and so its beginning, is not ours. Only the scratch has
 * room for arrays that live elsewhere. Each family of kernels keeps its instance on the memory here, under its own name.
 * @typedef {object} Home
 * @property {WebAssembly.Memory} memory
 * @property {import('./wasm.js').Rewrite} [rewrite] of modules for this kind of memory
 * @property {any} sums a Float64Array of two, or null
 * @property {Float32Array<ArrayBuffer>} [input] a block at byte INPUT
 * @property {any} [output] a block at byte OUTPUT
 * @property {import('../generated/elementwise.js').Elementwise} [elementwise]
 * @property {import('../generated/groups.js').Groups} [groups]
 * @property {import('../generated/optimizer.js').Optimizer} [optimizer]
 * @property {import('../generated/orthogonal.js').Orthogonal} [orthogonal]
 */

/**
 * What an engine accepts if it accepts our modules: a module of no functions, but of a type that has a vector, and
 * `env.memory`.
 * @type {Family<{}>}
 */
const probe = /* @__PURE__ */ new Family({
    text: "haqa$a}ihhhimiapia,hjwikaua~a'na}aua}a a#a*jhh",
    limits: 30,
    multiplyAdds: [],
});

/**
 * A buffer dies with its last view, and takes its home with it; null for one that was looked for in vain.
 * @type {WeakMap<ArrayBufferLike, Home | null>}
 */
const homes = new WeakMap();
let anyHome = false;

/** @type {WeakMap<WebAssembly.Memory, Home>} */
const attached = new WeakMap();
/** @type {WeakRef<WebAssembly.Memory>[]} */
let attachedMemories = [];

/**
 * The home of an array on which the kernels can run in place.
 * @param {Float32Array} x
 * @returns {Home | undefined}
 */
export function homeOf(x) {
    if (!anyHome) return undefined;
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
    if (Object.prototype.toString.call(memory) !== '[object WebAssembly.Memory]') return false;
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
 */
export function attach(memory) {
    if (!isMemory(memory)) {
        throw typeError('attach', 'memory to be a WebAssembly.Memory', shown(memory));
    }
    if (!canRun(probe) || attached.has(memory)) return;
    const isShared = Object.prototype.toString.call(bufferOfMemory(memory)) === '[object SharedArrayBuffer]';
    const home = { memory, rewrite: isShared ? withSharedMemory : undefined, sums: null };
    refuseUnusable(home);
    attached.set(memory, home);
    attachedMemories = attachedMemories.filter(ref => ref.deref());
    attachedMemories.push(new WeakRef(memory));
    homes.set(bufferOfMemory(memory), home);
    anyHome = true;
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

/**
 * A memory that never grows, so that its views never detach.
 * @param {number} bytes
 * @returns {{ memory: WebAssembly.Memory, buffer: ArrayBuffer } | undefined} undefined where it cannot be had: each
 *     reserves much address space, which an engine or a system may not give
 */
function newMemory(bytes) {
    const pages = Math.ceil(bytes / PAGE);
    try {
        const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
        return { memory, buffer: bufferOfMemory(memory) };
    } catch {
        return undefined;
    }
}

/** @param {number} bytes @returns {Slab | undefined} */
function newSlab(bytes) {
    const made = newMemory(bytes);
    if (!made) return undefined;
    const { memory, buffer } = made;
    homes.set(buffer, { memory, sums: new Float64Array(buffer, 0, 2) });
    anyHome = true;
    return { buffer, used: SLAB_HEADER };
}

/**
 * A zero-filled Float32Array inside wasm memory, on which everything runs in place. It stays valid for as long as it is
 * referenced, and its memory is collected once no array on the same is: many small ones share 4 MB, and each two of more
 * than 1 MB one of their own. Without wasm, or where no memory can be had, it is an ordinary Float32Array.
 * @param {number | readonly number[]} lengthOrShape number of elements, or a shape whose product it is
 * @returns {Float32Array<ArrayBuffer>}
 * @throws {TypeError | RangeError} when a dimension is not an integer >= 0, or more memory is asked for than there is
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

/**
 * Where the scratch's blocks begin: half a page off. Arrays on the heap begin near the start of a page, and copying to an
 * address that is, modulo a page, a few bytes behind the source takes Zen's `rep movsb`, which memcpy uses, 15 times as long.
 */
export const INPUT = 2048;
export const OUTPUT = INPUT + 4 * BLOCK;

/** @typedef {Home & { input: Float32Array<ArrayBuffer> }} Scratch */

/** @type {Scratch | null | undefined} undefined until the first need, null where no memory could be had */
let scratchMemory;

/**
 * Whether kernels run as wasm here: where the engine takes them and gives a memory.
 * @param {{ readonly available: boolean }} family
 */
export function canRun(family) {
    if (!family.available) return false;
    scratchMemory ??= scratchMemory === undefined ? newScratch() : null;
    return scratchMemory !== null;
}

/** @returns {Scratch | null} */
function newScratch() {
    const made = newMemory(PAGE);
    if (!made) return null;
    const { memory, buffer } = made;
    return {
        memory,
        input: new Float32Array(buffer, INPUT, BLOCK),
        output: new Float32Array(buffer, OUTPUT, BLOCK),
        sums: new Float64Array(buffer, 0, 2),
    };
}

/** The home of arrays that have none: a block to read, a block to write and two sums. Only where kernels run. */
export const scratch = () => /** @type {Scratch} */ (scratchMemory);

/** The largest room that is kept for the next call, in bytes. */
const KEPT_ROOM = 256 * PAGE;

/** @typedef {NonNullable<ReturnType<typeof newMemory>> & Pick<Home, 'groups' | 'orthogonal'>} Room */

/** @type {Room | undefined} */
let kept;

/**
 * A memory of at least so many bytes, for use until the next call of this. A large one is left to the garbage collector
 * after it, a small one is used again.
 * @param {number} bytes
 * @returns {Room | undefined} undefined where it cannot be had
 */
export function roomFor(bytes) {
    if (kept && kept.buffer.byteLength >= bytes) return kept;
    const room = newMemory(bytes);
    if (room && room.buffer.byteLength <= KEPT_ROOM) kept = room;
    return room;
}
