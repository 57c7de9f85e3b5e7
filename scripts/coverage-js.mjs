// Statements of `js`, and outcomes of its conditions, that no test reaches: in Node without and with WebAssembly and on
// pages of Chromium with its GPU backends. Prints a table and fails where one is left.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { instrument } from './outcomes/instrument.mjs';
import { kept } from './outcomes/keep.mjs';
import { npmBin, root, run } from './run.mjs';

const FOLDER = join(root, 'build/outcomes');
/** These run no line of `js` as it is written, or run what the others do. */
const besides = [
    'browser/(configs|demo|reference|script-tag|weights)',
    'demo/',
    'exhaust',
    'mutation',
    'other-engines',
    'package',
    'release',
];

function runTests(/** @type {string[]} */ options) {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    process.env.OUTCOMES = FOLDER;
    const jest = npmBin(
        'jest/bin/jest.js',
        '--silent',
        `--testPathIgnorePatterns=tests/(${besides.join('|')})`,
        ...options,
    );
    jest.splice(1, 0, '--experimental-vm-modules', '--no-warnings');
    run(jest);
}

/** @typedef {import('./outcomes/instrument.mjs').Kind} Kind */
/** @typedef {Record<Kind, [reached: number, all: number]>} Shares */
/** @typedef {{ name: string, shares: Shares, missed: string[] }} Row */

/** @type {Kind[]} */
const kinds = ['line', 'branch', 'outcome'];
const shares = (/** @type {(kind: Kind) => [number, number]} */ of) =>
    /** @type {Shares} */ (Object.fromEntries(kinds.map(kind => [kind, of(kind)])));

/** @returns {Row} */
function rowOf(/** @type {string} */ name, /** @type {number[]} */ counts) {
    const { goals } = instrument(readFileSync(join(root, name), 'utf8'), name);
    const sum = (/** @type {number[]} */ counters) => counters.reduce((sum, i) => sum + (counts[i] ?? 0), 0);
    const missed = goals.filter(({ plus, minus }) => sum(plus) <= sum(minus));
    const count = (/** @type {import('./outcomes/instrument.mjs').Goal[]} */ goals, /** @type {Kind} */ kind) => {
        const places = goals.filter(goal => goal.kind === kind).map((goal, i) => (kind === 'line' ? goal.line : i));
        return new Set(places).size;
    };
    return {
        name,
        shares: shares(kind => [count(goals, kind) - count(missed, kind), count(goals, kind)]),
        missed: missed.map(({ kind, line, column, what }) => `${name}:${line}:${column} ${kind}: never ${what}`),
    };
}

/** No share may fall below what it is today. */
const LEAST = { line: 0.98, branch: 0.97, outcome: 0.9 };

/** Adds up what was counted. */
function report() {
    const files = execFileSync('git', ['ls-files', 'js/*.js'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    const counts = kept(FOLDER);
    const rows = files.map(name => rowOf(name, counts.get(name) ?? []));
    const sumOf = (/** @type {Kind} */ kind, /** @type {0 | 1} */ i) =>
        rows.reduce((sum, row) => sum + row.shares[kind][i], 0);
    const total = shares(kind => [sumOf(kind, 0), sumOf(kind, 1)]);
    console.log(`${'file'.padEnd(36)}${['lines', 'branches', 'operands'].map(name => name.padStart(14)).join('')}`);
    for (const { name, shares } of [...rows, { name: 'js', shares: total }]) {
        const cells = kinds.map(kind => `${shares[kind][0]} of ${shares[kind][1]}`.padStart(14));
        console.log(name.padEnd(36) + cells.join(''));
    }
    for (const line of rows.flatMap(row => row.missed)) console.log(line);
    for (const kind of kinds) {
        const [reached, all] = total[kind];
        if (reached < LEAST[kind] * all) throw new Error(`Tests reach ${reached} of ${all} of js: ${kind}.`);
    }
}

for (const step of [() => runTests(process.argv.slice(2)), report]) {
    try {
        step();
    } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    }
}
