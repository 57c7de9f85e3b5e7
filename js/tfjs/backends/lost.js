// GPUs that are lost, or have no memory left, while a model trains. TF.js waits for a lost WebGL context for ever, and reads
// zeros of any lost GPU and of what found no memory.

/** Backends whose GPU was lost, or some of what it held. A WebGL context that comes back is empty. @type {WeakSet<object>} */
const lost = new WeakSet();

/** The reads that wait, of each backend that is watched. @type {WeakMap<object, Set<(error: Error) => void>>} */
const waiting = new WeakMap();

const goneError = () => new Error('TF.js lost what was on its GPU: make its backend and the model anew');

/**
 * @param {any} backend of TF.js
 * @param {{ values: unknown }} [data] what was read of it, which TF.js would give again
 * @throws {Error} where its GPU was lost
 */
export function checkGpu(backend, data) {
    watch(backend);
    const gl = backend.gpgpu?.gl;
    // Which is known before the event comes; to ask for errors takes as long as to read.
    if (gl?.isContextLost() || (gl && data && gl.getError() === gl.OUT_OF_MEMORY)) lost.add(backend);
    if (!lost.has(backend)) return;
    if (data) data.values = null;
    throw goneError();
}

/** @param {any} backend */
function watch(backend) {
    if (waiting.has(backend)) return;
    const reads = new Set();
    waiting.set(backend, reads);
    const lose = () => {
        lost.add(backend);
        if (backend.gpgpu) backend.gpgpu.itemsToPoll = []; // TF.js would ask for them again and again
        for (const fail of reads) fail(goneError());
    };
    backend.gpgpu?.gl.canvas.addEventListener?.('webglcontextlost', lose);
    backend.device?.lost?.then(lose);
    backend.device?.addEventListener('uncapturederror', lose); // whatever needs a buffer that is not there was left out
}

/**
 * Lets reads of what was on a lost GPU fail, on all backends of the class of this one.
 * @param {any} backend
 * @param {import('../changes.js').Changes} changes
 */
export function refuseLostReads(backend, changes) {
    const { prototype } = backend.constructor;
    if (!(backend.gpgpu || backend.device) || guarded.has(prototype)) return;
    const { read, readSync } = prototype;
    guarded.add(prototype);
    changes.onUndo(() => guarded.delete(prototype));
    const dataOf = (/** @type {any} */ backend, /** @type {object} */ dataId) =>
        (backend.texData ?? backend.tensorMap).get(dataId);
    changes.value(prototype, 'readSync', function (dataId) {
        const data = dataOf(this, dataId);
        if (data.values != null) return readSync.call(this, dataId);
        checkGpu(this, data);
        const values = readSync.call(this, dataId);
        checkGpu(this, data);
        return values;
    });
    changes.value(prototype, 'read', async function (dataId) {
        const data = dataOf(this, dataId);
        if (data.values != null) return read.call(this, dataId);
        checkGpu(this, data);
        const reads = /** @type {Set<Function>} */ (waiting.get(this));
        /** @type {any} */
        let fail;
        try {
            return await new Promise((resolve, reject) => {
                fail = reject;
                reads.add(fail);
                read.call(this, dataId).then(resolve, reject);
            });
        } finally {
            reads.delete(fail);
            checkGpu(this, data);
        }
    });
}

/** @type {WeakSet<object>} */
const guarded = new WeakSet();
