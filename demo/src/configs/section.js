/** "Configs": what is pasted, explained. */
import { explain, regularizersOf } from 'regularizers/explain';
import { byId, element } from '../draw/element.js';
import { factorOf } from '../format.js';
import { isAddressable } from '../state.js';
import { parseConfig } from './parse.js';

/** @typedef {import('regularizers/explain').Explanation} Explanation */

/** @type {[label: string, text: string][]} */
const EXAMPLES = [
    ['A name', 'l1_l2'],
    ['Keras 2', '{"class_name": "L1L2", "config": {"l1": 0.01, "l2": 0.02}}'],
    [
        'Keras 3',
        '{"module": "keras.regularizers", "class_name": "L2", "config": {"l2": 0.02}, "registered_name": null}',
    ],
    ['TF.js', '{"className": "L1L2", "config": {"l1": 0.01}}'],
    ['Old key', '{"class_name": "L2", "config": {"l": 0.02}}'],
    ['Orthogonal', '{"class_name": "OrthogonalRegularizer", "config": {"factor": 0.1, "mode": "rows"}}'],
    ['Python', 'keras.regularizers.L1L2(l1=0.01, l2=0.02)'],
    ['JS', 'tf.regularizers.l1({ l1: 0.1 })'],
    ['Weight decay', 'torch.optim.SGD(params, lr=0.1, weight_decay=1e-4)'],
    [
        'A layer',
        "keras.layers.Dense(64, name='hidden', kernel_regularizer=keras.regularizers.L2(0.01), bias_regularizer='l1')",
    ],
    ['A mistake', '{"class_name": "L2", "config": {"l3": 0.02}}'],
];

/** Colour says nothing here that the word and the sign do not. @param {{ ok: boolean, loads: boolean }} line */
function badge({ ok, loads }) {
    const [kind, text] = ok ? ['same', '✓ same'] : loads ? ['differs', '≠ differs'] : ['fails', '✕ error'];
    return element('span', { class: `badge ${kind}` }, text);
}

/** @param {string} text */
function copyButton(text) {
    const button = element('button', { type: 'button', class: 'quiet', onclick: copy }, 'Copy');
    async function copy() {
        await navigator.clipboard.writeText(text).then(
            () => {
                button.textContent = 'Copied';
            },
            () => {
                button.textContent = 'Not allowed';
            },
        );
        setTimeout(() => {
            button.textContent = 'Copy';
        }, 1500);
    }
    return button;
}

/** @param {string} dialect @param {string} code */
function codeBlock(dialect, code) {
    const copy = copyButton(code);
    copy.setAttribute('aria-label', `Copy the ${dialect} form`);
    return element(
        'div',
        { class: 'code' },
        element('h4', {}, dialect),
        copy,
        element('pre', { tabindex: 0, role: 'region', 'aria-label': dialect }, element('code', {}, code)),
    );
}

/** @param {Explanation} explanation @param {boolean} known whether our package reads it */
const verdict = ({ ours }, known) =>
    element(
        'div',
        { class: `verdict ${known ? '' : 'refused'}` },
        element('p', {}, known ? 'Here it is' : 'Here it is refused'),
        element('p', { class: 'meaning' }, element('code', {}, ours.result)),
    );

/** @param {Explanation['lines']} lines @param {boolean} known */
const linesTable = (lines, known) =>
    element(
        'div',
        { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Every version' },
        element(
            'table',
            { class: 'lines' },
            element(
                'thead',
                {},
                element(
                    'tr',
                    {},
                    ...['Version', 'Outcome', 'What it gives, and why'].map(text =>
                        element('th', { scope: 'col' }, text),
                    ),
                ),
            ),
            element(
                'tbody',
                {},
                ...lines.map(line =>
                    element(
                        'tr',
                        {},
                        element('th', { scope: 'row' }, line.line),
                        element(
                            'td',
                            {},
                            known || !line.loads ? badge(line) : element('span', { class: 'badge' }, 'loads'),
                        ),
                        element(
                            'td',
                            {},
                            element('code', {}, line.result),
                            line.why ? element('p', {}, line.why) : null,
                        ),
                    ),
                ),
            ),
        ),
    );

/** @param {string} text @param {(config: string) => void} onChoose @returns {Node[]} */
function explained(text, onChoose) {
    if (!text.trim()) return [element('p', { class: 'note' }, 'Nothing is pasted yet. Try an example.')];
    try {
        const { kind, value, note } = parseConfig(text);
        const said = note ? [element('p', { class: 'note' }, note)] : [];
        return [...said, ...(kind === 'model' ? model(value, onChoose) : identifier(value))];
    } catch (error) {
        return [element('p', { class: 'error' }, /** @type {Error} */ (error).message)];
    }
}

/** @param {any} regularizer */
const configIn = regularizer => ({
    class_name: regularizer.constructor.className ?? 'Regularizer',
    config: regularizer.getConfig?.() ?? {},
});

/** Each regularizer of a model, to be explained at a press. @param {any} json @param {(config: string) => void} onChoose @returns {Node[]} */
function model(json, onChoose) {
    const found = regularizersOf(json).flatMap(({ path, layer, type, regularizers }) =>
        Object.entries(regularizers).map(([role, regularizer]) => ({
            name: path || layer || type,
            role,
            config: configIn(regularizer),
        })),
    );
    if (!found.length) {
        return [element('p', { class: 'note' }, 'No layer of this model has a regularizer.')];
    }
    const rows = found.map(({ name, role, config }) => {
        const text = JSON.stringify(config);
        const values = Object.entries(config.config).map(([key, value]) => `${key}=${factorOf(value)}`);
        const press = {
            type: 'button',
            class: 'quiet',
            'aria-label': `Explain the ${role} regularizer of ${name}`,
            onclick: () => onChoose(text),
        };
        return element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            element('td', {}, role),
            element('td', {}, element('code', {}, `${config.class_name}(${values.join(', ')})`)),
            element('td', {}, element('button', press, 'Explain')),
        );
    });
    const head = ['Layer', 'Of its', 'Regularizer'].map(text => element('th', { scope: 'col' }, text));
    return [
        element('h3', {}, found.length === 1 ? 'One regularizer' : `${found.length} regularizers`),
        element(
            'div',
            { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Regularizers of the model' },
            element(
                'table',
                { class: 'lines of-model' },
                element('thead', {}, element('tr', {}, ...head, element('td', {}))),
                element('tbody', {}, ...rows),
            ),
        ),
    ];
}

/** @param {any} value @returns {Node[]} */
function identifier(value) {
    const explanation = explain(value);
    const { ours, lines, notes, code } = explanation;
    const dialects = Object.entries(code);
    return [
        verdict(explanation, ours.ok),
        element('h3', {}, 'In every version'),
        linesTable(lines, ours.ok),
        ...(notes.length ? [element('ul', { class: 'notes' }, ...notes.map(note => element('li', {}, note)))] : []),
        ...(dialects.length
            ? [
                  element('h3', {}, 'The same, elsewhere'),
                  element(
                      'div',
                      { class: 'codes' },
                      ...dialects.map(([dialect, snippet]) => codeBlock(dialect, snippet)),
                  ),
              ]
            : []),
    ];
}

/** @param {import('../state.js').Store} store */
export function configsSection(store) {
    const text = /** @type {HTMLTextAreaElement} */ (byId('config-text'));
    const result = byId('config-result');
    const unaddressed = byId('config-unaddressed');
    let shown = '\0';
    text.addEventListener('input', () => store.set({ config: text.value }));
    byId('config-examples').append(
        ...EXAMPLES.map(([label, config]) =>
            element('button', { type: 'button', class: 'quiet', onclick: () => store.set({ config }) }, label),
        ),
    );
    store.subscribe(({ config }) => {
        if (config === shown) return;
        shown = config;
        unaddressed.hidden = isAddressable(config);
        if (text.value !== config) text.value = config;
        result.replaceChildren(...explained(config, chosen => store.set({ config: chosen })));
    });
}
