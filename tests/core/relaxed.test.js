/** The sums of squares with relaxed SIMD, which Node 20 has behind a flag. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { multiplyAdds, text } from '../../js/generated/elementwise.js';
import { bytesOf } from '../../js/kernels/packing.js';
import { withMultiplyAdd } from '../../js/kernels/wasm.js';

const plain = bytesOf(text);

/** How often a sequence of bytes, given as a string, occurs. @param {Uint8Array} bytes @param {string} sequence */
const count = (bytes, sequence) => Buffer.from(bytes).toString('latin1').split(sequence).length - 1;

const MUL = '\xfd\xf2\x01';
const MADD = '\xfd\x87\x02';

test('every square of the two kernels that sum squares becomes a relaxed multiply-add, and nothing is left over', () => {
    const fused = withMultiplyAdd(plain, multiplyAdds);
    expect([count(plain, MUL), count(plain, MADD)]).toEqual([16, 0]);
    expect([count(fused, MUL), count(fused, MADD)]).toEqual([0, 16]);
    expect(fused.length).toBe(plain.length);
});

test('relaxed SIMD gives the bits of the JS lanes at every length around a block and a tail', () => {
    const flag = Number.parseInt(process.versions.node, 10) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
    const program = fileURLToPath(new URL('relaxed.js', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [...flag, program], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ relaxed: true, lengths: 83, different: [] });
});
