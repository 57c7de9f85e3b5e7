// Keras' ActivityRegularization layer.

import { isPlainObject, shown, typeError } from '../../input/check.js';
import { ActivityPenalties } from './activity.js';

/**
 * Makes the layer class and registers it with TF.js. It needs none of the hooks of activity.js.
 * @param {import('../types.js').TensorFlow} tf
 * @param {new (args: object) => import('../types.js').TfRegularizer} L1L2
 * @param {import('../changes.js').Changes} changes
 * @returns {(new (args?: object) => import('../types.js').Layer) & { className: string }} both factors default to 0
 */
export function registerActivityRegularization(tf, L1L2, changes) {
    /** Passes its input on and adds (l1 * sum|x| + l2 * sum x^2) / batch size to the loss of training. */
    class ActivityRegularization extends tf.layers.Layer {
        static className = 'ActivityRegularization';

        /** @param {{ l1?: number, l2?: number, name?: string }} [args] */
        constructor(args = {}) {
            if (!isPlainObject(args))
                throw typeError('ActivityRegularization', 'its arguments to be an object', shown(args));
            super(args);
            this.supportsMasking = true;
            this.l1 = args.l1 ?? 0;
            this.l2 = args.l2 ?? 0;
            this.regularizer = new L1L2({ l1: this.l1, l2: this.l2 });
            this.penalties = new ActivityPenalties(tf);
            this.addLoss(() => this.penalties.total());
        }

        call(/** @type {any} */ inputs) {
            this.penalties.record(this.regularizer, inputs);
            return inputs;
        }

        getConfig() {
            return { ...super.getConfig(), l1: this.l1, l2: this.l2 };
        }
    }
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    changes.value(classNameMap, 'ActivityRegularization', [ActivityRegularization, ActivityRegularization.fromConfig]);
    return ActivityRegularization;
}
