import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { CHECK, checked } from './executed.js';

const root = new URL('..', import.meta.url);
const pageOf = name => readFileSync(new URL(name, root), 'utf8');
const guide = ['start', 'own', 'speed'].map(name => `docs/guide/${name}.md`);
const blocks = ['README.md', 'docs/configs.md', ...guide].flatMap(name =>
    [...pageOf(name).matchAll(/```js\n(.*?)```/gs)].map(([, code], i) => [i + 1, name, code]),
);

test.each(blocks)('code block %i of %s does what it says', async (_, name, code) => {
    const program = CHECK + checked(code);
    expect(program).toContain('check("');
    // An expectation that does not hold ends the program with an error, which rejects.
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: fileURLToPath(root),
    });
});

test('the README is one page of under 150 lines', () => {
    expect(pageOf('README.md').split('\n').length).toBeLessThan(150);
});

test('every time on the page about speed is one that was measured', () => {
    const measured = pageOf('bench/RESULTS.md');
    const rows = [...pageOf('docs/guide/speed.md').matchAll(/^\| (plain JS loop|ours, [^|]*) \| (.*) \|$/gm)];
    expect(rows).toHaveLength(3);
    const section = measured.split('## L1, value\n')[1].split('\n## ')[0];
    for (const [, contestant, times] of rows) {
        const row = section.split('\n').find(line => line.startsWith(`| ${contestant} `));
        const [ten, , thousand, cache, million] = row.split(' | ').slice(1);
        const all = [ten, thousand, cache, million].map(cell => cell.split(' ±')[0]);
        expect([contestant, ...times.split(' | ')]).toEqual([contestant, ...all]);
    }
});
