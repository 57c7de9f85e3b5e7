// The penalty and its gradient as TF.js kernels with registered gradients, for backends with readable memory.

import { OrthogonalRegularizer } from '../../index.js';
import { composedPenalty, isElementwise } from './composed.js';
import { heaps } from './heap.js';
import { hold, observePasses } from './passes.js';

const PENALTY = 'RegularizerPenalty';
/** The same where we hold the weights for the gradient, so that TF.js need not save them. */
const PENALTY_OF_HELD = 'RegularizerPenaltyOfHeld';
const GRADIENT = 'RegularizerGradient';
/** Times any sensible factor this is still a float32. */
const LARGEST_SCALE = 1e30;

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('./heap.js').Heap} Heap
 * @typedef {{ regularizer: any, held?: Tensor }} Attrs regularizer: of the core; held: x as it is in the forward pass
 * @typedef {{ inputs: Record<string, Tensor>, backend: object, attrs: Attrs }} KernelArgs
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
    const held = hold(engine, x);
    return held
        ? engine.runKernel(PENALTY_OF_HELD, { x }, { regularizer, held })
        : engine.runKernel(PENALTY, { x }, { regularizer });
}

/**
 * Registers the kernels and their gradients and, on `changes`, their removal.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function registerKernels(tf, changes) {
    observePasses(tf.engine(), changes);
    for (const [backendName, heapOf] of heaps) {
        /** @type {WeakMap<object, Heap>} a backend can be removed and made anew under the same name */
        const known = new WeakMap();
        const onHeap =
            (/** @type {(heap: Heap, args: KernelArgs) => object} */ kernel) => (/** @type {KernelArgs} */ args) => {
                let heap = known.get(args.backend);
                if (!heap) {
                    heap = heapOf(args.backend);
                    known.set(args.backend, heap);
                }
                return kernel(heap, args);
            };
        const kernels = {
            [PENALTY]: onHeap(penalty),
            [PENALTY_OF_HELD]: onHeap(penalty),
            [GRADIENT]: onHeap(gradient),
        };
        for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
            tf.registerKernel({ kernelName, backendName, kernelFunc });
            changes.onUndo(() => tf.unregisterKernel(kernelName, backendName));
        }
    }
    const gradients = [
        { kernelName: PENALTY, inputsToSave: ['x'], gradFunc: firstOrder(tf) },
        { kernelName: PENALTY_OF_HELD, gradFunc: firstOrder(tf) },
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
    const dyValue = heap.view(dy)[0];
    heap.view(x); // moves x here if it lives on another backend, which may allocate, as `allocate` may:
    const result = heap.allocate(x.shape);
    const out = heap.view(result); // so these views are taken after both
    const scale = Math.abs(dyValue) < LARGEST_SCALE ? dyValue : 1; // of a training that diverged: the core refuses it
    regularizer.grad(operand(regularizer, heap.view(x), x.shape), { out, scale });
    if (scale !== dyValue) out.set(out.map(slope => slope * dyValue));
    return result;
}

/**
 * What a regularizer is called with: flat numbers where the class is known to want no more, else numbers that say their
 * shape, in a view of their own: the one that `data` is may be the caller's.
 * @param {any} regularizer @param {Float32Array} data @param {number[]} shape
 */
function operand(regularizer, data, shape) {
    if (isElementwise(regularizer)) return data;
    if (regularizer instanceof OrthogonalRegularizer) return { data, shape };
    return Object.assign(data.subarray(), { shape: [...shape] });
}

/** @param {TensorFlow} tf */
function firstOrder(tf) {
    return (/** @type {Tensor} */ dy, /** @type {Tensor[]} */ [saved], /** @type {Attrs} */ { regularizer, held }) => ({
        x: () => tf.engine().runKernel(GRADIENT, { x: held ?? saved, dy }, { regularizer }),
    });
}

/**
 * The gradient kernel is f(x, dy) = dy * p'(x). Its own gradient is written so that it can be differentiated again.
 * @param {TensorFlow} tf
 */
function secondOrder(tf) {
    return (/** @type {Tensor} */ up, /** @type {Tensor[]} */ [x, dy], /** @type {Attrs} */ { regularizer }) => ({
        x: () => tf.mul(dy, curvature(tf, regularizer, x, up)),
        dy: () => tf.sum(tf.mul(up, tf.engine().runKernel(GRADIENT, { x, dy: tf.onesLike(dy) }, { regularizer }))),
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
