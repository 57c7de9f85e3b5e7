/** What is in the tarball, what it weighs, and what other tools think of it. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { weigh } from '../../scripts/weigh.mjs';
import { freshInstall, root, runIn } from './fresh.js';

let app;
beforeAll(async () => {
    app = await freshInstall();
});
afterAll(() => app?.remove());

test('it holds the sources that git knows, their declarations, the builds of the entries, and nothing else', () => {
    const tracked = execFileSync('git', ['ls-files', 'js'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    const abi = execFileSync('git', ['ls-files', 'bindings/*.c'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    const families = abi.map(file => basename(file, '.c'));
    const sources = [...tracked, ...families.map(family => `js/generated/${family}.js`)];
    const slim = sources.filter(file => !/^js\/(explain|jax|tfjs)\//.test(file));
    const declarations = sources.flatMap(file => {
        const stem = file.replace(/^js\/(.*?)(\.d\.ts|\.js)$/, 'dist/types/$1.d');
        return [`${stem}.ts`, `${stem}.cts`];
    });
    const builds = [
        ...['core.cjs', 'index.cjs', 'tfjs.cjs', 'jax.cjs', 'explain.cjs', 'slim.cjs'].map(name => `dist/${name}`),
        ...['regularizers.min.js', 'regularizers-tfjs.min.js'].map(name => `dist/${name}`),
        ...families.map(family => `dist/kernels/${family}.wasm`),
        ...slim.map(file => file.replace('js/', 'dist/slim/')),
    ];
    const about = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(app.files).toEqual([...sources, ...declarations, ...builds, ...about].sort());
});

test('nothing runs at install, and nothing else is installed', async () => {
    const manifest = JSON.parse(await readFile(join(app.folder, 'node_modules/regularizers/package.json'), 'utf8'));
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
        expect(manifest.scripts).not.toHaveProperty(script);
    }
    expect(manifest).not.toHaveProperty('dependencies');
    expect(app.files).not.toContain('binding.gyp');
});

test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(app.folder, 'node_modules/regularizers'), strict: true });
    expect(messages.map(message => formatMessage(message, pkg))).toEqual([]);
});

test('are-the-types-wrong finds every entry right', async () => {
    // It exits with 1 where anything is wrong; the wasm has no types.
    const options = ['--exclude-entrypoints', './kernels/*.wasm', '--format', 'json'];
    const said = await runIn(app.folder, '@arethetypeswrong/cli/dist/index.js', app.tarball, ...options);
    const { analysis } = JSON.parse(said);
    expect(analysis.problems).toEqual([]);
    expect(Object.keys(analysis.entrypoints)).toEqual([
        '.',
        './tfjs',
        './jax',
        './explain',
        './slim',
        './package.json',
    ]);
});

describe('minified and gzipped', () => {
    // What the design allows, and behind it, where that is not reached yet, the most that there may be until it is.
    test.each([
        // The classes with the wasm inlined, which is all that training needs.
        ["export { L1 } from 'regularizers'", 7_168, 7_168],
        ["export { L1, L2, L1L2 } from 'regularizers'", 7_424, 7_424],
        ["export { OrthogonalRegularizer } from 'regularizers'", 7_680, 7_680],
        ["export { GroupLasso } from 'regularizers'", 10_432, 10_432],
        ["export * from 'regularizers'", 16_384, 21_120],
        ["export { L1, L2, L1L2 } from 'regularizers/slim'", 6_144, 6_016],
        ["export * from 'regularizers/slim'", 12_288, 14_592],
        ["export * from 'regularizers/tfjs'", 30_720, 53_504],
        ["export * from 'regularizers/jax'", 24_576, 23_808],
        ["export * from 'regularizers/explain'", 20_480, 25_472],
    ])('%s stays within %i bytes, or for now within %i', async (program, budget, most) => {
        const { bytes } = await weigh(program, app.folder);
        process.stderr.write(`${bytes} bytes, of ${budget} allowed: ${program}\n`);
        expect(bytes).toBeLessThanOrEqual(most);
        // A budget far above what is used would let a dependency slip in unseen.
        expect(bytes).toBeGreaterThan(budget / 2);
    });
});

test('who imports L1 pays nothing for groups', async () => {
    const ofGroups = files => files.filter(file => /\bgroup/.test(file)).map(file => basename(file));
    expect(ofGroups((await weigh("export { L1 } from 'regularizers'", app.folder)).files)).toEqual([]);
    const { files } = await weigh("export { GroupLasso } from 'regularizers'", app.folder);
    expect(ofGroups(files).sort()).toEqual(['group-lanes.js', 'groups.js', 'groups.js', 'groups.js']);
});
