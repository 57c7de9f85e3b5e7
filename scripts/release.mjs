// `npm run release -- --dry-run`: is this commit fit to be published, and what would be? Without --dry-run it is tagged, and
// the tag, pushed, has .github/workflows/release.yml publish it. That runs the same checks with --tagged.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, run } from './run.mjs';

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** What `npm test` has no time for comes behind it. */
const CHECKS = [
    ['npm', 'test'],
    [process.execPath, 'scripts/coverage-js.mjs'],
];

const read = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8');
const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trimEnd();

/** @param {string} version @returns {string[]} what speaks against it */
function faultsOfVersion(version, isTagged = false) {
    if (!SEMVER.test(version)) return [`package.json: version ${version} is no semantic version`];
    const faults = [];
    const locked = JSON.parse(read('package-lock.json')).version;
    if (locked !== version) faults.push(`package-lock.json: version is ${locked}, in package.json it is ${version}`);
    const tagged = git('tag', '--list', `v${version}`);
    if (isTagged && git('tag', '--points-at', 'HEAD', `v${version}`) === '')
        faults.push(`this commit is not v${version}`);
    if (!isTagged && tagged) faults.push(`version ${version} has a tag already: write the next one into package.json`);
    const later = git('tag', '--list', 'v*')
        .split('\n')
        .map(tag => tag.slice(1))
        .find(other => SEMVER.test(other) && other !== version && !isAfter(version, other));
    if (later) faults.push(`version ${version} does not come after ${later}, which has a tag`);
    return faults;
}

/** Whether the release `a` comes after `b`; before it come its own pre-releases. @param {string} a @param {string} b */
function isAfter(a, b) {
    const [x, y] = [a, b].map(version => version.split('-')[0].split('.').map(Number));
    const i = x.findIndex((number, at) => number !== y[at]);
    return i >= 0
        ? x[i] > y[i]
        : b.includes('-') && (!a.includes('-') || a.localeCompare(b, 'en', { numeric: true }) > 0);
}

/** @param {string} version @returns {string[]} */
function faultsOfChangelog(version) {
    const sections = read('CHANGELOG.md').split(/^## /m).slice(1);
    const entryOf = (/** @type {string} */ name) =>
        sections
            .find(section => section.split(/\s/)[0] === name)
            ?.replace(/^.*\n/, '')
            .trim();
    const faults = [];
    if (!entryOf(version)) faults.push(`CHANGELOG.md: found no entry under "## ${version}"`);
    if (entryOf('Unreleased')) faults.push(`CHANGELOG.md: what is under "## Unreleased" belongs under "## ${version}"`);
    return faults;
}

/**
 * The tarball of what is built, which is what the tests ran on.
 * @param {string} folder where it and what is in it go
 */
function pack(folder) {
    const options = ['--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder];
    const said = execFileSync('npm', ['pack', ...options], { cwd: root, encoding: 'utf8' });
    const [tarball] = /** @type {any[]} */ (Object.values(JSON.parse(said)));
    execFileSync('tar', ['-xzf', join(folder, tarball.filename), '-C', folder]);
    return tarball;
}

/**
 * Bytes of each entry of the package in a folder: all of it, minified and gzipped.
 * @param {string} folder
 * @returns {Promise<[entry: string, bytes: number][]>}
 */
async function weights(folder) {
    const { weigh } = await import('./weigh.mjs'); // which needs what is installed
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const entries = Object.entries(exports).filter(([, target]) => target.import);
    return Promise.all(
        entries.map(async ([entry, target]) => [
            entry,
            (await weigh(`export * from '${target.import.default}'`, folder)).bytes,
        ]),
    );
}

const bytes = (/** @type {number} */ n) => n.toLocaleString('en').padStart(11);

async function report() {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    try {
        const { files, filename, size, unpackedSize } = pack(folder);
        for (const { path, size: each } of files) console.log(`${bytes(each)}  ${path}`);
        console.log(`\n${filename}: ${files.length} files`);
        console.log(`${bytes(size)}  packed\n${bytes(unpackedSize)}  unpacked\n`);
        console.log('Each entry, all of it, minified and gzipped:');
        for (const [entry, weight] of await weights(join(folder, 'package'))) console.log(`${bytes(weight)}  ${entry}`);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** @param {string[]} args @returns {Promise<void>} @throws {Error} with all that speaks against the release */
async function release(args) {
    const boolean = /** @type {const} */ ({ type: 'boolean', default: false });
    const options = { 'dry-run': boolean, 'skip-tests': boolean, 'skip-pack': boolean, tagged: boolean };
    const { values } = parseArgs({ args, options });
    const { 'dry-run': isDry, 'skip-tests': skipsTests, 'skip-pack': skipsPack, tagged: isTagged } = values;
    if ((skipsTests || skipsPack) && !isDry) throw new Error('--skip-tests and --skip-pack go with --dry-run alone');
    const { version } = JSON.parse(read('package.json'));
    const changed = git('status', '--porcelain');
    const faults = [
        ...(changed ? [`the tree is not clean:\n${changed}`] : []),
        ...faultsOfVersion(version, isTagged),
        ...faultsOfChangelog(version),
    ];
    // A dry run shows everything that is to be seen; a real one costs nobody the time of the tests in vain.
    if (faults.length === 0 || isDry) {
        if (!skipsTests) for (const command of CHECKS) run(command);
        if (!skipsPack) await report();
    }
    if (faults.length > 0)
        throw new Error(`\nNot fit to be released:\n${faults.map(fault => `- ${fault}`).join('\n')}`);
    if (isDry) return console.log(`\n${version} is fit to be released${skipsTests ? ', if its tests pass' : ''}.`);
    git('tag', '--annotate', `v${version}`, '--message', version);
    console.log(`\nTagged v${version}. To publish it: git push origin v${version}`);
}

try {
    await release(process.argv.slice(2));
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
