import { expect, test } from '@jest/globals';
import { factorAt, describe as inWords, stepOf } from '../../demo/src/regularizations.js';
import { INITIAL, queryOf, Store, stateFrom } from '../../demo/src/state.js';

test('the initial state has an empty query, and an empty query gives the initial state', () => {
    expect(queryOf(INITIAL)).toBe('');
    expect(stateFrom('')).toEqual(INITIAL);
});

test('every state comes back from its query', () => {
    const state = {
        a: { kind: 'l1l2', factor: 0.0056, step: 'prox' },
        b: { kind: 'none', factor: 1e-5, step: 'gradient' },
        digits: 2000,
        wrong: 0.15,
        hidden: 32,
        config: '{"class_name": "L2", "config": {"l2": 1}} & more = ?',
        sort: '-ltwo',
        mode: 'columns',
        work: 'gradient',
    };
    expect(stateFrom(queryOf(/** @type {any} */ (state)))).toEqual(state);
});

test.each([
    'a=toString~1~prox',
    'a=l1~NaN~prox',
    'a=l1~-1~prox',
    'a=l1~1~sideways',
    'a=l1',
    'a=',
    'sort=<script>',
    'mode=diagonal',
    'work=none',
    'digits=501',
    'digits=',
    'wrong=0.31',
    'hidden=65',
    '%',
])('a query that says nonsense, %s, leaves the initial state', query => {
    expect(stateFrom(query)).toEqual(INITIAL);
});

test('a factor beyond the slider is brought to its end', () => {
    expect(stateFrom('a=l1~50~prox').a.factor).toBe(1);
    expect(stateFrom('a=l1~1e-300~prox').a.factor).toBe(1e-5);
});

test('a store remembers each change and tells every listener at once and again', () => {
    /** @type {string[]} */
    const queries = [];
    /** @type {string[]} */
    const heard = [];
    const store = new Store(stateFrom(''), query => queries.push(query));
    store.subscribe(({ mode }) => heard.push(mode));
    store.set({ mode: 'columns' });
    expect(queries).toEqual(['mode=columns']);
    expect(heard).toEqual(['rows', 'columns']);
});

test('a text too long for an address is in none, whole or cut, and is there after Back', () => {
    const config = 'x'.repeat(4001);
    expect(queryOf({ ...INITIAL, config: config.slice(1) })).toBe(`config=${config.slice(1)}`);
    expect(stateFrom(`config=${config}`).config).toBe(config);
    const queries = /** @type {string[]} */ ([]);
    const store = new Store(stateFrom(''), query => queries.push(query));
    store.set({ config, mode: 'columns' });
    expect(queries).toEqual(['mode=columns']);
    store.restore(stateFrom('digits=250'));
    expect(store.state).toEqual({ ...INITIAL, digits: 250, config });
    store.set({ config: 'l2' });
    store.restore(stateFrom(''));
    expect(store.state).toEqual(INITIAL);
});

test('slider positions are decimal logarithms, rounded to two digits', () => {
    expect(factorAt(-3)).toBe(0.001);
    expect(factorAt(-2.65)).toBe(0.0022);
    expect(factorAt(5)).toBe(1);
});

test('a regularizer without a proximal step acts by gradient', () => {
    expect(stepOf({ kind: 'orthogonal', factor: 1, step: 'prox' })).toBe('gradient');
    expect(inWords({ kind: 'orthogonal', factor: 1, step: 'prox' })).toBe('Orthogonal, gradient');
    expect(inWords({ kind: 'none', factor: 1, step: 'prox' })).toBe('no regularizer');
});
