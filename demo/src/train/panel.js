/** One run on the page: its settings, its numbers, its pictures. */
import { element } from '../draw/element.js';
import { colourOf, paint, signedPixels } from '../draw/signed.js';
import { integer, percent, short } from '../format.js';
import { describe, factorAt, KINDS, LARGEST, SMALLEST, stepOf } from '../regularizations.js';
import { CLASSES, PIXELS } from './digits.js';
import { drawAccuracy, drawHistogram, drawLoss } from './figures.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {import('./run.js').Snapshot} Snapshot
 */

const WEIGHTS = PIXELS * CLASSES;
const DIGITS = Array.from({ length: CLASSES }, (_, digit) => digit);

/** @param {string} caption @param {[name: string, text: string][]} keys @param {HTMLElement} content */
const figure = (caption, keys, content) =>
    element(
        'figure',
        { class: 'chart' },
        element(
            'figcaption',
            {},
            element('span', {}, caption),
            element('span', { class: 'keys' }, ...keys.map(([name, text]) => element('span', { class: `key ${name}` }, text))),
        ),
        content,
    );

/** @param {string} label @param {HTMLElement} value @param {string} unit */
const fact = (label, value, unit) =>
    element(
        'div',
        {},
        element('dt', {}, label),
        element('dd', {}, value, ' ', element('span', { class: 'unit' }, unit)),
    );

export class Panel {
    /**
     * @param {HTMLElement} root
     * @param {string} title
     * @param {(change: Partial<Choice>) => void} onChoice
     */
    constructor(root, title, onChoice) {
        this.root = root;
        this.name = element('span');
        root.append(element('h3', {}, title, ' ', this.name), this.#settings(root.id, onChoice), this.#facts(), ...this.#figures());
    }

    /** @param {string} id @param {(change: Partial<Choice>) => void} onChoice */
    #settings(id, onChoice) {
        this.kind = element(
            'select',
            { id: `${id}-kind`, onchange: () => onChoice({ kind: /** @type {any} */ (this.kind?.value) }) },
            ...Object.entries(KINDS).map(([value, { label }]) => element('option', { value }, label)),
        );
        const radio = (/** @type {string} */ value) =>
            element('input', { type: 'radio', name: `${id}-step`, value, onchange: () => onChoice({ step: /** @type {any} */ (value) }) });
        this.steps = { gradient: radio('gradient'), prox: radio('prox') };
        this.slider = element('input', {
            type: 'range',
            id: `${id}-factor`,
            min: Math.log10(SMALLEST),
            max: Math.log10(LARGEST),
            step: 0.05,
            oninput: () => onChoice({ factor: factorAt(Number(this.slider?.value)) }),
        });
        this.factor = element('output', { for: `${id}-factor` });
        return element(
            'div',
            { class: 'settings' },
            element('div', { class: 'field' }, element('label', { for: `${id}-kind` }, 'Regularizer'), this.kind),
            element(
                'fieldset',
                { class: 'field' },
                element('legend', {}, 'Acts by'),
                element(
                    'div',
                    { class: 'choices' },
                    element('label', {}, this.steps.gradient, 'Gradient'),
                    element('label', {}, this.steps.prox, 'Proximal step'),
                ),
            ),
            element(
                'div',
                { class: 'field wide' },
                element('div', { class: 'field line' }, element('label', { for: `${id}-factor` }, 'Factor'), this.factor),
                this.slider,
            ),
        );
    }

    #facts() {
        const number = () => element('span', { class: 'figure' }, '–');
        this.numbers = { accuracy: number(), zeros: number(), penalty: number(), cost: number() };
        return element(
            'dl',
            { class: 'facts' },
            fact('Held-out accuracy', this.numbers.accuracy, ''),
            fact('Exact zeros', this.numbers.zeros, `of ${integer(WEIGHTS)}`),
            fact('Penalty', this.numbers.penalty, 'nats'),
            fact('Cost of the penalty', this.numbers.cost, 'ms a step'),
        );
    }

    #figures() {
        const plotted = () => element('div', { class: 'plotted' });
        this.places = { loss: plotted(), accuracy: plotted(), histogram: plotted() };
        this.canvases = DIGITS.map(digit =>
            element('canvas', { width: 28, height: 28, role: 'img', 'aria-label': `Weights of digit ${digit}` }),
        );
        const images = element(
            'ul',
            { class: 'digits' },
            ...this.canvases.map((canvas, digit) => element('li', {}, canvas, element('span', {}, String(digit)))),
        );
        return [
            figure('Loss, nats', [['data', 'data loss'], ['penalty', 'penalty']], this.places.loss),
            figure('Accuracy', [['data solid', 'held-out'], ['dashed bars', 'training']], this.places.accuracy),
            figure('Weights of each digit', [['positive', 'for'], ['negative', 'against']], images),
            figure('Histogram of the weights', [['bars', 'count'], ['zero', 'exact zeros']], this.places.histogram),
        ];
    }

    /** @param {Choice} choice */
    showChoice(choice) {
        const { kind, slider, factor, steps } = this;
        if (this.name) this.name.textContent = describe(choice);
        if (!kind || !slider || !factor || !steps) return;
        kind.value = choice.kind;
        if (factorAt(Number(slider.value)) !== choice.factor) slider.value = String(Math.log10(choice.factor));
        slider.disabled = choice.kind === 'none';
        slider.setAttribute('aria-valuetext', String(choice.factor));
        factor.textContent = choice.kind === 'none' ? '–' : String(choice.factor);
        steps[stepOf(choice)].checked = true;
        steps.prox.disabled = !KINDS[choice.kind].hasProx;
        steps.gradient.disabled = choice.kind === 'none';
    }

    /** @param {Snapshot | undefined} snapshot @param {{ zeros: number }} counted */
    showNumbers(snapshot, { zeros }) {
        if (!this.numbers) return;
        const { accuracy, zeros: zerosText, penalty, cost } = this.numbers;
        accuracy.textContent = snapshot ? percent(snapshot.accuracy) : '–';
        zerosText.textContent = snapshot ? integer(zeros) : '–';
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
        if (!this.places || !this.canvases) return;
        drawLoss(this.places.loss, points, scales);
        drawAccuracy(this.places.accuracy, points, scales);
        drawHistogram(this.places.histogram, counted, scales);
        const colours = { positive: colourOf(this.root, '--data'), negative: colourOf(this.root, '--zero') };
        this.canvases.forEach((canvas, digit) => {
            const image = Float32Array.from({ length: PIXELS }, (_, pixel) => weights[pixel * CLASSES + digit]);
            paint(canvas, signedPixels(image, scales.weight, colours), 28);
        });
    }
}
