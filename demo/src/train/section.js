/** "Train": tells the worker what to do and shows what it says. */
import first from '../../generated/first.json';
import { onFrame, redrawWith } from '../draw/chart.js';
import { byId } from '../draw/element.js';
import { integer, percent } from '../format.js';
import { Job } from '../job.js';
import { describe } from '../regularizations.js';
import { INITIAL, trainsAs } from '../state.js';
import { Figure } from './figure.js';
import { read } from './first.js';
import { HIDDEN } from './network.js';
import { settings } from './settings.js';
import { SIDES } from './sides.js';
import { story } from './story.js';
import { DIGITS, epochsFor, isSameTask, taskOf, WRONG } from './task.js';

/**
 * @typedef {import('./sides.js').Side} Side
 * @typedef {import('./run.js').Snapshot} Snapshot
 * @typedef {import('../state.js').State} State
 * @typedef {import('./figure.js').History} History
 */

export class TrainSection {
    #run = byId('train-run');
    #restart = /** @type {HTMLButtonElement} */ (byId('train-restart'));
    #status = byId('train-status');
    /** Apart from the status, which is read aloud. */
    #counter = byId('train-epoch');
    /** @type {Record<Side, History>} */
    #history = empty();
    /** @type {Job | undefined} */
    #job;
    /** @type {import('./figures.js').Move[]} */
    #moves = [];
    /** Restarts so far. */
    #id = 0;
    #epoch = 0;
    #target;
    #running = false;

    /**
     * @param {import('../state.js').Store} store
     * @param {(snapshots: Record<Side, Snapshot>) => void} onWeights called whenever training halts
     */
    constructor(store, onWeights) {
        this.store = store;
        this.onWeights = onWeights;
        this.figure = new Figure(byId('train-figure'));
        const showChoice = { a: this.#settings('a'), b: this.#settings('b') };
        this.#target = epochsFor(store.state.digits);
        this.#task();
        story(byId('train-story'), store, () => this.#startOver());
        this.redraw = onFrame(() =>
            this.figure.show({
                history: this.#history,
                moves: this.#moves,
                epochs: this.#target,
                hidden: store.state.hidden,
            }),
        );
        this.#run.addEventListener('click', () => this.#press());
        this.#restart.addEventListener('click', () => this.#startOver());
        let task = taskOf(store.state);
        store.subscribe(state => {
            const { a, b } = state;
            showChoice.a(a);
            showChoice.b(b);
            this.#send({ type: 'choose', choices: { a, b } });
            const isNew = !isSameTask(task, state);
            task = taskOf(state);
            if (!this.#job) this.#showFirst(state);
            else if (isNew) this.#startOver();
        });
        redrawWith(byId('train-figure'), this.redraw);
        this.redraw();
    }

    /** Before anything was trained here: what was trained for the state that the page begins with. @param {State} state */
    #showFirst(state) {
        const isInitial = trainsAs(state, INITIAL);
        this.#history = isInitial ? { a: read(first.a), b: read(first.b) } : empty();
        this.#target = epochsFor(state.digits);
        this.#status.textContent = isInitial
            ? 'Trained when this page was made. Start, and it trains here.'
            : 'Ready. The digits and TF.js load when you start.';
        this.redraw();
    }

    /** @param {Side} side */
    #settings(side) {
        const { store } = this;
        return settings(side, byId(`run-${side}`), byId('train-factors'), change => {
            store.set({ [side]: { ...store.state[side], ...change } });
            this.#mark(side);
        });
    }

    /** Marks on the curves that a run goes on under another choice from here; of a moving slider, once. @param {Side} side */
    #mark(side) {
        if (this.#epoch === 0) return;
        const choice = this.store.state[side];
        const text = `${side.toUpperCase()} ${choice.kind === 'none' ? describe(choice) : choice.factor}`;
        this.#moves = this.#moves.filter(move => move.side !== side || move.epoch !== this.#epoch);
        this.#moves.push({ epoch: this.#epoch, side, text });
        this.redraw();
    }

    /** The controls of what both learn; another task starts both anew. */
    #task() {
        const { store } = this;
        /** @type {[keyof import('./task.js').Task, number[], (value: number) => string][]} */
        const controls = [
            ['digits', DIGITS, integer],
            ['wrong', WRONG, share => percent(share, 0)],
            ['hidden', HIDDEN, units => (units ? integer(units) : 'none')],
        ];
        for (const [key, values, words] of controls) {
            const select = /** @type {HTMLSelectElement} */ (byId(`train-${key}`));
            select.append(...values.map(value => new Option(words(value), String(value))));
            select.addEventListener('change', () => store.set({ [key]: Number(select.value) }, { isStep: true }));
            store.subscribe(state => {
                select.value = String(state[key]);
            });
        }
    }

    /** @param {import('./worker.js').Order} order */
    #send(order) {
        this.#job?.tell(order);
    }

    #press() {
        if (!this.#job) this.#startOver();
        else if (this.#running) this.pause();
        else {
            if (this.#epoch >= this.#target) this.#target += epochsFor(this.store.state.digits);
            this.#runOn();
        }
    }

    #start() {
        this.redraw();
        const job = new Job(
            'train',
            news => this.#job === job && this.#hear(news),
            reason => this.#fail(reason),
        );
        this.#job = job;
        const { a, b } = this.store.state;
        this.#send({ type: 'choose', choices: { a, b } });
        this.#restartTask();
        this.#announce(true, 'Loading TF.js…');
    }

    #runOn() {
        this.#send({ type: 'run', epochs: this.#target });
        this.#announce(true, 'Training…');
    }

    #startOver() {
        this.#history = empty();
        this.#moves = [];
        this.#epoch = 0;
        this.#target = epochsFor(this.store.state.digits);
        if (!this.#job) {
            this.#start();
            return;
        }
        this.#restartTask();
    }

    #restartTask() {
        this.#id++;
        this.#send({ type: 'restart', id: this.#id, task: taskOf(this.store.state) });
        this.#runOn();
    }

    pause() {
        if (!this.#running) return;
        this.#send({ type: 'pause' });
        this.#announce(false, `Paused after ${this.#epoch.toFixed(1)} epochs.`);
    }

    /** @param {string} reason */
    #fail(reason) {
        this.#job?.end();
        this.#job = undefined;
        this.#history = empty();
        this.#epoch = 0;
        this.#announce(false, `Training stopped: ${reason}.`);
        this.redraw();
    }

    /** @param {import('./worker.js').News} news */
    #hear(news) {
        if (news.type === 'failed') this.#fail(news.message);
        if (news.type === 'ready') this.#ready(news);
        if (news.type === 'loading') this.#status.textContent = `Loading the digits, ${percent(news.share, 0)}…`;
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
        if (this.#running && this.#status.textContent?.startsWith('Loading')) this.#status.textContent = 'Training…';
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
        if (running) this.#job?.expect();
        else this.#job?.rest();
        const rest = this.#epoch >= this.#target ? 'Train on' : 'Resume';
        this.#run.textContent = running ? 'Pause' : this.#epoch > 0 ? rest : 'Start training';
        this.#restart.disabled = this.#epoch === 0;
        this.#status.textContent = text;
        if (running) return;
        this.#counter.textContent = '';
        const { a, b } = this.#history;
        if (a.snapshot && b.snapshot) this.onWeights({ a: a.snapshot, b: b.snapshot });
    }
}

/** @returns {Record<Side, History>} */
const empty = () => ({ a: { points: [] }, b: { points: [] } });
