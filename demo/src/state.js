/** The page's state and its spelling in the URL. Whatever a URL says, a valid state comes out. */
import { KINDS, roundedFactor } from './regularizations.js';
import { HIDDEN } from './train/network.js';
import { DIGITS, WRONG } from './train/task.js';

/**
 * @typedef {import('./regularizations.js').Choice} Choice
 * @typedef {import('./regularizations.js').Kind} Kind
 * @typedef {object} State
 * @property {Choice} a the left run
 * @property {Choice} b the right run
 * @property {number} digits how many both train on
 * @property {number} wrong the share of them whose label is wrong
 * @property {number} hidden units of both, 0 for none
 * @property {string} config the text in "Configs"
 * @property {string} sort column of the table in "Your weights", with '-' before it when descending
 * @property {'rows' | 'columns'} mode of the orthogonal penalty there
 * @property {'value' | 'gradient'} work what "In your browser" times
 */

/** @type {Readonly<State>} */
export const INITIAL = {
    a: { kind: 'none', factor: 0.001, step: 'gradient' },
    b: { kind: 'l1', factor: 0.003, step: 'prox' },
    digits: 500,
    wrong: 0.3,
    hidden: 0,
    config: '{"class_name": "L1L2", "config": {"l1": 0.01, "l2": 0.02}}',
    sort: '',
    mode: 'rows',
    work: 'value',
};

/** @typedef {Pick<State, 'a' | 'b' | 'digits' | 'wrong' | 'hidden'>} Training what "Train" shows */

/** @param {Training} state @returns {Training} */
export const trainingOf = ({ a, b, digits, wrong, hidden }) => ({ a, b, digits, wrong, hidden });

/** @param {Training} state @param {Training} other @returns {boolean} whether both train the same */
export const trainsAs = (state, other) => JSON.stringify(trainingOf(state)) === JSON.stringify(trainingOf(other));

/** Servers and messengers cut longer addresses, or refuse them. */
const LONGEST_CONFIG = 4000;

/** Whether the address of the page holds a text in "Configs"; else it leaves it out. @param {string} config */
export const isAddressable = config => config.length <= LONGEST_CONFIG;

/** @param {Choice} choice */
const spelt = ({ kind, factor, step }) => `${kind}~${factor}~${step}`;

/** @param {string} text @param {Choice} otherwise @returns {Choice} */
function choiceFrom(text, otherwise) {
    const [kind, factor, step] = text.split('~');
    if (!Object.hasOwn(KINDS, kind) || !(Number(factor) > 0) || !['prox', 'gradient'].includes(step)) return otherwise;
    return { kind: /** @type {Kind} */ (kind), factor: roundedFactor(Number(factor)), step: /** @type {any} */ (step) };
}

/** @param {string} query of a URL @returns {State} */
export function stateFrom(query) {
    const given = new URLSearchParams(query);
    /** @template {string} T @param {string} key @param {readonly T[]} known @param {T} otherwise */
    const oneOf = (key, known, otherwise) => known.find(value => value === given.get(key)) ?? otherwise;
    /** @param {string} key @param {readonly number[]} known @param {number} otherwise */
    const numberOf = (key, known, otherwise) => known.find(value => String(value) === given.get(key)) ?? otherwise;
    return {
        a: choiceFrom(given.get('a') ?? '', INITIAL.a),
        b: choiceFrom(given.get('b') ?? '', INITIAL.b),
        digits: numberOf('digits', DIGITS, INITIAL.digits),
        wrong: numberOf('wrong', WRONG, INITIAL.wrong),
        hidden: numberOf('hidden', HIDDEN, INITIAL.hidden),
        config: given.get('config') ?? INITIAL.config,
        sort: /^-?[a-z]+$/.test(given.get('sort') ?? '') ? /** @type {string} */ (given.get('sort')) : INITIAL.sort,
        mode: oneOf('mode', ['rows', 'columns'], INITIAL.mode),
        work: oneOf('work', ['value', 'gradient'], INITIAL.work),
    };
}

/** @param {State} state @returns {string} the query, with what differs from the initial state only */
export function queryOf(state) {
    const query = new URLSearchParams();
    for (const key of /** @type {const} */ (['a', 'b'])) {
        if (spelt(state[key]) !== spelt(INITIAL[key])) query.set(key, spelt(state[key]));
    }
    for (const key of /** @type {const} */ (['digits', 'wrong', 'hidden'])) {
        if (state[key] !== INITIAL[key]) query.set(key, String(state[key]));
    }
    for (const key of /** @type {const} */ (['config', 'sort', 'mode', 'work'])) {
        if (state[key] !== INITIAL[key] && isAddressable(state[key])) query.set(key, state[key]);
    }
    return query.toString();
}

/** The one state of the page. Sections change it with `set` and hear of changes with `subscribe`. */
export class Store {
    /** @type {Set<(state: State) => void>} */
    #listeners = new Set();

    /** @param {State} state @param {(query: string, isStep: boolean) => void} remember */
    constructor(state, remember) {
        this.state = state;
        this.remember = remember;
    }

    /** @param {Partial<State>} change @param {{ isStep?: boolean }} [how] isStep: the browser's Back leads to the state before */
    set(change, { isStep = false } = {}) {
        this.state = { ...this.state, ...change };
        this.remember(queryOf(this.state), isStep);
        this.#tell();
    }

    /** A state that the browser has gone back or forward to; a text that no address holds stays. @param {State} state */
    restore(state) {
        const { config } = this.state;
        this.state = isAddressable(config) ? state : { ...state, config };
        this.#tell();
    }

    #tell() {
        for (const listener of this.#listeners) listener(this.state);
    }

    /** @param {(state: State) => void} listener called now and after each change */
    subscribe(listener) {
        this.#listeners.add(listener);
        listener(this.state);
    }
}
