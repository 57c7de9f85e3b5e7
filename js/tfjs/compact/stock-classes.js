// The layer classes that are TF.js' own, whatever is registered under their names.

/** Enough for each of the factories that are asked; a given name spends none of those that TF.js counts up. */
const ARGUMENTS = {
    name: 'probe',
    units: 1,
    filters: 1,
    kernelSize: 1,
    inputDim: 1,
    outputDim: 1,
    n: 1,
    rate: 0,
    stddev: 1,
    poolSize: 1,
    cropping: [
        [0, 0],
        [0, 0],
    ],
    activation: 'linear',
};

/** @type {WeakMap<object, (name: string) => Function | undefined>} by TF.js */
const known = new WeakMap();

/**
 * @param {any} tf
 * @returns {(name: string) => Function | undefined} the class of a name such as 'Conv2D'
 */
export function stockClasses(tf) {
    const found = known.get(tf.LayersModel);
    if (found) return found;
    /** @type {Map<string, string>} factories by class name, neither of which TF.js cases in one way */
    const factories = new Map(Object.keys(tf.layers).map(factory => [factory.toLowerCase(), factory]));
    /** @type {Map<string, Function | undefined>} */
    const classes = new Map();
    const classOf = (/** @type {string} */ name) => {
        const factory = factories.get(name.toLowerCase());
        if (!classes.has(name)) classes.set(name, factory && tf.layers[factory](ARGUMENTS).constructor);
        return classes.get(name);
    };
    known.set(tf.LayersModel, classOf);
    return classOf;
}
