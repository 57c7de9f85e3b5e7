/** "Your weights": files in, table and pictures out. */
import modelUrl from '../../generated/sample-model.json?url';
import weightsUrl from '../../generated/sample-weights.bin?url';
import { redrawWith } from '../draw/chart.js';
import { byId, element } from '../draw/element.js';
import { integer } from '../format.js';
import { detail } from './detail.js';
import { open } from './files.js';
import { FACTOR, measure } from './measures.js';
import { table } from './table.js';

/**
 * @typedef {import('./files.js').Opened} Opened
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('../state.js').State} State
 */

/** @param {File} file */
const read = async file => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });

/** @param {string} url @param {string} name */
async function fetched(url, name) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`The sample could not be loaded (HTTP ${response.status}).`);
    return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** Two files may hold tensors of the same name. @param {Tensor[]} tensors */
function byName(tensors) {
    /** @type {Map<string, Tensor>} */
    const named = new Map();
    for (const tensor of tensors) {
        let { name } = tensor;
        for (let copy = 2; named.has(name); copy++) name = `${tensor.name} (${copy})`;
        named.set(name, { ...tensor, name });
    }
    return named;
}

/**
 * @param {import('../state.js').Store} store
 * @returns {{ offer: (tensors: Tensor[]) => void }} offer: takes the weights that were trained in the page
 */
export function weightsSection(store) {
    const result = byId('weights-result');
    const error = byId('weights-error');
    const drop = byId('weights-drop');
    const input = /** @type {HTMLInputElement} */ (byId('weights-files'));
    const trainedButton = byId('weights-trained');
    /** @type {Opened & { named: Map<string, Tensor>, chosen: string } | undefined} */
    let opened;
    /** @type {Tensor[]} */
    let trained = [];
    let shownFor = '';
    let draw = () => {};

    /** Shows what is opened, or says what is wrong and leaves everything as it was. @param {() => Opened | Promise<Opened>} opening */
    async function show(opening) {
        drop.setAttribute('aria-busy', 'true');
        try {
            const found = await opening();
            if (!found.tensors.length) throw new Error(`${found.title} holds no weights.`);
            const named = byName(found.tensors);
            const matrix = [...named.values()].find(({ shape }) => shape.length > 1);
            opened = { ...found, named, chosen: matrix?.name ?? [...named.keys()][0] };
            error.hidden = true;
            render(store.state);
        } catch (fault) {
            error.textContent = /** @type {Error} */ (fault).message;
            error.hidden = false;
        } finally {
            drop.removeAttribute('aria-busy');
        }
    }

    /** @param {State} state */
    function render({ sort, mode }) {
        if (!opened) return;
        const now = opened;
        const focused = document.activeElement?.closest('#weights-result') && document.activeElement.textContent;
        const tensors = [...now.named.values()];
        const closer = detail(/** @type {Tensor} */ (now.named.get(now.chosen)), mode);
        const rows = table(
            tensors.map(tensor => measure(tensor, mode)),
            now.named,
            {
                sort,
                chosen: now.chosen,
                onSort: next => store.set({ sort: next }),
                onChoose: name => {
                    now.chosen = name;
                    render(store.state);
                },
            },
        );
        const scrolled = result.querySelector('.scroller')?.scrollLeft ?? 0;
        result.replaceChildren(
            summary(now),
            modeChoice(mode, next => store.set({ mode: next })),
            rows,
            closer.node,
        );
        result.hidden = false;
        rows.scrollLeft = scrolled;
        draw = closer.draw;
        draw();
        // What had the focus was replaced by its like.
        for (const control of result.querySelectorAll('button, input')) {
            if (focused && control.textContent === focused)
                /** @type {HTMLElement} */ (control).focus({ preventScroll: true });
        }
    }

    input.addEventListener('change', async () => {
        const files = [...(input.files ?? [])];
        input.value = '';
        if (files.length) await show(async () => open(await Promise.all(files.map(read))));
    });
    drop.addEventListener('dragover', event => {
        event.preventDefault();
        drop.classList.add('over');
    });
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', event => {
        event.preventDefault();
        drop.classList.remove('over');
        const files = [...(event.dataTransfer?.files ?? [])];
        show(async () => open(await Promise.all(files.map(read))));
    });
    byId('weights-sample').addEventListener('click', () =>
        show(async () => {
            const files = [fetched(modelUrl, 'sample-model.json'), fetched(weightsUrl, 'sample-weights.bin')];
            return open(await Promise.all(files));
        }),
    );
    trainedButton.addEventListener('click', () => show(() => ({ title: 'Trained above', tensors: trained, own: '' })));
    store.subscribe(state => {
        const key = `${state.sort} ${state.mode}`;
        if (key !== shownFor) render(state);
        shownFor = key;
    });
    redrawWith(result, () => draw());
    return {
        offer(tensors) {
            trained = tensors;
            trainedButton.hidden = false;
        },
    };
}

/** @param {Opened} opened */
function summary({ title, tensors, own }) {
    const weights = tensors.reduce((sum, { data }) => sum + data.length, 0);
    return element(
        'div',
        { class: 'summary' },
        element('h3', {}, title),
        element('p', {}, `${integer(weights)} weights in ${tensors.length} tensor${tensors.length > 1 ? 's' : ''}.`),
        own ? element('p', {}, `Saved with: ${own}.`) : null,
    );
}

/** @param {State['mode']} mode @param {(mode: State['mode']) => void} onMode */
function modeChoice(mode, onMode) {
    const radio = (/** @type {State['mode']} */ value, /** @type {string} */ label) => {
        const attributes = { type: 'radio', name: 'weights-mode', value, onchange: () => onMode(value) };
        const input = element('input', attributes);
        input.checked = value === mode;
        return element('label', {}, input, label);
    };
    return element(
        'div',
        { class: 'bar' },
        element(
            'div',
            { class: 'field inline' },
            element('span', { class: 'label', id: 'weights-mode' }, 'Orthogonality of'),
            element(
                'div',
                { class: 'choices', role: 'radiogroup', 'aria-labelledby': 'weights-mode' },
                radio('rows', 'Rows'),
                radio('columns', 'Columns'),
            ),
        ),
        element(
            'p',
            { class: 'status' },
            `Penalties with a factor of ${FACTOR}, and their share of each column's sum.`,
        ),
    );
}
