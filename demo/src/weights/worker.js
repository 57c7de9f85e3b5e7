/** Reads and measures files, away from the page. One worker holds the tensors of one opening; to cancel is to end it. */
import { closerOf } from './closer.js';
import { open } from './files.js';
import { kindOf } from './kinds.js';
import { measure, orthogonalPenalty } from './measures.js';
import { sentenceFor } from './problem.js';

/**
 * @typedef {import('./npy.js').Tensor} Tensor
 * @typedef {import('./measures.js').Mode} Mode
 * @typedef {{ type: 'open', files: File[] }
 *     | { type: 'take', title: string, tensors: Tensor[] }
 *     | { type: 'orth', mode: Mode }
 *     | { type: 'closer', name: string, mode: Mode }} Order
 * @typedef {import('./measures.js').Measures} Measures
 * @typedef {{ title: string, problems: string[], own: string[] }} About
 * @typedef {About & { rows: Measures[] }} Measured
 * @typedef {{ type: 'progress', doing: string, share: number }
 *     | { type: 'rows', rows: Measures[] }
 *     | ({ type: 'opened' } & About)
 *     | { type: 'orth', mode: Mode, values: [name: string, value: number][] }
 *     | { type: 'closer', closer: import('./closer.js').Closer }
 *     | { type: 'failed', message: string }} News
 */

/** The share of reading in the whole, for the bar. */
const READING = 0.6;
const NEWS_MS = 50;
const VALUES_MS = 300;
/** Rows told at once. */
const ROWS = 64;

/** @type {Map<string, Tensor>} */
let tensors = new Map();
/** @type {Mode | undefined} */
let wanted;
let told = 0;

/** @param {News} news */
const tell = news => postMessage(news);

/** Seldom enough not to keep the page busy. @param {string} doing @param {number} share */
function progress(doing, share) {
    const now = performance.now();
    if (now - told < NEWS_MS) return;
    told = now;
    tell({ type: 'progress', doing, share });
}

/** @param {File[]} files @returns {Promise<{ name: string, bytes: Uint8Array }[]>} */
async function read(files) {
    const all = files.reduce((sum, file) => sum + file.size, 0) || 1;
    const parts = [];
    let done = 0;
    for (const file of files) {
        progress(`Reading ${file.name}`, (READING / 2) * (done / all));
        parts.push({ name: file.name, bytes: new Uint8Array(await bufferOf(file)) });
        done += file.size;
    }
    return parts;
}

/** @param {File} file */
async function bufferOf(file) {
    try {
        return await file.arrayBuffer();
    } catch {
        throw new Unreadable(file.name);
    }
}

class Unreadable extends Error {}

/** Tells the rows a few at a time: all at once would keep the page busy. @param {string} title @param {readonly Tensor[]} found */
function tellRows(title, found) {
    const all = found.reduce((sum, { data }) => sum + data.length, 0) || 1;
    const amongFloats = found.some(({ whole }) => !whole);
    let done = 0;
    /** @type {Measures[]} */
    let rows = [];
    for (const [i, tensor] of found.entries()) {
        progress(`Measuring tensor ${i + 1} of ${found.length} of ${title}`, READING + (1 - READING) * (done / all));
        rows.push(measure(tensor, kindOf(tensor, amongFloats)));
        done += tensor.data.length;
        if (rows.length < ROWS && i + 1 < found.length) continue;
        tell({ type: 'rows', rows });
        rows = [];
    }
}

/** @param {{ title: string, tensors: Tensor[], own: import('./own.js').Own[], problems: string[] }} opened */
function show({ title, tensors: found, own, problems }) {
    tellRows(title, found);
    tensors = new Map(found.map(tensor => [tensor.name, tensor]));
    const words = own.map(({ path, role, words }) => `${path} ${role}: ${words}`);
    tell({ type: 'opened', title, problems, own: words });
}

/** One tensor after the other, so that what is asked for meanwhile comes in between. @param {Mode} mode */
async function measureOrthogonality(mode) {
    wanted = mode;
    /** @type {[string, number][]} */
    let values = [];
    let last = performance.now();
    for (const tensor of tensors.values()) {
        const value = orthogonalPenalty(tensor, mode);
        if (value === undefined) continue;
        values.push([tensor.name, value]);
        if (performance.now() - last < VALUES_MS) continue;
        tell({ type: 'orth', mode, values });
        values = [];
        last = performance.now();
        await new Promise(resolve => setTimeout(resolve));
        if (wanted !== mode) return;
    }
    tell({ type: 'orth', mode, values });
}

/** @param {Order} order */
async function obey(order) {
    if (order.type === 'open') {
        const given = await read(order.files);
        const share = (/** @type {number} */ done) => (READING / 2) * (1 + done / given.length);
        progress(`Reading ${given[0]?.name}`, share(0));
        show(open(given, done => progress(`Reading ${given[Math.min(done, given.length - 1)].name}`, share(done))));
    }
    if (order.type === 'take') show({ ...order, own: [], problems: [] });
    if (order.type === 'orth') await measureOrthogonality(order.mode);
    if (order.type === 'closer') {
        const tensor = tensors.get(order.name);
        if (tensor) tell({ type: 'closer', closer: closerOf(tensor, order.mode) });
    }
}

addEventListener('message', event => {
    /** @type {Order} */
    const order = event.data;
    obey(order).catch(fault => {
        const names = order.type === 'open' ? order.files.map(({ name }) => name).join(', ') : 'This';
        const message =
            fault instanceof Unreadable
                ? `The browser could not read ${fault.message}: it was moved or changed, or it is a folder.`
                : sentenceFor(fault, names);
        tell({ type: 'failed', message });
    });
});
