/** The one figure of "Train": curves, pictures and histograms of both runs on shared scales, and what is read off them. */
import { margins } from '../draw/chart.js';
import { element } from '../draw/element.js';
import { drawHistogram } from '../draw/histogram.js';
import { percent, short } from '../format.js';
import { histogram, largestOf, roundUp } from '../histogram.js';
import { facts } from './facts.js';
import { drawAccuracy, drawLoss } from './figures.js';
import { weightCount } from './network.js';
import { pictures } from './pictures.js';
import { SIDES } from './sides.js';
import { unitPictures } from './unit-pictures.js';

/**
 * @typedef {import('./sides.js').Side} Side
 * @typedef {import('./figures.js').Point} Point
 * @typedef {{ points: Point[], snapshot?: import('./run.js').Snapshot }} History
 * @typedef {object} Shown
 * @property {Record<Side, History>} history
 * @property {import('./figures.js').Move[]} moves
 * @property {number} epochs the end of the axis
 * @property {number} hidden units of the networks, 0 for none
 */

const BINS = 61;

/** @type {[name: string, text: string][]} */
const SIGNS = [
    ['positive', 'for'],
    ['negative', 'against'],
];

/** What the scales hold while there is nothing to show: the loss of guessing, ln 10. */
const START = Math.LN10;
const FEW = 900;

/** @param {string} caption @param {[name: string, text: string][]} keys @param {...HTMLElement} content */
function captioned(caption, keys, ...content) {
    const legend = keys.map(([name, text]) => element('span', { class: `key ${name}` }, text));
    const head = [element('span', {}, caption), element('span', { class: 'keys' }, ...legend)];
    return element('figure', { class: 'chart' }, element('figcaption', {}, ...head), ...content);
}

export class Figure {
    /** The epoch that is read out; the last one where none was pointed at. @type {number | undefined} */
    #cursor;
    /** @type {Shown | undefined} */
    #shown;
    /** The frame in which the weights are drawn. */
    #weights = 0;
    #readout = element('p', { class: 'readout' });
    #digits = element('div', { class: 'pictures' });
    #units = element('div', { class: 'unit-pictures' });
    #ofDigits = captioned('Weights of each digit', SIGNS, this.#digits);
    #ofUnits = captioned('Weights of each hidden unit', SIGNS, this.#units);

    /** @param {HTMLElement} root */
    constructor(root) {
        const plotted = () => element('div', { class: 'plotted' });
        this.places = {
            accuracy: this.#readable('Accuracy by epoch, read out'),
            loss: this.#readable('Loss by epoch, read out'),
            a: plotted(),
            b: plotted(),
        };
        const numbers = element('div', { class: 'numbers' });
        root.append(
            element('div', { class: 'first' }, numbers, element('div', {}, this.#accuracy(), this.#readout)),
            this.#ofDigits,
            this.#ofUnits,
            element('div', { class: 'rest' }, this.#loss(), ...SIDES.map(side => this.#histogram(side))),
        );
        this.showFacts = facts(numbers);
        this.paintDigits = pictures(this.#digits);
        this.paintUnits = unitPictures(this.#units);
    }

    #accuracy() {
        return captioned(
            'Accuracy',
            [
                ['run-a solid', 'A'],
                ['run-b solid', 'B'],
                ['bars dashed', 'in training'],
            ],
            this.places.accuracy,
        );
    }

    #loss() {
        return captioned(
            'Loss, nats',
            [
                ['run-a solid', 'A'],
                ['run-b solid', 'B'],
                ['bars dashed', 'without the penalty'],
            ],
            this.places.loss,
        );
    }

    /** @param {Side} side */
    #histogram(side) {
        return captioned(
            `Weights of ${side.toUpperCase()}`,
            [
                ['bars', 'count'],
                ['zero', 'exact zeros'],
            ],
            this.places[side],
        );
    }

    /** A place for curves that answers a pointer, and the arrow keys, with the numbers of an epoch. @param {string} label */
    #readable(label) {
        const place = element('div', {
            class: 'plotted',
            role: 'slider',
            tabindex: 0,
            'aria-label': label,
            'aria-valuemin': 0,
            'aria-valuemax': 0,
            'aria-valuenow': 0,
        });
        place.addEventListener('pointermove', event => {
            const { left, width } = place.getBoundingClientRect();
            const share =
                (event.clientX - left - margins.marginLeft) / (width - margins.marginLeft - margins.marginRight);
            this.#pointAt(share * (this.#shown?.epochs ?? 0));
        });
        place.addEventListener('pointerleave', () => this.#pointAt(undefined));
        place.addEventListener('keydown', event => {
            const points = this.#shown?.history.a.points ?? [];
            const at = points.findIndex(({ epoch }) => epoch === this.#cursor);
            const from = at < 0 ? points.length - 1 : at;
            /** @type {Record<string, number>} */
            const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: points.length - 1 };
            if (!(event.key in to) || points.length === 0) return;
            event.preventDefault();
            this.#pointAt(points[Math.min(points.length - 1, Math.max(0, to[event.key]))].epoch);
        });
        return place;
    }

    /** @param {number | undefined} epoch the nearest one that was reported is read out */
    #pointAt(epoch) {
        const epochs = (this.#shown?.history.a.points ?? []).map(point => point.epoch);
        const distance = (/** @type {number} */ other) => Math.abs(other - /** @type {number} */ (epoch));
        this.#cursor =
            epoch === undefined || epochs.length === 0
                ? undefined
                : epochs.reduce((best, other) => (distance(other) < distance(best) ? other : best));
        this.#drawCurves();
    }

    /** @param {Shown} shown */
    show(shown) {
        this.#shown = shown;
        const { history, hidden } = shown;
        const none = new Float32Array(weightCount(hidden));
        const weights = { a: history.a.snapshot?.weights ?? none, b: history.b.snapshot?.weights ?? none };
        const largest = roundUp(Math.max(largestOf(weights.a), largestOf(weights.b)));
        const counted = { a: histogram(weights.a, largest, BINS), b: histogram(weights.b, largest, BINS) };
        const counts = SIDES.flatMap(side => [counted[side].zeros, ...counted[side].bins.map(bin => bin.count)]);
        const isEmpty = !history.a.snapshot;
        const scales = { weight: largest, count: Math.max(FEW, ...counts) };
        for (const side of SIDES) this.showFacts(side, history[side].snapshot, counted[side].zeros, hidden);
        this.#ofDigits.hidden = hidden > 0;
        this.#ofUnits.hidden = hidden === 0;
        this.#drawCurves();
        this.#inTurn([
            () => this.#drawHistograms(counted, largest, isEmpty ? undefined : scales),
            () => (hidden ? this.paintUnits(weights, hidden) : this.paintDigits(weights, largest)),
        ]);
    }

    /** Each in a frame of its own, the first in the next one, so that none is late. @param {Array<() => void>} draws */
    #inTurn([draw, ...others]) {
        cancelAnimationFrame(this.#weights);
        this.#weights = requestAnimationFrame(() => {
            draw();
            if (others.length) this.#inTurn(others);
        });
    }

    /**
     * @param {Record<Side, ReturnType<typeof histogram>>} counted
     * @param {number} largest
     * @param {{ weight: number, count: number }} [scales] none where there is nothing to show
     */
    #drawHistograms(counted, largest, scales) {
        for (const side of SIDES) {
            const nothing = { bins: counted[side].bins, zeros: 0 };
            drawHistogram(
                this.places[side],
                scales ? counted[side] : nothing,
                scales ?? { weight: largest, count: FEW },
            );
        }
    }

    #drawCurves() {
        if (!this.#shown) return;
        const { history, moves, epochs } = this.#shown;
        const points = { a: history.a.points, b: history.b.points };
        const curves = { points, moves, epochs, cursor: this.#cursor };
        const losses = [...points.a, ...points.b].map(point => point.dataLoss + point.penalty);
        drawAccuracy(this.places.accuracy, curves);
        drawLoss(this.places.loss, curves, roundUp(Math.max(START, ...losses)));
        this.#read(history, epochs);
    }

    /** @param {Record<Side, History>} history @param {number} epochs */
    #read(history, epochs) {
        const at = (/** @type {Side} */ side) =>
            history[side].points.find(({ epoch }) => epoch === this.#cursor) ?? history[side].points.at(-1);
        const said = SIDES.map(side => {
            const point = at(side);
            if (!point) return '';
            const { accuracy, trainAccuracy, dataLoss, penalty } = point;
            return `${side.toUpperCase()} ${percent(accuracy)} held-out, ${percent(trainAccuracy)} in training, loss ${short(dataLoss + penalty)}`;
        });
        const epoch = at('a')?.epoch;
        const text = epoch === undefined ? '' : `Epoch ${Math.round(epoch)}: ${said.join('; ')}.`;
        this.#readout.textContent = text || 'Point at the curves, or use the arrow keys on them, to read an epoch.';
        for (const place of [this.places.accuracy, this.places.loss]) {
            place.setAttribute('aria-valuemax', String(epochs));
            place.setAttribute('aria-valuenow', String(epoch ?? 0));
            place.setAttribute('aria-valuetext', text || 'nothing yet');
        }
    }
}
