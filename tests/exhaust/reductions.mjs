// Every length of the sums at every offset, and the signs of dot products next to 0, through the package. The native core
// goes through the same in tests/native/exhaust.c.
import { allocate, OrthogonalRegularizer } from '../../js/index.js';
import { sumAbs, sumSquares, sums } from '../../js/kernels/elementwise.js';
import * as lanes from '../../js/kernels/lanes.js';

/** Two blocks of the sums and one element. */
const LONGEST = 2 * 2048 + 1;
const OFFSETS = 16;

/** Here the sums have no kernel that makes both. @param {Float32Array} x */
const lanesSums = x => ({ abs: lanes.sumAbs(x), squares: lanes.sumSquares(x) });

/** @typedef {{ count: number, wrong: number, first: string }} Findings */

/**
 * Integers, whose sums are exact in whatever order they are made; what lies around them would show.
 * @param {'wasm' | 'wasm on copies' | 'js'} build
 * @returns {Findings}
 */
export function exhaustSums(build) {
    const size = LONGEST + 2 * OFFSETS;
    const array = build === 'wasm' ? allocate(size) : new Float32Array(size);
    const kernels = build === 'js' ? { ...lanes, sums: lanesSums } : { sumAbs, sumSquares, sums };
    const findings = { count: 0, wrong: 0, first: '' };
    for (let offset = 0; offset < OFFSETS; offset++) {
        array.fill(1e30);
        let abs = 0;
        let squares = 0;
        for (let n = 0; n <= LONGEST; n++) {
            const x = array.subarray(offset, offset + n);
            const both = kernels.sums(x);
            const got = [kernels.sumAbs(x), kernels.sumSquares(x), both.abs, both.squares];
            findings.count += 3;
            if (got[0] !== abs || got[1] !== squares || got[2] !== abs || got[3] !== squares) {
                findings.wrong++;
                findings.first ||= `${n} elements at ${offset}: got ${got}, wanted ${[abs, squares]} twice`;
            }
            const next = ((n * 7919) % 2001) - 1000;
            array[offset + n] = next;
            abs += Math.abs(next);
            squares += next * next;
        }
    }
    return findings;
}

/**
 * (1, t, 0, ...) and (-u, 1, 0, ...) have the dot product t - u, exact in float64. For each t of one octave, or every so
 * many of them, and each u up to two floats away the first vector is pulled to where the product is 0.
 * @param {number} stride
 * @returns {Findings}
 */
export function exhaustSigns(stride) {
    const regularizer = new OrthogonalRegularizer(1, 'rows');
    const findings = { count: 0, wrong: 0, first: '' };
    const bits = new Uint32Array(2);
    const [t, u] = [0, 1];
    const floats = new Float32Array(bits.buffer);
    for (let columns = 2; columns <= 5; columns++) {
        const data = new Float32Array(2 * columns);
        const out = new Float32Array(2 * columns);
        data[0] = 1;
        data[columns + 1] = 1;
        for (bits[t] = 0x3f000000; bits[t] < 0x3f800000; bits[t] += stride) {
            for (let apart = -2; apart <= 2; apart++) {
                bits[u] = bits[t] + apart;
                data[1] = floats[t];
                data[columns] = -floats[u];
                regularizer.grad({ data, shape: [2, columns] }, { out });
                findings.count++;
                if (Math.sign(out[0]) === Math.sign(floats[u] - floats[t])) continue;
                findings.wrong++;
                findings.first ||= `${floats[t]} and ${floats[u]} in ${columns} columns: got ${out[0]}`;
            }
        }
    }
    return findings;
}
