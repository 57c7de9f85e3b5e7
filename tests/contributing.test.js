/** What the pages for contributors say of files and kernels is so. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = new URL('..', import.meta.url);
const pageOf = name => readFileSync(new URL(name, root), 'utf8');
const contributing = pageOf('CONTRIBUTING.md');
const architecture = pageOf('docs/architecture.md');

/** Paths in backticks that begin with a folder of the repository. */
const pathsIn = text => [
    ...new Set(
        [...text.matchAll(/`((?:src|bindings|js|tests|scripts|bench|docs|dist)\/[\w./-]*)`/g)].map(([, path]) => path),
    ),
];
const listed = name => pathsIn(new RegExp(`<!-- files: ${name} -->([^]*?)<!-- /files -->`).exec(contributing)[1]);

/** Tracked files in which a word stands. */
const filesWith = (word, ...folders) =>
    execFileSync('git', ['grep', '-lwE', word, '--', ...folders], { cwd: fileURLToPath(root), encoding: 'utf8' })
        .trim()
        .split('\n');

test.each([
    ['CONTRIBUTING.md', contributing],
    ['docs/architecture.md', architecture],
])('every file that %s names is there', (_, text) => {
    const paths = pathsIn(text).filter(path => !path.includes('NAME') && !path.includes('FAMILY'));
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter(path => !existsSync(new URL(path, root)))).toEqual([]);
});

test('a kernel is in the files that the list for kernels names, and in no other of them', () => {
    const where = [
        'src',
        'bindings',
        'js/kernels',
        'tests/native',
        'tests/fuzz',
        'tests/exhaust/*.mjs',
        'tests/core/lanes.test.js',
    ];
    // `prox` stands for all; other modules and the benchmarks of the steps have a soft threshold of their own.
    const found = filesWith('prox|reg_prox', ...where).filter(file => !/optimizer/.test(file));
    expect(listed('kernel').sort()).toEqual(found.sort());
});

test('every function of the C core is exported by a module', () => {
    const declared = [...pageOf('src/regularizers.h').matchAll(/^\w+ (reg_\w+)\(/gm)].map(([, name]) => name);
    const abi = readdirSync(new URL('bindings/', root)).map(name => pageOf(`bindings/${name}`));
    expect(declared.length).toBeGreaterThan(10);
    expect(declared.filter(name => !abi.some(text => text.includes(`${name}(`)))).toEqual([]);
});

test('no input that a fuzzer stopped at lies about: it is a case, or in the folder of what is built', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
        cwd: fileURLToPath(root),
        encoding: 'utf8',
    });
    expect(files).toMatch(/^tests\/fuzz\/cases\//m);
    expect(files).not.toMatch(/(^|\/)(crash|leak|oom|slow-unit|timeout)-[0-9a-f]{8,}/m);
});

test('a class is in every file of the core that the list for classes names, and in no other', () => {
    const where = ['js/classes', 'js/configs', 'js/index.js'];
    const found = filesWith('OrthogonalRegularizer', ...where);
    expect(
        listed('class')
            .filter(path => /^js\/(classes|configs|index)/.test(path))
            .sort(),
    ).toEqual(found.sort());
    const all = filesWith('OrthogonalRegularizer|orthogonal', 'js');
    expect(listed('class').filter(path => !all.includes(path))).toEqual([]);
});

test('a class of this package is in every source file that its list names, and in no other', () => {
    // `SoftOrthogonal` stands for all.
    const found = filesWith(
        'SoftOrthogonal|(reg_)?soft_orthogonal|softOrthogonal',
        'src',
        'bindings',
        'js',
        'CMakeLists.txt',
    );
    expect(listed('class of this package').sort()).toEqual(found.sort());
});

test('regularizers/jax has a function of each class of this package, and no other beside those of Keras', async () => {
    const { ELSEWHERE } = await import('../js/configs/built-in.js');
    const own = ELSEWHERE.map(({ Class }) => Class).filter(Class => Class.package);
    const makers = Object.keys(await import('../js/jax/makers.js'));
    const names = own.map(({ className }) => className[0].toLowerCase() + className.slice(1));
    expect(names.length).toBeGreaterThan(3);
    expect(makers.sort()).toEqual([...names, 'l1', 'l2', 'l1l2', 'orthogonal'].sort());
});

test('the list of kernels in docs/architecture.md is that of the ABI files', async () => {
    const families = readdirSync(new URL('bindings/', root)).filter(name => name.endsWith('.c'));
    const names = [...architecture.matchAll(/^\w+ (\w+)\(.*\);$/gm)].map(([, name]) => name);
    const generated = families.map(name => import(`../js/generated/${name.replace(/c$/, 'js')}`));
    expect(names).toEqual((await Promise.all(generated)).flatMap(module => module.names));
});

test('the workflow runs npm test, on every Node that package.json supports', () => {
    const workflow = pageOf('.github/workflows/test.yml');
    expect(workflow).toMatch(/- run: npm test$/m);
    const [oldest] = JSON.parse(pageOf('package.json')).engines.node.match(/\d+/);
    expect(/node: \[(\d+)/.exec(workflow)[1]).toBe(oldest);
});

test('each development dependency is there for a reason that is given', () => {
    const [, page] = contributing.split('## What development depends on');
    const rows = [...page.split('\n## ')[0].matchAll(/^\| `(.*?)` \| (.+) \|$/gm)];
    const { devDependencies } = JSON.parse(pageOf('package.json'));
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(devDependencies));
    for (const [, , reason] of rows) expect(reason.length).toBeGreaterThan(8);
});
