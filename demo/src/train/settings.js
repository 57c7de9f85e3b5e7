/** The settings of one run: which regularizer, how it acts, how strong. */
import { element } from '../draw/element.js';
import { radios } from '../draw/radios.js';
import { describe, factorAt, KINDS, LARGEST, SMALLEST, stepOf } from '../regularizations.js';

/** @typedef {import('../regularizations.js').Choice} Choice */

/**
 * @param {string} id that the ids of the controls begin with
 * @param {string} title
 * @param {(change: Partial<Choice>) => void} onChoice
 * @returns {{ nodes: HTMLElement[], show: (choice: Choice) => void }}
 */
export function settings(id, title, onChoice) {
    const name = element('span');
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
    const slider = element('input', {
        type: 'range',
        id: `${id}-factor`,
        min: Math.log10(SMALLEST),
        max: Math.log10(LARGEST),
        step: 0.05,
        oninput: () => onChoice({ factor: factorAt(Number(slider.value)) }),
    });
    const factor = element('output', { for: slider.id });

    const controls = element(
        'div',
        { class: 'settings' },
        element('div', { class: 'field' }, element('label', { for: kind.id }, 'Regularizer'), kind),
        element(
            'div',
            { class: 'field' },
            element('span', { class: 'label', id: `${id}-acts` }, 'Acts by'),
            steps.node,
        ),
        element(
            'div',
            { class: 'field wide' },
            element('div', { class: 'field line' }, element('label', { for: slider.id }, 'Factor'), factor),
            slider,
        ),
    );

    return {
        nodes: [element('h3', {}, title, ' ', name), controls],
        show(choice) {
            const none = choice.kind === 'none';
            name.textContent = describe(choice);
            kind.value = choice.kind;
            if (factorAt(Number(slider.value)) !== choice.factor) slider.value = String(Math.log10(choice.factor));
            slider.disabled = none;
            slider.setAttribute('aria-valuetext', String(choice.factor));
            factor.textContent = none ? '–' : String(choice.factor);
            steps.choose(stepOf(choice));
            steps.disable('prox', !KINDS[choice.kind].hasProx);
            steps.disable('gradient', none);
        },
    };
}
