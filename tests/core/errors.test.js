/** What bad input gets: an error of the promised class that names the class, the argument and what came. */
import { describe, expect, test } from '@jest/globals';
import {
    allocate,
    attach,
    deserialize,
    get,
    L1,
    L1L2,
    L2,
    l1_l2,
    OrthogonalRegularizer,
    Regularizer,
    weightDecay,
} from '../../js/index.js';
import { errorOf } from './refused.js';

const w = () => Float32Array.of(1, -2, 3);
const reg = new L1L2(0.1, 0.2);
const matrix = { data: [1, 2, 3, 4], shape: [2, 2] };

/** [what is done, the error's class, what its message must contain] */
const CASES = [
    // Factors
    [() => new L1(Number.NaN), RangeError, ['L1', 'l1', 'NaN']],
    [() => new L2(Number.POSITIVE_INFINITY), RangeError, ['L2', 'l2', 'Infinity']],
    [() => new L2(-1), RangeError, ['L2', 'l2', 'non-negative', '-1']],
    [() => new L2({ l2: -0.5 }), RangeError, ['L2', 'l2', '-0.5']],
    [() => new L1('0.01'), TypeError, ['L1', 'l1', '"0.01"']],
    [() => new L1(true), TypeError, ['L1', 'l1', 'true']],
    [() => new L1([0.01]), TypeError, ['L1', 'l1', 'array of 1']],
    [() => new L1({ l1: [0.01] }), TypeError, ['L1', 'l1', 'array of 1']],
    [() => new L1(1n), TypeError, ['L1', 'l1', '1n']],
    [() => new L1L2(0.1, '0.2'), TypeError, ['L1L2', 'l2', '"0.2"']],
    [() => new L1L2({ l1: 0.1 }, 0.2), TypeError, ['L1L2', 'l1', 'object']],
    [() => l1_l2(Number.NaN), RangeError, ['L1L2', 'l1', 'NaN']],
    [() => new OrthogonalRegularizer(-1), RangeError, ['OrthogonalRegularizer', 'factor', '-1']],
    [() => new OrthogonalRegularizer(1, 'diagonal'), RangeError, ['OrthogonalRegularizer', 'mode', '"diagonal"']],
    [() => new OrthogonalRegularizer(1, 3), TypeError, ['OrthogonalRegularizer', 'mode', '3']],
    [() => new L2(1, 2), TypeError, ['L2', 'arguments', '2']],
    // Keys
    [() => new L2({ l3: 1 }), TypeError, ['L2', "'l3'", "'l2'"]],
    [() => new OrthogonalRegularizer({ factr: 1 }), TypeError, ['OrthogonalRegularizer', "'factr'", "'factor'"]],
    [() => new L2(JSON.parse('{"__proto__": 1}')), TypeError, ['L2', "'__proto__'"]],
    [() => new L1({ l: 0.1, l1: 0.2 }), TypeError, ['L1', 'l1', 'l', '0.2']],
    // Names
    [() => get('l3'), RangeError, ['"l3"', "'l"]],
    [() => get('toString'), RangeError, ['"toString"']],
    [() => get('__proto__'), RangeError, ['"__proto__"']],
    [() => deserialize({ class_name: 'constructor', config: {} }), RangeError, ['"constructor"']],
    [() => deserialize({ class_name: 'L2', config: { l2: 'x' } }), TypeError, ['L2', 'l2', '"x"']],
    [() => deserialize({ class_name: 'L2', config: { l2: 0.1, l: 0.2 } }), TypeError, ['L2', 'l2', '0.1']],
    // Weights
    [() => reg([[1, 2], [3]]), RangeError, ['L1L2', 'w', 'rectangular', 'length of 1']],
    [() => reg([1, [2]]), RangeError, ['L1L2', 'w', 'rectangular']],
    [() => reg(BigInt64Array.of(1n)), TypeError, ['L1L2', 'w', 'BigInt64Array']],
    [() => reg([1n]), TypeError, ['L1L2', 'w', '1n']],
    [() => reg('12'), TypeError, ['L1L2', 'w', '"12"']],
    [() => reg(['1']), TypeError, ['L1L2', 'w', '"1"']],
    [() => reg([true]), TypeError, ['L1L2', 'w', 'true']],
    [() => reg(Array(2)), TypeError, ['L1L2', 'w', 'undefined']],
    [() => reg(3), TypeError, ['L1L2', 'w', '3']],
    [() => reg(null), TypeError, ['L1L2', 'w', 'null']],
    [() => reg(), TypeError, ['L1L2', 'w', 'undefined']],
    [() => reg({}), TypeError, ['L1L2', 'w', 'object']],
    [() => reg(new DataView(new ArrayBuffer(8))), TypeError, ['L1L2', 'w', 'DataView']],
    [() => reg(Object.create(Float32Array.prototype)), TypeError, ['L1L2', 'w']],
    [() => reg({ data: [1, 2, 3], shape: [2, 2] }), RangeError, ['L1L2', 'shape', '[2, 2]', '3']],
    [() => reg({ data: [1], shape: [1.5] }), RangeError, ['L1L2', 'dimension', '1.5']],
    [() => reg({ data: [1], shape: ['1'] }), TypeError, ['L1L2', 'dimension', '"1"']],
    [() => reg({ data: 'ab', shape: [2] }), TypeError, ['L1L2', 'data', '"ab"']],
    [() => reg({ data: [1, 2, 3, 4], shape: [2, 2], stride: [1, 2] }), RangeError, ['L1L2', 'row-major']],
    [() => new OrthogonalRegularizer()(w()), RangeError, ['OrthogonalRegularizer', 'rank 2', '[3]']],
    [() => new OrthogonalRegularizer()([[[1]]]), RangeError, ['OrthogonalRegularizer', 'rank 2', '[1, 1, 1]']],
    // Options
    [() => reg.grad(w(), { out: new Float32Array(2) }), RangeError, ['L1L2.grad', 'out', '3', '2']],
    [() => reg.grad(w(), { out: [0, 0, 0] }), TypeError, ['L1L2.grad', 'out', 'Float32Array', 'array of 3']],
    [() => reg.grad(w(), { out: new Float64Array(3) }), TypeError, ['L1L2.grad', 'out', 'Float64Array']],
    [() => reg.grad(w(), { accumulate: true }), TypeError, ['L1L2.grad', 'out']],
    [() => reg.grad(w(), { accumulate: 1 }), TypeError, ['L1L2.grad', 'accumulate', '1']],
    [() => reg.grad(w(), { scale: '1' }), TypeError, ['L1L2.grad', 'scale', '"1"']],
    [() => reg.grad(w(), { scale: Number.NaN }), RangeError, ['L1L2.grad', 'scale', 'NaN']],
    [() => reg.grad(w(), { scael: 1 }), TypeError, ['L1L2.grad', "'scael'", "'scale'"]],
    [() => reg.grad(w(), 3), TypeError, ['L1L2.grad', 'options', '3']],
    [() => reg.grad(w(), new Float32Array(3)), TypeError, ['L1L2.grad', 'options', 'a Float32Array']],
    [() => reg.prox(w(), -1), RangeError, ['L1L2.prox', 'step', '-1']],
    [() => reg.prox(w()), TypeError, ['L1L2.prox', 'step', 'undefined']],
    [() => reg.prox(w(), 1, { step: 1 }), TypeError, ['L1L2.prox', "'step'"]],
    [() => weightDecay(w(), Number.NaN), RangeError, ['weightDecay', 'rate', 'NaN']],
    // Memory
    [() => allocate(-1), RangeError, ['allocate', '-1']],
    [() => allocate(1.5), RangeError, ['allocate', '1.5']],
    [() => allocate('3'), TypeError, ['allocate', '"3"']],
    [() => allocate([2, '3']), TypeError, ['allocate', '"3"']],
    [() => allocate(2 ** 40), RangeError, ['allocate']],
    [() => attach({ buffer: new ArrayBuffer(8) }), TypeError, ['attach', 'WebAssembly.Memory', 'object']],
    [() => attach(null), TypeError, ['attach', 'null']],
];

test.each(CASES.map(([run, ...rest]) => [run.toString().slice(6), run, ...rest]))('%s', (_, run, Fault, words) => {
    const error = errorOf(run);
    expect(error).toBeInstanceOf(Fault);
    expect(error.constructor).toBe(Fault);
    for (const word of words) expect(error.message).toContain(word);
});

describe('an array that overlaps', () => {
    test('is refused as out, and nothing is written', () => {
        const buffer = new ArrayBuffer(64);
        const x = new Float32Array(buffer, 0, 8).fill(3);
        for (const [offset, length] of [
            [4, 8],
            [28, 8],
        ]) {
            const before = new Uint8Array(buffer).slice();
            expect(() => reg.grad(x, { out: new Float32Array(buffer, offset, length) })).toThrow(RangeError);
            expect(() => reg.prox(x, 1, { out: new Float32Array(buffer, offset, length) })).toThrow(/overlaps/);
            expect(new Uint8Array(buffer)).toEqual(before);
        }
        expect(() => reg.grad(x, { out: new Float32Array(buffer, 32, 8) })).not.toThrow();
    });
});

describe('a detached array', () => {
    const detached = length => {
        const x = new Float32Array(length);
        structuredClone(x.buffer, { transfer: [x.buffer] });
        return x;
    };

    test.each([0, 3, 3000])('of %i elements once is refused as weights and as out', n => {
        expect(() => reg(detached(n))).toThrow(TypeError);
        expect(() => reg(detached(n))).toThrow(/L1L2.*\bw\b.*detached/);
        expect(() => reg.grad([], { out: detached(n) })).toThrow(/out.*detached/);
        expect(() => reg({ data: detached(n), shape: [n] })).toThrow(/detached/);
        expect(() => new OrthogonalRegularizer()({ data: detached(4), shape: [2, 2] })).toThrow(/detached/);
    });
});

test('when an argument is refused, out keeps what it held', () => {
    const out = Float32Array.of(7, 8, 9);
    const bad = [
        () => reg.grad([1, 2, 'x'], { out }),
        () => reg.grad([1, 2], { out }),
        () => reg.grad(w(), { out, scale: 'x' }),
        () => reg.grad(w(), { out, accumulate: 'yes' }),
        () => reg.valueAndGrad([[1], [2, 3]], { out }),
        () => reg.prox(w(), -1, { out }),
        () => weightDecay(w(), 'x', { out }),
        () => new OrthogonalRegularizer().grad({ data: [1, 2, 3], shape: [3] }, { out }),
        () => new OrthogonalRegularizer().grad(matrix, { out }),
    ];
    for (const run of bad) {
        expect(run).toThrow();
        expect([...out]).toEqual([7, 8, 9]);
    }
});

test('configs are read, never changed', () => {
    const config = { class_name: 'L1L2', config: { l1: 0.1, l2: 0.2 } };
    const before = structuredClone(config);
    get(config);
    deserialize(config);
    L1L2.fromConfig(config.config);
    expect(config).toEqual(before);
});

test('a method that a class does not have says so by name', () => {
    class Mine extends Regularizer {
        static className = 'Mine';
        call() {
            return 1;
        }
    }
    expect(() => new Mine().grad([1])).toThrow('Mine does not implement grad()');
    expect(() => new Mine().valueAndGrad([1])).toThrow('Mine does not implement grad()');
    expect(() => new Mine().prox([1], 1)).toThrow('Mine does not implement prox()');
    expect(() => new Mine().getConfig()).toThrow('Mine does not implement getConfig()');
    expect(() => new OrthogonalRegularizer().prox()).toThrow(/does not implement prox\(\).*no closed form/);
});
