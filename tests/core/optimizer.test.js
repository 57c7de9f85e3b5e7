/** The steps of optimizers: the same bits by every build and every way to them, and the formulas of their papers. */
import { describe, expect, test } from '@jest/globals';
import { names } from '../../js/generated/optimizer.js';
import { allocate, attach } from '../../js/index.js';
import * as optimizer from '../../js/kernels/optimizer.js';
import { askNative } from './native.js';
import { floats } from './random.js';

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
const LENGTHS = [...range(0, 40), 64, 67, ...range(2047, 2057), 4095, 4097, 16385];
const OFFSETS = n => (n < 40 ? [0, 1, 3] : [n % 4]);

const SURROUNDINGS = [
    { decay: 0, l1: 0, l2: 0, step: 0 },
    { decay: 0.01, l1: 0.3, l2: 0.7, step: 0.125 },
];
const ADAM = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, correction1: 0.271, correction2: 0.002997001 };

/** Each kernel with settings, as a call of `implementation` and as a request to the native core. */
const steps = SURROUNDINGS.flatMap(around => [
    {
        kernel: 'sgd',
        arrays: 2,
        run: (kernels, [w, g]) => kernels.sgd(w, g, 0.1, around),
        settings: [0.1, around.decay, around.l1, around.l2, around.step],
    },
    ...[false, true].map(nesterov => ({
        kernel: 'momentum',
        arrays: 3,
        run: (kernels, [w, g, m]) => kernels.momentum(w, g, m, 0.1, 0.9, nesterov, around),
        settings: [0.1, 0.9, Number(nesterov), around.decay, around.l1, around.l2, around.step],
    })),
    ...[false, true].map(scaled => ({
        kernel: 'adam',
        arrays: 4,
        run: (kernels, [w, g, m, v]) => kernels.adam(w, g, m, v, ADAM, { ...around, scaled }),
        settings: [...Object.values(ADAM), around.decay, around.l1, around.l2, around.step, Number(scaled)],
    })),
]);

const inJs = { sgd: optimizer.sgdInJs, momentum: optimizer.momentumInJs, adam: optimizer.adamInJs };

const EDGES = [0, -0, 1e-45, -1e-45, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** Weights, gradients and moments; the second time with edge values at the ends. Second moments are not negative. */
function* inputs(n) {
    const arrays = [1, 2, 3, 4].map(seed => floats(n, seed));
    arrays[3] = arrays[3].map(Math.abs);
    yield arrays;
    yield arrays.map((x, a) =>
        x.map((v, i) => (n - i <= EDGES.length ? EDGES[(n - i - 1 + 2 * a) % EDGES.length] : v)),
    );
}

function sameBits(a, b, what) {
    for (let i = 0; i < a.length; i++) {
        if (!Object.is(a[i], b[i])) throw new Error(`${what}: element ${i} is ${a[i]} and ${b[i]}`);
    }
}

const onHeap = offset => data => {
    const x = new Float32Array(data.length + offset).subarray(offset);
    x.set(data);
    return x;
};
const allocated = offset => data => {
    const x = allocate(data.length + offset).subarray(offset);
    x.set(data);
    return x;
};
/** Arrays one after the other in a memory that the package does not own. */
function inForeignMemory(offset) {
    const memory = new WebAssembly.Memory({ initial: 32 });
    attach(memory);
    let at = 4 * offset;
    return data => {
        const x = new Float32Array(memory.buffer, at, data.length);
        at += 4 * data.length + 4;
        x.set(data);
        return x;
    };
}
const PLACES = [
    ['the JS heap', onHeap],
    ['allocated memory', allocated],
];
if (globalThis.WebAssembly) PLACES.push(['an attached memory', inForeignMemory]);

test.each(PLACES)('steps on arrays in %s have the bits of the JS kernels, and leave the gradient alone', (_, place) => {
    for (const n of LENGTHS) {
        for (const given of inputs(n)) {
            for (const { kernel, arrays, run } of steps) {
                const wanted = given.slice(0, arrays).map(x => x.slice());
                run(inJs, wanted);
                sameBits(wanted[1], given[1], 'gradient');
                for (const offset of OFFSETS(n)) {
                    const got = given.slice(0, arrays).map(place(offset));
                    run(optimizer, got);
                    got.forEach((x, a) => {
                        sameBits(x, wanted[a], `${kernel}, n = ${n}, offset = ${offset}, array ${a}`);
                    });
                }
            }
        }
    }
});

test('arrays that live apart from each other give the same bits', () => {
    const [given] = inputs(5000);
    for (const { arrays, run } of steps) {
        const [together, apart] = [0, 1].map(() =>
            given.slice(0, arrays).map((x, i) => (i % 2 ? onHeap(1)(x) : allocated(i)(x))),
        );
        run(inJs, together);
        run(optimizer, apart);
        apart.forEach((x, a) => {
            sameBits(x, together[a], `array ${a}`);
        });
    }
});

test('the native core gives the same bits, and is asked for every kernel of the module', () => {
    for (const n of LENGTHS) {
        for (const given of inputs(n)) {
            const requests = steps.map(({ kernel, arrays, settings }) => {
                const x = new Float32Array(arrays * n);
                given.slice(0, arrays).forEach((array, i) => {
                    x.set(array, i * n);
                });
                return { kernel, x, settings, offset: n % 4 };
            });
            const answers = askNative(requests);
            steps.forEach(({ kernel, arrays, run }, i) => {
                const wanted = given.slice(0, arrays).map(x => x.slice());
                run(inJs, wanted);
                wanted.forEach((x, a) => {
                    sameBits(answers[i].out.subarray(a * n, (a + 1) * n), x, `native ${kernel}, n = ${n}, array ${a}`);
                });
            });
        }
    }
    expect([...new Set(steps.map(({ kernel }) => kernel))].sort()).toEqual([...names].sort());
});

describe('against the papers, in float64', () => {
    /** A relative bound for `roundings` float32 roundings of quantities of size `scale`. */
    const near = (got, wanted, scale, roundings) =>
        Math.abs(got - wanted) <= roundings * 2 ** -24 * scale + 2 ** -149 * roundings;
    const soft = (w, t) => Math.sign(w) * Math.max(Math.abs(w) - t, 0);
    const around = SURROUNDINGS[1];
    const n = 1000;
    const [given] = inputs(n);

    test('SGD, momentum and Nesterov', () => {
        for (const [ahead, arrays] of [
            [null, 2],
            [false, 3],
            [true, 3],
        ]) {
            const [w, g, m] = given.map(x => x.slice());
            if (arrays === 2) optimizer.sgd(w, g, 0.1, around);
            else optimizer.momentum(w, g, m, 0.1, 0.9, ahead, around);
            for (let i = 0; i < n; i++) {
                const [w0, g0, m0] = given.map(x => x[i]);
                const m1 = 0.9 * m0 + g0;
                const direction = arrays === 2 ? g0 : ahead ? g0 + 0.9 * m1 : m1;
                const wanted = soft(w0 * 0.99 - 0.1 * direction, 0.125 * 0.3) / (1 + 2 * 0.125 * 0.7);
                const scale = Math.abs(w0) + Math.abs(g0) + Math.abs(m0) + 1;
                expect(near(w[i], wanted, scale, 12)).toBe(true);
                if (arrays === 3) expect(near(m[i], m1, scale, 3)).toBe(true);
            }
        }
    });

    test.each([false, true])('Adam, scaled: %s', scaled => {
        const [w, g, m, v] = given.map(x => x.slice());
        optimizer.adam(w, g, m, v, ADAM, { ...around, scaled });
        for (let i = 0; i < n; i++) {
            const [w0, g0, m0, v0] = given.map(x => x[i]);
            const [m1, v1] = [0.9 * m0 + 0.1 * g0, 0.999 * v0 + 0.001 * g0 * g0];
            const spread = Math.sqrt(v1 / ADAM.correction2) + ADAM.epsilon;
            const step = scaled ? 0.125 / spread : 0.125;
            const direction = m1 / ADAM.correction1 / spread;
            const wanted = soft(w0 * 0.99 - 0.01 * direction, step * 0.3) / (1 + 2 * step * 0.7);
            // Constants (1 - beta) are rounded too, v and m a few times each, direction and step relative to their size.
            const moments = (0.9 * Math.abs(m0) + 0.1 * Math.abs(g0)) / ADAM.correction1 / spread;
            expect(near(w[i], wanted, Math.abs(w0) + 0.01 * moments + step, 24)).toBe(true);
            expect(near(m[i], m1, Math.abs(m0) + Math.abs(g0), 5)).toBe(true);
            expect(near(v[i], v1, v0 + g0 * g0, 6)).toBe(true);
        }
    });

    test('no decay and no penalty change no bit, infinities, NaN and -0 included', () => {
        for (const values of inputs(67)) {
            const [w, g] = values.map(x => x.slice());
            optimizer.sgd(w, g, 0.1, SURROUNDINGS[0]);
            const wanted = values[0].map((v, i) => Math.fround(Math.fround(-0.1) * g[i]) + v);
            sameBits(w, wanted, 'sgd');
        }
    });
});
