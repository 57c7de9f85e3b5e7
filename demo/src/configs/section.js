/** "Configs": what is pasted, explained. */
import { explain } from 'regularizers/explain';
import { byId, element } from '../draw/element.js';
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

/** @param {string} text @returns {Node[]} */
function explained(text) {
    if (!text.trim()) return [element('p', { class: 'note' }, 'Nothing is pasted yet. Try an example.')];
    let explanation;
    try {
        explanation = explain(/** @type {any} */ (parseConfig(text)));
    } catch (error) {
        return [element('p', { class: 'error' }, /** @type {Error} */ (error).message)];
    }
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
        if (text.value !== config) text.value = config;
        result.replaceChildren(...explained(config));
    });
}
