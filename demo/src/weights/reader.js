/** The page's end of the worker that reads and measures. */
import WeightsWorker from './worker.js?worker';

/**
 * @typedef {import('./worker.js').Order} Order
 * @typedef {import('./worker.js').News} News
 * @typedef {import('./worker.js').Measured} Measured
 */

/** One opening: its worker keeps the tensors for as long as they are shown. */
export class Reader {
    #worker = new WeightsWorker();
    #onCancel = () => {};
    /** Hears what comes after the opening. @type {(news: News) => void} */
    onNews = () => {};

    /**
     * @param {Extract<Order, { type: 'open' | 'take' }>} order
     * @param {(doing: string, share: number) => void} onProgress
     * @returns {Promise<Measured | undefined>} undefined after a cancel
     */
    open(order, onProgress) {
        return new Promise((resolve, reject) => {
            /** @type {import('./measures.js').Measures[]} */
            const rows = [];
            this.#onCancel = () => resolve(undefined);
            this.#worker.addEventListener('error', event => {
                event.preventDefault();
                reject(new Error('This browser ended the reading: the files may need more memory than it gives.'));
            });
            this.#worker.addEventListener('message', ({ data }) => {
                const news = /** @type {News} */ (data);
                if (news.type === 'progress') onProgress(news.doing, news.share);
                else if (news.type === 'rows') rows.push(...news.rows);
                else if (news.type === 'opened') resolve({ ...news, rows });
                else if (news.type === 'failed') reject(new Error(news.message));
                else this.onNews(news);
            });
            this.#worker.postMessage(order);
        });
    }

    /** @param {Order} order */
    ask(order) {
        this.#worker.postMessage(order);
    }

    end() {
        this.#worker.terminate();
        this.#onCancel();
    }
}
