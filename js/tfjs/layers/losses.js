// Which penalties a layer made of other layers has: its own and those of its parts, each once.

import { together } from './together.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 */

/** @typedef {Array<[Function & { prototype: object }, (layer: any) => Layer[]]>} Composites */

/** By TensorFlow: the question is asked for every layer in every step. @type {WeakMap<TensorFlow, Composites>} */
const known = new WeakMap();

/**
 * The classes of layers that run other layers, and which layers those are; a subclass before its base.
 * @param {TensorFlow} tf
 * @returns {Composites}
 */
function composites(tf) {
    const found = known.get(tf);
    if (found) return found;
    const { Bidirectional, StackedRNNCells } = tf.serialization.SerializationMap.getMap().classNameMap;
    const Wrapper = Object.getPrototypeOf(Bidirectional[0]);
    const Container = Object.getPrototypeOf(tf.LayersModel);
    /** @type {Composites} */
    const made = [
        [Container, model => model.layers],
        [tf.RNN, rnn => [rnn.cell]],
        [StackedRNNCells[0], stack => stack.cells],
        [Bidirectional[0], both => [both.forwardLayer, both.backwardLayer]], // copies; `layer` itself is never built
        [Wrapper, wrapper => [wrapper.layer]],
    ];
    known.set(tf, made);
    return made;
}

/**
 * TF.js never asks a recurrent layer's cell for its penalties, nor the copies inside Bidirectional, nor a model inside
 * TimeDistributed, and counts a shared layer once per use. Keras counts every penalty of every part exactly once.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function countPenaltiesOfParts(tf, changes) {
    for (const [{ prototype }, partsOf] of composites(tf)) {
        changes.accessor(prototype, 'losses', {
            get() {
                const losses = new Set(this._losses);
                for (const part of partsOf(this)) {
                    for (const loss of part?.losses ?? []) losses.add(loss); // no part yet inside a constructor
                }
                return [...losses];
            },
        });
        changes.value(prototype, 'addLoss', function (losses) {
            this._losses.push(...[losses ?? []].flat());
        });
    }
    changes.value(Object.getPrototypeOf(tf.LayersModel.prototype), 'calculateLosses', function () {
        return tf.tidy(() => together(tf, this.losses, loss => valuesOnly.has(loss)));
    });
}

/** The penalties whose gradient is left out now. @type {Set<Function>} */
let valuesOnly = new Set();

/**
 * Runs `run` while models count these penalties in their loss, but no gradient comes from them.
 * @template T
 * @param {Iterable<Function>} losses functions that layers add to the loss
 * @param {() => T} run
 * @returns {T}
 */
export function withoutGradientsOf(losses, run) {
    const outer = valuesOnly;
    valuesOnly = new Set([...outer, ...losses]);
    try {
        return run();
    } finally {
        valuesOnly = outer;
    }
}

/**
 * The layers that a layer runs, or null where it runs none and holds weights of its own.
 * @param {TensorFlow} tf
 * @param {Layer} layer
 * @returns {Layer[] | null}
 */
export const partsOf = (tf, layer) => composites(tf).find(([kind]) => layer instanceof kind)?.[1](layer) ?? null;

/**
 * The layers that hold weights of their own, in the order of the model, each once.
 * @param {TensorFlow} tf
 * @param {Layer} layer a model or a layer
 * @returns {Layer[]}
 */
export function plainLayersOf(tf, layer) {
    /** @param {Layer} layer @returns {Layer[]} */
    const plain = layer => partsOf(tf, layer)?.flatMap(plain) ?? [layer];
    return [...new Set(plain(layer))];
}
