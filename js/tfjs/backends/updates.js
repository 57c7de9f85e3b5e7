// Whole steps of optimizers, decay and proximal step included, on whatever backend the weights are.

import { prox } from '../../kernels/elementwise.js';
import * as kernels from '../../kernels/optimizer.js';
import { runCarried } from './carried.js';
import { hasFormula } from './composed.js';
import { heaps } from './heap.js';
import { mapOn } from './kernels.js';
import { decayOf, proxOf } from './steps.js';
import * as formulas from './update-formulas.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../../kernels/optimizer.js').Surroundings} Surroundings
 */

/**
 * A step of one weight.
 * @typedef {object} Update
 * @property {any} w a float32 variable
 * @property {Tensor} g its gradient
 * @property {any[]} moments variables of the same shape: none for plain descent, one for momentum, two for Adam
 * @property {Surroundings} surroundings
 * @property {boolean} shown whether the moments may have been handed out
 */

/**
 * @typedef {(formula: import('./formula.js').Formula, tensors: Tensor[], numbers: number[]) => Tensor} Map runs a program
 * @typedef {{ keep: number, threshold: number, shrink: number, pull: number }} Around what formulas know surroundings by
 */

/**
 * How an optimizer steps: `run` is the kernel on arrays, `programs` are those of GPUs, `composed` is the same in TF.js' ops.
 * The latter give new values of w and the moments.
 * @template Settings
 * @typedef {object} Rule
 * @property {(arrays: Float32Array[], settings: Settings, surroundings: Surroundings) => void} run on w, g and the moments
 * @property {(map: Map, update: Update, around: Around, settings: Settings) => Tensor[]} programs
 * @property {(tf: TensorFlow, w: Tensor, g: Tensor, moments: Tensor[], settings: Settings) => { move: Tensor, moments: Tensor[], spread?: Tensor }} composed
 */

/** @type {Rule<{ rate: number }>} */
export const descentRule = {
    run: ([w, g], { rate }, surroundings) => kernels.sgd(w, g, rate, surroundings),
    programs: (map, { w, g }, { keep, threshold, shrink }, { rate }) => [
        map(formulas.descended, [w, g], [keep, -rate, threshold, shrink]),
    ],
    composed: (tf, w, g, _, { rate }) => ({ move: tf.mul(g, -rate), moments: [] }),
};

/** @type {Rule<{ rate: number, momentum: number, nesterov: boolean }>} */
export const momentumRule = {
    run: ([w, g, m], { rate, momentum, nesterov }, surroundings) =>
        kernels.momentum(w, g, m, rate, momentum, nesterov, surroundings),
    programs(map, { w, g, moments: [m] }, { keep, threshold, shrink }, { rate, momentum, nesterov }) {
        const next = map(formulas.accumulated, [m, g], [momentum]);
        const numbers = [keep, -rate, threshold, shrink];
        if (!nesterov) return [map(formulas.descended, [w, next], numbers), next];
        return [map(formulas.lookedAhead, [w, g, next], [...numbers, momentum]), next];
    },
    composed(tf, w, g, [m], { rate, momentum, nesterov }) {
        const next = tf.add(tf.mul(m, momentum), g);
        const direction = nesterov ? tf.add(g, tf.mul(next, momentum)) : next;
        return { move: tf.mul(direction, -rate), moments: [next] };
    },
};

/** @type {Rule<import('../../kernels/optimizer.js').Adam>} */
export const adamRule = {
    run: ([w, g, m, v], settings, surroundings) => kernels.adam(w, g, m, v, settings, surroundings),
    programs(map, { w, g, moments, surroundings }, { keep, threshold, shrink, pull }, adam) {
        const m = map(formulas.meanOfGradients, [moments[0], g], [adam.beta1, 1 - adam.beta1]);
        const v = map(formulas.meanOfSquares, [moments[1], g], [adam.beta2, 1 - adam.beta2]);
        const own = [adam.correction1, adam.correction2, adam.epsilon];
        const next = surroundings.scaled
            ? map(formulas.adamMovedInMetric, [w, m, v], [keep, -adam.rate, threshold, pull, ...own])
            : map(formulas.adamMoved, [w, m, v], [keep, -adam.rate, threshold, shrink, ...own]);
        return [next, m, v];
    },
    composed(tf, w, g, [m, v], { rate, beta1, beta2, epsilon, correction1, correction2 }) {
        const mean = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
        const squares = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
        const spread = tf.add(tf.sqrt(tf.div(squares, correction2)), epsilon);
        return { move: tf.mul(tf.div(tf.div(mean, correction1), spread), -rate), moments: [mean, squares], spread };
    },
};

/**
 * Steps of many weights by one optimizer. Where it throws, every weight and moment is as it was.
 * @template Settings
 * @param {TensorFlow} tf
 * @param {Rule<Settings>} rule
 * @param {Settings} settings
 * @param {Update[]} updates
 */
export function updateAll(tf, rule, settings, updates) {
    const heapOf = heaps.get(tf.getBackend());
    if (heapOf) onHeap(tf, heapOf(tf.engine().backend), rule, settings, updates);
    else {
        const results = mapOn(tf.getBackend()) ? programmed : composed;
        tf.tidy(() =>
            assignAll(
                updates,
                updates.map(update => results(tf, rule, settings, update)),
            ),
        );
    }
}

/** @param {Update[]} updates @param {Tensor[][]} results */
function assignAll(updates, results) {
    for (const [i, { w, moments }] of updates.entries()) {
        for (const [k, variable] of [w, ...moments].entries()) variable.assign(results[i][k]);
    }
}

/**
 * In place, one kernel for each weight. What may fail, taking memory, comes first.
 * @template Settings
 * @param {TensorFlow} tf @param {import('./heap.js').Heap} heap @param {Rule<Settings>} rule @param {Settings} settings
 * @param {Update[]} updates
 */
function onHeap(tf, heap, rule, settings, updates) {
    for (const { w, g, moments, shown } of updates) {
        for (const tensor of [w, g, ...moments]) heap.view(tensor); // moves it here where it lives on another backend
        own(tf, w, true);
        for (const moment of moments) own(tf, moment, shown);
    }
    updates.some(({ w }) => kernels.prepare(heap.view(w)));
    for (const { w, g, moments, surroundings } of updates) {
        rule.run([w, g, ...moments].map(heap.view), settings, surroundings);
        heap.rewritten(w);
    }
}

/**
 * Gives a variable memory of its own where others may look at it: clones and reshapes share it, which `refCount` tells, and
 * the cpu backend hands the very array out to whoever reads the variable, and takes it from whoever made it.
 * @param {TensorFlow} tf @param {any} variable @param {boolean} shown whether it may have been read
 */
function own(tf, variable, shown) {
    const { backend, backendName } = tf.engine();
    if (backend.refCount(variable.dataId) === 1 && !(shown && backendName === 'cpu')) return;
    tf.tidy(() => variable.assign(decayOf(tf, variable, 0)));
}

/**
 * By programs of our own.
 * @template Settings
 * @param {TensorFlow} tf @param {Rule<Settings>} rule @param {Settings} settings @param {Update} update
 */
function programmed(tf, rule, settings, update) {
    const map = /** @type {NonNullable<ReturnType<typeof mapOn>>} */ (mapOn(tf.getBackend()));
    const { decay, l1, l2, step } = update.surroundings;
    const pull = 2 * step * l2;
    const around = { keep: 1 - decay, threshold: step * l1, shrink: 1 / (1 + pull), pull };
    /** @type {Map} */
    const run = (formula, tensors, numbers) =>
        runCarried(
            tf,
            { name: formula.name },
            { ...tensors },
            { run: ({ backend }) => map(backend, formula, tensors, numbers) },
        );
    return rule.programs(run, update, around, settings);
}

/**
 * In TF.js' ops.
 * @template Settings
 * @param {TensorFlow} tf @param {Rule<Settings>} rule @param {Settings} settings @param {Update} update
 */
function composed(tf, rule, settings, { w, g, moments, surroundings }) {
    const { decay, l1, l2, step, scaled } = surroundings;
    const kept = decay > 0 ? decayOf(tf, w, decay) : w;
    const { move, moments: next, spread } = rule.composed(tf, kept, g, moments, settings);
    const moved = tf.add(move, kept);
    if (step * (l1 + l2) === 0) return [moved, ...next];
    return [
        scaled && spread ? proxInMetric(tf, moved, surroundings, spread) : proxOf(tf, moved, surroundings),
        ...next,
    ];
}

/**
 * argmin_u of step * (l1 * |u| + l2 * u^2) + spread * (u - x)^2 / 2 for each element (Yun, Lozano and Yang, 2021).
 * @param {TensorFlow} tf
 * @param {Tensor} x
 * @param {{ l1: number, l2: number, step: number }} factors
 * @param {Tensor} spread of the shape of x, positive
 * @returns {Tensor}
 */
export function proxInMetric(tf, x, { l1, l2, step }, spread) {
    const threshold = tf.div(step * l1, spread);
    const clamped = tf.minimum(threshold, tf.maximum(tf.neg(threshold), x));
    return tf.mul(tf.sub(x, clamped), tf.div(spread, tf.add(spread, 2 * step * l2)));
}

/**
 * Takes the proximal step of the elastic net on a variable: in place on wasm, where it owns its memory alone.
 * @param {TensorFlow} tf @param {any} variable @param {{ l1: number, l2: number, step: number }} factors
 */
export function proxInto(tf, variable, factors) {
    const { backend, backendName } = tf.engine();
    const heap = backendName === 'wasm' ? heaps.get('wasm')?.(backend) : undefined;
    heap?.view(variable); // moves it here where it lives on another backend
    if (!heap || backend.refCount(variable.dataId) !== 1) {
        tf.tidy(() => variable.assign(proxOf(tf, variable, factors)));
        return;
    }
    const w = heap.view(variable);
    prox(w, factors.l1, factors.l2, factors.step, w);
    heap.rewritten(variable);
}

/** Whether a regularizer of the core can run on the weights where they are. @param {TensorFlow} tf */
export const canProxByCore = tf => heaps.has(tf.getBackend());

/**
 * The proximal step that a regularizer of the core computes.
 * @param {TensorFlow} tf
 * @param {Tensor} x
 * @param {any} regularizer it is given the numbers, flat, with their `shape`
 * @param {number} step
 * @returns {Tensor} a new one
 */
export function proxByCore(tf, x, regularizer, step) {
    const result = decayOf(tf, x, 0);
    const { backend } = tf.engine();
    const heap = /** @type {(backend: any) => import('./heap.js').Heap} */ (heaps.get(tf.getBackend()))(backend);
    const numbers = heap.view(result);
    if (hasFormula(regularizer)) {
        regularizer.prox({ data: numbers, shape: x.shape }, step, { out: numbers });
        return result;
    }
    const given = Object.assign(numbers.subarray(), { shape: [...x.shape] });
    const stepped = regularizer.prox(given, step, { out: given });
    if (stepped !== given) numbers.set(stepped);
    return result;
}
