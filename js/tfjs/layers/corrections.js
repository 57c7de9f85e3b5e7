// What three of TF.js' layers get wrong about their own arguments, up to 4.22.

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../changes.js').Changes} Changes
 * @typedef {import('./construct.js').Observer} Observer
 */

/**
 * DepthwiseConv2D saves its regularizer a second time in the place of its constraint, which then turns the weights into a
 * penalty. In files that were saved so the constraint is lost; without it they load.
 * @param {TensorFlow} tf @param {Changes} changes
 */
export function correctDepthwiseConstraint(tf, changes) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const [Class, fromConfig] = classNameMap.DepthwiseConv2D;
    const Regularizer = Object.getPrototypeOf(tf.regularizers.l1l2().constructor);
    const { getConfig } = Class.prototype;
    changes.value(Class.prototype, 'getConfig', function () {
        return { ...getConfig.call(this), depthwiseConstraint: serialized(this.depthwiseConstraint) };
    });
    /** @type {(cls: Function, config: Record<string, any>, ...rest: any[]) => object} */
    const corrected = (cls, config, ...rest) => {
        const { depthwiseConstraint, ...others } = config;
        const [named] = classNameMap[depthwiseConstraint?.className] ?? [];
        const isRegularizer = named?.prototype instanceof Regularizer;
        return fromConfig.call(cls, cls, isRegularizer ? others : config, ...rest);
    };
    changes.value(classNameMap, 'DepthwiseConv2D', [Class, corrected]);
}

/**
 * The constructor of SeparableConv takes the option `depthwiseInitializer` for `pointwiseInitializer` too. It runs after
 * this, so a property that cannot be set keeps it from that.
 * @param {TensorFlow} tf
 * @returns {Observer}
 */
export function correctPointwiseInitializer(tf) {
    const { SeparableConv2D } = tf.serialization.SerializationMap.getMap().classNameMap;
    const SeparableConv = Object.getPrototypeOf(SeparableConv2D[0]);
    return (layer, args) => {
        if (!(layer instanceof SeparableConv) || args.pointwiseInitializer == null) return;
        const initializer = made(tf, 'kernelInitializer', args.pointwiseInitializer);
        Object.defineProperty(layer, 'pointwiseInitializer', { get: () => initializer, set() {}, enumerable: true });
    };
}

/**
 * LayerNormalization drops `gammaConstraint` and `betaConstraint`, which Keras' has and BatchNormalization's too.
 * @param {TensorFlow} tf @param {Changes} changes
 * @returns {Observer}
 */
export function acceptConstraintsOfLayerNormalization(tf, changes) {
    const [Class] = tf.serialization.SerializationMap.getMap().classNameMap.LayerNormalization;
    const { build, getConfig } = Class.prototype;
    const weights = ['gamma', 'beta'];
    changes.value(Class.prototype, 'build', function (inputShape) {
        build.call(this, inputShape);
        for (const weight of weights) {
            const constraint = this[`${weight}Constraint`];
            if (constraint && this[weight]) this[weight].constraint = constraint;
        }
    });
    changes.value(Class.prototype, 'getConfig', function () {
        const constraints = weights.map(weight => [`${weight}Constraint`, serialized(this[`${weight}Constraint`])]);
        return { ...getConfig.call(this), ...Object.fromEntries(constraints) };
    });
    return (/** @type {any} */ layer, args) => {
        if (!(layer instanceof Class)) return;
        for (const option of weights.map(weight => `${weight}Constraint`)) {
            if (args?.[option] != null) layer[option] = made(tf, 'kernelConstraint', args[option]);
        }
    };
}

/** TF.js shows its way from a name or config to an initializer or constraint in its layers only. @param {TensorFlow} tf @param {string} option @param {any} given */
const made = (tf, option, given) => tf.layers.dense({ units: 1, name: option, [option]: given })[option];

/** @param {any} constraint */
const serialized = constraint =>
    constraint ? { className: constraint.getClassName(), config: constraint.getConfig() } : null;
