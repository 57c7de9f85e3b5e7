// What each backend runs for penalties and steps: the core's kernels on memory that can be read, programs on GPUs.

import { shown, typeError } from '../../input/check.js';
import { decay, prox } from '../../kernels/elementwise.js';
import { hasFormula, isElementwise } from './composed.js';
import { accumulateFormula, decayFormula, gradientFormula, proxFormula } from './formula.js';
import { heaps } from './heap.js';
import { wayOf } from './way.js';
import { map as mapOnWebgl } from './webgl.js';
import { sum as sumOnWebgl } from './webgl-sum.js';
import { map as mapOnWebgpu } from './webgpu.js';
import { sum as sumOnWebgpu } from './webgpu-sum.js';

/**
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./heap.js').Heap} Heap
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {{ regularizer: any, x: Tensor, held?: Tensor }} Term regularizer: of the core; held: x as it is in the forward pass
 * @typedef {{ inputs: Record<string, Tensor>, backend: any, attrs: any }} KernelArgs
 * @typedef {(args: KernelArgs) => TensorInfo} Kernel
 * @typedef {Record<'penalty' | 'gradient' | 'accumulate' | 'prox' | 'decay', Kernel> & { zeros?: Kernel }} Kernels
 *     penalty: attrs { terms: Term[] }, the sum of the penalties of all, a scalar
 *     gradient: inputs { x, dy }, attrs { regularizer }
 *     accumulate: inputs { x, dy, sum }, attrs { regularizer, isOwned }, where isOwned in the memory of `sum` if it can be
 *     prox: inputs { x }, attrs { l1, l2, step }
 *     decay: inputs { x }, attrs { rate }
 *     zeros: inputs { x }, whose shape they have; TF.js' own will do on GPUs
 */

/** Times any sensible factor this is still a float32. */
const LARGEST_SCALE = 1e30;

/** Backends that run programs of ours. */
const gpus = new Map([
    ['webgl', { map: mapOnWebgl, sum: sumOnWebgl }],
    ['webgpu', { map: mapOnWebgpu, sum: sumOnWebgpu }],
]);

/** Runs a formula on a backend, undefined where there are no programs of ours. @param {string} backendName */
export const mapOn = backendName => gpus.get(backendName)?.map;

/** Which regularizers have a kernel on a backend; the others are composed of TF.js' ops there. @param {string} backendName @param {any} regularizer */
export const hasKernel = (backendName, regularizer) =>
    (heaps.has(backendName) && wayOf(regularizer) === 'numbers') ||
    (gpus.has(backendName) && isElementwise(regularizer));

/** @param {(backend: any) => Heap} heapOf @returns {Kernels} */
function onHeap(heapOf) {
    /** @type {WeakMap<object, Heap>} a backend can be removed and made anew under the same name */
    const known = new WeakMap();
    const on =
        (/** @type {(heap: Heap, args: KernelArgs) => TensorInfo} */ kernel) => (/** @type {KernelArgs} */ args) => {
            let heap = known.get(args.backend);
            if (!heap) {
                heap = heapOf(args.backend);
                known.set(args.backend, heap);
            }
            return kernel(heap, args);
        };
    return {
        penalty: on(penalty),
        gradient: on(gradient),
        accumulate: on(accumulate),
        prox: on((heap, { inputs: { x }, attrs: { l1, l2, step } }) =>
            written(heap, x, (data, out) => prox(data, l1, l2, step, out)),
        ),
        decay: on((heap, { inputs: { x }, attrs: { rate } }) =>
            written(heap, x, (data, out) => decay(data, rate, out)),
        ),
        zeros: on((heap, { inputs: { x } }) => written(heap, x, (_, out) => void out.fill(0))),
    };
}

/** @param {Heap} heap @param {KernelArgs} args */
function penalty(heap, { attrs: { terms } }) {
    let sum = 0;
    for (const { regularizer, x } of terms) {
        const value = regularizer.call(operand(regularizer, heap.view(x), x.shape));
        if (typeof value !== 'number') {
            const expected = 'its penalty to be a number, as its class has a gradient on numbers';
            throw typeError(regularizer.constructor.className, expected, shown(value));
        }
        sum += value;
    }
    return heap.scalar(sum);
}

/** dy * d penalty / dx. @param {Heap} heap @param {KernelArgs} args */
function gradient(heap, { inputs: { x, dy }, attrs: { regularizer } }) {
    const dyValue = heap.view(dy)[0];
    const scale = Math.abs(dyValue) < LARGEST_SCALE ? dyValue : 1; // of a training that diverged: the core refuses it
    return written(heap, x, (data, out) => {
        regularizer.grad(operand(regularizer, data, x.shape), { out, scale });
        if (scale !== dyValue) out.set(out.map(slope => slope * dyValue));
    });
}

/** sum + dy * d penalty / dx. @param {Heap} heap @param {KernelArgs} args */
function accumulate(heap, { backend, inputs: { x, dy, sum }, attrs: { regularizer, isOwned } }) {
    const scale = heap.view(dy)[0];
    // A user's class may know nothing of accumulating.
    if (!(Math.abs(scale) < LARGEST_SCALE) || !hasFormula(regularizer)) {
        const slope = gradient(heap, { backend, inputs: { x, dy }, attrs: { regularizer } });
        heap.view(sum); // may move it here
        const out = heap.view(slope);
        for (const [i, value] of heap.view(sum).entries()) out[i] += value;
        return slope;
    }
    const add = (/** @type {Float32Array} */ data, /** @type {Float32Array} */ out) =>
        regularizer.grad(operand(regularizer, data, x.shape), { out, scale, accumulate: true });
    heap.view(sum);
    if (!isOwned || !heap.isAlone(sum)) {
        return written(heap, x, (data, out) => {
            out.set(heap.view(sum));
            add(data, out);
        });
    }
    heap.view(x);
    add(heap.view(x), heap.view(sum));
    heap.rewritten(sum);
    backend.incRef(sum.dataId);
    return { dataId: sum.dataId, shape: sum.shape, dtype: sum.dtype };
}

/**
 * A new tensor of the shape of x, filled by `write`.
 * @param {Heap} heap @param {Tensor} x @param {(data: Float32Array, out: Float32Array) => void} write
 */
function written(heap, x, write) {
    heap.view(x); // moves x here if it lives on another backend, which may allocate, as `allocate` may:
    const result = heap.allocate(x.shape);
    try {
        const out = heap.view(result); // so these views are taken after both
        write(heap.view(x), out);
    } catch (error) {
        heap.release(result);
        throw error;
    }
    return result;
}

/**
 * What a regularizer is called with: flat numbers where the class is known to want no more, else numbers that say their
 * shape, in a view of their own: the one that `data` is may be the caller's.
 * @param {any} regularizer @param {Float32Array} data @param {number[]} shape
 */
function operand(regularizer, data, shape) {
    if (isElementwise(regularizer)) return data;
    if (hasFormula(regularizer)) return { data, shape };
    return Object.assign(data.subarray(), { shape: [...shape] });
}

/** @param {{ map: typeof mapOnWebgl, sum: typeof sumOnWebgl }} gpu @returns {Kernels} */
function onGpu(gpu) {
    const factorsOf = (/** @type {any} */ { l1 = 0, l2 = 0 }) => ({ l1, l2 });
    return {
        penalty: ({ backend, attrs: { terms } }) =>
            gpu.sum(
                backend,
                terms.map((/** @type {Term} */ { regularizer, x }) => ({ x, ...factorsOf(regularizer) })),
            ),
        gradient({ backend, inputs: { x, dy }, attrs: { regularizer } }) {
            const { l1, l2 } = factorsOf(regularizer);
            return gpu.map(backend, gradientFormula, [x], [l1, l2, dy]);
        },
        accumulate({ backend, inputs: { x, dy, sum }, attrs: { regularizer } }) {
            const { l1, l2 } = factorsOf(regularizer);
            return gpu.map(backend, accumulateFormula, [x, sum], [l1, l2, dy]);
        },
        prox: ({ backend, inputs: { x }, attrs: { l1, l2, step } }) =>
            gpu.map(backend, proxFormula, [x], [step * l1, 1 / (1 + 2 * step * l2)]),
        decay: ({ backend, inputs: { x }, attrs: { rate } }) => gpu.map(backend, decayFormula, [x], [1 - rate]),
    };
}

/** @type {Map<string, Kernels>} */
const byBackend = new Map([
    ...[...heaps].map(([name, heapOf]) => /** @type {[string, Kernels]} */ ([name, onHeap(heapOf)])),
    ...[...gpus].map(([name, gpu]) => /** @type {[string, Kernels]} */ ([name, onGpu(gpu)])),
]);

/** @param {string} backendName */
export const hasKernels = backendName => byBackend.has(backendName);

/**
 * The kernels of a backend that has any.
 * @param {string} backendName
 * @returns {Kernels}
 */
export const kernelsOf = backendName => /** @type {Kernels} */ (byBackend.get(backendName));
