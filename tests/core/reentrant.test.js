/** Inputs that lie about themselves, change while they are read, and call back into the package meanwhile. */
import { expect, test } from '@jest/globals';
import { allocate, L1, L1L2, L2, OrthogonalRegularizer } from '../../js/index.js';
import { floats } from './random.js';

const reg = new L1L2(0.5, 0.25);
const other = floats(3000, 5);
/** A getter's value, and what happens when it is asked for. */
function after(act, value) {
    act();
    return value;
}
/** Uses every kind of scratch there is. */
function callBack() {
    reg.valueAndGrad(other);
    reg.prox(other, 0.1);
    new OrthogonalRegularizer(1)({ data: other, shape: [60, 50] });
}

/** Says something else each time, and calls back before it does. */
let lie = 0;
class Liar extends Float32Array {
    static get [Symbol.species]() {
        callBack();
        return Float64Array;
    }
    get length() {
        callBack();
        return [0, 5, 1e9][lie++ % 3];
    }
    get byteLength() {
        return 0;
    }
    get byteOffset() {
        return 4 * (lie++ % 3);
    }
    get buffer() {
        callBack();
        return new ArrayBuffer(16);
    }
    subarray() {
        return new Float32Array(1);
    }
    slice() {
        return [];
    }
    set() {
        callBack();
    }
    *[Symbol.iterator]() {
        for (;;) yield 1;
    }
}

test.each([1, 31, 32, 2048, 5000])('a subclass of Float32Array that lies counts for its %i elements', n => {
    const x = floats(n, 3);
    const liar = new Liar(x);
    expect(reg(liar)).toBe(reg(x));
    expect(reg.valueAndGrad(liar)).toEqual(reg.valueAndGrad(x));
    const out = new Liar(n);
    expect(reg.prox(liar, 0.1, { out })).toBe(out);
    expect([...Array(n).keys()].every(i => Object.is(out[i], reg.prox(x, 0.1)[i]))).toBe(true);
    expect(() => reg.grad(liar, { out: new Float32Array(n + 1) })).toThrow(/expected out to have/);
});

test('so does an allocated array on which a length is defined', () => {
    const x = allocate(100).fill(1);
    const next = allocate(100).fill(7);
    Object.defineProperty(x, 'length', { get: () => (lie++ % 2 ? 100 : 1000) });
    Object.defineProperty(x, 'byteOffset', { value: next.byteOffset });
    expect(new L1(1)(x)).toBe(100);
    reg.prox(x, 0.1, { out: x });
    expect(next).toEqual(new Float32Array(100).fill(7));
});

test('elements, rows, data and shapes with getters that call back give the sum of what they return', () => {
    const row = () => Object.defineProperty([0, 2], 0, { get: () => after(callBack, 1) });
    expect(new L1(1)([row(), row()])).toBe(6);
    const tensor = {
        get data() {
            callBack();
            return [1, 0, 0, 1];
        },
        get shape() {
            callBack();
            return [2, 2];
        },
    };
    expect(new OrthogonalRegularizer(1)(tensor)).toBe(0);
    expect(new L2(1)(tensor)).toBe(2);
});

/** What postMessage does to an array that it hands over. */
const detach = x => x.byteLength && structuredClone(x.buffer, { transfer: [x.buffer] });

test.each(['grad', 'valueAndGrad'])('an option that detaches the weights makes %s refuse them', method => {
    const both = [reg, new OrthogonalRegularizer(1)].map(regularizer => () => {
        const data = floats(64);
        const getter = { get: () => after(() => detach(data), 1), enumerable: true };
        return regularizer[method]({ data, shape: [8, 8] }, Object.defineProperty({}, 'scale', getter));
    });
    for (const run of both) expect(run).toThrow(/detached array/);
});

test('a shape or a factor that detaches the data makes them refused', () => {
    const data = floats(64);
    const shape = Object.defineProperty([8, 8], 0, { get: () => after(() => detach(data), 8) });
    expect(() => new OrthogonalRegularizer(1).grad({ data, shape })).toThrow(/detached array/);
    const x = floats(64);
    const l1 = new L1(1);
    Object.defineProperty(l1, 'l1', { get: () => after(() => detach(x), 1) });
    expect(() => l1.grad(x)).toThrow(/detached array/);
});

test('weights that shrink while the options are read are refused, not read past their end', () => {
    const buffer = new ArrayBuffer(256, { maxByteLength: 256 });
    const data = new Float32Array(buffer).fill(1);
    const options = {
        get scale() {
            buffer.resize(64);
            return 1;
        },
    };
    expect(() => new OrthogonalRegularizer(1).grad({ data, shape: [8, 8] }, options)).toThrow(/fit its data/);
});

test.each([
    [{ length: 1e9 }],
    [new Array(1e6)],
    [
        {
            *[Symbol.iterator]() {
                for (;;) yield 1;
            },
        },
    ],
])('an endless shape is refused at once', shape => {
    expect(() => reg({ data: [1], shape })).toThrow(/w\.shape/);
    expect(() => allocate(shape)).toThrow(/the shape/);
});

test('dimensions whose product is no number allocate nothing, and later arrays do not overlap', () => {
    expect(allocate([1e308, 1e308, 0])).toHaveLength(0);
    const [a, b] = [allocate(8).fill(1), allocate(8).fill(2)];
    expect([...a, ...b]).toEqual([...Array(8).fill(1), ...Array(8).fill(2)]);
});
