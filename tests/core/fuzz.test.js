/**
 * Any value anywhere: the answer is right, or a TypeError or RangeError in our words; nothing that was given is changed.
 * FUZZ_SECONDS makes each property go on for that long, from a seed that FUZZ_SEED names.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { regularizersOf } from '../../js/explain/index.js';
import * as api from '../../js/index.js';

const seconds = Number(process.env.FUZZ_SECONDS ?? 0);
fc.configureGlobal({
    seed: Number(process.env.FUZZ_SEED ?? 1),
    numRuns: seconds ? Number.MAX_SAFE_INTEGER : 150,
    ...(seconds && { interruptAfterTimeLimit: 1000 * seconds, markInterruptAsFailure: false }),
});
/** @param {string} name @param {...any} property */
const holds = (name, ...property) => {
    test(name, () => fc.assert(fc.property(...property)), 60_000 + 2000 * seconds);
};

const { AnchoredL2, GroupLasso, L1, L2, L1L2, OrthogonalRegularizer, SoftOrthogonal, SparseGroupLasso } = api;
const GROUPED = [GroupLasso, SparseGroupLasso];
const CLASSES = [L1, L2, L1L2, OrthogonalRegularizer, SoftOrthogonal, ...GROUPED];

const typed = fc.oneof(
    ...[Float32Array, Float64Array, Int8Array, Uint32Array, BigInt64Array, Uint8ClampedArray].map(Type =>
        fc.integer({ min: 0, max: 9 }).map(n => new Type(n)),
    ),
);
const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
});
const NAMES = [
    'l1',
    'l2',
    'l',
    'L1',
    'L1L2',
    'l1_l2',
    'factor',
    'mode',
    'rows',
    'group',
    'axis',
    'toString',
    '__proto__',
    'constructor',
];
const number = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, 1, -1, 1e300, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY),
    fc.float(),
);
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string());
const record = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES, 'out', 'scale', 'accumulate'), fc.string()), anything, {
    maxKeys: 4,
});
const config = fc.record(
    {
        class_name: fc.oneof(name, anything),
        className: name,
        config: fc.oneof(record, name, anything),
        name,
        module: fc.constantFrom('keras.regularizers', 'builtins', null, 3),
        registered_name: fc.oneof(name, anything),
    },
    { requiredKeys: [] },
);
const tensor = fc.record({ data: fc.oneof(typed, fc.array(number)), shape: fc.array(fc.integer({ min: -1, max: 5 })) });
const any = fc.oneof(anything, number, name, record, config, tensor, typed, fc.array(fc.array(number)));

const shapes = () => [Object, Array, Function, Map, Float32Array].map(x => Object.getOwnPropertyNames(x.prototype));
const unpolluted = shapes();

/**
 * Runs it; a refusal must be of the right kind and say who expected what. Neither may change what was given.
 * @template T
 * @param {unknown[]} given
 * @param {() => T} run
 * @returns {{ value: T } | { error: Error }}
 */
function answer(given, run) {
    const before = fc.stringify(given);
    let result;
    try {
        result = { value: run() };
    } catch (error) {
        const isOurs = error instanceof TypeError || error instanceof RangeError || /does not impl/.test(error.message);
        const hasWords = /^\w+(\.\w+)?:? .*(expected|unknown|does not implement|Python)/s.test(error.message);
        if (!isOurs || !hasWords) throw new Error(`refused in other words: ${error.stack}`, { cause: error });
        result = { error };
    }
    expect(fc.stringify(given)).toBe(before);
    expect(shapes()).toEqual(unpolluted);
    return result;
}

holds('a constructor makes a regularizer with finite factors >= 0, or refuses', any, any, (a, b) => {
    for (const Class of CLASSES) {
        for (const args of [[a], [a, b]]) {
            const { value } = answer(args, () => new Class(...args));
            if (!value) continue;
            const { mode, diagonal = true, axis = 0, ...factors } = value.getConfig();
            expect(Number.isInteger(axis)).toBe(true);
            expect([true, false]).toContain(diagonal);
            for (const factor of Object.values(factors))
                expect(factor >= 0 && factor < Number.POSITIVE_INFINITY).toBe(true);
            expect(['rows', 'columns', undefined]).toContain(mode);
        }
    }
});

holds(
    'get and deserialize give a regularizer, the function given, null, or refuse',
    any,
    any,
    (identifier, customs) => {
        for (const run of [() => api.get(identifier), () => api.deserialize(identifier, customs)]) {
            const { value } = answer([identifier, customs], run);
            if (value) expect(typeof value).toBe('function');
        }
    },
);

holds('a config that a stranger writes as JSON is read or refused', fc.jsonValue(), config, (json, own) => {
    for (const text of [JSON.stringify(json), JSON.stringify(own, (_, v) => (typeof v === 'bigint' ? null : v))]) {
        answer([text], () => api.deserialize(JSON.parse(text)));
        answer([text], () => regularizersOf({ class_name: 'Model', config: { kernel_regularizer: JSON.parse(text) } }));
        answer([text], () => regularizersOf(Object(JSON.parse(text))));
    }
});

holds('serialize, register, scopes, allocate and attach refuse what they are not for', any, any, (a, b) => {
    answer([a, b], () => api.serialize(a, b ?? {}));
    if (typeof a !== 'function') answer([a, b], () => api.register(a, b ?? {}));
    answer([a], () => api.customObjectScope(a, () => 1));
    if (typeof a !== 'number') answer([a], () => api.attach(a));
    const { value } = answer([a], () => api.allocate(Array.isArray(a) ? a.slice(0, 3) : a));
    if (value) expect(value.every(x => x === 0)).toBe(true);
});

/** The numbers of any weights, flattened the plain way. */
const flat = w => (ArrayBuffer.isView(w) ? [...w] : Array.isArray(w) ? w.flatMap(flat) : w.data ? flat(w.data) : w);

holds('a penalty is the sum that plain code makes of the weights, or a refusal', any, w => {
    const { value } = answer([w], () => new L1L2(0.5, 0.25)(w));
    if (value === undefined) return;
    const x = flat(w).map(Math.fround);
    const wanted = x.reduce((sum, v) => sum + 0.5 * Math.abs(v) + 0.25 * v * v, 0);
    if (Number.isFinite(wanted)) expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 * wanted);
    else expect(value).toBe(wanted);
});

holds('options of any kind are obeyed or refused', any, any, (a, b) => {
    // A Float32Array may be a right out, which is there to be written to.
    const kept = [a, b].filter(value => !(value instanceof Float32Array));
    for (const Class of [L1, L2, L1L2, ...GROUPED]) {
        const w = GROUPED.includes(Class) ? [[0.5], [-2], [0]] : [0.5, -2, 0];
        const given = [w, ...kept];
        const reg = new Class(0.5);
        for (const options of [a, { out: a }, { scale: a }, { accumulate: a, out: b }]) {
            const { value } = answer(given, () => reg.grad(w, options ?? {}));
            if (value) expect(value).toHaveLength(3);
            answer(given, () => reg.prox(w, a, options ?? {}));
            answer(given, () => reg.valueAndGrad(w, options ?? {}));
            answer(given, () => api.weightDecay(w, b, options ?? {}));
        }
    }
});

holds('an anchored penalty is the sum that plain code makes, or a refusal', any, any, any, (anchor, importance, w) => {
    const given = [anchor, importance, w];
    const { value: reg } = answer(given, () => new AnchoredL2({ l2: 0.5, anchor, importance }));
    if (!reg) return;
    const { value } = answer(given, () => reg(w));
    answer(given, () => api.deserialize(JSON.parse(JSON.stringify(reg))));
    if (value === undefined) return;
    const [x, a, k] = [w, anchor ?? [], importance ?? []].map(array => flat(array).map(Math.fround));
    const wanted = x.reduce((sum, v, i) => sum + 0.5 * (k[i] ?? 1) * (v - (a[i] ?? 0)) ** 2, 0);
    if (Number.isFinite(wanted)) expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 * wanted);
    else expect(value).toBe(wanted);
    const { value: grad } = answer(given, () => reg.grad(w, { scale: 2 }));
    const { value: next } = answer(given, () => reg.prox(w, 0.25));
    grad.forEach((g, i) => {
        expect(Object.is(g, Math.fround(2 * (k[i] ?? 1) * (x[i] - (a[i] ?? 0))))).toBe(true);
        const p = 0.25 * (k[i] ?? 1);
        expect(Object.is(next[i], Math.fround((x[i] + p * (a[i] ?? 0)) / (1 + p)))).toBe(true);
    });
});

const small = fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 });
const places = fc.tuple(
    fc.integer({ min: 0, max: 80 }),
    fc.integer({ min: 0, max: 80 }),
    fc.integer({ min: 0, max: 80 }),
);

holds(
    'an out that is refused is untouched, and one that is taken holds the gradient',
    places,
    small,
    ([n, at, m], v) => {
        const block = api.allocate(200).fill(v);
        const x = block.subarray(0, n);
        const out = block.subarray(at, at + m);
        const before = block.slice();
        const reg = new L1L2(0.5, 0.25);
        const wanted = v === 0 ? 0 : Math.fround(Math.fround(0.5 * v) + 0.5 * Math.sign(v));
        try {
            reg.grad(x, { out });
        } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            expect(block).toEqual(before);
            return;
        }
        block.forEach((now, i) => {
            expect(now + 0).toBe(i >= at && i < at + m ? wanted + 0 : v + 0);
        });
    },
);

holds(
    'no finite factor and scale make a finite weight NaN',
    fc.double({ noNaN: true, min: 0 }),
    fc.double({ noNaN: true }),
    (factor, scale) => {
        for (const make of [f => new L1(f), f => new L2(f), f => new L1L2(f, 0), f => new L1L2(0, f)]) {
            const w = Float32Array.from({ length: 40 }, (_, i) => (i % 3) - 1);
            const { value: reg } = answer([factor], () => make(factor));
            if (!reg) return;
            expect(reg(w)).not.toBeNaN();
            for (const run of [
                () => reg.grad(w, { scale }),
                () => reg.prox(w, scale),
                () => api.weightDecay(w, scale),
            ]) {
                const { value } = answer([factor, scale], run);
                if (value) expect(value.some(Number.isNaN)).toBe(false);
            }
        }
    },
);

holds(
    'a group penalty, its gradient and its proximal step are what plain code makes along any axis of any shape',
    fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
    fc.integer({ min: -5, max: 4 }),
    fc.array(small, { minLength: 1, maxLength: 9 }),
    fc.constantFrom([0, 0.7], [0.3, 0.2], [0, 0]),
    (shape, axis, values, [l1, group]) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const data = Float32Array.from({ length: size }, (_, i) => values[i % values.length]);
        const w = { data, shape };
        const reg = new SparseGroupLasso({ l1, group, axis });
        const answers = [() => reg(w), () => reg.grad(w), () => reg.prox(w, 0.5)].map(run => answer([w], run));
        const along = axis < 0 ? axis + shape.length : axis;
        for (const { error } of answers) expect(error !== undefined).toBe(!(along in shape));
        if (!(along in shape)) return;

        const inner = shape.slice(along + 1).reduce((a, b) => a * b, 1);
        const groupOf = i => Math.floor(i / inner) % shape[along];
        const weight = group * Math.sqrt(size / shape[along]);
        const norms = from => {
            const squares = new Array(shape[along]).fill(0);
            from.forEach((v, i) => {
                squares[groupOf(i)] += v * v;
            });
            return squares.map(Math.sqrt);
        };
        const before = norms(data);
        const soft = Float64Array.from(data, v => Math.sign(v) * Math.max(Math.abs(v) - 0.5 * l1, 0));
        const after = norms(soft);
        const [penalty, grad, prox] = answers.map(({ value }) => value);
        const wanted = data.reduce((sum, v) => sum + l1 * Math.abs(v), before.reduce((a, b) => a + weight * b, 0) || 0);
        expect(Math.abs(penalty - wanted)).toBeLessThanOrEqual(1e-12 * wanted);
        data.forEach((v, i) => {
            const g = groupOf(i);
            const slope = l1 * Math.sign(v) + (before[g] && (weight * v) / before[g]);
            expect(Math.abs(grad[i] - slope)).toBeLessThanOrEqual(2 ** -21 * (l1 + weight) + 2 ** -149);
            const k = after[g] <= 0.5 * weight ? 0 : 1 - (0.5 * weight) / after[g];
            expect(Math.abs(prox[i] - k * soft[i])).toBeLessThanOrEqual(2 ** -20 * Math.abs(v) + 2 ** -149);
        });
    },
);
