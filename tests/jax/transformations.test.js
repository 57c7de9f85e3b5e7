/** Proximal steps and decoupled decay in chains of gradient transformations, as optax has them. */
import { jit, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { describe, expect, test } from '@jest/globals';
import { L1 } from 'regularizers';
import * as entry from 'regularizers/jax';
import { randomNumbers } from '../tfjs/by-hand.js';
import { alive, numbersOf, plain } from './jax.js';

const { decoupled, l1, penalties, prox, proximal } = entry;
const makers = { ...entry };

/** Two transformations and the chain of `@jax-js/optax`, by its interface: both functions consume what they are given. */
const sgd = rate => ({
    init(params) {
        tree.dispose(params);
        return [];
    },
    update(updates, state, params) {
        tree.dispose(params);
        return [tree.map(g => g.mul(-rate), updates), state];
    },
});
const momentum = (rate, decay) => ({
    init: params => tree.map(p => np.zerosLike(p), params),
    update(updates, state, params) {
        tree.dispose(params);
        const next = tree.map((g, m) => g.add(m.mul(decay)), updates, state);
        return [tree.map(m => m.mul(-rate), tree.ref(next)), next];
    },
});
const chain = (...parts) => ({
    init(params) {
        const states = parts.map(part => part.init(tree.ref(params)));
        tree.dispose(params);
        return states;
    },
    update(updates, states, params) {
        const next = parts.map((part, i) => {
            const [made, state] = part.update(updates, states[i], tree.ref(params));
            updates = made;
            return state;
        });
        tree.dispose(params);
        return [updates, next];
    },
});
const add = (params, updates) => tree.map((p, u) => p.add(u), params, updates);

describe.each([
    ['l1', [0.5], [5, 7]],
    ['l2', [0.5], [5, 7]],
    ['l1l2', [0.2, 0.4], [35]],
    ['groupLasso', [0.2], [5, 7]],
    ['groupLasso', [{ factor: 0.3, axis: 0 }], [5, 7]],
    ['groupLasso', [0.1], [3, 2, 5, 7]],
    ['sparseGroupLasso', [0.1, 0.1], [5, 7]],
    ['anchoredL2', [{ l2: 0.5, anchor: numbersOf([5, 7], 9).w, importance: new Float32Array(35).fill(0.5) }], [5, 7]],
])('the step of %s %p on shape %p', (name, args, shape) => {
    const { w, make } = numbersOf(shape);
    const reg = makers[name](...args);

    test('is that of the core, with its zeros, under jit as well', () => {
        const wanted = Array.from(reg.regularizer.prox(w, 0.7));
        for (const run of [x => prox(x, reg, 0.7), jit(x => prox(x, reg, 0.7))]) {
            const found = plain(run(make()));
            expect(found.map(v => v === 0)).toEqual(wanted.map(v => v === 0));
            found.forEach((v, i) => {
                expect(Math.abs(v - wanted[i])).toBeLessThan(2e-7);
            });
        }
        // L2 alone makes none.
        if (/l1|roup/.test(name)) expect(wanted.filter(v => v === 0).length).toBeGreaterThan(5);
    });

    test('of size 0 is none', () => {
        const found = plain(prox(make(), reg, 0));
        found.forEach((v, i) => {
            expect(Math.abs(v - w.data[i])).toBeLessThan(1e-7);
        });
    });
});

test('NaN stays, infinite weights stay infinite, and a step beyond float32 is refused', () => {
    const found = plain(prox(np.array([Number.NaN, Infinity, -Infinity, -0, 3]), l1(1), 0.5));
    expect(found.map(Math.abs)).toEqual([Number.NaN, Infinity, Infinity, 0, 2.5]);
    expect(() => prox(np.array([1]), l1(1e30), 1e30)).toThrow(/L1: expected step \* l1 to be at most 3.4e38/);
});

/** Least squares of a sparse answer, 3, 0, 0, -2 and a bias of 1. */
function problem() {
    const x = randomNumbers(64 * 4, 3);
    const make = () => np.array(Float32Array.from(x), { shape: [64, 4] });
    const y = np.matmul(make(), np.array([[3], [0], [0], [-2]])).add(1);
    const loss = p => np.square(np.matmul(make(), p.w).add(p.b).sub(y.ref)).mean();
    const first = () => ({ w: np.array([[0.5], [0.5], [0.5], [0.5]]), b: np.array([0.5]) });
    return { loss, first, x, y: plain(y.ref) };
}

/** Its minimum under l1 and a decay, by steps of 0.1 in float64 loops that go on until nothing changes. */
function minimum({ x, y }, l1, decay) {
    let w = [0, 0, 0, 0];
    let b = 0;
    for (let step = 0; step < 20_000; step++) {
        const off = y.map((wanted, i) => b - wanted + w.reduce((sum, v, j) => sum + v * x[4 * i + j], 0));
        const slope = j => (2 / y.length) * off.reduce((sum, each, i) => sum + each * x[4 * i + j], 0);
        const moved = w.map((v, j) => v - 0.1 * (slope(j) + decay * v));
        b -= (0.2 / y.length) * off.reduce((sum, each) => sum + each, 0);
        w = moved.map(v => Math.sign(v) * Math.max(0, Math.abs(v) - 0.1 * l1));
    }
    return [...w, b];
}

/** Trains, by a compiled step; the state and the parameters go through it as trees. */
function train(optimizer, loss, params, steps, compile = jit) {
    const step = compile((p, state) => {
        const [value, slopes] = valueAndGrad(loss)(tree.ref(p));
        value.dispose();
        const [updates, next] = optimizer.update(slopes, state, tree.ref(p));
        return [add(p, updates), next];
    });
    let state = optimizer.init(tree.ref(params));
    for (let i = 0; i < steps; i++) [params, state] = step(params, state);
    tree.dispose(state);
    return params;
}

describe.each([
    ['sgd', () => sgd(0.1), 0.1],
    // Where gradients add up to twice themselves, steps as large as theirs are twice as large.
    ['momentum', () => momentum(0.05, 0.5), 0.1],
])('in a chain behind %s', (_, inner, rate) => {
    const numbersIn = ({ w, b }) => [...w.js().flat(), b.item()];
    const expectMinimum = (found, wanted) => {
        found.forEach((v, i) => {
            expect(Math.abs(v - wanted[i])).toBeLessThan(1e-3);
        });
    };

    test('proximal ends at the minimum of loss and penalty, weights exactly zero and the bias free', () => {
        const { loss, first, ...given } = problem();
        const wanted = minimum(given, 0.2, 0);
        const found = numbersIn(train(chain(inner(), proximal(rate, l1(0.2))), loss, first(), 300));
        expect(wanted.filter(v => v === 0)).toHaveLength(2);
        expect(found.map(v => v === 0)).toEqual(wanted.map(v => v === 0));
        expectMinimum(found, wanted);
    });

    test('the slope of the penalty comes near it, with no zero', () => {
        const { loss, first, ...given } = problem();
        const withPenalty = p => loss(tree.ref(p)).add(penalties(p, l1(0.2)));
        const found = numbersIn(train(inner(), withPenalty, first(), 300));
        expect(found.filter(v => v === 0)).toEqual([]);
        minimum(given, 0.2, 0).forEach((v, i) => {
            expect(Math.abs(v - found[i])).toBeLessThan(0.03);
        });
    });

    test('decay and step go together', () => {
        const { loss, first, ...given } = problem();
        const optimizer = chain(inner(), decoupled(rate, { rate: 0.25 }), proximal(rate, l1(0.2)));
        const found = numbersIn(train(optimizer, loss, first(), 300));
        const wanted = minimum(given, 0.2, 0.25);
        expect(wanted.filter(v => v === 0).length).toBeGreaterThan(0);
        expect(found.map(v => v === 0)).toEqual(wanted.map(v => v === 0));
        expectMinimum(found, wanted);
    });
});

test('one step is that of the core on what the step before it made', () => {
    const { w, make } = numbersOf([5, 7]);
    const slopes = numbersOf([5, 7], 4);
    const optimizer = chain(sgd(0.5), decoupled(0.5, { rate: 0.25 }), proximal(0.5, l1(0.25)));
    const state = optimizer.init(make());
    const [updates] = optimizer.update(slopes.make(), state, make());
    const before = w.data.map((v, i) => v - 0.5 * slopes.w.data[i] - 0.125 * v);
    const wanted = new L1(0.25).prox(before, 0.5);
    const found = plain(make().add(updates));
    expect(found.map(v => v === 0)).toEqual(Array.from(wanted, v => v === 0));
    found.forEach((v, i) => {
        expect(Math.abs(v - wanted[i])).toBeLessThan(2e-7);
    });
});

test('rates may be functions of the number of steps, which the state counts', () => {
    const asked = [];
    const schedule = count => {
        asked.push(count);
        return count < 2 ? 0.5 : 0;
    };
    for (const [make, moves] of [
        [rate => proximal(rate, l1(1)), [-0.5, -0.5, 0]],
        [rate => decoupled(rate, { rate: 0.5 }), [-1, -1, 0]],
    ]) {
        asked.length = 0;
        const step = make(schedule);
        let state = step.init(np.array([4]));
        for (const wanted of moves) {
            const [updates, next] = step.update(np.array([0]), state, np.array([4]));
            expect(updates.js()).toEqual([wanted]);
            state = next;
        }
        expect(asked).toEqual([0, 1, 2]);
        tree.dispose(state);
    }
});

test('what is wrong is refused in words, the rules as early as in init', () => {
    const p = () => ({ w: np.ones([2, 2]) });
    const refused = [
        [() => proximal(-1, l1()), /proximal: expected learningRate to be a non-negative/],
        [() => proximal('0.1', l1()), /proximal: expected learningRate to be a number/],
        [() => proximal(0.1, l1(), { schedule: 1 }), /proximal: unknown key 'schedule'/],
        [() => proximal(0.1, 'orthogonal_regularizer').init(p()), /penalties with a proximal step/],
        [() => proximal(0.1, { kernel: l1() }).init(p()), /an array for kernel/],
        [() => proximal(0.1, l1()).update(p(), []), /the parameters as third argument of update/],
        [() => proximal(() => -1, l1()).update(p(), { count: np.array(0) }, p()), /what the schedule returns/],
        [() => proximal(() => 1, l1()).update(p(), [], p()), /the state that init returned/],
        [() => proximal(() => 1, l1()).update(p(), undefined, p()), /the state that init returned.* got undefined/],
        [
            () => jit((u, state, q) => proximal(() => 1, l1()).update(u, state, q))(p(), { count: np.array(0) }, p()),
            /outside of jit where the rate is a schedule/,
        ],
        [() => decoupled(0.1, { rate: -1 }), /decoupled: expected rate/],
        [() => decoupled(2, { rate: 1 }).update(p(), [], p()), /learning rate \* rate to be at most 1/],
        [() => decoupled(0.1).init({ b: np.ones([2]) }), /an array for any kernel/],
    ];
    for (const [run, words] of refused) expect(run).toThrow(words);
});

test('updates and states are consumed, and nothing is left behind', () => {
    const { make } = numbersOf([5, 7]);
    const params = { w: make(), b: np.ones([7]) };
    const optimizer = chain(
        sgd(0.5),
        decoupled(() => 0.5),
        proximal(() => 0.5, entry.groupLasso(0.25)),
    );
    const before = alive();
    let state = optimizer.init(tree.ref(params));
    for (let i = 0; i < 3; i++) {
        const [updates, next] = optimizer.update(tree.ref(params), state, tree.ref(params));
        tree.dispose(updates);
        state = next;
    }
    tree.dispose(state);
    expect(alive()).toBe(before);
    expect([params.w.refCount, params.b.refCount]).toEqual([1, 1]);
});
