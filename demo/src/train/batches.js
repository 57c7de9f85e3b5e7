/** A task as tensors: the batches to train on, and a sample of them to be judged by. */
import { CLASSES, PIXELS } from './digits.js';
import { withWrong } from './task.js';

/**
 * @typedef {import('./digits.js').Digits} Digits
 * @typedef {import('./run.js').Batch} Batch
 */

const BATCH = 100;
/** No more digits than are held out are looked at for the accuracy in training. */
const SAMPLE = 1000;

/**
 * Some digits as tensors.
 * @param {any} tf
 * @param {Digits} set
 * @param {number} from
 * @param {number} count
 * @returns {Batch}
 */
export const tensorsOf = (tf, { images, labels }, from, count) => ({
    images: tf.tensor2d(images.subarray(from * PIXELS, (from + count) * PIXELS), [count, PIXELS]),
    labels: tf.tidy(() => {
        const digits = tf.tensor1d(labels.subarray(from, from + count), 'int32');
        return tf.cast(tf.oneHot(digits, CLASSES), 'float32');
    }),
});

/**
 * @param {any} tf
 * @param {Digits} train
 * @param {import('./task.js').Task} task
 * @returns {{ batches: Batch[], sample: Batch, dispose: () => void }}
 */
export function batchesOf(tf, train, { digits, wrong }) {
    const set = { ...train, labels: withWrong(train.labels, wrong) };
    const batches = Array.from({ length: Math.ceil(digits / BATCH) }, (_, i) =>
        tensorsOf(tf, set, i * BATCH, Math.min(BATCH, digits - i * BATCH)),
    );
    const sample = tensorsOf(tf, set, 0, Math.min(digits, SAMPLE));
    return {
        batches,
        sample,
        dispose: () => tf.dispose([...batches, sample].flatMap(({ images, labels }) => [images, labels])),
    };
}
