/** Runs contestants one after the other, each alone in a worker of its own. */

import { Job } from '../job.js';
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
        const fail = (/** @type {string} */ reason) => {
            job.end();
            reject(new Error(reason));
        };
        const hear = (/** @type {any} */ news) => {
            if (news.failed) fail(news.failed);
            else if (news.size) onResult({ name, ...news });
            else if (news.done) {
                job.end();
                resolve();
            }
        };
        const job = new Job('time', hear, fail);
        job.expect();
        job.tell({ name, work });
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
