/** The controls of one run. */
import { element } from '../draw/element.js';
import { radios } from '../draw/radios.js';
import { describe, factorAt, KINDS, LARGEST, SMALLEST, stepOf } from '../regularizations.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {import('./sides.js').Side} Side
 */

/** Powers of ten under the slider, whose position is the factor's decimal logarithm. */
const TICKS = ['10⁻⁵', '10⁻⁴', '10⁻³', '0.01', '0.1', '1'];

/** @param {Side} side */
const runName = side => element('span', { class: `run-name of-${side}` }, side.toUpperCase());

/** @param {HTMLElement} label @param {HTMLElement} control */
const field = (label, control) => element('div', { class: 'field' }, label, control);

/**
 * Which regularizer, and how it acts.
 * @param {Side} side
 * @param {HTMLElement} root gets the controls
 * @param {(change: Partial<Choice>) => void} onChoice
 * @returns {(choice: Choice) => void} shows a choice
 */
function kindSettings(side, root, onChoice) {
    const id = `run-${side}`;
    const name = element('span', { class: 'described' });
    const kind = element(
        'select',
        { id: `${id}-kind`, onchange: () => onChoice({ kind: /** @type {any} */ (kind.value) }) },
        ...Object.entries(KINDS).map(([value, { label }]) => element('option', { value }, label)),
    );
    const steps = radios(
        `${id}-step`,
        { 'aria-labelledby': `${id}-acts` },
        { gradient: 'Gradient', prox: 'Proximal step' },
        step => onChoice({ step }),
    );
    root.append(
        element('h3', {}, runName(side), ' ', name),
        element(
            'div',
            { class: 'settings' },
            field(element('label', { for: kind.id }, 'Regularizer'), kind),
            field(element('span', { class: 'label', id: `${id}-acts` }, 'Acts by'), steps.node),
        ),
    );
    return choice => {
        name.textContent = describe(choice);
        kind.value = choice.kind;
        steps.choose(stepOf(choice));
        steps.disable('prox', !KINDS[choice.kind].hasProx);
        steps.disable('gradient', choice.kind === 'none');
    };
}

/**
 * How strong it is.
 * @param {Side} side
 * @param {HTMLElement} bar gets the control
 * @param {(change: Partial<Choice>) => void} onChoice
 * @returns {(choice: Choice) => void} shows a choice
 */
function factorSettings(side, bar, onChoice) {
    const slider = element('input', {
        type: 'range',
        id: `run-${side}-factor`,
        min: Math.log10(SMALLEST),
        max: Math.log10(LARGEST),
        step: 0.05,
        oninput: () => onChoice({ factor: factorAt(Number(slider.value)) }),
    });
    const factor = element('output', { for: slider.id });
    const ticks = element(
        'div',
        { class: 'ticks', 'aria-hidden': 'true' },
        ...TICKS.map(text => element('span', {}, text)),
    );
    const label = element('label', { for: slider.id }, runName(side), ' Factor');
    bar.append(element('div', { class: 'factor' }, label, element('div', {}, slider, ticks), factor));
    return choice => {
        const none = choice.kind === 'none';
        if (factorAt(Number(slider.value)) !== choice.factor) slider.value = String(Math.log10(choice.factor));
        slider.disabled = none;
        slider.setAttribute('aria-valuetext', String(choice.factor));
        factor.textContent = none ? '–' : String(choice.factor);
    };
}

/**
 * @param {Side} side
 * @param {HTMLElement} root gets which regularizer, and how it acts
 * @param {HTMLElement} bar gets the factor
 * @param {(change: Partial<Choice>) => void} onChoice
 * @returns {(choice: Choice) => void} shows a choice
 */
export function settings(side, root, bar, onChoice) {
    const shows = [kindSettings(side, root, onChoice), factorSettings(side, bar, onChoice)];
    return choice => {
        for (const show of shows) show(choice);
    };
}
