/** The table of tensors. Only the rows in sight are in the page, except on paper. */
import { onFrame, watchPaper } from '../draw/chart.js';
import { element } from '../draw/element.js';
import { COLUMNS, footCells, headCells, rowOf } from './cells.js';

/**
 * @typedef {import('./cells.js').Shown} Shown
 */

/** Rows beyond the edges that are there already when they come in sight. */
const BEYOND = 4;
/** Up to here all rows are there, and the page scrolls instead of the table. */
export const ALL = 12;

export class TensorTable {
    #head = element('tr', { 'aria-rowindex': 1 });
    #body = element('tbody', {});
    #foot = element('tr', {});
    #table = element(
        'table',
        { class: 'tensors' },
        element('thead', {}, this.#head),
        this.#body,
        element('tfoot', {}, this.#foot),
    );
    node = element(
        'div',
        { class: 'scroller tall', tabindex: 0, role: 'region', 'aria-label': 'Table of tensors' },
        this.#table,
    );
    #above = spacer();
    #under = spacer();
    #detailCell = element('td', { class: 'closer', colspan: COLUMNS.length });
    #detailRow = element('tr', { class: 'closer-row' }, this.#detailCell);
    /** @type {Shown | undefined} */
    #shown;
    /** Rows in the page by their place. @type {Map<number, HTMLElement>} */
    #made = new Map();
    #chosen = -1;
    #rowHeight = 52;
    #detailHeight = 0;
    #hasDetail = false;
    #onPaper = false;

    /** @param {{ onSort: (sort: string) => void, onChoose: (name: string) => void }} options */
    constructor({ onSort, onChoose }) {
        this.onSort = onSort;
        this.onChoose = onChoose;
        const place = onFrame(() => this.#place());
        watchPaper(onPaper => {
            this.#onPaper = onPaper;
            this.#place();
        });
        this.node.addEventListener('scroll', place, { passive: true });
        this.#body.addEventListener('keydown', event => this.#move(event));
        new ResizeObserver(() => {
            this.#fitDetail();
            place();
        }).observe(this.node);
        new ResizeObserver(() => {
            const height = this.#detailRow.offsetHeight;
            if (!height || height === this.#detailHeight) return;
            const isFirst = this.#detailHeight === 0;
            this.#detailHeight = height;
            this.#place();
            if (isFirst) this.#showNested();
        }).observe(this.#detailRow);
    }

    /** @param {Shown} shown */
    show(shown) {
        const focused = this.#focused();
        this.#shown = shown;
        this.#chosen = shown.rows.findIndex(({ name }) => name === shown.chosen);
        this.node.classList.toggle('all', shown.rows.length <= ALL);
        this.#table.classList.toggle('with-own', shown.hasOwn);
        this.#table.setAttribute('aria-rowcount', String(shown.rows.length + 2));
        this.#drawHead(shown);
        this.#foot.setAttribute('aria-rowindex', String(shown.rows.length + 2));
        this.#foot.replaceChildren(...footCells(shown));
        this.#made.clear();
        this.#place();
        if (focused !== undefined)
            this.#buttonOf(shown.rows.findIndex(({ name }) => name === focused))?.focus({ preventScroll: true });
    }

    /** Puts the detail right under the chosen row, or takes it away. @param {HTMLElement | undefined} node */
    nest(node) {
        this.#hasDetail = node !== undefined;
        if (node) this.#detailCell.replaceChildren(element('div', { class: 'nested' }, node));
        else this.#detailCell.replaceChildren();
        this.#fitDetail();
        if (!node) this.#detailHeight = 0;
        this.#made.clear();
        this.#place();
    }

    /** Brings a row in sight. @param {string} name */
    reveal(name) {
        const at = this.#shown?.rows.findIndex(row => row.name === name) ?? -1;
        if (at >= 0) this.#scrollTo(at);
        this.#showNested();
    }

    /** The detail is taller than what is left under its row. */
    #showNested() {
        if (!this.#hasDetail || this.node.classList.contains('all')) return;
        this.node.scrollTop = this.#top(this.#chosen);
        this.#place();
    }

    /** It stays in sight when the table is scrolled sideways. */
    #fitDetail() {
        const nested = this.#detailCell.firstElementChild;
        if (nested instanceof HTMLElement) nested.style.width = `${this.node.clientWidth}px`;
    }

    /** @returns {string | undefined} the name of the row that has the focus */
    #focused() {
        const button = document.activeElement;
        return this.#body.contains(button) && button instanceof HTMLElement ? button.dataset.name : undefined;
    }

    /** @param {number} at */
    #buttonOf(at) {
        return /** @type {HTMLButtonElement | null | undefined} */ (this.#made.get(at)?.querySelector('button'));
    }

    /** @param {Shown} shown */
    #drawHead(shown) {
        const active = this.#head.contains(document.activeElement) && document.activeElement?.textContent;
        const cells = headCells(shown, this.onSort);
        this.#head.replaceChildren(...cells);
        const like = active && cells.find(one => one.textContent === active)?.querySelector('button');
        if (like) like.focus({ preventScroll: true });
    }

    /** Where a row begins, below the head. @param {number} at */
    #top(at) {
        return at * this.#rowHeight + (at > this.#chosen && this.#chosen >= 0 ? this.#nestedHeight() : 0);
    }

    #nestedHeight() {
        return this.#hasDetail ? this.#detailHeight : 0;
    }

    /** Puts the rows that are in sight into the page and takes the others out. */
    #place() {
        const shown = this.#shown;
        if (!shown) return;
        const { rows } = shown;
        const [from, to] = this.#range(rows.length);
        for (const [at, row] of this.#made) {
            if (at >= from && at < to) continue;
            if (row.contains(document.activeElement)) this.node.focus({ preventScroll: true });
            this.#made.delete(at);
            row.remove();
        }
        const chosen = this.#chosen;
        const nested = this.#hasDetail && chosen >= from && chosen < to;
        const wanted = [];
        for (let at = from; at < to; at++) {
            const row = this.#made.get(at) ?? rowOf(at, shown, this.onChoose);
            this.#made.set(at, row);
            wanted.push(row);
            if (nested && at === chosen) wanted.push(this.#detailRow);
        }
        this.#above.style.height = `${this.#top(from)}px`;
        this.#under.style.height = `${this.#top(rows.length) - this.#top(to)}px`;
        inOrder(this.#body, [this.#above, ...wanted, this.#under]);
        if (!this.#made.get(chosen) && this.#made.size) this.#makeStop(from);
        this.#measureRow(from);
    }

    /** One of the rows can always be reached with Tab. @param {number} at */
    #makeStop(at) {
        if ([...this.#body.querySelectorAll('button')].some(button => button.tabIndex === 0)) return;
        const button = this.#buttonOf(at);
        if (button) button.tabIndex = 0;
    }

    /** @param {number} at of a row that is there */
    #measureRow(at) {
        const height = this.#made.get(at)?.offsetHeight;
        if (!height || Math.abs(height - this.#rowHeight) < 1) return;
        this.#rowHeight = height;
        this.#place();
    }

    /** @param {number} count @returns {[number, number]} the rows that shall be there */
    #range(count) {
        if (count <= ALL || this.#onPaper) return [0, count];
        const { scrollTop, clientHeight } = this.node;
        const at = (/** @type {number} */ y) => {
            const chosen = this.#chosen;
            const end = (chosen + 1) * this.#rowHeight;
            if (chosen < 0 || y < end) return Math.floor(y / this.#rowHeight);
            return Math.max(chosen, Math.floor((y - this.#nestedHeight()) / this.#rowHeight));
        };
        const from = Math.max(0, Math.min(count - 1, at(scrollTop)) - BEYOND);
        return [from, Math.min(count, at(scrollTop + (clientHeight || 600)) + 1 + BEYOND)];
    }

    /** @param {KeyboardEvent} event */
    #move(event) {
        const rows = this.#shown?.rows ?? [];
        const button = event.target instanceof HTMLElement ? event.target.closest('th button') : null;
        if (!(button instanceof HTMLElement)) return;
        const now = rows.findIndex(({ name }) => name === button.dataset.name);
        const page = Math.max(1, Math.floor(this.node.clientHeight / this.#rowHeight) - 3);
        /** @type {Record<string, number>} */
        const to = {
            ArrowDown: now + 1,
            ArrowUp: now - 1,
            PageDown: now + page,
            PageUp: now - page,
            Home: 0,
            End: rows.length - 1,
        };
        if (now < 0 || !Object.hasOwn(to, event.key)) return;
        event.preventDefault();
        const at = Math.min(rows.length - 1, Math.max(0, to[event.key]));
        this.#scrollTo(at);
        for (const other of this.#body.querySelectorAll('th button')) /** @type {HTMLElement} */ (other).tabIndex = -1;
        const next = this.#buttonOf(at);
        if (!next) return;
        next.tabIndex = 0;
        next.focus({ preventScroll: true });
        if (this.node.classList.contains('all')) next.scrollIntoView({ block: 'nearest' });
    }

    /** @param {number} at */
    #scrollTo(at) {
        const node = this.node;
        if (!node.classList.contains('all')) {
            const room = node.clientHeight - this.#head.offsetHeight - this.#foot.offsetHeight;
            const top = this.#top(at);
            if (top < node.scrollTop) node.scrollTop = top;
            else if (top + this.#rowHeight > node.scrollTop + room) node.scrollTop = top + this.#rowHeight - room;
        }
        this.#place();
    }
}

/** Stands for the rows that are not there. */
function spacer() {
    return element('tr', { class: 'space', 'aria-hidden': 'true' });
}

/** Makes these the children of a node, touching only what is not in its place. @param {HTMLElement} parent @param {HTMLElement[]} wanted */
function inOrder(parent, wanted) {
    const keep = new Set(wanted);
    let at = parent.firstChild;
    for (const node of wanted) {
        if (node === at) at = at.nextSibling;
        else parent.insertBefore(node, at);
    }
    // At last, as a table that is shorter for a moment would be scrolled up.
    for (const child of [...parent.children]) if (!keep.has(/** @type {HTMLElement} */ (child))) child.remove();
}
