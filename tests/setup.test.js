import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isInstalled } from '../scripts/setup.mjs';

describe('installed npm packages', () => {
    const lock = {
        '': { version: '0.1.0' },
        'node_modules/a': { version: '1.0.0' },
        'node_modules/for-windows': { version: '1.0.0', optional: true },
        'node_modules/linked': { resolved: 'tests/linked', link: true },
    };
    const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/linked': { link: true } };

    test('are current without the optional packages of other systems', () => {
        expect(isInstalled(lock, installed)).toBe(true);
    });

    test('are not current when one is missing', () => {
        const { 'node_modules/a': _, ...rest } = installed;
        expect(isInstalled(lock, rest)).toBe(false);
        const { 'node_modules/linked': __, ...others } = installed;
        expect(isInstalled(lock, others)).toBe(false);
    });

    test('are not current when the lock file asks for another version', () => {
        expect(isInstalled({ ...lock, 'node_modules/a': { version: '1.0.1' } }, installed)).toBe(false);
        const optional = { ...lock, 'node_modules/a': { version: '1.0.1', optional: true } };
        expect(isInstalled(optional, installed)).toBe(false);
    });
});

test('missing packages are installed as the lock file has them, by npm ci', () => {
    const folder = mkdtempSync(join(tmpdir(), 'setup-'));
    try {
        mkdirSync(join(folder, 'scripts'));
        mkdirSync(join(folder, 'bin'));
        for (const name of ['setup.mjs', 'run.mjs']) {
            copyFileSync(new URL(`../scripts/${name}`, import.meta.url), join(folder, 'scripts', name));
        }
        copyFileSync(new URL('../package-lock.json', import.meta.url), join(folder, 'package-lock.json'));
        for (const name of ['emcc', 'cmake', 'make', 'npm']) {
            writeFileSync(join(folder, 'bin', name), `#!/bin/sh\necho "${name} $*"\n`, { mode: 0o755 });
        }
        const options = { encoding: 'utf8', env: { PATH: join(folder, 'bin') } };
        const said = execFileSync(process.execPath, [join(folder, 'scripts/setup.mjs'), 'start'], options);
        expect(said).toMatch(/^npm ci /m);
        expect(said).not.toMatch(/^(npm (?!ci )|emcc|cmake|make)/m);
    } finally {
        rmSync(folder, { recursive: true });
    }
});

/** Which package of each has a part for every system, where one has. */
const LOCKS = {
    'package-lock.json': '@biomejs/cli-',
    'tests/other-engines/package-lock.json': '@deno/',
    'tests/mutation/stryker/package-lock.json': undefined,
};
describe.each(Object.entries(LOCKS))('%s', (name, ofSystems) => {
    const text = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
    /** @type {Record<string, any>} */
    const packages = JSON.parse(text).packages;

    /** Whether `name` is found from `folder`, as Node looks for it. @param {string} folder @param {string} name */
    const resolves = (folder, name) => {
        for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
            if (`${at && `${at}/`}node_modules/${name}` in packages) return true;
            if (at === '') return false;
        }
    };

    test('holds every package that another may want, on every system, so that npm ci takes it', () => {
        const absent = Object.entries(packages).flatMap(([folder, { dependencies, optionalDependencies }]) =>
            Object.keys({ ...dependencies, ...optionalDependencies }).filter(name => !resolves(folder, name)),
        );
        expect(absent).toEqual([]);
    });

    test('names no registry', () => {
        expect(text).not.toMatch(/"resolved": "http/);
    });

    const systems = ofSystems ? ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64'] : [];
    for (const system of systems) {
        test(`knows ${system}`, () => {
            const starts = `node_modules/${ofSystems}${system}`;
            expect(Object.keys(packages).filter(folder => folder.startsWith(starts))).not.toEqual([]);
        });
    }
});

test('no package of the tests stands in for the Node that runs them', () => {
    const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
    expect(Object.entries(packages).filter(([, { bin }]) => bin && 'node' in bin)).toEqual([]);
});

test('every `npm run` that the documents and the scripts promise is there', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const files = execFileSync('git', ['ls-files', '*.md', '*.mjs', '*.js'], { encoding: 'utf8' }).trim().split('\n');
    const promised = files.flatMap(file =>
        [...readFileSync(file, 'utf8').matchAll(/npm run (\w+(?::\w+)*)/g)].map(([, name]) => name),
    );
    expect(promised).toContain('fuzz');
    expect(promised.filter(name => !Object.hasOwn(scripts, name))).toEqual([]);
});
