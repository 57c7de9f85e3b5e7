// A network on digits, trained twice from the same weights: L1 by its gradient, and by its proximal step.

/**
 * @param {any} tf
 * @param {any} plugin `l1` and `proximal`
 * @param {{ train: Digits, test: Digits }} digits as examples/mnist-data.mjs loads them
 * @typedef {{ images: ArrayLike<number>, labels: ArrayLike<number>, count: number }} Digits
 */
export async function compareOnDigits(tf, { l1, proximal }, { train, test }, epochs = 4) {
    const sets = [train, test].map(({ images, labels, count }) => ({
        x: tf.tensor2d(Float32Array.from(images), [count, 784]),
        y: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(Array.from(labels), 'int32'), 10), 'float32')),
    }));
    const optimizers = { gradient: tf.train.sgd(0.1), prox: proximal(tf.train.sgd(0.1)) };
    const results = {};
    for (const [name, optimizer] of Object.entries(optimizers)) {
        const dense = (units, more) =>
            tf.layers.dense({
                units,
                kernelInitializer: tf.initializers.heNormal({ seed: units }),
                kernelRegularizer: l1(1e-3),
                ...more,
            });
        const layers = [dense(32, { inputShape: [784], activation: 'relu' }), dense(10, { activation: 'softmax' })];
        const model = tf.sequential({ layers });
        model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
        await model.fit(sets[0].x, sets[0].y, { epochs, batchSize: 32, shuffle: false, verbose: 0 });
        const [loss, accuracy] = model.evaluate(sets[1].x, sets[1].y);
        const weights = await Promise.all(model.getWeights().map(w => w.data()));
        const zeros = weights.reduce((sum, values) => sum + values.filter(w => w === 0).length, 0);
        results[name] = { zeros, accuracy: (await accuracy.data())[0] };
        tf.dispose([loss, accuracy]);
        model.dispose();
    }
    tf.dispose(sets);
    return results;
}
