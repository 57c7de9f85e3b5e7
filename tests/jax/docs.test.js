// The examples of docs/jax.md print what the page says, and those of the entry's JSDoc give what stands behind them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import * as entry from 'regularizers/jax';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/jax.md`, 'utf8');
const run = code =>
    execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '--eval', code], {
        cwd: root,
        encoding: 'utf8',
    });

const examples = [...page.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, code, output]) => [
    code.match(/import \{ (.*?) \} from 'regularizers\/jax'/)[1],
    code,
    output,
]);

test('every example of the page has its output beside it, and every export is on the page', () => {
    expect(examples).toHaveLength(page.match(/```js/g).length);
    expect(Object.keys(entry).filter(name => !page.includes(`\`${name}(`))).toEqual([]);
});

test.each(examples)('the example of %s prints what the page says', (_, code, output) => {
    expect(run(code).trim()).toBe(output.trim());
});

const sources = readdirSync(`${root}js/jax`).map(file => readFileSync(`${root}js/jax/${file}`, 'utf8'));
const codeOf = lines => lines.replace(/^ *\* ?/gm, '');
const jsdoc = sources.flatMap(text => [
    ...[...text.matchAll(/ \* @example\n(.*?) \*\/\nexport (?:const|function) (\w+)/gs)].map(([, lines, name]) => [
        name,
        codeOf(lines),
    ]),
    // Functions with more than one signature have theirs at the first.
    ...[...text.matchAll(/export interface Make(\w)(\w*) \{.*?@example\n(.*?) \*\//gs)].map(
        ([, first, rest, lines]) => [first.toLowerCase() + rest, codeOf(lines)],
    ),
]);

test('every export has an example', () => {
    expect(jsdoc.map(([name]) => name).sort()).toEqual(Object.keys(entry).sort());
});

test.each(jsdoc)('the example in the JSDoc of %s gives what it says', (_, code) => {
    const checked = code.replace(/^(.+); \/\/ ([-\d[].*)$/gm, (_, expression, result) => {
        return `console.log(JSON.stringify(${expression}), JSON.stringify(${result}));`;
    });
    const lines = run(checked).trim().split('\n');
    expect(lines.every(line => line.length > 2)).toBe(true);
    for (const line of lines) expect(line.split(' ')[0]).toBe(line.split(' ')[1]);
});
