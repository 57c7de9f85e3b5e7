// The penalty and its gradient as two TF.js kernels with registered gradients, for backends with readable memory.

import { composedPenalty } from './composed.js';
import { heaps } from './heap.js';

const PENALTY = 'RegularizerPenalty';
const GRADIENT = 'RegularizerGradient';

/**
 * @typedef {import('./types.js').TensorFlow} TensorFlow
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {import('./heap.js').Heap} Heap
 * @typedef {{ inputs: Record<string, Tensor>, backend: object, attrs: { regularizer: any } }} KernelArgs
 */

/**
 * The penalty of a float32 tensor as a scalar tensor: one kernel where the backend's memory can be read, ops elsewhere.
 * @param {TensorFlow} tf
 * @param {any} regularizer of the core
 * @param {Tensor} x
 * @returns {Tensor}
 */
export function penaltyOf(tf, regularizer, x) {
    const engine = tf.engine();
    if (!heaps.has(engine.backendName)) return composedPenalty(tf, regularizer, x);
    return engine.runKernel(PENALTY, { x }, { regularizer });
}

/**
 * Registers both kernels and both gradients and, on `changes`, their removal.
 * @param {TensorFlow} tf
 * @param {import('./changes.js').Changes} changes
 */
export function registerKernels(tf, changes) {
    for (const [backendName, heapOf] of heaps) {
        /** @type {WeakMap<object, Heap>} a backend can be removed and made anew under the same name */
        const known = new WeakMap();
        const heapFor = (/** @type {object} */ backend) => {
            const heap = known.get(backend) ?? heapOf(backend);
            known.set(backend, heap);
            return heap;
        };
        const kernels = [
            { kernelName: PENALTY, kernelFunc: (/** @type {KernelArgs} */ args) => penalty(heapFor(args.backend), args) },
            { kernelName: GRADIENT, kernelFunc: (/** @type {KernelArgs} */ args) => gradient(heapFor(args.backend), args) },
        ];
        for (const kernel of kernels) {
            tf.registerKernel({ ...kernel, backendName });
            changes.onUndo(() => tf.unregisterKernel(kernel.kernelName, backendName));
        }
    }
    const gradients = [
        { kernelName: PENALTY, inputsToSave: ['x'], gradFunc: firstOrder(tf) },
        { kernelName: GRADIENT, inputsToSave: ['x', 'dy'], gradFunc: secondOrder(tf) },
    ];
    for (const config of gradients) {
        tf.registerGradient(config);
        changes.onUndo(() => tf.unregisterGradient(config.kernelName));
    }
}

/** @param {Heap} heap @param {KernelArgs} args */
function penalty(heap, { inputs: { x }, attrs: { regularizer } }) {
    return heap.scalar(regularizer.call(operand(regularizer, heap.view(x), x.shape)));
}

/** dy * d penalty / dx. @param {Heap} heap @param {KernelArgs} args */
function gradient(heap, { inputs: { x, dy }, attrs: { regularizer } }) {
    const scale = heap.view(dy)[0];
    heap.view(x); // moves x here if it lives on another backend, which may allocate, as `allocate` may:
    const result = heap.allocate(x.shape);
    regularizer.grad(operand(regularizer, heap.view(x), x.shape), { out: heap.view(result), scale }); // so fresh views
    return result;
}

/** Only sums over all elements may do without the shape. */
function operand(/** @type {any} */ regularizer, /** @type {Float32Array} */ data, /** @type {number[]} */ shape) {
    return isElementwise(regularizer) ? data : { data, shape };
}

/** @param {any} regularizer */
const isElementwise = regularizer => regularizer.l1 !== undefined || regularizer.l2 !== undefined;

/** @param {TensorFlow} tf */
function firstOrder(tf) {
    return (/** @type {Tensor} */ dy, /** @type {Tensor[]} */ [x], /** @type {KernelArgs['attrs']} */ attrs) => ({
        x: () => tf.engine().runKernel(GRADIENT, { x, dy }, attrs),
    });
}

/**
 * The gradient kernel is f(x, dy) = dy * p'(x). Its own gradient is written so that it can be differentiated again.
 * @param {TensorFlow} tf
 */
function secondOrder(tf) {
    return (/** @type {Tensor} */ up, /** @type {Tensor[]} */ [x, dy], /** @type {KernelArgs['attrs']} */ attrs) => ({
        x: () => tf.mul(dy, curvature(tf, attrs.regularizer, x, up)),
        dy: () => tf.sum(tf.mul(up, tf.engine().runKernel(GRADIENT, { x, dy: tf.onesLike(dy) }, attrs))),
    });
}

/**
 * p''(x) applied to `direction`: 2 * l2 * direction for sums, since the second derivative of |x| is 0 wherever it exists.
 * @param {TensorFlow} tf @param {any} regularizer @param {Tensor} x @param {Tensor} direction @returns {Tensor}
 */
function curvature(tf, regularizer, x, direction) {
    if (isElementwise(regularizer)) return tf.mul(2 * (regularizer.l2 ?? 0), direction);
    const slope = tf.grad((/** @type {Tensor} */ w) => composedPenalty(tf, regularizer, w));
    const { state } = tf.engine();
    const tape = state.activeTape; // an inner gradient ends by dropping the tape, which the outer one still needs
    const result = tf.grad((/** @type {Tensor} */ w) => tf.sum(tf.mul(direction, slope(w))))(x);
    state.activeTape = tape;
    return result;
}
