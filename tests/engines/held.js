import { setImmediate as turn } from 'node:timers/promises';

/** Bytes that are held after a full collection, in a Node with --expose-gc. Buffers are given back a turn later. */
export async function held() {
    for (let i = 0; i < 4; i++) {
        /** @type {() => void} */ (globalThis.gc)();
        await turn();
    }
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
}
