// `npm test`: sets up, then runs every step, whatever became of the steps before it, and adds up what they report.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmBin, root, run } from './run.mjs';
import { setup } from './setup.mjs';
import { closingLine, countCtest, countJest, failuresOf, settle, table, total } from './tally.mjs';

/**
 * A step's commands run in order up to the first that fails. `count` names the report of a test runner that one of
 * them writes, and its reader; a step without one is a check and counts as one.
 *
 * @typedef {{ name: string, run: string[][], count?: [file: string, read: (text: string) => import('./tally.mjs').Count] }} Step
 */

/** The native core and its tests. @returns {Step} */
function ctest(/** @type {string} */ name, /** @type {string} */ folder, /** @type {string[]} */ ...options) {
    const report = join(root, folder, 'ctest.xml');
    const show = ['--no-tests=error', '--output-on-failure', '--output-junit', report];
    return {
        name,
        run: [
            ['cmake', '-S', '.', '-B', folder, ...options],
            ['cmake', '--build', folder, '--parallel'],
            ['ctest', '--test-dir', folder, ...show],
        ],
        count: [report, countCtest],
    };
}

const jestReport = join(root, 'build/jest.json');
// On every core, where Jest would leave one free: on two that takes a third less time.
const jest = npmBin('jest/bin/jest.js', '--maxWorkers=100%', '--json', `--outputFile=${jestReport}`);
// Jest runs ES modules only with this flag, and Node warns about it in every worker.
jest.splice(1, 0, '--experimental-vm-modules', '--no-warnings');

// Branches that no test takes fail here; the table says which lines they are on. `scripts/coverage-js.mjs` counts more.
const coverage = join(root, 'build/coverage-js');
jest.push('--coverage', '--coverageProvider=v8', '--coverageReporters=text', `--coverageDirectory=${coverage}`);
// The GPU programs run in Chromium (tests/browser), which is not counted here; types.js has no code.
const elsewhere = ['!js/tfjs/backends/web*.js', '!js/tfjs/types.js'].map(glob => `--collectCoverageFrom=${glob}`);
jest.push(
    '--collectCoverageFrom=js/**/*.js',
    ...elsewhere,
    '--coverageThreshold={"global":{"branches":95,"lines":95}}',
);

/** C files, as one compiler or checker after the other takes them. */
const sourcesIn = (/** @type {string} */ folder) =>
    readdirSync(join(root, folder))
        .filter(name => name.endsWith('.c'))
        .map(name => `${folder}/${name}`);
const core = sourcesIn('src');
const abi = sourcesIn('bindings');
const warnings = ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Werror', '-fsyntax-only', ...core, ...abi];
// The attribute that exports a function is known to compilers for wasm alone.
const native = '-Wno-attributes';
// The last three are wrong: a strip is at least one column wide, a workspace is cut into doubles and floats on purpose, and
// what is written through a member that points is read through it later.
const cppcheck = [
    '--std=c11',
    '--enable=warning,performance,portability,style',
    '--suppress=shadowArgument',
    '--suppress=knownConditionTrueFalse:src/groups.c',
    '--suppress=invalidPointerCast:src/groups.c',
    '--suppress=unreadVariable:src/orthogonal.c',
];

const cSources = 'git ls-files -z --cached --others --exclude-standard "*.c" "*.h"';

/** @type {Step[]} */
const steps = [
    { name: 'build', run: [[process.execPath, 'scripts/build.mjs']] },
    ctest('C core', 'build/native'),
    ctest('C core, ASan + UBSan', 'build/sanitize', '-DSANITIZE=ON'),
    ctest('C core, libFuzzer', 'build/fuzz', '-DFUZZ=ON', '-DCMAKE_C_COMPILER=clang'),
    { name: 'Jest', run: [jest], count: [jestReport, countJest] },
    { name: 'types', run: [npmBin('typescript/bin/tsc'), npmBin('typescript/bin/tsc', '-p', 'demo')] },
    { name: 'biome', run: [npmBin('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')] },
    { name: 'C warnings', run: ['gcc', 'clang'].map(cc => [cc, native, ...warnings]) },
    { name: 'clang-tidy', run: [['clang-tidy', '-p', 'build/native', '--quiet', ...core]] },
    { name: 'cppcheck', run: [['cppcheck', ...cppcheck, '--error-exitcode=1', '--quiet', 'src', 'bindings']] },
    { name: 'C coverage', run: [[process.execPath, 'scripts/coverage.mjs', '--branches']] },
    { name: 'clang-format', run: [['sh', '-c', `${cSources} | xargs -0 clang-format --dry-run -Werror`]] },
];

/** @returns {import('./tally.mjs').Result} */
function perform(/** @type {Step} */ { name, run: commands, count }) {
    console.log(`\n== ${name}`);
    if (count) rmSync(count[0], { force: true });
    const start = performance.now();
    let succeeded = true;
    try {
        for (const command of commands) run(command);
    } catch (error) {
        succeeded = false;
        console.error(error instanceof Error ? error.message : error);
    }
    const seconds = (performance.now() - start) / 1000;
    const none = { passed: 0, failed: 0 };
    const counted = count && (existsSync(count[0]) ? count[1](readFileSync(count[0], 'utf8')) : none);
    return { name, ...settle(succeeded, counted), seconds };
}

let sum = { passed: 0, failed: 1 };
try {
    setup('test');
    const results = steps.map(perform);
    sum = total(results);
    console.log(`\n${table(results)}\n`);
    if (existsSync(jestReport)) for (const line of failuresOf(readFileSync(jestReport, 'utf8'))) console.log(line);
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
}
console.log(closingLine(sum));
process.exitCode = sum.failed > 0 ? 1 : 0;
