/** A stride of what `npm run exhaust` goes through whole. */
import { expect, test } from '@jest/globals';
import { jobs, perform } from '../../scripts/exhaust.mjs';
import { cases } from './cases.mjs';
import { exhaust } from './elementwise.mjs';

/** A prime, so that every low bit of a number has its turn. */
const STRIDE = 16411;

test('numbers from all over float32, sums of every length and signs next to 0 are right in every build', async () => {
    /** @type {string[]} */
    const wrong = [];
    let count = 0;
    await perform(jobs(STRIDE), ({ build, title }, findings) => {
        count += findings.count;
        if (findings.wrong) wrong.push(`${build}: ${title}: ${findings.wrong} wrong, ${findings.first}`);
    });
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(25_000_000);
});

test.each(/** @type {const} */ (['wasm', 'js']))('the numbers around every edge are right in %s', build => {
    const bits = new Uint32Array(1);
    const floats = new Float32Array(bits.buffer);
    for (const case_ of cases) {
        floats[0] = case_.scale * case_.l1;
        const magnitudes = [0, 0x00800000, bits[0], 0x3f800000, 0x7f800000, 0x7fc00000]; // 0, normal, threshold, 1, infinity, NaN
        for (const edge of magnitudes.flatMap(bits => [bits & 0x7fffffff, (bits | 0x80000000) >>> 0])) {
            const range = { from: Math.max(0, edge - 256), to: edge + 257, stride: 1 };
            expect({ case_, ...exhaust(case_, build, range) }).toMatchObject({ case_, wrong: 0, first: '' });
        }
    }
});

test('a threshold that is off by one float is found', () => {
    const case_ = { kernel: /** @type {const} */ ('prox'), l1: 1e-3, l2: 0, scale: 1 };
    const near = { from: 0x3a831200, to: 0x3a831300, stride: 1 };
    expect(exhaust(case_, 'js', near)).toEqual({ count: 256, wrong: 0, first: '' });
    expect(exhaust({ ...case_, l1: 1e-3 + 1.2e-10 }, 'js', near, case_).wrong).toBeGreaterThan(0);
});
