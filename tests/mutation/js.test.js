/** A sample of what `npm run mutate` does to js: changes that a test has noticed are noticed by it still. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

test('changes of js are noticed by the tests that have noticed them', () => {
    const program = fileURLToPath(new URL('again.mjs', import.meta.url));
    const args = ['--experimental-vm-modules', '--no-warnings', program, '120', '7'];
    const told = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(told).toMatchObject({ failing: [], unnoticed: [] });
    expect(told.tried).toBeGreaterThan(20);
    expect(told.noticed + told.gone).toBe(told.tried);
    // Lines that have been rewritten since: `npm run mutate -- --record` draws others.
    expect(told.gone).toBeLessThan(told.tried / 2);
});
