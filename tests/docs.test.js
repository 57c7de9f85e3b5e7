import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { CHECK, checked } from './executed.js';

const root = new URL('..', import.meta.url);
const pageOf = name => readFileSync(new URL(name, root), 'utf8');
const blocks = ['README.md', 'docs/configs.md'].flatMap(name =>
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
