/** What is left in memory after a great deal of work. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';

let left;
beforeAll(() => {
    const program = fileURLToPath(new URL('memory.js', import.meta.url));
    const env = { ...process.env, NODE_OPTIONS: '' };
    left = JSON.parse(execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8', env }));
});

/** Far less than one object a call or an array would come to. */
const FLAT = 2 ** 20;

test('a million calls leave the heap flat', () => {
    expect(left.afterCalls).toBeLessThan(FLAT);
});

test('10,000 allocated arrays are collected, those with a memory of their own as well', () => {
    expect(left.sum).toBe(10_000);
    expect(left.afterAllocations).toBeLessThan(FLAT);
    // 200 large arrays, each two of which share a memory, and 10 slabs of small ones.
    expect(left.made).toBeGreaterThan(100);
    // The scratch, and the slab that the next small array will come from.
    expect(left.alive).toBeLessThanOrEqual(2);
});

test('an array of 2^30 bytes is summed without growing any memory or making one', () => {
    expect(left).toMatchObject({ penalty: 2 ** 28, pages: [], growths: 0 });
});
