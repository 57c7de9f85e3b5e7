/** Runs contestants one after the other, each alone in a worker of its own. */

import JobWorker from '../worker.js?worker';
import { CONTESTANTS } from './contestants.js';

/**
 * @typedef {import('./contestants.js').Name} Name
 * @typedef {import('../state.js').State['work']} Work
 * @typedef {import('./timing.js').Times & { name: Name, size: number, backend: string }} Result backend: of TF.js, '' for
 *     the others
 */

/**
 * @param {Name} name
 * @param {Work} work
 * @param {(result: Result) => void} onResult called once for each size
 * @returns {Promise<void>}
 */
const alone = (name, work, onResult) =>
    new Promise((resolve, reject) => {
        const worker = new JobWorker({ name: 'time' });
        const end = (/** @type {() => void} */ settle) => {
            worker.terminate();
            settle();
        };
        worker.addEventListener('error', () => end(() => reject(new Error('a worker did not load'))));
        worker.addEventListener('message', ({ data }) => {
            if (data.failed) end(() => reject(new Error(data.failed)));
            else if (data.done) end(resolve);
            else onResult({ name, ...data });
        });
        worker.postMessage({ name, work });
    });

/**
 * @param {Work} work
 * @param {(name: Name) => void} onStart
 * @param {(result: Result) => void} onResult
 */
export async function race(work, onStart, onResult) {
    for (const name of /** @type {Name[]} */ (Object.keys(CONTESTANTS))) {
        onStart(name);
        await alone(name, work, onResult);
    }
}
