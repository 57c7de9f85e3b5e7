// What layers of a TF.js make of regularizers that only the plug-in knows, and whether saving keeps them. Answers are JSON.
import { L1, register } from '../../js/index.js';

/** How a loaded model of each kind must cost its penalties: as the one that was saved. */
export const kept = { expected: 8, saved: 8, loaded: 8 };

/** @param {any} tf @param {Function} install @returns {Promise<Record<string, object>>} by what was given */
export async function askOptions(tf, install) {
    const { penalties, regularize, orthogonal, uninstall } = install(tf);
    const sumAbs = register(w => tf.sum(tf.abs(w)), { name: 'sum_abs' });
    const input = { inputShape: [2, 2] };
    const layers = {
        'a function': () => tf.layers.dense({ units: 4, kernelRegularizer: sumAbs, ...input }),
        'a regularizer of the core': () => tf.layers.dense({ units: 4, kernelRegularizer: new L1(1), ...input }),
        'both copies of a bidirectional': () =>
            tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 2, kernelRegularizer: sumAbs }), ...input }),
        'a cell': () =>
            tf.layers.rnn({ cell: tf.layers.simpleRNNCell({ units: 4, kernelRegularizer: sumAbs }), ...input }),
        'a layer in timeDistributed': () =>
            tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4, kernelRegularizer: sumAbs }), ...input }),
        'a convolution': () =>
            tf.layers.separableConv2d({
                filters: 8, kernelSize: 1, depthwiseRegularizer: sumAbs, pointwiseRegularizer: new L1(0.375), inputShape: [2, 2, 2],
            }), // biome-ignore format: one line
    };
    const total = model => {
        model.setWeights(model.getWeights().map(w => tf.ones(w.shape)));
        return penalties(model).total;
    };
    const answers = {};
    for (const [name, make] of Object.entries(layers)) {
        const model = tf.sequential({ layers: [make()] });
        const loaded = await tf.models.modelFromJSON(JSON.parse(model.toJSON()));
        answers[name] = { expected: 8, saved: total(model), loaded: total(loaded) };
    }
    const model = tf.sequential({
        layers: [tf.layers.dense({ units: 4, kernelRegularizer: new L1(0.875), ...input })],
    });
    regularize(model, { kernel: orthogonal(1) }); // of two rows of ones: 1
    const loaded = await tf.models.modelFromJSON(JSON.parse(model.toJSON()));
    answers['what regularize added'] = { expected: 8, saved: total(model), loaded: total(loaded) };
    uninstall();
    return answers;
}
