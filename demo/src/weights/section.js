/** "Your weights": files in, table and pictures out. */
import modelUrl from '../../generated/sample-model.json?url';
import weightsUrl from '../../generated/sample-weights.bin?url';
import { onFrame, watchPaper } from '../draw/chart.js';
import { byId, element } from '../draw/element.js';
import { short } from '../format.js';
import { Controls } from './controls.js';
import { threshold, together } from './curve.js';
import { Detail } from './detail.js';
import { acceptDrops } from './drops.js';
import { sorted, takesTooLong } from './measures.js';
import { Opening } from './opening.js';
import { summary } from './summary.js';
import { TensorTable } from './table.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./measures.js').Measures} Measures
 * @typedef {import('./measures.js').Mode} Mode
 * @typedef {import('./worker.js').Measured} Measured
 * @typedef {import('./reader.js').Reader} Reader
 * @typedef {{ measured: Measured, reader: Reader, chosen: string }} Shown
 */

/** From here on the detail stands beside the table. */
const WIDE = '(min-width: 64rem)';

export class WeightsSection {
    #result = byId('weights-result');
    #input = /** @type {HTMLInputElement} */ (byId('weights-files'));
    #trainedButton = byId('weights-trained');
    #opening = new Opening();
    #controls;
    #table;
    #detail = new Detail();
    #summary = element('div', { class: 'summary' });
    #beside = element('div', { class: 'beside' });
    #wide = matchMedia(WIDE);
    #onPaper = false;
    /** @type {Shown | undefined} */
    #shown;
    /** @type {Tensor[]} */
    #trained = [];
    #show = onFrame(() => this.#render());

    /** @param {import('../state.js').Store} store */
    constructor(store) {
        this.store = store;
        this.#controls = new Controls({ onChange: this.#show, onMode: mode => store.set({ mode }) });
        this.#table = new TensorTable({
            onSort: sort => store.set({ sort }),
            onChoose: name => this.#choose(name),
        });
        const bench = element('div', { class: 'bench' }, this.#table.node, this.#beside);
        this.#result.append(this.#summary, this.#controls.node, bench);
        this.#input.addEventListener('change', () => {
            this.#openFiles([...(this.#input.files ?? [])]);
            this.#input.value = '';
        });
        acceptDrops(byId('weights-drop'), files => {
            byId('weights').scrollIntoView();
            this.#openFiles(files);
        });
        byId('weights-sample').addEventListener('click', () =>
            this.#open(async () => ({ type: 'open', files: await sample() })),
        );
        this.#trainedButton.addEventListener('click', () =>
            this.#open(async () => ({ type: 'take', title: 'Trained above', tensors: this.#trained })),
        );
        this.#wide.addEventListener('change', () => this.#placeDetail());
        watchPaper(onPaper => {
            this.#onPaper = onPaper;
            this.#placeDetail();
        });
        this.#follow();
    }

    /** Takes the weights that were trained in the page, for a click to open. @param {Tensor[]} tensors */
    offer(tensors) {
        this.#trained = tensors;
        this.#trainedButton.hidden = false;
    }

    #follow() {
        /** @type {Mode | ''} */
        let before = '';
        this.store.subscribe(({ mode }) => {
            if (mode !== before) this.#measureMode(mode);
            before = mode;
            this.#render();
        });
    }

    /** @param {Mode} mode */
    #measureMode(mode) {
        this.#controls.chooseMode(mode);
        const shown = this.#shown;
        if (!shown) return;
        for (const row of shown.measured.rows) row.orth = undefined;
        shown.reader.ask({ type: 'orth', mode });
        shown.reader.ask({ type: 'closer', name: shown.chosen, mode });
    }

    /** @param {File[]} files */
    #openFiles(files) {
        if (files.length) this.#open(async () => ({ type: 'open', files }));
    }

    /** Shows what is opened; what goes wrong is said, and leaves everything as it was. @param {Parameters<Opening['open']>[0]} ordering */
    async #open(ordering) {
        const opened = await this.#opening.open(ordering);
        if (!opened) return;
        const { reader, measured } = opened;
        this.#shown?.reader.end();
        const { rows } = measured;
        const first = rows.find(({ kind, shape }) => kind === 'weights' && shape.length > 1) ?? rows[0];
        this.#shown = { measured, reader, chosen: first.name };
        reader.onNews = news => this.#hear(news);
        const weights = rows.filter(({ kind }) => kind === 'weights');
        const sum = (/** @type {'size' | 'zeros'} */ key) => weights.reduce((total, row) => total + row[key], 0);
        this.#controls.take(together(weights.map(({ curve }) => curve)), sum('size'), sum('zeros'));
        this.#summary.replaceChildren(...summary(measured));
        this.#result.hidden = false;
        this.#table.node.scrollTop = 0;
        this.#placeDetail();
        this.#render();
        this.#measureMode(this.store.state.mode);
        requestAnimationFrame(() => this.#table.reveal(first.name));
    }

    /** @param {import('./worker.js').News} news */
    #hear(news) {
        const shown = this.#shown;
        if (!shown) return;
        if (news.type === 'orth' && news.mode === this.store.state.mode) {
            const named = new Map(shown.measured.rows.map(row => [row.name, row]));
            for (const [name, value] of news.values) {
                const row = named.get(name);
                if (row) row.orth = value;
            }
            this.#show();
        }
        const { mode } = this.store.state;
        if (news.type === 'closer' && news.closer.name === shown.chosen && news.closer.mode === mode) {
            this.#detail.showCloser(news.closer);
        }
    }

    /** @param {string} name */
    #choose(name) {
        const shown = this.#shown;
        if (!shown) return;
        shown.chosen = name;
        shown.reader.ask({ type: 'closer', name, mode: this.store.state.mode });
        this.#render();
    }

    /** Beside the table where there is room, on paper behind it, else right under its row. */
    #placeDetail() {
        const apart = this.#wide.matches || this.#onPaper;
        if (apart) {
            this.#table.nest(undefined);
            this.#beside.replaceChildren(this.#detail.node);
        } else {
            this.#table.nest(this.#detail.node);
        }
        this.#beside.hidden = !apart;
    }

    #render() {
        const shown = this.#shown;
        if (!shown) return;
        const { sort, mode } = this.store.state;
        const { rows, own } = shown.measured;
        const { factor, step } = this.#controls;
        this.#table.show({
            rows: sorted(rows, sort),
            chosen: shown.chosen,
            sort,
            factor,
            step,
            totals: totalsOf(rows),
            hasOwn: own.length > 0,
        });
        const row = /** @type {Measures} */ (rows.find(({ name }) => name === shown.chosen));
        const below = step === undefined || row.kind !== 'weights' ? 0 : threshold(step);
        this.#detail.show(row, this.#factsOf(row, mode), below);
    }

    /** @param {Measures} row @param {Mode} mode @returns {[term: string, value: string][]} */
    #factsOf(row, mode) {
        /** @type {[string, string][]} */
        const facts = [];
        if (row.ownWords) {
            facts.push(['Saved with', row.own === undefined ? row.ownWords : `${row.ownWords} = ${short(row.own)}`]);
        }
        if (row.kind === 'norm') facts.push(['In no share', 'it scales or shifts a normalization, or counts for it']);
        if (row.kind === 'integers') facts.push(['In no share', 'integers are not trained']);
        if (row.shape.length === 2 && takesTooLong(row.shape, mode)) {
            facts.push(['Orthogonal', `not computed: the product of all pairs of ${mode} would take seconds`]);
        }
        const kept = row.kind === 'weights' && this.#controls.keptOf(row.curve);
        if (kept) facts.push(['Would keep', kept]);
        return facts;
    }
}

/** Sums over the weights alone. @param {readonly Measures[]} rows */
function totalsOf(rows) {
    const totals = { own: 0, lone: 0, ltwo: 0, orth: 0 };
    for (const row of rows) {
        if (row.kind !== 'weights') continue;
        totals.lone += row.lone;
        totals.ltwo += row.ltwo;
        totals.orth += row.orth ?? 0;
        totals.own += row.own ?? 0;
    }
    return totals;
}

/** @param {string} url @param {string} name */
async function fetched(url, name) {
    const response = await fetch(url).catch(() => undefined);
    if (!response?.ok) throw new Error('The sample could not be loaded. Is there a connection?');
    return new File([await response.arrayBuffer()], name);
}

const sample = () => Promise.all([fetched(modelUrl, 'sample-model.json'), fetched(weightsUrl, 'sample-weights.bin')]);
