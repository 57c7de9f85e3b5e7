// The examples of docs/tfjs.md and docs/guide/which.md print what the pages say.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = ['tfjs', 'guide/which'].map(name => readFileSync(`${root}docs/${name}.md`, 'utf8')).join('\n');
const examples = [...page.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, code, output]) => [
    code.match(/const \{ (.*?) \} = install/)[1],
    code,
    output,
]);

test('every example of the pages has its output beside it', () => {
    expect(examples).toHaveLength(page.match(/```js/g).length);
});

test.each(examples)('the example of %s prints what the page says', (_, code, output) => {
    const args = ['--no-warnings', '--input-type=module', '--eval', code];
    const printed = execFileSync(process.execPath, args, {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(printed.trim()).toBe(output.trim());
});

test('the TF.js example trains, and shows that exact zeros survive our penalty, and that proximal steps make them', () => {
    const file = `${root}examples/tfjs.mjs`;
    const printed = execFileSync(process.execPath, [file, '--quick'], { encoding: 'utf8', timeout: 180_000 });
    const kept = [...printed.matchAll(/(\d+) of (\d+)/g)].map(([, after, before]) => [Number(after), Number(before)]);
    const [without, stock, ours, gradient, prox] = kept;
    expect(without[0]).toBe(without[1]);
    expect(stock[0]).toBeLessThan(stock[1] / 100);
    expect(ours[0]).toBe(ours[1]);
    expect(gradient[0]).toBeLessThan(gradient[1] + 10);
    expect(prox[0]).toBeGreaterThan(prox[1] + 1000);
    for (const [, accuracy] of printed.matchAll(/(\d+\.\d) % {3}/g)) expect(Number(accuracy)).toBeGreaterThan(70);
}, 200_000);
