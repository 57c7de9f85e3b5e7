// The script of script-tag.test.js' pages, where `tf` has come from a script tag of its own.
import { install } from 'regularizers/tfjs';
import { askEverything } from '../tfjs/every-layer.js';

window.answers = async () => {
    window.tf.enableProdMode();
    await window.tf.setBackend('cpu');
    return askEverything(window.tf, install);
};
