/** "Your weights": files in, table and pictures out. */
import modelUrl from '../../generated/sample-model.json?url';
import weightsUrl from '../../generated/sample-weights.bin?url';
import { redrawWith } from '../draw/chart.js';
import { byId, element } from '../draw/element.js';
import { radios } from '../draw/radios.js';
import { integer } from '../format.js';
import { detail } from './detail.js';
import { open } from './files.js';
import { FACTOR, measure } from './measures.js';
import { table } from './table.js';

/**
 * @typedef {import('./files.js').Opened} Opened
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./measures.js').Mode} Mode
 * @typedef {import('./measures.js').Measures} Measures
 * @typedef {Opened & { named: Map<string, Tensor>, chosen: string, measured: Partial<Record<Mode, Measures[]>> }} Shown
 *     measured: kept, as an orthogonal penalty can take a second
 */

export class WeightsSection {
    #result = byId('weights-result');
    #error = byId('weights-error');
    #drop = byId('weights-drop');
    #input = /** @type {HTMLInputElement} */ (byId('weights-files'));
    #trainedButton = byId('weights-trained');
    /** @type {Shown | undefined} */
    #shown;
    /** @type {Tensor[]} */
    #trained = [];
    #drawDetail = () => {};

    /** @param {import('../state.js').Store} store */
    constructor(store) {
        this.store = store;
        this.#input.addEventListener('change', () => {
            this.#take(this.#input.files);
            this.#input.value = '';
        });
        this.#acceptDrops();
        byId('weights-sample').addEventListener('click', () => this.#open(sample));
        this.#trainedButton.addEventListener('click', () =>
            this.#open(async () => ({ title: 'Trained above', tensors: this.#trained, own: '' })),
        );
        let before = '';
        store.subscribe(({ sort, mode }) => {
            if (`${sort} ${mode}` !== before) this.#render();
            before = `${sort} ${mode}`;
        });
        redrawWith(this.#result, () => this.#drawDetail());
    }

    /** Takes the weights that were trained in the page, for a click to open. @param {Tensor[]} tensors */
    offer(tensors) {
        this.#trained = tensors;
        this.#trainedButton.hidden = false;
    }

    #acceptDrops() {
        const drop = this.#drop;
        drop.addEventListener('dragover', event => {
            event.preventDefault();
            drop.classList.add('over');
        });
        drop.addEventListener('dragleave', () => drop.classList.remove('over'));
        drop.addEventListener('drop', event => {
            event.preventDefault();
            drop.classList.remove('over');
            this.#take(event.dataTransfer?.files);
        });
    }

    /** @param {FileList | null | undefined} list */
    #take(list) {
        const files = [...(list ?? [])];
        if (files.length) this.#open(async () => open(await Promise.all(files.map(read))));
    }

    /** Shows what is opened, or says what is wrong and leaves everything as it was. @param {() => Promise<Opened>} opening */
    async #open(opening) {
        this.#drop.setAttribute('aria-busy', 'true');
        try {
            const opened = await opening();
            if (!opened.tensors.length) throw new Error(`${opened.title} holds no weights.`);
            const named = byName(opened.tensors);
            const matrix = [...named.values()].find(({ shape }) => shape.length > 1);
            this.#shown = { ...opened, named, chosen: matrix?.name ?? [...named.keys()][0], measured: {} };
            this.#error.hidden = true;
            this.#render();
        } catch (fault) {
            this.#error.textContent = /** @type {Error} */ (fault).message;
            this.#error.hidden = false;
        }
        this.#drop.removeAttribute('aria-busy');
    }

    #render() {
        const shown = this.#shown;
        if (!shown) return;
        const result = this.#result;
        const { sort, mode } = this.store.state;
        const focused = result.contains(document.activeElement) && nameOf(document.activeElement);
        const scrolled = result.querySelector('.scroller')?.scrollLeft ?? 0;
        const closer = detail(/** @type {Tensor} */ (shown.named.get(shown.chosen)), mode);
        shown.measured[mode] ??= [...shown.named.values()].map(tensor => measure(tensor, mode));
        const rows = table(shown.measured[mode], shown.named, {
            sort,
            chosen: shown.chosen,
            onSort: next => this.store.set({ sort: next }),
            onChoose: name => {
                shown.chosen = name;
                this.#render();
            },
        });
        const choice = modeChoice(mode, next => this.store.set({ mode: next }));
        result.replaceChildren(summary(shown), choice, rows, closer.node);
        result.hidden = false;
        rows.scrollLeft = scrolled;
        this.#drawDetail = closer.draw;
        closer.draw();
        // What had the focus was replaced by its like.
        const like = focused && [...result.querySelectorAll('button, input')].find(one => nameOf(one) === focused);
        if (like instanceof HTMLElement) like.focus({ preventScroll: true });
    }
}

/** @param {any} control a button or a radio button */
const nameOf = control => control.textContent || control.value;

/** @param {File} file */
const read = async file => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });

/** @param {string} url @param {string} name */
async function fetched(url, name) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`The sample could not be loaded (HTTP ${response.status}).`);
    return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
}

const sample = async () =>
    open(await Promise.all([fetched(modelUrl, 'sample-model.json'), fetched(weightsUrl, 'sample-weights.bin')]));

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

/** @param {Opened} opened */
function summary({ title, tensors, own }) {
    const weights = tensors.reduce((sum, { data }) => sum + data.length, 0);
    const plural = tensors.length > 1 ? 's' : '';
    return element(
        'div',
        { class: 'summary' },
        element('h3', {}, title),
        element('p', {}, `${integer(weights)} weights in ${tensors.length} tensor${plural}.`),
        own ? element('p', {}, `Saved with: ${own}.`) : null,
    );
}

/** @param {Mode} mode @param {(mode: Mode) => void} onMode */
function modeChoice(mode, onMode) {
    const labelling = { 'aria-labelledby': 'weights-mode' };
    const choice = radios('weights-mode', labelling, { rows: 'Rows', columns: 'Columns' }, onMode);
    choice.choose(mode);
    return element(
        'div',
        { class: 'bar' },
        element(
            'div',
            { class: 'field inline' },
            element('span', { class: 'label', id: 'weights-mode' }, 'Orthogonality of'),
            choice.node,
        ),
        element(
            'p',
            { class: 'status' },
            `Penalties with a factor of ${FACTOR}, and their share of each column's sum.`,
        ),
    );
}
