/** "Train": tells the worker what to do and shows what it says. */
import { onFrame, redrawWith } from '../draw/chart.js';
import { byId } from '../draw/element.js';
import { integer, percent } from '../format.js';
import { histogram, largestOf, roundUp } from '../histogram.js';
import { Panel } from './panel.js';
import { story } from './story.js';
import { DIGITS, WRONG } from './task.js';
import TrainWorker from './worker.js?worker';

/**
 * @typedef {import('./worker.js').Side} Side
 * @typedef {import('./run.js').Snapshot} Snapshot
 * @typedef {{ points: import('./figures.js').Point[], snapshot?: Snapshot }} History
 */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];
/** Few digits take many rounds. @param {number} digits */
const epochsFor = digits => (digits <= 1000 ? 120 : 40);

export class TrainSection {
    #run = byId('train-run');
    #restart = /** @type {HTMLButtonElement} */ (byId('train-restart'));
    #status = byId('train-status');
    /** Apart from the status, which is read aloud. */
    #counter = byId('train-epoch');
    /** @type {Record<Side, History>} */
    #history = empty();
    /** @type {Worker | undefined} */
    #worker;
    /** Restarts so far. */
    #id = 0;
    #epoch = 0;
    #target;
    #running = false;

    /**
     * @param {import('../state.js').Store} store
     * @param {(weights: Record<Side, Float32Array>) => void} onWeights called with the weights whenever training halts
     */
    constructor(store, onWeights) {
        this.store = store;
        this.onWeights = onWeights;
        /** @type {Record<Side, Panel>} */
        this.panels = { a: this.#panel('a', 'Left'), b: this.#panel('b', 'Right') };
        this.#target = epochsFor(store.state.digits);
        this.#task();
        story(byId('train-story'), store, () => this.#startOver());
        this.redraw = onFrame(() => drawBoth(this.panels, this.#history, this.#target));
        this.#run.addEventListener('click', () => this.#press());
        this.#restart.addEventListener('click', () => this.#startOver());
        store.subscribe(({ a, b }) => {
            this.panels.a.showChoice(a);
            this.panels.b.showChoice(b);
            this.#send({ type: 'choose', choices: { a, b } });
        });
        redrawWith(this.panels.a.root, this.redraw);
        this.redraw();
    }

    /** @param {Side} side @param {string} title */
    #panel(side, title) {
        const { store } = this;
        return new Panel(byId(`run-${side}`), title, change => {
            store.set({ [side]: { ...store.state[side], ...change } });
        });
    }

    /** The controls of what both learn; another task starts both anew. */
    #task() {
        const { store } = this;
        const choose = (/** @type {HTMLSelectElement} */ select, /** @type {'digits' | 'wrong'} */ key) => {
            select.addEventListener('change', () => {
                store.set({ [key]: Number(select.value) });
                if (this.#worker) this.#startOver();
            });
        };
        const digits = /** @type {HTMLSelectElement} */ (byId('train-digits'));
        const wrong = /** @type {HTMLSelectElement} */ (byId('train-wrong'));
        digits.append(...DIGITS.map(count => new Option(integer(count), String(count))));
        wrong.append(...WRONG.map(share => new Option(percent(share, 0), String(share))));
        choose(digits, 'digits');
        choose(wrong, 'wrong');
        store.subscribe(state => {
            digits.value = String(state.digits);
            wrong.value = String(state.wrong);
        });
    }

    /** @param {import('./worker.js').Order} order */
    #send(order) {
        this.#worker?.postMessage(order);
    }

    #press() {
        if (!this.#worker) this.#start();
        else if (this.#running) this.pause();
        else {
            if (this.#epoch >= this.#target) this.#target += epochsFor(this.store.state.digits);
            this.#runOn();
        }
    }

    #start() {
        this.#worker = new TrainWorker();
        this.#worker.addEventListener('message', event => this.#hear(event.data));
        this.#worker.addEventListener('error', () => this.#fail('the worker did not load'));
        const { a, b, digits, wrong } = this.store.state;
        this.#send({ type: 'choose', choices: { a, b } });
        this.#restartTask({ digits, wrong });
        this.#announce(true, 'Loading the digits and TF.js…');
    }

    #runOn() {
        this.#send({ type: 'run', epochs: this.#target });
        this.#announce(true, 'Training…');
    }

    #startOver() {
        const { digits, wrong } = this.store.state;
        this.#history = empty();
        this.#epoch = 0;
        this.#target = epochsFor(digits);
        if (!this.#worker) {
            this.#start();
            return;
        }
        this.#restartTask({ digits, wrong });
    }

    /** @param {import('./task.js').Task} task */
    #restartTask(task) {
        this.#id++;
        this.#send({ type: 'restart', id: this.#id, task });
        this.#runOn();
    }

    pause() {
        if (!this.#running) return;
        this.#send({ type: 'pause' });
        this.#announce(false, `Paused after ${this.#epoch.toFixed(1)} epochs.`);
    }

    /** @param {string} reason */
    #fail(reason) {
        this.#worker?.terminate();
        this.#worker = undefined;
        this.#history = empty();
        this.#epoch = 0;
        this.#announce(false, `Training stopped: ${reason}.`);
    }

    /** @param {import('./worker.js').News} news */
    #hear(news) {
        if (news.type === 'failed') this.#fail(news.message);
        if (news.type === 'ready') this.#ready(news);
        if (news.type === 'progress' && news.id === this.#id) this.#progress(news.epoch, news.runs);
    }

    /** @param {Extract<import('./worker.js').News, { type: 'ready' }>} news */
    #ready({ backend, heldOut }) {
        byId('train').dataset.backend = backend;
        const engine = backend === 'wasm' ? 'WebAssembly' : 'plain JavaScript';
        this.#announce(this.#running, `${integer(heldOut)} digits held out; TF.js on ${engine}.`);
    }

    /** @param {number} epoch @param {Record<Side, Snapshot>} runs */
    #progress(epoch, runs) {
        const isNew = epoch > this.#epoch;
        this.#epoch = epoch;
        for (const side of SIDES) {
            const { dataLoss, penalty, trainAccuracy, accuracy } = runs[side];
            const history = this.#history[side];
            history.snapshot = runs[side];
            if (isNew) history.points.push({ epoch: this.#epoch, dataLoss, penalty, trainAccuracy, accuracy });
        }
        this.#counter.textContent = this.#running ? `Epoch ${Math.floor(this.#epoch) + 1} of ${this.#target}` : '';
        if (this.#running && this.#epoch >= this.#target) {
            this.#announce(false, `Trained for ${this.#target} epochs.`);
        }
        this.redraw();
    }

    /** @param {boolean} running @param {string} text */
    #announce(running, text) {
        this.#running = running;
        const rest = this.#epoch >= this.#target ? 'Train on' : 'Resume';
        this.#run.textContent = running ? 'Pause' : this.#epoch > 0 ? rest : 'Start training';
        this.#restart.disabled = this.#epoch === 0;
        this.#status.textContent = text;
        if (running) return;
        this.#counter.textContent = '';
        const { a, b } = this.#history;
        if (a.snapshot && b.snapshot) this.onWeights({ a: a.snapshot.weights, b: b.snapshot.weights });
    }
}

/** @returns {Record<Side, History>} */
const empty = () => ({ a: { points: [] }, b: { points: [] } });

const BINS = 61;

/** What the scales hold while there is nothing to show: the loss of guessing, ln 10. */
const START = { dataLoss: Math.LN10, penalty: 0 };
const FEW = 900;
const NO_WEIGHTS = new Float32Array(7840);

/** @param {Record<Side, Panel>} panels @param {Record<Side, History>} history @param {number} epochs */
function drawBoth(panels, history, epochs) {
    const both = SIDES.map(side => history[side]);
    const weight = roundUp(Math.max(...both.map(({ snapshot }) => largestOf(snapshot?.weights ?? NO_WEIGHTS))));
    const counted = both.map(({ snapshot }) => histogram(snapshot?.weights ?? [], weight, BINS));
    const losses = both.flatMap(({ points }) => (points.length ? points : [START]).map(p => p.dataLoss + p.penalty));
    const scales = {
        epochs,
        weight,
        loss: roundUp(Math.max(...losses)),
        count: Math.max(FEW, ...counted.flatMap(({ bins, zeros }) => [zeros, ...bins.map(bin => bin.count)])),
    };
    SIDES.forEach((side, i) => {
        const { points, snapshot } = history[side];
        panels[side].showNumbers(snapshot, counted[i]);
        panels[side].draw(points, snapshot?.weights ?? NO_WEIGHTS, counted[i], scales);
    });
}
