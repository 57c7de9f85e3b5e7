/** The sums against exact integer arithmetic. */
import { expect, test } from '@jest/globals';
import { L1, L2, OrthogonalRegularizer } from '../../js/index.js';
import { uniform } from './random.js';

/** Every float32 is an integer multiple of 2^-149. */
const UNIT = 149n;

const bits = new DataView(new ArrayBuffer(4));

/** |x| in units of 2^-149. */
function units(x) {
    bits.setFloat32(0, Math.abs(x));
    const word = bits.getUint32(0);
    const exponent = word >>> 23;
    const mantissa = BigInt(word & 0x7fffff);
    return exponent === 0 ? mantissa : (mantissa | 0x800000n) << BigInt(exponent - 1);
}

/** Whether |got - wanted / 2^shift| <= bound * 2^-53 * wanted / 2^shift, decided in integers; 1e-14 is 90 * 2^-53. */
function agrees(got, wanted, shift, bound = 90n) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, got);
    const word = view.getBigUint64(0);
    const exponent = word >> 52n;
    const mantissa = exponent === 0n ? word : (word & ((1n << 52n) - 1n)) | (1n << 52n);
    // got = mantissa * 2^(exponent - 1075); compare at 2^-1100.
    const scaled = mantissa << ((exponent || 1n) + 25n);
    const exact = wanted << (1100n - shift);
    const difference = scaled > exact ? scaled - exact : exact - scaled;
    return difference << 53n <= bound * exact;
}

const l1 = new L1(1);
const l2 = new L2(1);

function expectExact(x) {
    let abs = 0n;
    let squares = 0n;
    for (const v of x) {
        const u = units(v);
        abs += u;
        squares += u * u;
    }
    expect(agrees(l1(x), abs, UNIT)).toBe(true);
    expect(agrees(l2(x), squares, 2n * UNIT)).toBe(true);
}

test.each([
    ['ones', 1],
    ['times 0.1f', Math.fround(0.1)],
])('2^25 %s sum up to a relative 1e-14', (_, value) => {
    const x = new Float32Array(2 ** 25).fill(value);
    expect(agrees(l1(x), units(value) << 25n, UNIT)).toBe(true);
    expect(agrees(l2(x), (units(value) ** 2n) << 25n, 2n * UNIT)).toBe(true);
});

test('2^25 ones sum to 2^25, where one float32 accumulator stops at 2^24', () => {
    expect(l1(new Float32Array(2 ** 25).fill(1))).toBe(2 ** 25);
});

const next = uniform(7);
const mixed = Float32Array.from({ length: 200_000 }, () => (next() - 0.5) * 10 ** (-38 + 56 * next()));

test('magnitudes from 1e-38 to 1e18 sum up to a relative 1e-14', () => {
    expectExact(mixed);
});

test('ascending and descending magnitudes sum up to a relative 1e-14', () => {
    const ascending = mixed.slice().sort((a, b) => Math.abs(a) - Math.abs(b));
    expectExact(ascending);
    expectExact(ascending.reverse());
});

test('subnormals sum up to a relative 1e-14', () => {
    expectExact(Float32Array.from({ length: 100_000 }, () => next() * 2 ** -126));
});

test('the check itself refuses an error of 2e-14 and a sum in float32', () => {
    const x = Float32Array.from(mixed.subarray(0, 1000));
    const abs = x.reduce((sum, v) => sum + units(v), 0n);
    expect(agrees(l1(x) * (1 + 2e-14), abs, UNIT)).toBe(false);
    expect(
        agrees(
            x.reduce((sum, v) => Math.fround(sum + Math.abs(v)), 0),
            abs,
            UNIT,
        ),
    ).toBe(false);
});

const orthogonal = new OrthogonalRegularizer(1);

test.each([31, 33, 255, 257, 1000, 10_000, 12_345, 1_000_000])(
    'two equal vectors of %i elements have a cosine of 1, up to 1e-6',
    k => {
        const rows = new Float32Array(2 * k);
        for (const value of [1, 0.3, 1e-3, 7]) {
            rows.fill(value);
            expect(Math.abs(orthogonal({ data: rows, shape: [2, k] }) - 1)).toBeLessThan(1e-6);
            expect(Math.abs(new OrthogonalRegularizer(1, 'columns')({ data: rows, shape: [k, 2] }) - 1)).toBeLessThan(
                1e-6,
            );
        }
    },
);

test.each([1e7, 2 ** 25])('so have two of %i, whose products a float32 could not count', k => {
    const data = new Float32Array(2 * k).fill(1);
    expect(Math.abs(orthogonal({ data, shape: [2, k] }) - 1)).toBeLessThan(1e-6);
});

/** Blocks whose small terms each round away, one after the other, beside a large one in every lane. */
function worst(blocks, large) {
    const x = new Float32Array(2048 * blocks).fill(2 ** -53);
    for (let b = 0; b < blocks; b++) x.fill(large, 2048 * b, 2048 * b + 8);
    return x;
}

test.each([1, 2, 5, 64])('the worst %i blocks reach 255 * 2^-53 and stay within 261', blocks => {
    const x = worst(blocks, 1);
    const abs = x.reduce((sum, v) => sum + units(v), 0n);
    expect(agrees(l1(x), abs, UNIT, 261n)).toBe(true);
    expect(agrees(l1(x), abs, UNIT, 254n)).toBe(false);
    const roots = x.map(v => (v === 1 ? 2 ** 26.5 : 1));
    const squares = roots.reduce((sum, v) => sum + units(v) ** 2n, 0n);
    expect(agrees(l2(roots), squares, 2n * UNIT, 261n)).toBe(true);
});

test('behind a large term in every lane, blocks of small ones lose nothing more', () => {
    const x = new Float32Array(2048 * 64).fill(2 ** -53);
    x.fill(1, 0, 8);
    const abs = x.reduce((sum, v) => sum + units(v), 0n);
    expect(agrees(l1(x), abs, UNIT, 261n)).toBe(true);
    expect(agrees(l1(x), abs, UNIT, 254n)).toBe(false);
});

test('random mixtures of magnitudes around the rounding stay within 261 * 2^-53', () => {
    for (let t = 0; t < 40; t++) {
        const x = Float32Array.from({ length: 2048 * 3 + t }, (_, i) =>
            i % 2048 < 8 ? 1 + next() : next() * 2 ** -52,
        );
        expect(
            agrees(
                l1(x),
                x.reduce((sum, v) => sum + units(v), 0n),
                UNIT,
                261n,
            ),
        ).toBe(true);
    }
});
