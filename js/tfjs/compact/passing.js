// Layers that hand features on, each by itself or several together: activations, normalisation, pooling, sums of branches.

import { activated, actsElementwise } from './linear.js';
import { take, weightOf } from './slices.js';
import { varying } from './units.js';

/**
 * @typedef {import('./units.js').Features} Features
 * @typedef {import('./units.js').Units} Units
 * @typedef {import('./slices.js').Weight} Weight
 * @typedef {{ output: Features, makes?: boolean, reads?: () => number[], cut?: () => { config: object, weights: Weight[] } }} Step
 *     one layer of the model: what it puts out, whether it makes the units of that, which units it cannot do without, and
 *     what is left of it
 * @typedef {(tf: any, layer: any, inputs: Features[], units: Units, shape: (number | null)[]) => Step | string} Rule what is
 *     known of a layer with this output shape; a string says why it must stay whole
 */

const CHANNELS_FIRST = 'its channels come first';

/** Constants, where zeros have been put around them: at the border another value. @param {Float64Array} values */
const padded = values => values.map(value => (value === 0 ? 0 : Number.NaN));

/** What changes no constant, in prediction: dropout and noise, which are off, pooling, flattening, repetition. @type {Rule} */
export function handOn(_tf, layer, [input], _units, shape) {
    if (layer.dataFormat === 'channelsFirst') return CHANNELS_FIRST;
    const times = Number(shape[shape.length - 1]) / input.units.length; // flattening has every feature once for each place
    if (!Number.isInteger(times) || times === 0) return 'the number of its features is not known';
    const repeated = Array.from({ length: times });
    return {
        output: {
            units: repeated.flatMap(() => input.units),
            values: Float64Array.from(
                repeated.flatMap(() => [...(layer.padding === 'same' ? padded(input.values) : input.values)]),
            ),
        },
    };
}

/** @type {Rule} */
export function zeroPadding(_tf, layer, [input], _units) {
    if (layer.dataFormat === 'channelsFirst') return CHANNELS_FIRST;
    return { output: { units: input.units, values: padded(input.values) } };
}

/** A function of one feature at a time, without weights. @type {Rule} */
export function elementwise(tf, layer, [input], units) {
    if (!actsElementwise(layer.activation)) {
        units.pin(input.units, `${layer.name} looks at all of them together`);
        return { output: varying(input.units) };
    }
    const apply = (/** @type {any} */ x) => layer.call(tf.expandDims(x, 0), {});
    return { output: { units: input.units, values: activated(tf, { apply }, input.values) } };
}

/** @type {Rule} */
export function prelu(_tf, layer, [input], units) {
    const alpha = weightOf(layer.alpha);
    const axis = alpha.shape.length - 1;
    const isShared = alpha.shape[axis] !== input.units.length;
    const output = { units: input.units, values: input.values.map(value => (value >= 0 ? value : Number.NaN)) };
    return {
        output,
        cut: () => ({ config: {}, weights: [isShared ? alpha : take(alpha, axis, units.keptOf(output))] }),
    };
}

/** @type {Rule} */
export function batchNormalization(_tf, layer, [input], units, shape) {
    if (layer.axis !== -1 && layer.axis !== shape.length - 1) return 'it normalises another axis than the last';
    const weights = [layer.gamma, layer.beta, layer.movingMean, layer.movingVariance].map(w => w && weightOf(w));
    const [gamma, beta, mean, variance] = weights.map(weight => weight?.values);
    const output = {
        units: input.units,
        values: input.values.map((value, c) => {
            const scale = (gamma?.[c] ?? 1) / Math.sqrt(variance[c] + layer.epsilon);
            const result = (scale === 0 ? 0 : scale * (value - mean[c])) + (beta?.[c] ?? 0);
            return Number.isFinite(result) ? result : Number.NaN;
        }),
    };
    return {
        output,
        cut: () => ({
            config: {},
            weights: weights.filter(Boolean).map(weight => take(weight, 0, units.keptOf(output))),
        }),
    };
}

/** Filters of one channel each, [y, x, in, multiplier]: a channel goes together with all that is made of it. @type {Rule} */
export function depthwise(tf, layer, [input], units) {
    if (layer.dataFormat === 'channelsFirst') return CHANNELS_FIRST;
    const kernel = weightOf(layer.depthwiseKernel);
    const bias = layer.bias && weightOf(layer.bias);
    const multiplier = kernel.shape[3];
    const count = input.units.length * multiplier;
    const linked = new Uint8Array(count);
    const sums = new Float64Array(count);
    for (const [at, weight] of kernel.values.entries()) {
        if (weight !== 0) linked[at % count] = 1;
        sums[at % count] += weight;
    }
    const output = varying(Array.from(sums, (_, o) => input.units[Math.floor(o / multiplier)]));
    const values = layer.padding === 'valid' ? input.values : padded(input.values);
    if (actsElementwise(layer.activation)) {
        const constants = sums.map(
            (sum, o) => (linked[o] ? values[Math.floor(o / multiplier)] * sum : 0) + (bias?.values[o] ?? 0),
        );
        output.values = activated(tf, layer.activation, constants);
    } else units.pin(output.units, `${layer.name} looks at all of them together`);
    return {
        output,
        cut() {
            const weights = [take(kernel, 2, units.keptOf(input))];
            if (bias) weights.push(take(bias, 0, units.keptOf(output)));
            return { config: {}, weights };
        },
    };
}

/**
 * Branches that are combined feature by feature must lose the same units.
 * @param {(values: number[]) => number} combine
 * @returns {Rule}
 */
export const combined = combine => (_tf, _layer, inputs, units) => {
    const [first, ...others] = inputs;
    if (others.some(other => other.units.length !== first.units.length)) return 'its inputs differ in size';
    for (const other of others) for (const [i, unit] of other.units.entries()) units.join(first.units[i], unit);
    const values = first.values.map((_, i) => combine(inputs.map(input => input.values[i])));
    return { output: { units: first.units, values } };
};

/** @type {Rule} */
export function concatenate(_tf, layer, inputs, _units, shape) {
    if (layer.axis !== -1 && layer.axis !== shape.length - 1) return 'it joins along another axis than the last';
    return {
        output: {
            units: inputs.flatMap(({ units }) => units),
            values: Float64Array.from(inputs.flatMap(({ values }) => [...values])),
        },
    };
}

/** The columns of an embedding, [words, units], are units; one that is the same for every word is a constant. @type {Rule} */
export function embedding(_tf, layer, _inputs, units) {
    const table = weightOf(layer.embeddings);
    const [words, count] = table.shape;
    const output = varying(units.make(count));
    output.values.forEach((_, u) => {
        const value = table.values[u];
        let isConstant = Number.isFinite(value);
        for (let w = 1; isConstant && w < words; w++) isConstant = table.values[w * count + u] === value;
        if (isConstant) output.values[u] = value;
    });
    return {
        output,
        makes: true,
        cut: () => ({
            config: { outputDim: units.keptOf(output).length },
            weights: [take(table, 1, units.keptOf(output))],
        }),
    };
}
