// The half of `npm run mutate` that changes js: StrykerJS makes the changes, one room after the other, and starts the test
// runner of tests/mutation/stryker. It is installed for this alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampled, uniform } from '../tests/core/random.js';
import { equivalents, keyOf, lineOf, staleness } from '../tests/mutation/equivalents.mjs';
import { rooms } from '../tests/mutation/rooms.js';
import { root } from './run.mjs';
import { installPackages } from './setup.mjs';

/** @typedef {import('../tests/mutation/mutants.mjs').Mutant} Mutant */
/** @typedef {{ line: number, column: number }} Place from 1 */
/** @typedef {{ start: Place, end: Place }} Range */
/** @typedef {{ status: string, location: Range, replacement: string, killedBy?: string[] }} Tried what StrykerJS reports of a change */

const folder = 'tests/mutation/stryker';
const reports = 'build/mutation';
const sample = join(root, 'tests/mutation/sample.json');

/** What StrykerJS is told, of one room. @param {string} room @param {string[]} files */
const configOf = (room, files) => ({
    testRunner: 'in-process',
    plugins: [join(root, folder, 'plugin.js')],
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    inProcess: { files: rooms[room].tests },
    mutate: files,
    ignorePatterns: [
        '/build',
        '/demo',
        '/bench',
        '/docs',
        '/tests/*/node_modules',
        `/${folder}`,
        '/tests/{browser,package,other-engines,native,fuzz}',
    ],
    reporters: ['survivors', 'json'],
    jsonReporter: { fileName: `${reports}/${room}.json` },
    incremental: true,
    incrementalFile: `${reports}/${room}.incremental.json`,
    tempDirName: `${reports}/sandbox`,
    concurrency: 1,
    // Modules that were evaluated stay in memory.
    maxTestRunnerReuse: 150,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 10,
    // The compiler of our types is not the one that StrykerJS would read our settings with.
    tsconfigFile: 'none',
    disableTypeChecks: false,
    allowConsoleColors: false,
    warnings: false,
});

/** Characters of a change that is told. */
const LONGEST = 160;

/** A change as what stands on its lines before and after it. @param {string} file @param {string} source @param {Tried} tried @returns {Mutant} */
export function mutantOf(file, source, { location: { start, end }, replacement }) {
    const lines = source.split('\n').slice(start.line - 1, end.line);
    const after = lines[0].slice(0, start.column - 1) + replacement + (lines.at(-1) ?? '').slice(end.column - 1);
    const [told, ...changed] = [lines.join('\n'), after].map(text => text.trim().replaceAll(/\s+/g, ' '));
    const cut = told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
    return { file, line: start.line, before: cut, after: changed[0] };
}

/** What the last run of a room has left behind. @param {string} room */
const reportOf = room => JSON.parse(readFileSync(join(root, reports, `${room}.json`), 'utf8'));

/** The changes of a report. @param {any} report @returns {{ mutant: Mutant, tried: Tried }[]} */
function triedIn(report) {
    return Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
        mutants.map((/** @type {Tried} */ tried) => ({ mutant: mutantOf(file, source, tried), tried })),
    );
}

/**
 * Tries all changes of some files of one room.
 *
 * @param {string} room
 * @param {string[]} [files] by default all of it
 * @returns {{ noticed: number, unnoticed: Mutant[] }} changes that do not end, or that cannot be evaluated, are noticed
 */
export function tryRoom(room, files = [rooms[room].mutate]) {
    installPackages(join(root, folder));
    mkdirSync(join(root, reports), { recursive: true });
    const config = join(reports, `${room}.config.json`);
    writeFileSync(join(root, config), JSON.stringify(configOf(room, files)));
    const stryker = join(root, folder, 'node_modules/@stryker-mutator/core/bin/stryker.js');
    const { status } = spawnSync(process.execPath, [stryker, 'run', config], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error(`StrykerJS ends with ${status}`);
    const all = triedIn(reportOf(room));
    const unnoticed = all.filter(({ tried }) => /^(Survived|NoCoverage)$/.test(tried.status));
    return { noticed: all.length - unnoticed.length, unnoticed: unnoticed.map(({ mutant }) => mutant) };
}

/**
 * Tries the changes of js, room by room.
 *
 * @param {{ files?: string[], log?: (line: string) => void }} [options] files: some of it, 'js/classes' for a room; by default all
 * @returns {{ noticed: number, equivalent: number, survivors: Mutant[] }[]} of each room
 */
export function mutateJs({ files, log = () => {} } = {}) {
    const wanted = files ?? Object.keys(rooms).map(room => `js/${room}`);
    return wanted.map(file => {
        const [, room, ...rest] = file.split('/');
        if (!rooms[room]) throw new Error(`${file} is in none of the rooms ${Object.keys(rooms).join(', ')}`);
        const known = equivalents(`js/${room}/`);
        const { noticed, unnoticed } = tryRoom(room, rest.length ? [file] : undefined);
        const survivors = unnoticed.filter(mutant => !known.has(keyOf(mutant)));
        const stale = [...known].filter(key => !unnoticed.some(mutant => keyOf(mutant) === key));
        if (rest.length === 0 && stale.length) throw staleness(stale);
        for (const mutant of survivors) log(lineOf(mutant));
        const equivalent = unnoticed.length - survivors.length;
        log(`js/${room}: ${noticed} noticed, ${equivalent} make no difference, ${survivors.length} not noticed`);
        return { noticed, equivalent, survivors };
    });
}

/** Those of some changes that are one line's, where no other line of the file is the same. @param {Mutant[]} all */
const ofUniqueLines = all =>
    all.filter(({ file, before, after }) => {
        const same = readFileSync(join(root, file), 'utf8')
            .split('\n')
            .filter(line => line.trim() === before);
        return same.length === 1 && after !== '' && !after.includes('\n');
    });

/**
 * Writes down changes that were noticed and by which test, for a test that tries them again without StrykerJS: of the rooms
 * that have been tried here. Of the others, what is written stays.
 * @param {number} count from each room
 * @param {number} seed
 */
export function record(count, seed) {
    const next = uniform(seed);
    const written = JSON.parse(readFileSync(sample, 'utf8'));
    const kept = Object.keys(rooms).flatMap(room => {
        if (!existsSync(join(root, reports, `${room}.json`)))
            return written.filter((/** @type {Mutant} */ { file }) => file.startsWith(`js/${room}/`));
        const report = reportOf(room);
        const noticed = triedIn(report).filter(
            ({ tried: { status, location } }) => status === 'Killed' && location.start.line === location.end.line,
        );
        const unique = new Set(ofUniqueLines(noticed.map(({ mutant }) => mutant)));
        const left = noticed.filter(({ mutant }) => unique.has(mutant));
        return sampled(left, count, next).map(({ mutant: { file, before, after }, tried }) => {
            return { file, before, after, test: testNamed(report, tried) };
        });
    });
    writeFileSync(sample, `${JSON.stringify(kept, null, 4)}\n`);
}

/** The test that has noticed a change, of which a report has the number. @param {any} report @param {Tried} tried */
function testNamed(report, { killedBy = [] }) {
    const tests = Object.values(report.testFiles).flatMap((/** @type {any} */ file) => file.tests);
    return tests.find(({ id }) => id === killedBy[0])?.name;
}
