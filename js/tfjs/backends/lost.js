// GPUs that are lost, or have no memory left, while a model trains. TF.js waits for a lost WebGL context for ever, and reads
// zeros of any lost GPU and of what found no memory.

/**
 * What is known of a backend's GPU. One that was lost, or some of what it held, stays so: a WebGL context that comes back is
 * empty.
 * @typedef {{ isLost: boolean, reads: Set<(error: Error) => void> }} Gpu reads: those that wait
 */

/** By backend. @type {WeakMap<object, Gpu>} */
const known = new WeakMap();

const goneError = () => new Error('TF.js lost what was on its GPU: make backend and model anew');

/**
 * @param {any} backend of TF.js
 * @param {{ values: unknown }} [data] what was read of it, which TF.js would give again
 * @throws {Error} where its GPU was lost
 */
export function checkGpu(backend, data) {
    const gpu = gpuOf(backend);
    const gl = backend.gpgpu?.gl;
    // A loss is known before its event comes; to ask for errors takes as long as to read.
    if (gl?.isContextLost() || (gl && data && gl.getError() === gl.OUT_OF_MEMORY)) gpu.isLost = true;
    if (!gpu.isLost) return;
    if (data) data.values = null;
    throw goneError();
}

/** @param {any} backend @returns {Gpu} */
function gpuOf(backend) {
    const before = known.get(backend);
    if (before) return before;
    const { gpgpu, device } = backend;
    /** @type {Gpu} */
    const gpu = { isLost: false, reads: new Set() };
    known.set(backend, gpu);
    const lose = () => {
        gpu.isLost = true;
        if (gpgpu) gpgpu.itemsToPoll = []; // TF.js would ask for them again and again
        for (const fail of gpu.reads) fail(goneError());
    };
    gpgpu?.gl.canvas.addEventListener?.('webglcontextlost', lose);
    device?.lost?.then(lose);
    device?.addEventListener?.('uncapturederror', lose); // whatever needs a buffer that is not there was left out
    return gpu;
}

/**
 * Lets reads of what was on a lost GPU fail, on all backends of the class of this one.
 * @param {any} backend
 * @param {WeakSet<object>} guarded the prototypes that these changes are made to already
 * @param {import('../changes.js').Changes} changes
 * @throws {Error} where its GPU was lost
 */
export function guardGpu(backend, guarded, changes) {
    checkGpu(backend);
    const { prototype } = backend.constructor;
    if (!(backend.gpgpu || backend.device) || guarded.has(prototype)) return;
    guarded.add(prototype);
    const { read, readSync } = prototype;
    /** @param {any} backend @param {object} dataId @returns {() => void} */
    const checkOf = (backend, dataId) => {
        const data = (backend.texData ?? backend.tensorMap).get(dataId);
        return data.values == null ? () => checkGpu(backend, data) : () => {};
    };
    changes.value(prototype, 'readSync', function (dataId) {
        const check = checkOf(this, dataId);
        const values = readSync.call(this, dataId);
        check();
        return values;
    });
    changes.value(
        prototype,
        'read',
        /** @this {any} */ function (dataId) {
            const check = checkOf(this, dataId);
            return new Promise((resolve, reject) => {
                check();
                const { reads } = gpuOf(this);
                const end = () => void reads.delete(reject);
                reads.add(reject);
                read.call(this, dataId).finally(check).then(resolve, reject).finally(end);
            });
        },
    );
}
