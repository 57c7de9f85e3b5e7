import { element } from './element.js';

/**
 * A few choices side by side, of which one holds.
 * @template {string} T
 * @param {string} name of the group, unique in the page
 * @param {Record<string, string>} labelling the attribute that names the group: aria-label or aria-labelledby
 * @param {Record<T, string>} options label by value
 * @param {(value: T) => void} onChoice
 * @returns {{ node: HTMLElement, choose: (value: T) => void, disable: (value: T, disabled: boolean) => void }}
 */
export function radios(name, labelling, options, onChoice) {
    const entries = /** @type {[T, string][]} */ (Object.entries(options));
    const inputs = new Map(
        entries.map(([value]) => [
            value,
            element('input', { type: 'radio', name, value, onchange: () => onChoice(value) }),
        ]),
    );
    const input = (/** @type {T} */ value) => /** @type {HTMLInputElement} */ (inputs.get(value));
    return {
        node: element(
            'div',
            { class: 'choices', role: 'radiogroup', ...labelling },
            ...entries.map(([value, label]) => element('label', {}, input(value), label)),
        ),
        choose(value) {
            input(value).checked = true;
        },
        disable(value, disabled) {
            input(value).disabled = disabled;
        },
    };
}
