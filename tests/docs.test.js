import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = new URL('..', import.meta.url);
const page = readFileSync(new URL('docs/configs.md', root), 'utf8');
const blocks = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

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

test.each(blocks.map((code, i) => [i + 1, code]))(
    'code block %i of docs/configs.md does what it says',
    async (_, code) => {
        const program = CHECK + checked(/** @type {string} */ (code));
        expect(program).toContain('check("');
        const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
            cwd: fileURLToPath(root),
        });
        await expect(run).resolves.toMatchObject({ stderr: '' });
    },
);
