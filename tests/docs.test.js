import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = new URL('..', import.meta.url);
const pageOf = name => readFileSync(new URL(name, root), 'utf8');
const blocks = ['README.md', 'docs/configs.md'].flatMap(name =>
    [...pageOf(name).matchAll(/```js\n(.*?)```/gs)].map(([, code], i) => [i + 1, name, code]),
);

/** Turns `expression; // result` into a comparison of the two. @param {string} code */
const checked = code =>
    code.replace(/^(?!import|const|let| )(.+); \/\/ (.+)$/gm, (_, expression, result) => {
        return `check(${JSON.stringify(expression)}, () => ${expression}, ${JSON.stringify(result)});`;
    });

const CHECK = `
    import { inspect } from 'node:util';
    function check(expression, run, expected) {
        let actual;
        try {
            actual = inspect(run(), { breakLength: Infinity });
        } catch (error) {
            actual = error.name + ': ' + error.message;
        }
        const [start, end = ''] = expected.split('…');
        if (actual === expected || (end && actual.startsWith(start) && actual.endsWith(end))) return;
        throw new Error(expression + ' is ' + actual + ', the page says ' + expected);
    }
`;

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
