/** Asks the native core, built by the ordinary CMake, for the bits of a kernel. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../build/native/tests/native/answer', import.meta.url));
/** Bytes of a kernel's name. */
const NAME = 32;
/** Numbers for kernels that take many. */
const SETTINGS = 11;
const HEADER = NAME + 56 + 8 * SETTINGS;

/**
 * @typedef {object} Request
 * @property {string} kernel
 * @property {Float32Array} x
 * @property {Float32Array} [out] what it holds before, for accumulate
 * @property {number} [offset] floats in front of the array
 * @property {number} [l1]
 * @property {number} [l2]
 * @property {number} [scale] the scale, step or rate
 * @property {boolean} [accumulate]
 * @property {number} [rows]
 * @property {number} [cols]
 * @property {boolean} [columns]
 * @property {boolean} [withGradient]
 * @property {number[]} [settings] of an optimizer's step, in the order of its ABI; x then holds w, g, m, v one after the
 *     other, as many as the kernel takes, and out is what became of them. Of a group kernel: outer, groups, inner, l1, weight,
 *     scale or step, accumulate. Of an anchored one, whose x holds x, anchor and importance: weighted, factor, accumulate
 */

/**
 * Runs all requests in one process.
 * @param {Request[]} requests
 * @returns {{ value: [number, number], out: Float32Array }[]}
 */
export function askNative(requests) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build the native core first (npm test does)`);
    const { stdout, status, stderr } = spawnSync(PROGRAM, {
        input: Buffer.concat(requests.map(encode)),
        maxBuffer: 2 ** 30,
    });
    if (status !== 0) throw new Error(`answer ended with ${status}: ${stderr}`);
    let at = 0;
    return requests.map(({ x }) => {
        const value = /** @type {[number, number]} */ ([stdout.readDoubleLE(at), stdout.readDoubleLE(at + 8)]);
        const out = new Float32Array(
            stdout.buffer.slice(stdout.byteOffset + at + 16, stdout.byteOffset + at + 16 + 4 * x.length),
        );
        at += 16 + 4 * x.length;
        return { value, out };
    });
}

/** @param {Request} request */
function encode({ kernel, x, out, offset = 0, l1 = 0, l2 = 0, scale = 0, accumulate = false, ...matrix }) {
    const { rows = 0, cols = 0, columns = false, withGradient = false, settings = [] } = matrix;
    const bytes = Buffer.alloc(HEADER + 8 * x.length);
    const numbers = [x.length, offset, Number(accumulate), rows, cols, Number(columns), Number(withGradient), 0];
    bytes.write(kernel, 0, NAME - 1, 'latin1');
    numbers.forEach((number, i) => {
        bytes.writeInt32LE(number, NAME + 4 * i);
    });
    [l1, l2, scale, ...settings].forEach((number, i) => {
        bytes.writeDoubleLE(number, NAME + 32 + 8 * i);
    });
    Buffer.from(x.buffer, x.byteOffset, x.byteLength).copy(bytes, HEADER);
    if (out) Buffer.from(out.buffer, out.byteOffset, out.byteLength).copy(bytes, HEADER + x.byteLength);
    return bytes;
}
