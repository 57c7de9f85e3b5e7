/** What is tried on the weights: a factor, a side for the orthogonal penalty, a threshold. */
import { element } from '../draw/element.js';
import { radios } from '../draw/radios.js';
import { integer, percent, short } from '../format.js';
import { below, threshold } from './curve.js';

/**
 * @typedef {import('./measures.js').Mode} Mode
 * @typedef {import('./curve.js').Curve} Curve
 */

export const FACTOR = 0.01;

export class Controls {
    #factor = element('input', {
        type: 'text',
        id: 'weights-factor',
        class: 'typed',
        inputmode: 'decimal',
        autocomplete: 'off',
        value: String(FACTOR),
    });
    #slider = element('input', { type: 'range', id: 'weights-below', step: 1, 'aria-describedby': 'weights-kept' });
    #at = element('output', { for: 'weights-below', class: 'at' });
    #kept = element('p', { class: 'status', id: 'weights-kept' });
    #modes;
    /** @type {Curve} */
    #curve = { first: 0, count: new Float64Array(), lone: new Float64Array(), ltwo: new Float64Array() };
    #size = 0;
    #zeros = 0;
    factor = FACTOR;
    /** @type {number | undefined} */
    step;

    /** @param {{ onChange: () => void, onMode: (mode: Mode) => void }} options */
    constructor({ onChange, onMode }) {
        const names = { 'aria-labelledby': 'weights-mode' };
        this.#modes = radios('weights-mode', names, { rows: 'Rows', columns: 'Columns' }, onMode);
        this.#factor.addEventListener('input', () => {
            const factor = Number(this.#factor.value.trim().replace(',', '.'));
            const isFactor = this.#factor.value.trim() !== '' && factor >= 0 && factor < Infinity;
            this.#factor.setAttribute('aria-invalid', String(!isFactor));
            if (!isFactor) return;
            this.factor = factor;
            onChange();
        });
        this.#slider.addEventListener('input', () => {
            this.#read();
            onChange();
        });
        this.node = element(
            'div',
            { class: 'trying' },
            element(
                'div',
                { class: 'field inline' },
                element('label', { class: 'label', for: 'weights-factor' }, 'Factor'),
                this.#factor,
            ),
            element(
                'div',
                { class: 'field inline' },
                element('span', { class: 'label', id: 'weights-mode' }, 'Orthogonality of'),
                this.#modes.node,
            ),
            element(
                'div',
                { class: 'what-if' },
                element('label', { for: 'weights-below' }, 'If every weight below ', this.#at, ' were 0'),
                this.#slider,
                this.#kept,
            ),
        );
    }

    /** @param {Mode} mode */
    chooseMode(mode) {
        this.#modes.choose(mode);
    }

    /** Begins anew, with the sizes of other weights. @param {Curve} curve @param {number} size @param {number} zeros */
    take(curve, size, zeros) {
        this.#curve = curve;
        this.#size = size;
        this.#zeros = zeros;
        this.#slider.min = String(curve.first);
        this.#slider.max = String(curve.first + curve.count.length);
        this.#slider.value = this.#slider.min;
        this.#slider.disabled = curve.count.length === 0;
        this.#read();
    }

    #read() {
        const at = Number(this.#slider.value);
        this.step = at > this.#curve.first && !this.#slider.disabled ? at : undefined;
        this.#at.textContent = this.step === undefined ? 'a threshold' : short(threshold(at));
        if (this.step === undefined) {
            this.#slider.setAttribute('aria-valuetext', 'no threshold');
            this.#kept.textContent = this.#slider.disabled
                ? 'No weight is other than 0.'
                : `${integer(this.#zeros)} of ${integer(this.#size)} weights are 0 as they are. Move the threshold to try more.`;
            return;
        }
        const { zeroed, lone, ltwo } = below(this.#curve, at);
        const zeros = this.#zeros + zeroed;
        this.#slider.setAttribute('aria-valuetext', `below ${short(threshold(at))}`);
        this.#kept.textContent =
            `${integer(zeros)} of ${integer(this.#size)} weights would be 0 (${percent(zeros / this.#size)}). ` +
            `What is left: ${percent(lone)} of L1, ${percent(ltwo)} of L2.`;
    }

    /** What the chosen tensor would keep. @param {Curve} curve */
    keptOf(curve) {
        if (this.step === undefined) return undefined;
        const { lone, ltwo } = below(curve, this.step);
        return `${percent(lone)} of L1, ${percent(ltwo)} of L2`;
    }
}
