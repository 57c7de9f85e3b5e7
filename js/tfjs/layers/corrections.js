// What two of TF.js' layers get wrong about their own arguments, up to 4.22.

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../changes.js').Changes} Changes
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
        const { depthwiseConstraint: constraint } = this;
        const depthwiseConstraint = constraint && {
            className: constraint.getClassName(),
            config: constraint.getConfig(),
        };
        return { ...getConfig.call(this), depthwiseConstraint };
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
 * @returns {import('./construct.js').Observer}
 */
export function correctPointwiseInitializer(tf) {
    const SeparableConv = Object.getPrototypeOf(
        tf.serialization.SerializationMap.getMap().classNameMap.SeparableConv2D[0],
    );
    return (layer, args) => {
        if (!(layer instanceof SeparableConv) || args.pointwiseInitializer == null) return;
        // Only layers make an initializer of a name or config.
        const { kernelInitializer } = tf.layers.dense({
            units: 1,
            kernelInitializer: args.pointwiseInitializer,
            name: 'pointwise',
        });
        Object.defineProperty(layer, 'pointwiseInitializer', {
            get: () => kernelInitializer,
            set() {},
            enumerable: true,
        });
    };
}
