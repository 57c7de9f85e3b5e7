/** Random programs on the public API. The same seed makes the same program on every build, which must print the same. */
import { floats, uniform } from '../core/random.js';

const LENGTHS = [0, 1, 3, 7, 8, 9, 31, 32, 33, 67, 500, 2047, 2048, 2049, 4101];
const EDGES = [0, -0, 1e-45, -3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const FACTORS = [0, -0, 0.01, 0.5, 1e-30, 3e5];
const FORMATS = ['keras2', 'keras3', 'tfjs'];

/** Where there is no WebAssembly, what a memory does to its views is done by hand. */
class StandIn {
    buffer = new ArrayBuffer(4 * 65536);
    get [Symbol.toStringTag]() {
        return 'WebAssembly.Memory';
    }
    grow(pages) {
        const old = structuredClone(this.buffer, { transfer: [this.buffer] });
        this.buffer = new ArrayBuffer(old.byteLength + pages * 65536);
        new Uint8Array(this.buffer).set(new Uint8Array(old));
    }
}

/** @param {Float32Array} x */
const isDetached = x => x.length === 0 && x.byteOffset === 0 && x.buffer.byteLength === 0;

/** @param {Float32Array} x */
const copyOf = x => (isDetached(x) ? new Float32Array() : x.slice());

/** Two 32-bit hashes (FNV-1a) of an array's bits, in which all NaN are one. */
export function hashOf(array) {
    const same = array.map(v => (Number.isNaN(v) ? Number.NaN : v));
    const words = new Uint32Array(same.buffer, same.byteOffset, same.byteLength / 4);
    let [a, b] = [0x811c9dc5, 0x12345];
    for (const word of words) {
        a = Math.imul(a ^ word, 0x01000193);
        b = Math.imul(b + word, 0x9e3779b1) ^ (b >>> 15);
    }
    return `${array.length}:${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`;
}

/** A number with all its bits. */
export const bitsOf = x => hashOf(Float64Array.of(x));

/**
 * Runs a program.
 * @param {object} api the package
 * @param {number} seed
 * @param {number} steps
 * @returns {{ lines: string[], rounded: number[], requests: object[] }} lines: what must be the same bit for bit; rounded:
 *     orthogonal penalties, which the JS build rounds otherwise; requests: the same work for the native core, with the
 *     line that its answer must print
 */
export function runProgram(api, seed, steps) {
    const next = uniform(seed);
    const below = n => Math.floor(next() * n);
    const pick = list => list[below(list.length)];
    const memory = globalThis.WebAssembly ? new WebAssembly.Memory({ initial: 4 }) : new StandIn();
    api.attach(memory);
    const lines = [];
    const rounded = [];
    const requests = [];
    let regularizer = new api.L1L2(0.01, 0.02);
    let arrays = [];
    const onHeap = new WeakSet();

    function fresh(n) {
        const place = below(3);
        const offset = below(4);
        if (place === 0) {
            const x = new Float32Array(n + offset).subarray(offset);
            onHeap.add(x);
            return x;
        }
        if (place === 1) return api.allocate(n + offset).subarray(offset);
        const room = memory.buffer.byteLength / 4 - n;
        return new Float32Array(memory.buffer, 4 * below(room + 1), n);
    }
    /** x a little further on, where there is room for it: in the attached memory. */
    function nudged(x) {
        const [at, bytes] = [x.byteOffset + 4 * (1 + below(9)), memory.buffer.byteLength];
        return x.buffer === memory.buffer && at + x.byteLength <= bytes ? new Float32Array(x.buffer, at, x.length) : x;
    }
    function create() {
        const l1 = pick(FACTORS);
        const l2 = pick(FACTORS);
        regularizer = pick([() => new api.L1(l1), () => new api.L2({ l2 }), () => new api.L1L2({ l1, l2 })])();
        const config = api.serialize(regularizer, { format: pick(FORMATS) });
        regularizer = api.get(JSON.parse(JSON.stringify(config)));
        return `${JSON.stringify(config)} ${JSON.stringify(regularizer)}`;
    }
    function newArray() {
        const n = pick(LENGTHS);
        const x = fresh(n);
        x.set(floats(n, below(1000)));
        if (next() < 0.3) for (let i = 0; i < n && i < EDGES.length; i++) x[below(n)] = pick(EDGES);
        arrays = [...arrays.slice(-7), x];
        return hashOf(x);
    }
    const request = (kernel, x, more) => {
        const { l1 = 0, l2 = 0 } = regularizer;
        return { kernel, x: copyOf(x), l1, l2, ...more };
    };
    /** The penalty that the two sums of the native core make. */
    function penaltyOf({ l1, l2 }) {
        if (l2 === undefined) return ([abs]) => l1 * abs;
        if (l1 === undefined) return ([, squares]) => l2 * squares;
        return ([abs, squares]) => (l1 && l1 * abs) + (l2 && l2 * squares);
    }

    function call(x) {
        const value = regularizer(x);
        const penalty = penaltyOf(regularizer);
        requests.push({ request: request('sum_both', x), line: bitsOf(value), print: a => bitsOf(penalty(a.value)) });
        return bitsOf(value);
    }
    function grad(x) {
        const scale = pick([1, -0.5, 3e-4]);
        const accumulate = next() < 0.5;
        // One that overlaps x is refused before anything is written.
        const out = pick([x, fresh(x.length), fresh(x.length), nudged(x)]);
        const old = floats(x.length, below(99));
        if ((out === x || next() < 0.5) && !isDetached(out)) out.set(old);
        const asked = request('value_gradient', x, { out: copyOf(out), scale, accumulate });
        const both = next() < 0.5;
        const { value, grad: got } = both
            ? regularizer.valueAndGrad(x, { out, scale, accumulate })
            : { value: undefined, grad: regularizer.grad(x, { out, scale, accumulate }) };
        const line = `${both ? bitsOf(value) : ''} ${hashOf(got)}`;
        const penalty = penaltyOf(regularizer);
        requests.push({
            request: asked,
            line,
            print: a => `${both ? bitsOf(penalty(a.value)) : ''} ${hashOf(a.out)}`,
        });
        return line;
    }
    function step(x) {
        const rate = pick([0, 0.1, 2]);
        const out = next() < 0.5 ? x : undefined;
        const asked = request('prox', x, { scale: rate });
        const got = regularizer.prox(x, rate, { out });
        requests.push({ request: asked, line: hashOf(got), print: a => hashOf(a.out) });
        const decayed = request('decay', got, { scale: rate / 4 });
        const after = api.weightDecay(got, rate / 4);
        requests.push({ request: decayed, line: hashOf(after), print: a => hashOf(a.out) });
        return `${hashOf(got)} ${hashOf(after)}`;
    }
    function orthogonal() {
        const [rows, cols, mode] = [1 + below(12), 1 + below(12), pick(['rows', 'columns'])];
        const data = fresh(rows * cols);
        data.set(Float32Array.from(data, () => next() - 0.5));
        const m = mode === 'rows' ? rows : cols;
        const { value, grad: got } = new api.OrthogonalRegularizer((m * (m - 1)) / 2, mode).valueAndGrad({
            data,
            shape: [rows, cols],
        });
        rounded.push(value, ...got);
        if (m < 2) return 'one vector';
        const matrix = { rows, cols, columns: mode === 'columns', withGradient: true, scale: 1 };
        requests.push({
            request: request('orthogonal', data, matrix),
            line: `${bitsOf(value)} ${hashOf(got)}`,
            print: a => `${bitsOf(a.value[0])} ${hashOf(a.out)}`,
        });
        return `${rows} x ${cols}`;
    }
    function grow() {
        memory.grow(1);
        return String(memory.buffer.byteLength);
    }
    function detach(x) {
        // Memory of WebAssembly cannot be transferred; this is what postMessage does to the rest.
        if (!onHeap.has(x) || x.length === 0) return 'kept';
        structuredClone(x.buffer, { transfer: [x.buffer] });
        return 'detached';
    }

    for (let i = 0; i < steps; i++) {
        const act = pick([create, newArray, newArray, call, call, grad, grad, step, orthogonal, grow, detach]);
        const isOnArray = act.length === 1;
        let line;
        try {
            line = isOnArray && arrays.length === 0 ? 'no array yet' : act(pick(arrays));
        } catch (error) {
            line = `${error.name}: ${error.message}`;
        }
        lines.push(`${i} ${act.name} ${line}`);
    }
    return { lines, rounded, requests };
}
