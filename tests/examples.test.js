import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

/** Runs an example as a person would and returns what it prints. */
function runExample(name, ...args) {
    const file = fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
    return execFileSync(process.execPath, [file, ...args], { encoding: 'utf8', timeout: 200_000 });
}

test('the digits example shows that proximal steps, and only they, make weights exactly zero', () => {
    const output = runExample('digits.mjs', '--quick');
    const rows = [...output.matchAll(/^(\S.*?) +(\d+\.\d) % +(\d\.\d{3}) +(\d\.\d{3}) +(\d+)$/gm)].map(
        ([, name, accuracy, loss, penalty, zeros]) => [
            name,
            { accuracy: +accuracy, loss: +loss, penalty: +penalty, zeros: +zeros },
        ],
    );
    const table = Object.fromEntries(rows);
    expect(rows.map(([name]) => name)).toEqual([
        'no regularizer',
        'L2, gradient',
        'L1, gradient',
        'L1, proximal step',
        'L1L2, proximal step',
    ]);
    for (const [, row] of rows) expect(row.accuracy).toBeGreaterThan(85);

    expect(table['no regularizer'].penalty).toBe(0);
    expect(table['L2, gradient'].penalty).toBeGreaterThan(0);
    for (const name of ['no regularizer', 'L2, gradient', 'L1, gradient']) expect(table[name].zeros).toBeLessThan(10);
    for (const name of ['L1, proximal step', 'L1L2, proximal step']) expect(table[name].zeros).toBeGreaterThan(2000);

    // Both minimise the same objective. What differs is where the small weights end.
    const [gradient, proximal] = [table['L1, gradient'], table['L1, proximal step']];
    expect(Math.abs(gradient.loss - proximal.loss)).toBeLessThan(0.02);
    expect(Math.abs(gradient.penalty - proximal.penalty)).toBeLessThan(0.02);
});

test('the consolidation example forgets a task by fine-tuning, and remembers it where weights are held', () => {
    const output = runExample('consolidation.mjs', '--quick');
    const rows = [...output.matchAll(/^(\S.*?) +(?:[\d.]+ +)?(\d+\.\d) % +(\d+\.\d) % +(\d+\.\d) %$/gm)].map(
        ([, name, first, second, mean]) => [name, { first: +first, second: +second, mean: +mean }],
    );
    expect(rows.map(([name]) => name)).toEqual(['after the first task', 'fine-tuning', 'L2-SP', 'EWC']);
    const {
        'after the first task': before,
        'fine-tuning': tuned,
        'L2-SP': near,
        EWC: consolidated,
    } = Object.fromEntries(rows);
    expect(before.first).toBeGreaterThan(90);
    expect(before.second).toBeLessThan(50);
    expect(tuned.first).toBeLessThan(before.first - 25);
    for (const held of [near, consolidated]) {
        expect(held.first).toBeGreaterThan(tuned.first + 15);
        expect(held.second).toBeGreaterThan(75);
        expect(held.mean).toBeGreaterThan(tuned.mean + 3);
    }
});

test('the sparse example takes whole units and filters out of networks, and what is left reads as many digits', () => {
    const output = runExample('sparse.mjs', '--quick');
    const row = /^(\S.*?| {2}\S.*?) +(\d+\.\d) % +(\d+) +(\d+\.\d) +(\d+\.\d\d) {2}(\d+), (\d+)$/gm;
    const rows = [...output.matchAll(row)].map(([, name, ...numbers]) => [name.trim(), ...numbers.map(Number)]);
    expect(rows).toHaveLength(10);
    for (const network of [rows.slice(0, 5), rows.slice(5)]) {
        const [dense, , lasso, compact, tuned] = network;
        expect([lasso[0], compact[0], tuned[0]]).toEqual([
            expect.stringMatching(/^group lasso/),
            'compact',
            'and trained on',
        ]);
        const [accuracy, parameters, kilobytes, , first, second] = [1, 2, 3, 4, 5, 6];
        expect(lasso[parameters]).toBe(dense[parameters]);
        expect(compact[accuracy]).toBeCloseTo(lasso[accuracy], 5);
        expect(compact[parameters]).toBeLessThanOrEqual(dense[parameters]);
        const isDense = dense[first] === 256;
        const [a, b] = [compact[first], compact[second]];
        expect(compact[parameters]).toBe(
            isDense ? 785 * a + (a + 1) * b + (b + 1) * 10 : 26 * a + (25 * a + 1) * b + (16 * b + 1) * 10,
        );
        if (!isDense) continue;
        expect(compact[parameters]).toBeLessThan(0.9 * dense[parameters]);
        expect(compact[kilobytes]).toBeLessThan(0.9 * dense[kilobytes]);
        expect(tuned[parameters]).toBe(compact[parameters]);
        expect(tuned[accuracy]).toBeGreaterThanOrEqual(compact[accuracy]);
    }
});

test('the jax-js example leaves weights at zero that begin there, and makes more of them zero by proximal steps', () => {
    const output = runExample('jax.mjs', '--quick');
    const rows = [...output.matchAll(/^(\S.*?) +(\d+\.\d) % +(\d\.\d{3}) +(\d+) +(\d+)$/gm)].map(
        ([, name, accuracy, loss, zeros, unused]) => ({
            name,
            accuracy: +accuracy,
            loss: +loss,
            zeros: +zeros,
            unused: +unused,
        }),
    );
    const [none, slope, prox, groups] = rows;
    expect(rows.map(({ name }) => name)).toEqual([
        'no regularizer',
        'L1, slope',
        'L1, proximal step',
        'groups, proximal step',
    ]);
    for (const { accuracy } of rows) expect(accuracy).toBeGreaterThan(80);
    // Pixels that are paper on every digit: their weights begin at 0, and L1's slope there is 0.
    expect([none.zeros, slope.zeros, slope.unused]).toEqual([10 * none.unused, none.zeros, none.unused]);
    expect(none.unused).toBeGreaterThan(100);
    expect(prox.zeros).toBeGreaterThan(2 * slope.zeros);
    expect(groups.unused).toBeGreaterThan(1.5 * slope.unused);
    expect(groups.zeros).toBeGreaterThanOrEqual(10 * groups.unused);
    // Both minimise the same objective.
    expect(Math.abs(slope.loss - prox.loss)).toBeLessThan(0.02);
});
