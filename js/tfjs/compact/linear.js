// Layers whose outputs are weighted sums of their inputs: dense layers and convolutions read features and make units.

import { take, weightOf } from './slices.js';
import { varying } from './units.js';

/**
 * @typedef {import('./units.js').Features} Features
 * @typedef {import('./units.js').Units} Units
 * @typedef {import('./slices.js').Weight} Weight
 */

/**
 * A layer as a matrix: output o is the bias of o plus, over inputs i and the places of a kernel, weight times input.
 * @typedef {object} Linear
 * @property {number} outputs
 * @property {Uint8Array} links inputs x outputs: whether any weight between the two is not 0
 * @property {Float64Array} sums inputs x outputs: what an input that is 1 everywhere adds
 * @property {boolean} pads whether the layer puts zeros around its input: a constant other than 0 is none at the border
 * @property {object} [config] what TF.js' own config of the layer leaves out
 * @property {(keptIn: number[], keptOut: number[]) => Weight[]} cut its weights without the bias
 */

/** Activations that look at one feature at a time. */
const ELEMENTWISE = new Set(
    'elu gelu gelu_new hardSigmoid linear mish relu relu6 selu sigmoid softplus softsign swish tanh'.split(' '),
);

/** @param {any} activation of a layer, null for none */
export const actsElementwise = activation => activation == null || ELEMENTWISE.has(activation.getClassName());

/**
 * @param {Float32Array} kernel
 * @param {number} inputs
 * @param {number} outputs
 * @param {boolean} [transposed] whether the outputs come before the inputs in the shape of the kernel
 */
function matrixOf(kernel, inputs, outputs, transposed = false) {
    const links = new Uint8Array(inputs * outputs);
    const sums = new Float64Array(inputs * outputs);
    for (let at = 0; at < kernel.length; at++) {
        if (kernel[at] === 0) continue;
        const cell = at % links.length;
        const link = transposed ? (cell % inputs) * outputs + Math.floor(cell / inputs) : cell;
        links[link] = 1;
        sums[link] += kernel[at];
    }
    return { links, sums };
}

/** Dense layers and convolutions [...places, in, out]. @param {any} layer @returns {Linear} */
function plain(layer) {
    const kernel = weightOf(layer.kernel);
    const [inputs, outputs] = kernel.shape.slice(-2);
    return {
        outputs,
        ...matrixOf(kernel.values, inputs, outputs),
        pads: layer.padding !== undefined && layer.padding !== 'valid',
        cut: (keptIn, keptOut) => [
            take(take(kernel, -2 + kernel.shape.length, keptIn), kernel.shape.length - 1, keptOut),
        ],
    };
}

/** Transposed convolutions [...places, out, in]; how many inputs an output sums differs from place to place. @param {any} layer @returns {Linear} */
function transposed(layer) {
    const kernel = weightOf(layer.kernel);
    const [outputs, inputs] = kernel.shape.slice(-2);
    return {
        outputs,
        ...matrixOf(kernel.values, inputs, outputs, true),
        pads: true,
        cut: (keptIn, keptOut) => [
            take(take(kernel, -1 + kernel.shape.length, keptIn), kernel.shape.length - 2, keptOut),
        ],
    };
}

/** A depthwise kernel [y, x, in, multiplier] and then a pointwise one [1, 1, in * multiplier, out]. @param {any} layer @returns {Linear} */
function separable(layer) {
    const depthwise = weightOf(layer.depthwiseKernel);
    const pointwise = weightOf(layer.pointwiseKernel);
    const [inputs, multiplier] = depthwise.shape.slice(-2);
    const [between, outputs] = pointwise.shape.slice(-2);
    const first = matrixOf(depthwise.values, 1, between);
    const links = new Uint8Array(inputs * outputs);
    const sums = new Float64Array(inputs * outputs);
    for (let b = 0; b < between; b++) {
        if (!first.links[b]) continue;
        for (let o = 0; o < outputs; o++) {
            const weight = pointwise.values[b * outputs + o];
            const link = Math.floor(b / multiplier) * outputs + o;
            if (weight !== 0) links[link] = 1;
            sums[link] += first.sums[b] * weight;
        }
    }
    const keptBetween = (/** @type {number[]} */ keptIn) =>
        keptIn.flatMap(i => Array.from({ length: multiplier }, (_, k) => i * multiplier + k));
    return {
        outputs,
        links,
        sums,
        pads: layer.padding !== 'valid',
        config: { depthMultiplier: multiplier },
        cut: (keptIn, keptOut) => [
            take(depthwise, 2, keptIn),
            take(take(pointwise, 2, keptBetween(keptIn)), 3, keptOut),
        ],
    };
}

/** Recurrent layers [in, gates * units]: they read features; their own units stay, since their states mix them. @param {any} layer @returns {Linear} */
function recurrent({ cell }) {
    const kernel = weightOf(cell.kernel);
    const [inputs, outputs] = kernel.shape;
    return {
        outputs,
        ...matrixOf(kernel.values, inputs, outputs),
        pads: false,
        cut: keptIn => [take(kernel, 0, keptIn), weightOf(cell.recurrentKernel)],
    };
}

/**
 * The constant value of each output, NaN where it depends on the input.
 * @param {Linear} linear
 * @param {Features} input
 * @param {Float32Array | null} bias
 */
function constantSums({ outputs, links, sums, pads }, { values }, bias) {
    const constants = Float64Array.from({ length: outputs }, (_, o) => bias?.[o] ?? 0);
    for (const [i, value] of values.entries()) {
        const varies = Number.isNaN(value) || (pads && value !== 0);
        for (let o = 0; o < outputs; o++) {
            if (!links[i * outputs + o]) continue;
            constants[o] += varies ? Number.NaN : value * sums[i * outputs + o];
        }
    }
    return constants;
}

/**
 * What an activation makes of constants. Infinite ones are not relied on.
 * @param {any} tf @param {any} activation @param {Float64Array} constants
 */
export function activated(tf, activation, constants) {
    const results = activation
        ? tf.tidy(() => activation.apply(tf.tensor1d(Float32Array.from(constants))).dataSync())
        : constants;
    return constants.map((constant, i) =>
        Number.isFinite(constant) && Number.isFinite(results[i]) ? results[i] : NaN,
    );
}

/**
 * @param {(layer: any) => Linear} describe
 * @param {string} size key in the layer's config that tells how many units it has
 */
function maker(describe, size) {
    return (
        /** @type {any} */ tf,
        /** @type {any} */ layer,
        /** @type {Features[]} */ [input],
        /** @type {Units} */ units,
    ) => {
        if (layer.dataFormat === 'channelsFirst') return 'its channels come first';
        const linear = describe(layer);
        const bias = layer.bias && weightOf(layer.bias).values;
        const output = varying(units.make(linear.outputs));
        if (actsElementwise(layer.activation)) {
            output.values = activated(tf, layer.activation, constantSums(linear, input, bias));
        } else {
            units.pin(
                output.units,
                `its activation, ${layer.activation.getClassName()}, looks at all of its units together`,
            );
        }
        return {
            output,
            makes: true,
            reads: () => readsOf(linear, input, units, o => units.isKept(output.units[o])),
            cut() {
                const keptOut = units.keptOf(output);
                const [weights, useBias] = cutWeights(linear, input, units, bias, keptOut);
                return { config: { ...linear.config, [size]: keptOut.length, ...(useBias && { useBias }) }, weights };
            },
        };
    };
}

/** A reader whose outputs all stay. */
function reader() {
    return (
        /** @type {any} */ _tf,
        /** @type {any} */ layer,
        /** @type {Features[]} */ [input],
        /** @type {Units} */ units,
    ) => {
        const linear = recurrent(layer);
        const bias = layer.cell.bias && weightOf(layer.cell.bias).values;
        const output = varying(units.make(layer.cell.units));
        units.pin(output.units, 'its units read each other from step to step');
        const keptOut = [...Array(linear.outputs).keys()];
        return {
            output,
            makes: true,
            reads: () => readsOf(linear, input, units, () => true),
            cut() {
                const [weights, useBias] = cutWeights(linear, input, units, bias, keptOut);
                return { config: useBias ? { useBias } : {}, weights };
            },
        };
    };
}

/**
 * The input features that a layer cannot do without: those that reach a unit that stays and cannot go into its bias.
 * @param {Linear} linear @param {Features} input @param {Units} units @param {(o: number) => boolean} isKept
 * @returns {number[]} their units
 */
function readsOf({ outputs, links, pads }, input, units, isKept) {
    const kept = [...Array(outputs).keys()].filter(isKept);
    return input.units.filter((unit, i) => {
        const value = input.values[i];
        const foldable = value === 0 || (!pads && !Number.isNaN(value));
        return units.isKept(unit) && !foldable && kept.some(o => links[i * outputs + o]);
    });
}

/**
 * The weights that are left, the constant inputs that went added to the bias.
 * @param {Linear} linear @param {Features} input @param {Units} units @param {Float32Array | null} bias @param {number[]} keptOut
 * @returns {[weights: Weight[], useBias: boolean]}
 */
function cutWeights({ outputs, links, sums, cut }, input, units, bias, keptOut) {
    const gone = [...input.units.keys()].filter(i => !units.isKept(input.units[i]));
    const folded = Float32Array.from(keptOut, o => {
        let sum = bias?.[o] ?? 0;
        for (const i of gone) {
            // One that varies reaches only units that do not matter.
            if (links[i * outputs + o] && !Number.isNaN(input.values[i]))
                sum += input.values[i] * sums[i * outputs + o];
        }
        return sum;
    });
    const useBias = bias != null || folded.some(value => value !== 0);
    const weights = cut(units.keptOf(input), keptOut);
    if (useBias) weights.push({ values: folded, shape: [keptOut.length] });
    return [weights, useBias];
}

export const dense = maker(plain, 'units');
export const convolution = maker(plain, 'filters');
export const transposedConvolution = maker(transposed, 'filters');
export const separableConvolution = maker(separable, 'filters');
export const recurrentReader = reader();
