// The layer classes that TF.js knows: its own, and those that users register, before the plug-in is installed or after.

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {{ new (...args: any[]): Layer, prototype: object }} LayerClass
 */

/**
 * Runs `visit` for every layer class that is registered, now or later, under each of its names.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 * @param {(name: string, Class: LayerClass) => void} visit may replace the entry of that name
 */
export function forEachLayerClass(tf, changes, visit) {
    const { SerializationMap } = tf.serialization;
    const { classNameMap } = SerializationMap.getMap();
    const visitEntry = (/** @type {string} */ name) => {
        const [Class] = classNameMap[name];
        if (Class.prototype instanceof tf.layers.Layer) visit(name, Class);
    };
    for (const name of Object.keys(classNameMap)) visitEntry(name);
    const { register } = SerializationMap;
    changes.value(SerializationMap, 'register', function (Class, ...rest) {
        register.call(this, Class, ...rest);
        visitEntry(Class.className);
    });
}

/**
 * Runs `after(layer, config)` whenever TF.js has made a layer of a model from its config.
 * @param {TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 * @param {(layer: Layer, config: Record<string, any>) => void} after `config` as it was before the layer took it apart
 */
export function afterLoading(tf, changes, after) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    forEachLayerClass(tf, changes, (name, Class) => {
        const fromConfig = classNameMap[name][1];
        if (!fromConfig) return; // of a class that TF.js calls with `new`
        /** @type {(cls: LayerClass, config: any, ...rest: any[]) => Layer} */
        const observed = (cls, config, ...rest) => {
            const given = { ...config };
            const layer = fromConfig.call(cls, cls, config, ...rest);
            after(layer, given);
            return layer;
        };
        changes.value(classNameMap, name, [Class, observed]);
    });
}
