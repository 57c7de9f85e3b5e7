// Where a TF.js backend keeps the numbers of a tensor, as a Float32Array that reads and writes them in place.

import { attach } from '../../index.js';
import { tagOf } from '../../input/check.js';
import { sizeOf } from '../../input/tensor.js';

/**
 * @typedef {{ dataId: object, shape: number[], dtype: string }} TensorInfo a tensor to a backend
 * @typedef {object} Heap
 * @property {(tensor: TensorInfo) => Float32Array} view  the tensor's numbers; valid until something is allocated
 * @property {(shape: number[]) => TensorInfo} allocate   a float32 tensor whose contents are arbitrary
 * @property {(tensor: TensorInfo) => void} release        gives back one that nobody else knows
 * @property {(tensor: TensorInfo) => boolean} isAlone     whether nothing else can be in a tensor's memory
 * @property {(value: number) => TensorInfo} scalar       a float32 tensor of rank 0
 * @property {(tensor: TensorInfo) => void} rewritten      to be called when a tensor's numbers were changed in place
 */

/** Backends whose tensors are plain memory, readable at no cost. Every other one gets composed ops. */
export const heaps = new Map([
    ['cpu', cpuHeap],
    ['wasm', wasmHeap],
]);

/** @param {any} backend @returns {Heap} */
function cpuHeap(backend) {
    return {
        view: tensor => backend.data.get(tensor.dataId).values,
        allocate: shape => backend.makeTensorInfo(shape, 'float32', new Float32Array(sizeOf(shape))),
        release: ({ dataId }) => backend.disposeData(dataId),
        // Whoever reads a tensor has its very array, and a slice of it is a part of the same buffer, which nothing tells. For
        // the same reason no array is used again when its tensor is gone.
        isAlone: () => false,
        scalar: value => backend.makeTensorInfo([], 'float32', Float32Array.of(value)),
        rewritten: () => {},
    };
}

/**
 * The tensors of the wasm backend live in the memory of its Emscripten module. Attached, our kernels run on that memory
 * and nothing is copied. Where the memory cannot be found, the same views are read and written through the scratch.
 * @param {any} backend @returns {Heap}
 */
function wasmHeap(backend) {
    const memory = memoryOf(backend.wasm);
    if (memory) attach(memory);
    // Growth kills every view, so each is made afresh, after the tensor's offset is known: asking for the offset moves
    // a tensor here that lives on another backend. Offsets above 2 GiB come out of C as negative numbers.
    const buffer = () => (memory ?? backend.wasm.HEAPU8).buffer;
    const view = (/** @type {TensorInfo} */ { dataId, shape }) => {
        // What comes from another backend would be lost where there is no memory for it.
        if (!backend.dataIdMap.has(dataId)) release(allocate(shape));
        const offset = backend.dataIdMap.get(dataId).memoryOffset >>> 0;
        if (!offset) throw noMemory(shape);
        return new Float32Array(buffer(), offset, sizeOf(shape));
    };
    const release = (/** @type {TensorInfo} */ { dataId }) => backend.disposeData(dataId);
    const allocate = (/** @type {number[]} */ shape) => {
        const result = backend.makeOutput(shape, 'float32');
        if (backend.dataIdMap.get(result.dataId).memoryOffset) return result;
        release(result);
        throw noMemory(shape);
    };
    return {
        view,
        allocate,
        release,
        isAlone: tensor => backend.refCount(tensor.dataId) === 1,
        scalar(value) {
            const result = allocate([]);
            view(result)[0] = value;
            return result;
        },
        // What multiplies by a matrix or convolves keeps a packed copy of it, by the tensor's id, until that is disposed of.
        rewritten(tensor) {
            const { id, memoryOffset } = backend.dataIdMap.get(tensor.dataId);
            backend.wasm.tfjs.disposeData(id);
            backend.wasm.tfjs.registerTensor(id, sizeOf(tensor.shape), memoryOffset);
        },
    };
}

/** TF.js takes the 0 of an allocator that has no more for an address, and writes there. @param {number[]} shape */
const noMemory = shape => new RangeError(`TF.js' wasm backend has no memory for a tensor of shape [${shape}]`);

/**
 * The threaded build names its memory; the other builds export it, under a name that minifiers may change. It is the
 * right one only if it holds the bytes that the backend itself reads.
 * @param {any} wasm the backend's Emscripten module
 * @returns {WebAssembly.Memory | undefined}
 */
function memoryOf(wasm) {
    return [wasm.wasmMemory, ...Object.values(wasm.asm ?? {})].find(
        found => tagOf(found) === 'WebAssembly.Memory' && found.buffer === wasm.HEAPU8.buffer,
    );
}
