// What the penalties on a model's weights come to, tensor by tensor.

import { ledgerOf } from './layers/ledger.js';

/**
 * What each weight tensor of a built model adds to the loss now, the largest first.
 * @param {import('./types.js').TensorFlow} tf
 * @param {import('./types.js').Layer} model
 * @returns {{ total: number, weights: Array<{ name: string, shape: number[], regularizer: { className: string,
 *     config: object }, penalty: number, share: number }> }} `share` is penalty / total, or 0 while the total is 0
 */
export function penalties(tf, model) {
    const found = ledgerOf(tf, model).flatMap(({ weight, name, penalties }) =>
        penalties.map(({ regularizer, loss }) => ({
            name,
            shape: weight.shape,
            regularizer: { className: regularizer.getClassName?.() ?? '', config: configOf(regularizer) },
            penalty: tf.tidy(() => loss().dataSync()[0]),
        })),
    );
    const total = found.reduce((sum, { penalty }) => sum + penalty, 0);
    const weights = found.map(entry => ({ ...entry, share: total && entry.penalty / total }));
    return { total, weights: weights.sort((a, b) => b.penalty - a.penalty) };
}

/** Empty for a regularizer that cannot be saved. @param {import('./types.js').TfRegularizer} regularizer @returns {object} */
function configOf(regularizer) {
    try {
        return regularizer.getConfig();
    } catch {
        return {};
    }
}
