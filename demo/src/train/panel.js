/** One run on the page: its settings, its numbers, its pictures. */
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { integer, percent, short } from '../format.js';
import { CLASSES, PIXELS } from './digits.js';
import { drawAccuracy, drawHistogram, drawLoss } from './figures.js';
import { settings } from './settings.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {import('./run.js').Snapshot} Snapshot
 */

const WEIGHTS = PIXELS * CLASSES;
const DIGITS = Array.from({ length: CLASSES }, (_, digit) => digit);

/** The share of the scale from which on a weight has its full colour: few come near the end. */
const FULL = 0.6;

/** @param {string} caption @param {[name: string, text: string][]} keys @param {HTMLElement} content */
function figure(caption, keys, content) {
    const legend = keys.map(([name, text]) => element('span', { class: `key ${name}` }, text));
    const head = [element('span', {}, caption), element('span', { class: 'keys' }, ...legend)];
    return element('figure', { class: 'chart' }, element('figcaption', {}, ...head), content);
}

/** @param {string} label @param {HTMLElement} value @param {string} unit */
function fact(label, value, unit) {
    const shown = element('dd', {}, value, ' ', element('span', { class: 'unit' }, unit));
    return element('div', {}, element('dt', {}, label), shown);
}

/** Pixels whose ten weights are all 0. @param {Float32Array} weights */
const unusedPixels = weights =>
    Array.from({ length: PIXELS }, (_, pixel) => weights.subarray(pixel * CLASSES, (pixel + 1) * CLASSES)).filter(row =>
        row.every(weight => weight === 0),
    ).length;

/** @param {HTMLCanvasElement} canvas @param {number} digit */
const picture = (canvas, digit) => element('li', {}, canvas, element('span', {}, String(digit)));

export class Panel {
    /**
     * @param {HTMLElement} root
     * @param {string} title
     * @param {(change: Partial<Choice>) => void} onChoice
     */
    constructor(root, title, onChoice) {
        const number = () => element('span', { class: 'figure' }, '–');
        const plotted = () => element('div', { class: 'plotted' });
        this.root = root;
        this.settings = settings(root.id, title, onChoice);
        this.numbers = {
            accuracy: number(),
            gap: number(),
            zeros: number(),
            pixels: number(),
            penalty: number(),
            cost: number(),
        };
        for (const [name, node] of Object.entries(this.numbers)) node.dataset.fact = name;
        this.places = { loss: plotted(), accuracy: plotted(), histogram: plotted() };
        this.canvases = DIGITS.map(digit =>
            element('canvas', { width: 28, height: 28, role: 'img', 'aria-label': `Weights of digit ${digit}` }),
        );
        root.append(...this.settings.nodes, this.#facts(), ...this.#figures());
    }

    #facts() {
        const { accuracy, gap, zeros, pixels, penalty, cost } = this.numbers;
        return element(
            'dl',
            { class: 'facts' },
            fact('Held-out accuracy', accuracy, ''),
            fact('Training minus held-out', gap, 'points'),
            fact('Exact zeros', zeros, `of ${integer(WEIGHTS)}`),
            fact('Pixels unused', pixels, `of ${PIXELS}`),
            fact('Penalty', penalty, 'nats'),
            fact('Cost of the penalty', cost, 'ms a step'),
        );
    }

    #figures() {
        const { loss, accuracy, histogram } = this.places;
        const pictures = element('ul', { class: 'digits' }, ...this.canvases.map(picture));
        return [
            figure(
                'Loss, nats',
                [
                    ['data', 'data loss'],
                    ['penalty', 'penalty'],
                ],
                loss,
            ),
            figure(
                'Accuracy',
                [
                    ['data solid', 'held-out'],
                    ['bars dashed', 'training'],
                ],
                accuracy,
            ),
            figure(
                'Weights of each digit',
                [
                    ['positive', 'for'],
                    ['negative', 'against'],
                ],
                pictures,
            ),
            figure(
                'Histogram of the weights',
                [
                    ['bars', 'count'],
                    ['zero', 'exact zeros'],
                ],
                histogram,
            ),
        ];
    }

    /** @param {Choice} choice */
    showChoice(choice) {
        this.settings.show(choice);
    }

    /** @param {Snapshot | undefined} snapshot @param {{ zeros: number }} counted */
    showNumbers(snapshot, { zeros }) {
        const { accuracy, gap, zeros: count, pixels, penalty, cost } = this.numbers;
        const points = snapshot ? 100 * (snapshot.trainAccuracy - snapshot.accuracy) : 0;
        accuracy.textContent = snapshot ? percent(snapshot.accuracy) : '–';
        gap.textContent = snapshot ? `${points > 0 ? '+' : ''}${points.toFixed(1).replace('-', '−')}` : '–';
        count.textContent = snapshot ? integer(zeros) : '–';
        pixels.textContent = snapshot ? integer(unusedPixels(snapshot.weights)) : '–';
        penalty.textContent = snapshot ? short(snapshot.penalty) : '–';
        cost.textContent = snapshot ? snapshot.cost.toFixed(2) : '–';
    }

    /**
     * @param {import('./figures.js').Point[]} points
     * @param {Float32Array} weights
     * @param {{ bins: import('../histogram.js').Bin[], zeros: number }} counted
     * @param {import('./figures.js').Scales} scales
     */
    draw(points, weights, counted, scales) {
        drawLoss(this.places.loss, points, scales);
        drawAccuracy(this.places.accuracy, points, scales);
        drawHistogram(this.places.histogram, counted, scales);
        const colours = { positive: colourOf(this.root, '--data'), negative: colourOf(this.root, '--negative') };
        this.canvases.forEach((canvas, digit) => {
            const image = Float32Array.from({ length: PIXELS }, (_, pixel) => weights[pixel * CLASSES + digit]);
            paint(canvas, signedPixels(image, FULL * scales.weight, colours), 28);
        });
    }
}
