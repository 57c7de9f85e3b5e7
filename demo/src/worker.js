/**
 * Every worker that computes with TF.js begins here and goes on with the job that it is named after: one entry, so that the
 * page has one copy of TF.js and loads it once.
 */
/** @type {Record<string, () => Promise<{ begin: () => void }>>} */
const jobs = {
    train: () => import('./train/worker.js'),
    path: () => import('./train/path-worker.js'),
    time: () => import('./proof/worker.js'),
};

/** What is said before the job has come. @type {MessageEvent[]} */
const early = [];
const keep = (/** @type {MessageEvent} */ event) => early.push(event);

addEventListener('message', keep);
jobs[self.name]()
    .then(({ begin }) => {
        begin();
        removeEventListener('message', keep);
        for (const { data } of early) dispatchEvent(new MessageEvent('message', { data }));
    })
    .catch((/** @type {Error} */ error) => {
        // As an error of the worker itself, which every page that made it listens for.
        setTimeout(() => {
            throw error;
        });
    });
