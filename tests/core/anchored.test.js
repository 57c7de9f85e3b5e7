/** The class AnchoredL2: definition, defaults, configs and refusals. */
import { describe, expect, test } from '@jest/globals';
import { AnchoredL2, allocate, deserialize, get, L2, serialize } from '../../js/index.js';
import { floats } from './random.js';

const n = 60;
const shape = [3, 4, 5];
const data = floats(n, 1);
const anchor = floats(n, 2);
const importance = floats(n, 3).map(Math.abs);
const l2 = 0.3;

/** What is given, and the anchor and importance that it means. */
const CASES = [
    ['an anchor', { anchor }, i => anchor[i], () => 1],
    ['an anchor and importance', { anchor: { data: anchor, shape }, importance }, i => anchor[i], i => importance[i]],
    ['importance alone', { importance: [...importance] }, () => 0, i => importance[i]],
    ['neither', {}, () => 0, () => 1],
];

describe.each(CASES)('with %s', (_, given, anchorAt, importanceAt) => {
    const reg = new AnchoredL2({ l2, ...given });
    const w = { data, shape };
    const sum = term => [...data].reduce((total, v, i) => total + term(v, i), 0);

    test('penalty and gradient are those of the formula', () => {
        const wanted = sum((v, i) => l2 * importanceAt(i) * (v - anchorAt(i)) ** 2);
        expect(Math.abs(reg(w) - wanted)).toBeLessThanOrEqual(1e-14 * wanted);
        expect(reg(data)).toBe(reg(w));
        const { value, grad } = reg.valueAndGrad(w);
        expect(value).toBe(reg(w));
        expect(grad).toEqual(reg.grad(w));
        grad.forEach((g, i) => {
            const slope = 2 * l2 * importanceAt(i) * (data[i] - anchorAt(i));
            expect(Math.abs(g - slope)).toBeLessThanOrEqual(2 ** -23 * Math.abs(slope));
        });
    });

    test('the proximal step is the minimum: the derivative there is 0', () => {
        for (const step of [0, 0.5, 100]) {
            reg.prox(w, step).forEach((u, i) => {
                const slope = 2 * step * l2 * importanceAt(i) * (u - anchorAt(i)) + (u - data[i]);
                // u is rounded by 2^-24, and times the curvature that is what is left.
                const curvature = 1 + 2 * step * l2 * importanceAt(i);
                expect(Math.abs(slope)).toBeLessThanOrEqual(2 ** -23 * curvature * Math.abs(u) + 1e-14);
            });
        }
        expect(reg.prox(w, 0).every((u, i) => u === data[i])).toBe(true);
    });

    test('in place, added and scaled', () => {
        const grad = reg.grad(w);
        const added = reg.grad(w, { out: new Float32Array(n).fill(1), accumulate: true, scale: -2 });
        grad.forEach((g, i) => {
            expect(Math.abs(added[i] - (1 - 2 * g))).toBeLessThanOrEqual(2 ** -22 * (1 + Math.abs(g)));
        });
        for (const here of [data.slice(), allocate(n)]) {
            here.set(data);
            expect(reg.prox(here, 0.5, { out: here })).toBe(here);
            expect([...here]).toEqual([...reg.prox(w, 0.5)]);
            here.set(data);
            reg.grad(here, { out: here });
            expect([...here]).toEqual([...grad]);
        }
    });

    test('its config comes back through JSON, in every dialect', () => {
        for (const format of ['keras2', 'keras3', 'tfjs']) {
            const again = deserialize(JSON.parse(JSON.stringify(serialize(reg, { format }))));
            expect(again).toBeInstanceOf(AnchoredL2);
            expect(again.equals(reg)).toBe(true);
            expect(again(w)).toBe(reg(w));
        }
    });
});

test('its config has lists of numbers with their shape, under a name of ours', () => {
    const config = { l2: 0.5, anchor: { data: [1, 2, 3, 4], shape: [2, 2] }, importance: null };
    const reg = new AnchoredL2({
        l2: 0.5,
        anchor: [
            [1, 2],
            [3, 4],
        ],
    });
    expect(serialize(reg)).toEqual({ class_name: 'regularizers>AnchoredL2', config });
    expect(serialize(reg, { format: 'keras3' })).toEqual({
        module: null,
        class_name: 'AnchoredL2',
        config,
        registered_name: 'regularizers>AnchoredL2',
    });
    expect(get('AnchoredL2').getConfig()).toEqual({ l2: 0.01, anchor: null, importance: null });
});

test('a config may hold nested or flat lists, and each number of it is read a bounded number of times', () => {
    let reads = 0;
    const counting = list =>
        new Proxy(list, {
            get(target, key, receiver) {
                if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
                return Reflect.get(target, key, receiver);
            },
        });
    for (const size of [100, 10_000]) {
        reads = 0;
        const list = counting(new Array(size).fill(0.5));
        const config = { class_name: 'regularizers>AnchoredL2', config: { l2: 1, anchor: list } };
        expect(deserialize(config)(new Float32Array(size))).toBe(size / 4);
        expect(reads).toBeLessThanOrEqual(3 * size);
    }
    const nested = { class_name: 'AnchoredL2', config: { l2: 1, anchor: [[1, 2]], importance: [[[1]], [[0]]] } };
    expect(deserialize(nested).getConfig().importance).toEqual({ data: [1, 0], shape: [2, 1, 1] });
});

test('without an anchor it is L2, and a factor of 0 costs nothing', () => {
    expect(new AnchoredL2(0.25)(data)).toBe(new L2(0.25)(data));
    expect(new AnchoredL2()(data)).toBe(new L2()(data));
    const infinite = Float32Array.of(Number.POSITIVE_INFINITY, 1);
    expect(new AnchoredL2(0)(infinite)).toBe(0);
    expect([...new AnchoredL2(0).grad(infinite)]).toEqual([0, 0]);
    expect([...new AnchoredL2(0).grad(infinite, { out: Float32Array.of(3, 4), accumulate: true })]).toEqual([3, 4]);
    expect(new AnchoredL2({ anchor: [], importance: [] })([])).toBe(0);
});

test('the anchor is what it was: neither training in place nor whoever reads the config can move it', () => {
    const w = Float32Array.of(1, 2, 3);
    const reg = new AnchoredL2({ l2: 1, anchor: w, importance: w });
    expect(reg(w)).toBe(0);
    w.fill(0);
    expect(reg(w)).toBe(1 + 8 + 27);
    reg.getConfig().anchor.data.fill(0);
    reg.getConfig().importance.shape.push(9);
    expect(reg(w)).toBe(36);
    expect(reg.getConfig().importance.shape).toEqual([3]);
});

test('however strong it is, the step goes to the anchor and no further', () => {
    const w = Float32Array.of(1, -2, 3e38);
    const reg = new AnchoredL2({ l2: 1e308, anchor: [2, 3, -3e38], importance: [3e38, 1, 0] });
    expect([...reg.prox(w, 1e308)]).toEqual([2, 3, Math.fround(3e38)]);
});

test('NaN in gives NaN out, and an infinite weight an infinite penalty', () => {
    const reg = new AnchoredL2({ l2: 1, anchor: new Float32Array(40).fill(1) });
    const w = new Float32Array(40);
    w[33] = Number.NEGATIVE_INFINITY;
    expect(reg(w)).toBe(Number.POSITIVE_INFINITY);
    expect(reg.grad(w)[33]).toBe(Number.NEGATIVE_INFINITY);
    w[33] = Number.NaN;
    expect(reg(w)).toBeNaN();
    expect([reg.grad(w)[33], reg.prox(w, 1)[33], reg.grad(w)[32]]).toEqual([Number.NaN, Number.NaN, -2]);
});

test.each([
    [() => new AnchoredL2(-1), RangeError, 'AnchoredL2: expected l2 to be a non-negative finite number, got -1'],
    [() => new AnchoredL2({ l2: '1' }), TypeError, 'AnchoredL2: expected l2 to be a number, got "1"'],
    [
        () => new AnchoredL2({ anchors: [1] }),
        TypeError,
        "unknown key 'anchors'; it takes l2, anchor, importance; did you",
    ],
    [
        () => new AnchoredL2(1, 2),
        TypeError,
        'AnchoredL2.anchor: expected w to be an array of numbers, nested arrays or',
    ],
    [() => new AnchoredL2({ anchor: ['a'] }), TypeError, 'AnchoredL2.anchor: expected w to hold numbers, got "a"'],
    [
        () => new AnchoredL2({ anchor: [1, Number.NaN] }),
        RangeError,
        'AnchoredL2: expected anchor to hold finite numbers, got NaN at element 1',
    ],
    [
        () => new AnchoredL2({ importance: [0, -1] }),
        RangeError,
        'AnchoredL2: expected importance to hold finite numbers >= 0, got -1 at element 1',
    ],
    [
        () => new AnchoredL2({ anchor: [1, 1e300] }),
        RangeError,
        'AnchoredL2: expected anchor to hold finite numbers, got Infinity at element 1',
    ],
    [
        () => new AnchoredL2({ anchor: [1, 2], importance: [1] }),
        RangeError,
        'AnchoredL2: expected importance to have 2 elements like anchor, got 1',
    ],
    [
        () => new AnchoredL2({ anchor: [1, 2] })([1]),
        RangeError,
        'AnchoredL2: expected w to have 2 elements like anchor, got 1',
    ],
    [
        () => new AnchoredL2({ importance: [1, 2] }).grad([1, 2, 3]),
        RangeError,
        'AnchoredL2.grad: expected w to have 2 elements like importance, got 3',
    ],
    [
        () => new AnchoredL2({ anchor: [1, 2] }).prox([1], 1),
        RangeError,
        'AnchoredL2.prox: expected w to have 2 elements like anchor, got 1',
    ],
    [() => new AnchoredL2().prox([1], -1), RangeError, 'AnchoredL2.prox: expected step to be a non-negative finite'],
    [() => new AnchoredL2().prox([1], 1, { to: 1 }), TypeError, "AnchoredL2.prox: unknown key 'to'"],
    [() => new AnchoredL2().grad([1], { accumulate: true }), TypeError, 'AnchoredL2.grad: expected out'],
    [
        () => new AnchoredL2(1e38).grad([1], { scale: 10 }),
        RangeError,
        'AnchoredL2.grad: expected 2 * scale * l2 to be at most 3.4e38, the range of float32, got',
    ],
    [
        () => deserialize({ class_name: 'AnchoredL2', config: { anchor: { data: [1, 2], shape: [3] } } }),
        RangeError,
        'AnchoredL2.anchor: expected the shape of w to fit its data',
    ],
])('%s is refused', (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
});

test('an out that is refused is untouched', () => {
    const out = new Float32Array(3).fill(7);
    expect(() => new AnchoredL2({ anchor: [1, 2] }).grad([1, 2, 3], { out })).toThrow(RangeError);
    expect(() => new AnchoredL2({ anchor: [1, 2] }).prox([1, 2, 3], 1, { out })).toThrow(RangeError);
    expect([...out]).toEqual([7, 7, 7]);
});
