// Keras 3 model JSON, where it differs from the Keras 2 JSON that TF.js reads.

import { toCamelCase } from '../camel-case.js';
import { afterLoading } from '../layers/registered.js';
import { rememberOrder } from './keras3-names.js';

/**
 * Makes `tf.loadLayersModel` and `tf.models.modelFromJSON` read Keras 3: the input layer's `batch_shape`, calls of
 * layers as `{ args, kwargs }` around `__keras_tensor__`, and model inputs and outputs that are not in a list when there
 * is only one. Strings have been put in camel case by TF.js when they arrive here, and layer names in calls with them.
 * @param {import('../types.js').TensorFlow} tf
 * @param {import('../changes.js').Changes} changes
 */
export function readKeras3(tf, changes) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    /** @type {Array<[string, (config: Record<string, any>) => Record<string, any>]>} */
    const translations = [
        ['InputLayer', inputLayer],
        ['Functional', functionalModel],
        ['Model', functionalModel],
        ['GRU', recurrent],
        ['GRUCell', recurrent],
    ];
    for (const [name, translate] of translations) {
        const [Class, fromConfig] = classNameMap[name];
        /** @type {(cls: Function, config: Record<string, any>, ...rest: any[]) => object} */
        const translated = (cls, config, ...rest) => fromConfig.call(cls, cls, translate(config), ...rest);
        changes.value(classNameMap, name, [Class, translated]);
    }
    afterLoading(tf, changes, (model, { layers, inputLayers }) => {
        if (inputLayers)
            rememberOrder(
                model,
                layers.map((/** @type {{ name: string }} */ { name }) => name),
            );
    });
}

/** @param {Record<string, any>} config */
function inputLayer(config) {
    if (!config.batchShape) return config;
    const { batchShape, ...rest } = config;
    return { ...rest, batchInputShape: batchShape };
}

/** Of a GRU. @param {Record<string, any>} config */
function recurrent(config) {
    if (!config.resetAfter) return config;
    throw new RangeError(
        `${config.name}: expected a GRU with reset_after=False, got one with reset_after=True, Keras' default, which has ` +
            'another formula and another bias, and no counterpart in TensorFlow.js; train it anew with reset_after=False',
    );
}

/** @param {Record<string, any>} config */
function functionalModel(config) {
    const names = new Map(config.layers.map((/** @type {{ name: string }} */ { name }) => [toCamelCase(name), name]));
    const layers = config.layers.map((/** @type {any} */ layer) => ({
        ...layer,
        inboundNodes: layer.inboundNodes.map((/** @type {any} */ node) =>
            Array.isArray(node) ? node : calledWith(node, names),
        ),
    }));
    return {
        ...config,
        layers,
        inputLayers: listOfLists(config.inputLayers),
        outputLayers: listOfLists(config.outputLayers),
    };
}

/**
 * One call of a layer as Keras 2 writes it: [layer, node, tensor, kwargs] for each tensor that it is called with.
 * @param {{ args: any, kwargs: Record<string, any> }} call
 * @param {Map<unknown, string>} names layer names by their camel case
 */
function calledWith({ args, kwargs }, names) {
    const given = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
    return [args].flat(Infinity).map(argument => {
        const [name, node, tensor] = argument.config.kerasHistory;
        return [names.get(name) ?? name, node, tensor, given];
    });
}

/** @param {any[]} value */
const listOfLists = value => (Array.isArray(value[0]) ? value : [value]);
