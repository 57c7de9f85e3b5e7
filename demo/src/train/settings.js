/** The settings of one run: which regularizer, how it acts, how strong. */
import { element } from '../draw/element.js';
import { describe, factorAt, KINDS, LARGEST, SMALLEST, stepOf } from '../regularizations.js';

/**
 * @typedef {import('../regularizations.js').Choice} Choice
 * @typedef {import('../regularizations.js').Step} Step
 */

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
    const radio = (/** @type {Step} */ step) =>
        element('input', { type: 'radio', name: `${id}-step`, value: step, onchange: () => onChoice({ step }) });
    const steps = { gradient: radio('gradient'), prox: radio('prox') };
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
            element('span', { class: 'label', id: `${id}-step` }, 'Acts by'),
            element(
                'div',
                { class: 'choices', role: 'radiogroup', 'aria-labelledby': `${id}-step` },
                element('label', {}, steps.gradient, 'Gradient'),
                element('label', {}, steps.prox, 'Proximal step'),
            ),
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
            steps[stepOf(choice)].checked = true;
            steps.prox.disabled = !KINDS[choice.kind].hasProx;
            steps.gradient.disabled = none;
        },
    };
}
