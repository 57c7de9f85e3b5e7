// activityRegularizer on every layer: what is hooked into a layer, and how a penalty gets from its call to the loss.

import { forwardScopeOf } from '../backends/passes.js';
import { Changes } from '../changes.js';
import { evaluationUnderWay } from './evaluate.js';
import { afterLoading } from './registered.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/** The penalties of one layer's outputs, from the call that makes them to the loss function that adds them up. */
export class ActivityPenalties {
    #tf;
    /** @type {WeakMap<object, Tensor[]>} by tape or evaluation: nothing of a failed step can reach the next one */
    #recorded = new WeakMap();

    /** @param {TensorFlow} tf */
    constructor(tf) {
        this.#tf = tf;
    }

    /**
     * Adds the penalty of each output, divided by its batch size as in Keras 2 and Keras >= 3.14. Costs nothing unless a
     * gradient is being taken or a model evaluated: penalties are part of losses, not of predictions.
     * @param {TfRegularizer} regularizer
     * @param {Tensor | Tensor[]} outputs
     */
    record(regularizer, outputs) {
        const tf = this.#tf;
        const occasion = occasionOf(tf.engine());
        if (!occasion) return;
        const penalty = tf.tidy(() => {
            const penalties = [outputs].flat().map(output => {
                const batch = output.shape[0] ?? 1;
                return batch === 0 ? tf.scalar(0) : tf.div(regularizer.apply(output), batch);
            });
            return tf.addN(penalties);
        });
        const recorded = this.#recorded.get(occasion) ?? [];
        recorded.push(moveToLoss(tf.engine(), penalty));
        this.#recorded.set(occasion, recorded);
    }

    /** @returns {Tensor} the sum of what was recorded for the loss that is being computed, a scalar */
    total() {
        const recorded = this.#recorded.get(occasionOf(this.#tf.engine()) ?? this) ?? [];
        return recorded.length ? this.#tf.addN(recorded) : this.#tf.scalar(0);
    }
}

/** What a loss is being computed for: the running tape, or an evaluation, or nothing. @param {any} engine @returns {object | undefined} */
const occasionOf = engine => (engine.isTapeOn() ? engine.state.activeTape : evaluationUnderWay());

/**
 * A layer may be called inside a `tidy` (TimeDistributed, recurrent layers) that ends before the loss is added up and
 * would dispose the penalty. The scope that the gradient or the evaluation opened gets it instead, so that it lives
 * exactly as long as the forward pass, also when that fails; `tf.keep` would leak it then.
 * @param {any} engine @param {any} penalty @returns {Tensor}
 */
function moveToLoss(engine, penalty) {
    const { activeScope } = engine.state;
    const forward = engine.isTapeOn() ? forwardScopeOf(engine) : evaluationUnderWay()?.scope;
    if (forward && forward !== activeScope) {
        activeScope.track.splice(activeScope.track.lastIndexOf(penalty), 1);
        forward.track.push(penalty);
        penalty.scopeId = forward.id;
    }
    return penalty;
}

/** @type {WeakMap<object, { regularizer: TfRegularizer, ensure: () => void, unhook: () => void }>} */
const hooked = new WeakMap();

/**
 * The activity regularizer of a layer. `layer.activityRegularizer` itself always reads as null, because TF.js refuses to
 * call a layer where it does not.
 * @param {Layer} layer
 * @returns {TfRegularizer | null}
 */
export const activityRegularizerOf = layer => hooked.get(layer)?.regularizer ?? null;

/**
 * Makes `activityRegularizer` work as an argument of every layer, as a property that can be set on every layer, and as an
 * entry of every layer's config.
 * @param {TensorFlow} tf
 * @param {(identifier: any) => TfRegularizer | null} get
 * @param {import('../changes.js').Changes} changes
 * @returns {import('./construct.js').Observer} which takes the argument
 */
export function acceptActivityRegularizers(tf, get, changes) {
    const { prototype } = tf.layers.Layer;
    /** @type {Array<WeakRef<Layer>>} */
    const layers = [];
    changes.accessor(prototype, 'activityRegularizer', {
        get: () => null,
        set(identifier) {
            const regularizer = get(identifier);
            hooked.get(this)?.unhook();
            if (!regularizer) return;
            hook(tf, this, regularizer);
            layers.push(new WeakRef(this));
        },
    });
    changes.onUndo(() => {
        for (const layer of layers) hooked.get(layer.deref() ?? {})?.unhook();
    });
    const { apply } = prototype;
    changes.value(prototype, 'apply', function (...args) {
        hooked.get(this)?.ensure();
        return apply.apply(this, args);
    });

    // A recurrent layer hands its arguments to its cell too, but only what the layer puts out is its activity.
    const RNNCell = Object.getPrototypeOf(tf.serialization.SerializationMap.getMap().classNameMap.LSTMCell[0]);
    const give = (/** @type {any} */ layer, /** @type {any} */ args) => {
        const regularizer = args?.activityRegularizer;
        if (regularizer && !(layer instanceof RNNCell)) layer.activityRegularizer = regularizer;
    };
    // A constructor may ignore the key, as those do that know nothing of activity regularizers set as a property.
    afterLoading(tf, changes, (layer, config) => {
        if (!hooked.has(layer)) give(layer, config);
    });
    return give;
}

/** @param {TensorFlow} tf @param {any} layer @param {TfRegularizer} regularizer */
function hook(tf, layer, regularizer) {
    const penalties = new ActivityPenalties(tf);
    const loss = () => penalties.total();
    const changes = new Changes();
    let observed = layer.call;
    let isRunning = false;

    /** Observes the `call` that the layer has now: a field of the user's class comes later than the base's constructor. */
    function ensure() {
        const { call } = layer;
        if (call === observed && Object.hasOwn(layer, 'call')) return;
        /** @this {any} */
        observed = function (/** @type {any[]} */ ...args) {
            if (isRunning) return call.apply(this, args); // of a `call` that runs the one that it took the place of
            isRunning = true;
            let outputs;
            try {
                outputs = call.apply(this, args);
            } finally {
                isRunning = false;
            }
            penalties.record(regularizer, outputs);
            return outputs;
        };
        changes.value(layer, 'call', observed);
    }

    ensure();
    const { getConfig } = layer;
    changes.value(layer, 'getConfig', function () {
        const activityRegularizer = { className: regularizer.getClassName(), config: regularizer.getConfig() };
        return { ...getConfig.call(this), activityRegularizer };
    });
    layer._losses.push(loss); // not by addLoss: a wrapper's would ask for the layer inside, which it has not got yet
    hooked.set(layer, {
        regularizer,
        ensure,
        unhook() {
            changes.undo();
            layer._losses.splice(layer._losses.indexOf(loss), 1);
            hooked.delete(layer);
        },
    });
}
