/** The box that files go into: progress and cancel while they are read, and what is wrong with them. */
import { byId, element } from '../draw/element.js';
import { Reader } from './reader.js';

/** @typedef {import('./worker.js').Measured} Measured */

/** What is done sooner than this shows no bar. */
const QUICK_MS = 150;

export class Opening {
    #drop = byId('weights-drop');
    #error = byId('weights-error');
    #bar = element('progress', { max: 1, value: 0, 'aria-label': 'Reading files' });
    #doing = element('span', {});
    #cancel = element('button', { type: 'button', class: 'quiet', id: 'weights-cancel' }, 'Cancel');
    #progress = element('div', { class: 'reading', hidden: true }, this.#doing, this.#bar, this.#cancel);
    #said = element('p', { class: 'unseen', role: 'status' });
    /** @type {Reader | undefined} */
    #reader;

    constructor() {
        this.#drop.append(this.#progress, this.#said);
        this.#cancel.addEventListener('click', () => {
            this.#reader?.end();
            this.#said.textContent = 'Cancelled. Nothing has changed.';
            byId('weights-files').focus();
        });
    }

    /**
     * Another one that comes meanwhile cancels it.
     * @param {() => Promise<Parameters<Reader['open']>[0]>} ordering
     * @returns {Promise<{ reader: Reader, measured: Measured } | undefined>} undefined where there is nothing to show: after a
     *     cancel, or when it went wrong, which has been said
     */
    async open(ordering) {
        this.#reader?.end();
        const reader = new Reader();
        this.#reader = reader;
        this.#begin(reader);
        try {
            const measured = await reader.open(await ordering(), (doing, share) => {
                if (this.#reader !== reader) return;
                this.#doing.textContent = `${doing}…`;
                this.#bar.value = share;
            });
            if (this.#reader === reader) this.#end(measured ? '' : undefined);
            return measured && { reader, measured };
        } catch (fault) {
            reader.end();
            if (this.#reader === reader) this.#end(/** @type {Error} */ (fault).message);
            return undefined;
        }
    }

    /** @param {Reader} reader */
    #begin(reader) {
        this.#drop.setAttribute('aria-busy', 'true');
        this.#doing.textContent = 'Reading…';
        this.#bar.value = 0;
        this.#said.textContent = '';
        setTimeout(() => {
            if (this.#reader === reader) this.#progress.hidden = false;
        }, QUICK_MS);
    }

    /** @param {string | undefined} problem '' when all is well; undefined after a cancel, which leaves what was said before */
    #end(problem) {
        this.#reader = undefined;
        this.#progress.hidden = true;
        this.#drop.removeAttribute('aria-busy');
        if (problem === undefined) return;
        this.#error.textContent = problem;
        this.#error.hidden = problem === '';
    }
}
