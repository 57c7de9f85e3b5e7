// The contest on one of TF.js' backends in a browser.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { install } from 'regularizers/tfjs';
import { contest } from './contest.js';

tf.enableProdMode();

/** @type {any} */ (window).contest = async (/** @type {string} */ backend, /** @type {boolean} */ quick) => {
    await tf.setBackend(backend);
    await tf.ready();
    return contest(tf, install, quick);
};
