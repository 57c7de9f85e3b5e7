// activityRegularizer on every layer: what is hooked into a layer, and how a penalty gets from its call to the loss.

import { forwardScopeOf } from '../backends/passes.js';
import { afterConstruction } from './construct.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {import('../types.js').TfRegularizer} TfRegularizer
 */

/** The penalties of one layer's outputs, from the call that makes them to the loss function that adds them up. */
export class ActivityPenalties {
    #tf;
    /** @type {WeakMap<object, Tensor[]>} by tape, so that nothing of a failed step can reach the next one */
    #byTape = new WeakMap();

    /** @param {TensorFlow} tf */
    constructor(tf) {
        this.#tf = tf;
    }

    /**
     * Adds the penalty of each output, divided by its batch size as in Keras 2 and Keras >= 3.14. Costs nothing unless
     * gradients are being taken: penalties are part of training, not of predictions.
     * @param {TfRegularizer} regularizer
     * @param {Tensor | Tensor[]} outputs
     */
    record(regularizer, outputs) {
        const tf = this.#tf;
        const engine = tf.engine();
        if (!engine.isTapeOn()) return;
        const penalty = tf.tidy(() => {
            const penalties = [outputs].flat().map(output => {
                const batch = output.shape[0] ?? 1;
                return batch === 0 ? tf.scalar(0) : tf.div(regularizer.apply(output), batch);
            });
            return tf.addN(penalties);
        });
        const { activeTape } = engine.state;
        const recorded = this.#byTape.get(activeTape) ?? [];
        recorded.push(moveToForwardPass(engine, penalty));
        this.#byTape.set(activeTape, recorded);
    }

    /** @returns {Tensor} the sum of what was recorded on the running tape, a scalar */
    total() {
        const recorded = this.#byTape.get(this.#tf.engine().state.activeTape ?? this) ?? [];
        return recorded.length ? this.#tf.addN(recorded) : this.#tf.scalar(0);
    }
}

/**
 * A layer may be called inside a `tidy` (TimeDistributed, recurrent layers) that ends before the loss is added up and
 * would dispose the penalty. The scope that the gradient opened gets it instead, so that it lives exactly as long as the
 * forward pass, also when that fails; `tf.keep` would leak it then.
 * @param {any} engine @param {any} penalty @returns {Tensor}
 */
function moveToForwardPass(engine, penalty) {
    const { activeScope } = engine.state;
    const forward = forwardScopeOf(engine);
    if (forward && forward !== activeScope) {
        activeScope.track.splice(activeScope.track.lastIndexOf(penalty), 1);
        forward.track.push(penalty);
        penalty.scopeId = forward.id;
    }
    return penalty;
}

/** @type {WeakMap<object, { regularizer: TfRegularizer, unhook: () => void }>} */
const hooked = new WeakMap();

/**
 * The activity regularizer of a layer. `layer.activityRegularizer` itself always reads as null, because TF.js refuses to
 * call a layer where it does not.
 * @param {Layer} layer
 * @returns {TfRegularizer | null}
 */
export const activityRegularizerOf = layer => hooked.get(layer)?.regularizer ?? null;

/**
 * Makes `activityRegularizer` work as an argument of every layer and as a property that can be set on every layer.
 * @param {TensorFlow} tf
 * @param {(identifier: any) => TfRegularizer | null} get
 * @param {import('../changes.js').Changes} changes
 */
export function acceptActivityRegularizers(tf, get, changes) {
    /** @type {Array<WeakRef<Layer>>} */
    const layers = [];
    changes.accessor(tf.layers.Layer.prototype, 'activityRegularizer', {
        get: () => null,
        set(identifier) {
            hooked.get(this)?.unhook();
            const regularizer = get(identifier);
            if (!regularizer) return;
            hook(tf, this, regularizer);
            layers.push(new WeakRef(this));
        },
    });
    changes.onUndo(() => {
        for (const layer of layers) hooked.get(layer.deref() ?? {})?.unhook();
    });
    // A recurrent layer hands its arguments to its cell too, but only what the layer puts out is its activity.
    const RNNCell = Object.getPrototypeOf(tf.serialization.SerializationMap.getMap().classNameMap.LSTMCell[0]);
    afterConstruction(tf, changes, (/** @type {any} */ layer, args) => {
        if (args?.activityRegularizer && !(layer instanceof RNNCell))
            layer.activityRegularizer = args.activityRegularizer;
    });
}

/** @param {TensorFlow} tf @param {any} layer @param {TfRegularizer} regularizer */
function hook(tf, layer, regularizer) {
    const penalties = new ActivityPenalties(tf);
    const { call, getConfig } = layer;
    const loss = () => penalties.total();
    const methods = {
        call(/** @type {any[]} */ ...args) {
            const outputs = call.apply(this, args);
            penalties.record(regularizer, outputs);
            return outputs;
        },
        getConfig() {
            const activityRegularizer = { className: regularizer.getClassName(), config: regularizer.getConfig() };
            return { ...getConfig.call(this), activityRegularizer };
        },
    };
    for (const [name, value] of Object.entries(methods)) {
        Object.defineProperty(layer, name, { value, configurable: true, writable: true });
    }
    layer._losses.push(loss); // not by addLoss: a wrapper's would ask for the layer inside, which it has not got yet
    hooked.set(layer, {
        regularizer,
        unhook() {
            for (const name of Object.keys(methods)) delete layer[name];
            layer._losses.splice(layer._losses.indexOf(loss), 1);
            hooked.delete(layer);
        },
    });
}
