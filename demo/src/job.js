/** The page's end of a worker that computes with TF.js. */
import JobWorker from './worker.js?worker';

/** How often it is asked whether anything was heard; on a clock that stops where the machine sleeps. */
const TICK_MS = 5000;
/** Ticks without a word after which a worker counts as ended; the first one comes when TF.js is loaded. */
const TICKS = 6;
const TICKS_AT_FIRST = 24;

/** A browser that needs memory may end a worker, and tells nobody: it is silent, that is all. */
export class Job {
    #worker;
    #patience = TICKS_AT_FIRST;
    #ticks = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #clock;

    /**
     * @param {'train' | 'path' | 'time'} name
     * @param {(news: any) => void} hear
     * @param {(reason: string) => void} fail called where nothing is to be heard of it any more
     */
    constructor(name, hear, fail) {
        this.fail = fail;
        this.#worker = new JobWorker({ name });
        this.#worker.addEventListener('error', () => fail('the worker did not load'));
        this.#worker.addEventListener('message', ({ data }) => {
            this.#ticks = 0;
            this.#patience = TICKS;
            hear(data);
        });
    }

    /** @param {unknown} order */
    tell(order) {
        this.#worker.postMessage(order);
    }

    /** From now on it is to say something every few seconds. */
    expect() {
        this.#ticks = 0;
        this.#clock ??= setInterval(() => {
            if (++this.#ticks >= this.#patience) this.fail('the worker no longer answers');
        }, TICK_MS);
    }

    /** From now on it may be silent. */
    rest() {
        clearInterval(this.#clock);
        this.#clock = undefined;
    }

    end() {
        this.rest();
        this.#worker.terminate();
    }
}
