/** "Train": tells the worker what to do and shows what it says. */
import { onFrame, redrawWith } from '../draw/chart.js';
import { byId } from '../draw/element.js';
import { integer } from '../format.js';
import { histogram, largestOf, roundUp } from '../histogram.js';
import { Panel } from './panel.js';
import TrainWorker from './worker.js?worker';

/**
 * @typedef {import('./worker.js').Side} Side
 * @typedef {import('./run.js').Snapshot} Snapshot
 * @typedef {{ points: import('./figures.js').Point[], snapshot?: Snapshot }} History
 */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];
const EPOCHS = 40;
const BINS = 61;

/**
 * @param {import('../state.js').Store} store
 * @param {(weights: Record<Side, Float32Array>) => void} onWeights called with the weights whenever training halts
 */
export function trainSection(store, onWeights) {
    const run = byId('train-run');
    const restart = /** @type {HTMLButtonElement} */ (byId('train-restart'));
    const status = byId('train-status');
    /** @type {Record<Side, Panel>} */
    const panels = { a: panel('a', 'Left'), b: panel('b', 'Right') };
    /** @type {Record<Side, History>} */
    let history = empty();
    /** @type {Worker | undefined} */
    let worker;
    let stepsPerEpoch = 1;
    let step = 0;
    let target = EPOCHS;
    let running = false;

    /** @param {Side} side @param {string} title */
    function panel(side, title) {
        return new Panel(byId(`run-${side}`), title, change => {
            store.set({ [side]: { ...store.state[side], ...change } });
        });
    }

    const epoch = () => step / stepsPerEpoch;
    const redraw = onFrame(() => drawBoth(panels, history, target));

    /** @param {boolean} now @param {string} text */
    function announce(now, text) {
        running = now;
        const finished = epoch() >= target;
        run.textContent = running ? 'Pause' : step === 0 ? 'Start training' : finished ? 'Train on' : 'Resume';
        restart.disabled = step === 0 && !running;
        status.textContent = text;
        const { a, b } = history;
        if (!running && a.snapshot && b.snapshot) onWeights({ a: a.snapshot.weights, b: b.snapshot.weights });
    }

    /** @param {import('./worker.js').Order} order */
    const send = order => worker?.postMessage(order);
    const runOn = () => send({ type: 'run', until: target * stepsPerEpoch });

    function start() {
        announce(true, 'Loading the digits and TF.js…');
        worker = new TrainWorker();
        worker.addEventListener('message', event => hear(event.data));
        worker.addEventListener('error', () => announce(false, 'Training could not start: the worker did not load.'));
        send({ type: 'choose', choices: { a: store.state.a, b: store.state.b } });
    }

    /** @param {import('./worker.js').News} news */
    function hear(news) {
        if (news.type === 'failed') announce(false, `Training stopped: ${news.message}`);
        if (news.type === 'ready') {
            stepsPerEpoch = news.stepsPerEpoch;
            byId('train').dataset.backend = news.backend;
            const sets = `${integer(news.digits)} digits to train on, ${integer(news.heldOut)} held out`;
            announce(running, `${sets}; TF.js on ${news.backend === 'wasm' ? 'WebAssembly' : 'plain JavaScript'}.`);
            if (running) runOn();
        }
        if (news.type === 'progress') progress(news.step, news.runs);
    }

    /** @param {number} at @param {Record<Side, Snapshot>} runs */
    function progress(at, runs) {
        step = at;
        for (const side of SIDES) {
            const { dataLoss, penalty, trainAccuracy, accuracy } = runs[side];
            history[side].snapshot = runs[side];
            if (step > 0) history[side].points.push({ epoch: epoch(), dataLoss, penalty, trainAccuracy, accuracy });
        }
        if (running && epoch() >= target) announce(false, `Trained for ${target} epochs.`);
        else if (running) status.textContent = `Epoch ${Math.floor(epoch()) + 1} of ${target}`;
        redraw();
    }

    run.addEventListener('click', () => {
        if (!worker) start();
        else if (running) {
            send({ type: 'pause' });
            announce(false, `Paused after ${epoch().toFixed(1)} epochs.`);
        } else {
            if (epoch() >= target) target += EPOCHS;
            announce(true, 'Training…');
            runOn();
        }
    });
    restart.addEventListener('click', () => {
        history = empty();
        step = 0;
        target = EPOCHS;
        send({ type: 'restart' });
        runOn();
        announce(true, 'Training…');
    });
    store.subscribe(({ a, b }) => {
        panels.a.showChoice(a);
        panels.b.showChoice(b);
        send({ type: 'choose', choices: { a, b } });
    });
    redrawWith(panels.a.root, redraw);
    redraw();
}

/** @returns {Record<Side, History>} */
const empty = () => ({ a: { points: [] }, b: { points: [] } });

/** What the scales hold while there is nothing to show: the loss of guessing, ln 10. */
const START = { dataLoss: Math.LN10, penalty: 0 };
const FEW = 900;
const NO_WEIGHTS = new Float32Array(7840);

/** @param {Record<Side, Panel>} panels @param {Record<Side, History>} history @param {number} epochs */
function drawBoth(panels, history, epochs) {
    const both = SIDES.map(side => history[side]);
    const weight = roundUp(Math.max(...both.map(({ snapshot }) => largestOf(snapshot?.weights ?? NO_WEIGHTS))));
    const counted = both.map(({ snapshot }) => histogram(snapshot?.weights ?? [], weight, BINS));
    const scales = {
        epochs,
        weight,
        loss: roundUp(
            Math.max(
                ...both.flatMap(({ points }) => (points.length ? points : [START]).map(p => p.dataLoss + p.penalty)),
            ),
        ),
        count: Math.max(FEW, ...counted.flatMap(({ bins, zeros }) => [zeros, ...bins.map(bin => bin.count)])),
    };
    SIDES.forEach((side, i) => {
        const { points, snapshot } = history[side];
        panels[side].showNumbers(snapshot, counted[i]);
        panels[side].draw(points, snapshot?.weights ?? NO_WEIGHTS, counted[i], scales);
    });
}
