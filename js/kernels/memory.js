/**
 * The wasm memory that blocks of arrays on the JS heap pass through. Kernels that need all of an array at once find room for
 * it in room.js; arrays that live in wasm memory themselves are in resident.js.
 */
import { BLOCK } from './compensated.js';

export const PAGE = 65536;
/** Every memory of ours but the scratch begins with room for two sums and for kernels that work on many columns. */
export const WORKSPACE = 16;
export const WORKSPACE_BYTES = 10240;

/**
 * A memory, and the instances on it, which each family of kernels keeps here under its own name.
 * @typedef {{ memory: WebAssembly.Memory, [family: `${string}Kernels`]: any }} Instances
 */

/**
 * Where an array lives.
 * @typedef {Instances & {
 *     rewrite?: import('./wasm.js').Rewrite,
 *     sums: any,
 *     input?: Float32Array<ArrayBuffer>,
 *     output?: any,
 * }} Home
 *     rewrite: of modules for this kind of memory
 *     sums: a Float64Array, room for two sums; null where the memory, and so its beginning, is not ours
 *     input, output: blocks at bytes INPUT and OUTPUT, which only the scratch has, for arrays that live elsewhere
 */

/**
 * The home of an array on which the kernels can run in place: none has one, until resident.js is asked for some that do.
 * @type {(x: Float32Array) => Home | undefined}
 */
export let homeOf = () => undefined;

/** @param {typeof homeOf} find */
export function findHomesBy(find) {
    homeOf = find;
}

/**
 * A memory that never grows, so that its views never detach.
 * @param {number} bytes
 * @returns {WebAssembly.Memory | undefined} undefined where it cannot be had: each reserves much address space, which an
 *     engine or a system may not give
 */
export function newMemory(bytes) {
    const pages = Math.ceil(bytes / PAGE);
    try {
        return new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch {
        return undefined;
    }
}

/**
 * Where the scratch's blocks begin: half a page off. Arrays on the heap begin near the start of a page, and copying to an
 * address that is, modulo a page, a few bytes behind the source takes Zen's `rep movsb`, which memcpy uses, 15 times as long.
 */
export const INPUT = 2048;
export const OUTPUT = INPUT + 4 * BLOCK;

/** @typedef {Home & { input: Float32Array<ArrayBuffer> }} Scratch */

/** @type {Scratch | false | undefined} undefined until the first need, false where no memory could be had */
let scratchMemory;

/**
 * Whether kernels run as wasm here: where the engine takes them and gives a memory.
 * @param {{ readonly available: boolean }} family
 */
export function canRun(family) {
    return family.available && Boolean((scratchMemory ??= newScratch()));
}

/** @returns {Scratch | false} */
function newScratch() {
    const memory = newMemory(PAGE);
    if (!memory) return false;
    const { buffer } = memory;
    return {
        memory,
        input: new Float32Array(buffer, INPUT, BLOCK),
        output: new Float32Array(buffer, OUTPUT, BLOCK),
        sums: new Float64Array(buffer, 0, 2),
    };
}

/** The home of arrays that have none: a block to read, a block to write and two sums. Only where kernels run. */
export const scratch = () => /** @type {Scratch} */ (scratchMemory);
