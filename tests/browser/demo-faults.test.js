/** Workers of the demo page that are ended in mid-step, or have no memory: the page says so, and the next start is right. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beforeWorkers, poll, startDemo } from './demo-page.js';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
beforeAll(async () => {
    demo = await startDemo({ build: true });
});
afterAll(() => demo.stop());

/** Keeps each worker of the page and what it says. */
function keepWorkers() {
    const all = [];
    Object.assign(window, { all });
    window.Worker = class extends Worker {
        news = [];
        constructor(...args) {
            super(...args);
            all.push(this);
            this.addEventListener('message', ({ data }) => this.news.push(data));
        }
    };
}

/**
 * @param {string} query @param {(page: import('playwright-core').Page, worker: { script: string }) => Promise<void>} work
 *     script: what workers that are made from now on run first
 */
async function onPage(query, work) {
    const worker = { script: '' };
    const { page, close } = await demo.open({
        query,
        async prepare(context) {
            await context.clock.install();
            await context.addInitScript(keepWorkers);
            await beforeWorkers(context, () => worker.script);
        },
    });
    try {
        await work(page, worker);
    } finally {
        await close();
    }
}

/** What the last worker has told of its first epochs. @param {import('playwright-core').Page} page */
async function firstEpochs(page) {
    const told = () =>
        page.evaluate(() =>
            window.all
                .at(-1)
                .news.filter(({ type, epoch }) => type === 'progress' && epoch > 0)
                .map(({ epoch, runs: { a, b } }) => [epoch, a.dataLoss, a.penalty, a.accuracy, b.dataLoss, b.penalty]),
        );
    await poll(async () => (await told()).length, 30).toBeGreaterThan(2);
    return (await told()).slice(0, 3);
}

const end = page => page.evaluate(() => window.all.at(-1).terminate());
const status = page => page.textContent('#train-status');

/** So much later, by a clock that ticks as often as it would. @param {import('playwright-core').Page} page */
const later = page => page.clock.runFor(31_000);

/** The first ones are of TF.js that loads. */
const STOPPED = /^Training stopped: (Array buffer allocation failed|the worker did not load)\.$/;

/** Lets the allocation of a Float32Array fail, after so many since training began. @param {number} count */
const refuseAfter = count => `{
    let left = ${count};
    let counts = false;
    addEventListener('message', ({ data }) => { counts ||= data.type === 'restart'; });
    self.Float32Array = new Proxy(Float32Array, {
        construct(...args) {
            if (counts && left-- === 0) throw new RangeError('Array buffer allocation failed');
            return Reflect.construct(...args);
        },
    });
}`;

test('a worker that is ended in mid-step or has no memory: the page says so, and the next start is right', () =>
    onPage('?digits=250&a=l1~0.01~gradient&b=l1~0.01~prox', async (page, worker) => {
        await page.click('#train-run');
        const right = await firstEpochs(page);
        await end(page);
        await later(page);
        await poll(() => status(page)).toBe('Training stopped: the worker no longer answers.');
        await poll(() => page.textContent('#train-run')).toBe('Start training');
        for (const count of [0, 300, 3000]) {
            worker.script = refuseAfter(count);
            await page.click('#train-run');
            await poll(() => status(page)).toMatch(/^(?!Training stopped)/);
            await poll(() => status(page), 60).toMatch(STOPPED);
        }
        worker.script = '';
        await page.click('#train-run');
        expect(await firstEpochs(page)).toEqual(right);
        await page.click('#train-run'); // a pause is no silence
        await later(page);
        await poll(() => status(page)).toMatch(/^Paused after/);
    }));

test('WebAssembly that gets no more memory: the page says so', () =>
    onPage('?digits=8000', async (page, worker) => {
        worker.script = `WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no memory, for a test'); };`;
        await page.click('#train-run');
        await poll(() => status(page), 30).toBe('Training stopped: WebAssembly has no memory left.');
    }));

test('a path and a race whose worker is ended say so and can be started again', () =>
    onPage('?digits=250&b=l2~0.01', async page => {
        await page.click('#path-run');
        await poll(() => page.evaluate(() => window.all.at(-1)?.news.length), 30).toBeGreaterThan(1);
        await end(page);
        await later(page);
        await poll(() => page.textContent('#path-status')).toBe('It stopped: the worker no longer answers.');
        await page.click('#path-run');
        await poll(() => page.evaluate(() => window.all.at(-1).news.length), 30).toBeGreaterThan(1);
        await page.click('#path-run');
        await page.click('#proof-run');
        await poll(() => page.textContent('#proof-status')).toMatch(/^Warming up/);
        await poll(() => page.evaluate(() => window.all.at(-1).news.length), 30).toBeGreaterThan(1);
        await end(page);
        await later(page);
        await poll(() => page.textContent('#proof-status')).toBe('Measuring stopped: the worker no longer answers.');
        await poll(() => page.isEnabled('#proof-run')).toBe(true);
    }));
