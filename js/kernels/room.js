/** Memory for kernels that need all of an array at once. */
import { newMemory, PAGE } from './memory.js';

/** Less than the 4 GB of a wasm memory, by a page. */
export const LARGEST_BYTES = 2 ** 32 - PAGE;

/** The largest room that is kept for the next call, in bytes. */
const KEPT_ROOM = 256 * PAGE;

/** @typedef {import('./memory.js').Instances} Instances */

/** @type {Instances | undefined} */
let kept;

/**
 * A memory of at least so many bytes, for use until the next call of this. A large one is left to the garbage collector
 * after it, a small one is used again.
 * @param {number} bytes
 * @returns {Instances | undefined} undefined where it cannot be had
 */
export function roomFor(bytes) {
    if (kept && kept.memory.buffer.byteLength >= bytes) return kept;
    const memory = bytes > LARGEST_BYTES ? undefined : newMemory(bytes);
    if (!memory) return undefined;
    const room = { memory };
    if (memory.buffer.byteLength <= KEPT_ROOM) kept = room;
    return room;
}
