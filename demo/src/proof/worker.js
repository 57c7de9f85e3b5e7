/** Times one contestant and ends: what ran before in the same engine changes how fast a loop runs. */
import { allocate, L1L2 } from 'regularizers';
import { install } from 'regularizers/tfjs';
import { startTensorFlow, tf } from '../tensorflow.js';
import { FACTOR_1, FACTOR_2, loopGradient, loopPenalty, SIZES, weightsOf } from './contestants.js';
import { timeOf, warmUp } from './timing.js';

/**
 * @typedef {import('./contestants.js').Name} Name
 * @typedef {{ name: Name, work: 'value' | 'gradient' }} Task
 */

const factors = { l1: FACTOR_1, l2: FACTOR_2 };
const ours = new L1L2(factors);

/** @param {Float32Array} w @param {boolean} withGradient @returns {() => number} */
function loop(w, withGradient) {
    const grad = new Float32Array(w.length);
    return withGradient ? () => loopGradient(w, grad) : () => loopPenalty(w);
}

/** @param {Float32Array} w @param {Float32Array} out @param {boolean} withGradient @returns {() => number} */
const core = (w, out, withGradient) => (withGradient ? () => ours.valueAndGrad(w, { out }).value : () => ours.call(w));

/** Its penalty is read back: on these backends that is a copy of one number. @param {any} regularizer @param {Float32Array} weights @param {boolean} withGradient */
function tensors(regularizer, weights, withGradient) {
    const w = tf.tensor1d(weights);
    const both = tf.valueAndGrad((/** @type {any} */ x) => regularizer.apply(x));
    return () => {
        // Nothing is returned from a tidy: TF.js would walk through it in search of tensors.
        let penalty = 0;
        tf.tidy(() => {
            const value = withGradient ? both(w).value : regularizer.apply(w);
            penalty = value.dataSync()[0];
        });
        return penalty;
    };
}

/** @param {Task} task @param {number} n @returns {() => number} */
function contestant({ name, work }, n) {
    const withGradient = work === 'gradient';
    const w = weightsOf(n);
    if (name === 'loop') return loop(w, withGradient);
    if (name === 'ours') return core(w, new Float32Array(n), withGradient);
    if (name === 'inplace') {
        const both = allocate(2 * n);
        both.set(w);
        return core(both.subarray(0, n), both.subarray(n), withGradient);
    }
    const stock = name === 'tfjs';
    return tensors(stock ? tf.regularizers.l1l2(factors) : install(tf).l1l2(factors), w, withGradient);
}

/** @param {Task} task */
async function run(task) {
    const isTensorFlow = task.name === 'tfjs' || task.name === 'plugin';
    const backend = isTensorFlow ? await startTensorFlow() : '';
    const calls = SIZES.map(size => ({ size, call: contestant(task, size) }));
    // All sizes before any is timed: what the engine learns from one changes the code of the others.
    for (const { call } of calls) {
        warmUp(call);
        postMessage({ alive: true });
    }
    for (const { size, call } of calls) {
        warmUp(call);
        postMessage({ size, ...timeOf(call), backend });
    }
    postMessage({ done: true });
}

/** The job, whose task comes as a message. */
export function begin() {
    addEventListener('message', event => {
        run(event.data).catch(error => postMessage({ failed: error.message }));
    });
}
