// Makes sure that what a script needs is there: `node scripts/setup.mjs start` or `... test`.
// Looks first and installs only what is missing. Plain Node: it runs before there is a node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './run.mjs';

/**
 * `a | b` means either will do. On apt systems `apt` lists all packages to install; `brew` is what macOS users type.
 *
 * @typedef {{ name: string, apt: string[], brew?: string, found?: () => boolean }} Need
 */

/** What building and running takes. @type {Need[]} */
const forStart = [
    { name: 'emcc', apt: ['emscripten'], brew: 'emscripten' },
    { name: 'cmake', apt: ['cmake'], brew: 'cmake' },
    { name: 'make', apt: ['make'], brew: 'make' },
];

/** What only the tests and checks take. @type {Need[]} */
const forTest = [
    { name: 'git', apt: ['git'], brew: 'git' },
    { name: 'cc', apt: ['build-essential'], brew: 'gcc' },
    { name: 'clang', apt: ['clang'], brew: 'llvm' },
    { name: "clang's sanitizers", apt: ['libclang-rt-dev | clang'], brew: 'llvm', found: clangSanitizes },
    { name: "clang's coverage", apt: ['llvm'], brew: 'llvm', found: clangCounts },
    { name: 'clang-format', apt: ['clang-format'], brew: 'clang-format' },
    { name: 'clang-tidy', apt: ['clang-tidy'], brew: 'llvm' },
    { name: 'cppcheck', apt: ['cppcheck'], brew: 'cppcheck' },
    { name: 'chromium | chromium-browser | google-chrome', apt: ['chromium | chromium-browser'], brew: 'chromium' },
];
// There is no Valgrind for current Macs. On Debian its symbols for libc are only recommended, but it needs them. Firefox and
// WebKit are started by the names and drivers that they have on Linux; WebKit wants a screen, if only one that nobody sees.
if (process.platform !== 'darwin') {
    forTest.push(
        { name: 'valgrind', apt: ['valgrind', 'libc6-dbg'] },
        { name: 'firefox-esr | firefox', apt: ['firefox-esr | firefox'] },
        { name: 'WebKitWebDriver', apt: ['webkit2gtk-driver'] },
        { name: 'Xvfb', apt: ['xvfb'] },
    );
}

/** Is a program of that name on the PATH? */
const onPath = (/** @type {string} */ name) =>
    (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, name)));

const isThere = (/** @type {Need} */ need) => need.found?.() ?? need.name.split(' | ').some(onPath);

/** The runtimes have other names and places in every distribution, so link a program against them. */
function clangSanitizes() {
    const folder = mkdtempSync(join(tmpdir(), 'regularizers-'));
    const source = 'int LLVMFuzzerTestOneInput(const char *bytes, unsigned long n) { return bytes && !n; }';
    const args = ['-x', 'c', '-', '-fsanitize=fuzzer,address,undefined', '-o', join(folder, 'probe')];
    const { status } = spawnSync('clang', args, { input: source });
    rmSync(folder, { recursive: true });
    return status === 0;
}

/** Beside clang lie the programs that read its profiles, if they are installed. */
function clangCounts() {
    const { stdout } = spawnSync('clang', ['-print-prog-name=llvm-cov'], { encoding: 'utf8' });
    return existsSync(stdout?.trim() ?? '');
}

/** Installs the packages with apt, as root or through sudo. @param {Need[]} missing */
function aptInstall(missing) {
    const isRoot = process.getuid?.() === 0;
    if (!isRoot && !onPath('sudo')) {
        const packages = missing.flatMap(need => need.apt).map(name => name.split(' | ')[0]);
        throw new Error(`Please run this as root: apt-get install ${packages.join(' ')}`);
    }
    // Another apt may be at work just after a machine has booted: wait for it.
    const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
    const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...options];
    if (!isRoot) apt.unshift('sudo');
    run([...apt, 'update']);
    const known = (/** @type {string} */ name) => spawnSync('apt-cache', ['show', name]).status === 0;
    const packages = missing.flatMap(need => need.apt).map(either => either.split(' | ').find(known) ?? either);
    console.log(`Installing ${packages.join(', ')} ...`);
    run([...apt, 'install', '--yes', '--no-install-recommends', ...packages]);
}

/** @param {Need[]} needs */
function installPrograms(needs) {
    const missing = needs.filter(need => !isThere(need));
    if (missing.length === 0) return;
    const names = missing.map(need => need.name.split(' | ')[0]).join(', ');
    console.log(`Missing: ${names}.`);
    if (process.platform === 'darwin') {
        const formulas = new Set(missing.map(need => need.brew));
        throw new Error(`Please run: brew install ${[...formulas].join(' ')}\nand start this again.`);
    }
    if (!onPath('apt-get')) throw new Error('Please install these with the package manager of your system.');
    aptInstall(missing);
    const still = missing.filter(need => !isThere(need)).map(need => need.name);
    if (still.length > 0) throw new Error(`Still missing after the installation: ${still.join(', ')}.`);
}

/**
 * Is everything installed that the lock file asks for? Both arguments map a folder to what it holds, as npm writes it.
 * Optional packages may be absent: they are for other systems.
 *
 * @param {Record<string, { version?: string, optional?: boolean }>} wanted
 * @param {Record<string, { version?: string }>} installed
 */
export const isInstalled = (wanted, installed) =>
    Object.entries(wanted).every(
        ([folder, { version, optional }]) =>
            folder === '' || (folder in installed ? installed[folder].version === version : optional === true),
    );

/** Compares the lock file with the account that npm keeps of what it has put into node_modules. */
function npmPackagesAreCurrent(/** @type {string} */ folder) {
    const packages = (/** @type {string} */ file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).packages;
    const account = 'node_modules/.package-lock.json';
    return existsSync(join(folder, account)) && isInstalled(packages('package-lock.json'), packages(account));
}

/** Installs what the lock file in a folder has, and runs no package's scripts. */
export function installPackages(/** @type {string} */ folder) {
    if (npmPackagesAreCurrent(folder)) return;
    console.log('Installing the npm packages ...');
    run(['npm', 'ci', '--prefix', folder, '--ignore-scripts', '--loglevel=error']);
}

/**
 * @param {'start' | 'test'} purpose
 * @throws {Error} whose message tells what to do, when something is missing that cannot be installed from here
 */
export function setup(purpose) {
    if (Number(process.versions.node.split('.')[0]) < 20) {
        throw new Error(`This needs Node 20 or later; here is ${process.version}.`);
    }
    installPrograms(purpose === 'start' ? forStart : [...forStart, ...forTest]);
    installPackages(root);
    // Apart, for they bring programs named `node`, which npm would run in place of the one that it was started by.
    if (purpose === 'test') installPackages(join(root, 'tests/other-engines'));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
    try {
        setup(process.argv[2] === 'test' ? 'test' : 'start');
    } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    }
}
