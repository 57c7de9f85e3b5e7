/** What `compact` leaves of a network, and whether it still reads the digits as well. */
import { PIXELS } from './digits.js';

/**
 * @typedef {import('./run.js').Layer} Layer
 * @typedef {object} Compacted
 * @property {[before: number, after: number]} units hidden ones
 * @property {[before: number, after: number]} parameters biases and all
 * @property {number} accuracy of the smaller model on the held-out digits
 */

/** A float32 each. */
export const BYTES = 4;

/** The same layers as a Keras model, which is what `compact` takes. @param {any} tf @param {readonly Layer[]} layers */
function modelOf(tf, layers) {
    const last = layers.length - 1;
    const model = tf.sequential({
        layers: layers.map(({ bias }, i) =>
            tf.layers.dense({
                units: bias.size,
                activation: i < last ? 'relu' : 'linear',
                kernelInitializer: 'zeros',
                ...(i === 0 ? { inputShape: [PIXELS] } : {}),
            }),
        ),
    });
    model.setWeights(layers.flatMap(({ kernel, bias }) => [kernel, bias]));
    return model;
}

/**
 * @param {any} tf
 * @param {any} plugin what `install(tf)` gave
 * @param {readonly Layer[]} layers at least two
 * @param {(scores: (images: any) => any) => number} accuracyOf share of digits that such scores recognise
 * @returns {Compacted}
 */
export function compacted(tf, plugin, layers, accuracyOf) {
    const model = modelOf(tf, layers);
    const { model: small, report } = plugin.compact(model);
    const { before, after } = report.layers[0];
    // At once: `predict` goes through them by 32, which takes ten times as long.
    const accuracy = accuracyOf(images => small.predictOnBatch(images));
    model.dispose();
    small.dispose();
    return {
        units: [before.units, after.units],
        parameters: [report.parametersBefore, report.parametersAfter],
        accuracy,
    };
}
