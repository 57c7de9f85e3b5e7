/** `npm run release -- --dry-run` in a clone of the repository, with what is built here; without the tests, for this is one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const someone = ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.org'];
let clone;
const git = (...args) => execFileSync('git', [...someone, ...args], { cwd: clone, encoding: 'utf8' });
const read = name => readFileSync(join(clone, name), 'utf8');
const write = (name, text) => writeFileSync(join(clone, name), text);

/** @param {...string} options @returns {{ status: number, said: string }} */
function release(...options) {
    const env = { ...process.env, NODE_OPTIONS: '', GIT_CONFIG_COUNT: '0' };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/release.mjs', ...options], {
        cwd: clone,
        encoding: 'utf8',
        env,
    });
    return { status, said: stdout + stderr };
}
const dry = (...options) => release('--dry-run', '--skip-tests', '--skip-pack', ...options);
const commit = () => git('commit', '--all', '--quiet', '--message', 'release: 9.8.7');

/** The version in package.json and in its lock file, and the head of the changelog's first entry. */
function set(version, head = version) {
    for (const name of ['package.json', 'package-lock.json']) {
        write(name, read(name).replace(/"version": "[^"]*"/, `"version": "${version}"`));
    }
    write('CHANGELOG.md', read('CHANGELOG.md').replace(/^## .*$/m, `## ${head}`));
}

beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'release-test-'));
    execFileSync('git', ['clone', '--quiet', '--shared', root, clone]);
    // As it is here, committed or not.
    cpSync(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
    for (const built of ['dist', 'js/generated']) cpSync(join(root, built), join(clone, built), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    appendFileSync(join(clone, '.git/info/exclude'), '\nnode_modules\n');
    git('add', '--all');
    set('9.8.7');
    commit();
    git('tag', 'v9.8.6');
    git('branch', 'good');
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));
beforeEach(() => {
    git('reset', '--quiet', '--hard', 'good');
    git('clean', '--quiet', '--force');
});

test('a commit with a new version and its entry is fit, and the tarball is listed with its sizes', () => {
    const { status, said } = release('--dry-run', '--skip-tests');
    expect(said).toContain('9.8.7 is fit to be released, if its tests pass.');
    expect(status).toBe(0);
    for (const path of ['js/index.js', 'dist/index.cjs', 'dist/types/tfjs/index.d.ts', 'CHANGELOG.md', 'LICENSE']) {
        expect(said).toMatch(new RegExp(`^ +[\\d,]+ {2}${path.replaceAll('.', '\\.')}$`, 'm'));
    }
    const size = name =>
        Number(new RegExp(`^ +([\\d,]+) {2}${name.replaceAll('.', '\\.')}$`, 'm').exec(said)[1].replaceAll(',', ''));
    expect(size('packed')).toBeLessThan(size('unpacked'));
    expect(size('js/index.js')).toBe(read('js/index.js').length);
    const { exports } = JSON.parse(read('package.json'));
    for (const [entry, { import: code }] of Object.entries(exports)) {
        if (code) expect(size(entry)).toBeGreaterThan(1000);
    }
    expect(git('tag', '--list', 'v9.8.7')).toBe('');
});

describe('refused', () => {
    const refusal = (options, expected) => {
        const { status, said } = dry(...options);
        expect(said).toContain(expected);
        expect(said).not.toContain('is fit to be released');
        expect(status).toBe(1);
    };

    test('is a tree that is not clean, by a change or by a new file', () => {
        write('README.md', `${read('README.md')}\n`);
        write('new.txt', '');
        refusal([], 'the tree is not clean:\n M README.md\n?? new.txt');
    });

    test('is a version that the changelog has no entry for, or an empty one', () => {
        set('9.8.8', '9.8.7');
        commit();
        refusal([], 'CHANGELOG.md: found no entry under "## 9.8.8"');
        write('CHANGELOG.md', read('CHANGELOG.md').replace(/^## /m, '## 9.8.8\n\n## '));
        commit();
        refusal([], 'CHANGELOG.md: found no entry under "## 9.8.8"');
    });

    test('is a changelog whose lines still stand under Unreleased', () => {
        write('CHANGELOG.md', read('CHANGELOG.md').replace(/^## /m, '## Unreleased\n\n- A change.\n\n## '));
        commit();
        refusal([], 'CHANGELOG.md: what is under "## Unreleased" belongs under "## 9.8.7"');
    });

    test.each(['1.2', 'v9.9.9', '9.09.0', '9.9.9-'])('is %s, which is no semantic version', version => {
        set(version);
        commit();
        refusal([], `package.json: version ${version} is no semantic version`);
    });

    test.each(['9.8.5', '9.8.6-rc.1', '0.99.0'])('is %s after 9.8.6', version => {
        set(version);
        commit();
        refusal([], `version ${version} does not come after 9.8.6, which has a tag`);
    });

    test('is a version that has a tag, unless this commit is what it names', () => {
        git('tag', 'v9.8.7');
        try {
            refusal([], 'version 9.8.7 has a tag already');
            expect(dry('--tagged').said).toContain('9.8.7 is fit to be released');
            git('commit', '--quiet', '--allow-empty', '--message', 'later');
            refusal(['--tagged'], 'this commit is not v9.8.7');
        } finally {
            git('tag', '--delete', 'v9.8.7');
        }
    });

    test('is a lock file of another version', () => {
        write('package-lock.json', read('package-lock.json').replace('"version": "9.8.7"', '"version": "9.8.6"'));
        commit();
        refusal([], 'package-lock.json: version is 9.8.6, in package.json it is 9.8.7');
    });

    test('is a release without tests, and an option that there is not', () => {
        for (const options of [['--skip-tests'], ['--skip-pack'], ['--dryrun']])
            expect(release(...options).status).toBe(1);
        expect(git('tag', '--list', 'v9.8.7')).toBe('');
    });
});

test('a pre-release comes before its release and after the last one', () => {
    set('9.9.0-rc.1');
    commit();
    git('tag', 'v9.9.0-rc.1');
    try {
        set('9.9.0');
        commit();
        expect(dry().said).toContain('9.9.0 is fit to be released');
    } finally {
        git('tag', '--delete', 'v9.9.0-rc.1');
    }
});

test('the workflow publishes a tag with a statement of where it comes from, and only what passed the checks', () => {
    const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
    expect(workflow).toMatch(/^ {2}id-token: write$/m);
    const steps = [...workflow.matchAll(/^ {6}- run: (.*)$/gm)].map(([, step]) => step);
    expect(steps.slice(-2)).toEqual([
        'npm run release -- --dry-run --tagged',
        'npm publish --provenance --access public --ignore-scripts',
    ]);
});
