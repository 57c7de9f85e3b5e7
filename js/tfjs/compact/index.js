/**
 * Models that get smaller: takes out the units, filters and channels that do nothing, as group penalties leave them.
 * A unit goes if nothing reads it, or if it is a constant that can be added to the biases of those who read it.
 */

import { ruleFor } from './rules.js';
import { stockClasses } from './stock-classes.js';
import { Units, varying } from './units.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('./units.js').Features} Features
 * @typedef {import('./passing.js').Step} Step
 * @typedef {Step & { layer: any, inputs: Features[], whole?: string }} Traced
 */

/**
 * One layer of the report.
 * @typedef {object} LayerReport
 * @property {string} name
 * @property {string} className
 * @property {{ units: number, parameters: number }} before units: outputs, filters or channels
 * @property {{ units: number, parameters: number }} after
 * @property {string | null} why for a layer that kept all its units: what holds them, or null where each of them does something
 */

/**
 * @typedef {object} CompactReport
 * @property {number} parametersBefore of the whole model
 * @property {number} parametersAfter
 * @property {LayerReport[]} layers those that have weights, in the order of the model
 */

/**
 * A smaller model with the same outputs in prediction (up to float32 rounding, for finite inputs): without the units,
 * filters and channels whose outgoing weights are all 0, and those whose incoming weights are all 0, which are constants
 * and go into the next bias, through activations, normalisation, pooling, dropout and flattening. It is not compiled. The
 * given model, its weights and its optimizer stay as they are. What is not understood (classes of your own, nested and
 * shared layers, channels first) stays whole, and the report says so. Inputs and outputs keep their shapes, and a layer
 * keeps at least one unit.
 *
 * Weights are read to the CPU; the webgpu backend cannot do that synchronously, so set another backend there first.
 * @template {{ layers: any[] }} M
 * @param {TensorFlow} tf
 * @param {M} model a built `tf.Sequential` or `tf.LayersModel`
 * @returns {{ model: M, report: CompactReport }}
 * @throws {TypeError} when it is no built model
 */
export function compact(tf, model) {
    if (!(model instanceof tf.LayersModel) || !(/** @type {any} */ (model).outputs?.length)) {
        throw new TypeError('compact: expected a built tf.LayersModel or tf.Sequential');
    }
    const units = new Units();
    const traced = trace(tf, model, units);
    removeUnits(traced, units);
    const smaller = rebuilt(tf, model, traced);
    return { model: smaller, report: reportOn(model, smaller, traced, units) };
}

/**
 * Follows the features from the inputs of the model to its outputs.
 * @param {TensorFlow} tf @param {any} model @param {Units} units
 * @returns {Traced[]} in an order in which each comes after those it reads
 */
function trace(tf, model, units) {
    const nodes = nodesOf(model);
    const uses = new Map();
    for (const { outboundLayer: layer } of nodes) uses.set(layer, (uses.get(layer) ?? 0) + 1);
    /** @type {Map<any, Features>} by symbolic tensor */
    const known = new Map();
    const featuresOf = (/** @type {any} */ tensor) => /** @type {Features} */ (known.get(tensor));
    const stockClassOf = stockClasses(tf);
    const traced = nodes.map(node => {
        const { outboundLayer: layer, inputTensors, outputTensors } = node;
        const inputs = isInput(layer) ? [] : inputTensors.map(featuresOf);
        const rule = ruleFor(layer, stockClassOf);
        const why = reasonToStayWhole(node, uses.get(layer), rule);
        const step = why || !rule ? why : rule(tf, layer, inputs, units, outputTensors[0].shape);
        if (typeof step !== 'string') {
            known.set(outputTensors[0], step.output);
            return { ...step, layer, inputs };
        }
        for (const input of inputs) units.pin(input.units, `${layer.name} reads them, and ${step}`);
        for (const tensor of outputTensors) {
            const output = varying(units.make(tensor.shape[tensor.shape.length - 1] ?? 0));
            units.pin(output.units, step);
            known.set(tensor, output);
        }
        return { layer, inputs, output: featuresOf(outputTensors[0]), whole: step };
    });
    for (const output of model.outputs) units.pin(featuresOf(output).units, 'they are outputs of the model');
    return traced;
}

/** @param {any} layer */
const isInput = layer => layer.getClassName() === 'InputLayer';

/** @param {any} model @returns {any[]} the calls of layers that lead to its outputs, each after those it depends on */
function nodesOf(model) {
    const seen = new Set();
    /** @type {any[]} */
    const nodes = [];
    const visit = (/** @type {any} */ { sourceLayer, nodeIndex }) => {
        const node = sourceLayer.inboundNodes[nodeIndex];
        if (seen.has(node)) return;
        seen.add(node);
        if (!isInput(sourceLayer)) node.inputTensors.forEach(visit);
        nodes.push(node);
    };
    model.outputs.forEach(visit);
    return nodes;
}

/**
 * @param {any} node @param {number} uses of its layer in the model @param {unknown} rule
 * @returns {string} why the layer must stay whole, '' where its rule decides
 */
function reasonToStayWhole({ outboundLayer: layer, inputTensors, outputTensors }, uses, rule) {
    if (isInput(layer)) return 'they are inputs of the model';
    if (!rule) return `layers of class ${layer.getClassName()} are not understood`;
    if (uses > 1) return 'the layer is used more than once';
    if (outputTensors.length > 1) return 'it has several outputs';
    if (inputTensors.length > 1 && layer.cell) return 'it is given a state to begin with';
    return '';
}

/** @param {Traced[]} traced @param {Units} units of which those go that may */
function removeUnits(traced, units) {
    const read = () => traced.flatMap(({ reads }) => reads?.() ?? []);
    while (units.removeUnread(read()));
    // No layer goes altogether. What comes back is read by none, or constant.
    for (const { makes, output } of traced) {
        if (makes && units.keptOf(output).length === 0) units.restore(output.units[0]);
    }
}

/** @param {TensorFlow} tf @param {any} model @param {Traced[]} traced */
function rebuilt(tf, model, traced) {
    const cuts = new Map(traced.flatMap(({ layer, cut }) => (cut ? [[layer.name, cut()]] : [])));
    const config = model.getConfig();
    const layers = config.layers.map((/** @type {any} */ entry) => ({
        ...entry,
        config: { ...entry.config, ...cuts.get(entry.config.name)?.config },
    }));
    const { registeredVariables } = tf.engine();
    const known = new Set(Object.values(registeredVariables));
    try {
        const smaller = model.constructor.fromConfig(model.constructor, { ...config, layers });
        tf.tidy(() => {
            for (const layer of model.layers) {
                const weights = cuts
                    .get(layer.name)
                    ?.weights.map((/** @type {any} */ { values, shape }) => tf.tensor(values, shape));
                smaller.getLayer(layer.name).setWeights(weights ?? layer.getWeights());
            }
        });
        return smaller;
    } catch (error) {
        // Of a model that TF.js could make no more than a part of, too.
        tf.dispose(Object.values(registeredVariables).filter(variable => !known.has(variable)));
        throw error;
    }
}

/** @param {any} model @param {any} smaller @param {Traced[]} traced @param {Units} units @returns {CompactReport} */
function reportOn(model, smaller, traced, units) {
    const layers = traced
        .filter(({ layer }) => layer.countParams() > 0)
        .map(({ layer, output, whole }) => {
            const kept = units.keptOf(output).length;
            const held =
                kept === output.units.length && output.units.every(unit => units.reasonFor(unit) !== undefined);
            return {
                name: layer.name,
                className: layer.getClassName(),
                before: { units: output.units.length, parameters: layer.countParams() },
                after: { units: kept, parameters: smaller.getLayer(layer.name).countParams() },
                why: whole ?? (held ? /** @type {string} */ (units.reasonFor(output.units[0])) : null),
            };
        });
    return { parametersBefore: model.countParams(), parametersAfter: smaller.countParams(), layers };
}
