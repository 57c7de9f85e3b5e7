// `npm run coverage`: what the native tests run of the C core, by clang's own count. Prints a table, fails where a line, a
// branch or a condition of a decision (MC/DC) is not shown. Conditions are counted by clang 18 and later; `--branches`,
// as `npm test` has it, does without them where there is only an older one. Installs nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, run } from './run.mjs';

/** The first that counts conditions. */
const COUNTS_CONDITIONS = 18;
const WANTED = 'clang 18 or later and its llvm; on Debian 12 and Ubuntu 24.04: apt-get install clang-19 llvm-19';

/** @typedef {{ name: string, version: number }} Compiler */

/** @param {string} name @returns {Compiler} with version 0 where there is none, or none of its profile readers */
function compiler(name) {
    const text = spawnSync(name, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    const version = Number(/clang version (\d+)/.exec(text)?.[1] ?? 0);
    return { name, version: version && existsSync(tool({ name, version }, 'llvm-cov')) ? version : 0 };
}

/** A tool of the same LLVM, which in most distributions is on no PATH under its plain name. @param {Compiler} clang @param {string} name */
function tool(clang, name) {
    return execFileSync(clang.name, [`-print-prog-name=${name}`], { encoding: 'utf8' }).trim();
}

/** The first of the names that counts conditions, else plain clang. */
function chosen() {
    const found = ['clang', 'clang-18', 'clang-19', 'clang-20', 'clang-21', 'clang-22'].map(compiler);
    const clang = found.find(({ version }) => version >= COUNTS_CONDITIONS) ?? found[0];
    if (clang.version === 0) throw new Error('clang or its llvm-cov is missing: install the packages clang and llvm');
    return clang;
}

/** @param {Compiler} clang @returns {string[]} what llvm-cov is to look at */
function runTests(clang) {
    const folder = `build/coverage-clang-${clang.version}`;
    const profiles = join(root, folder, 'profiles');
    const profile = join(profiles, 'all.profdata');
    const conditions = clang.version >= COUNTS_CONDITIONS ? ' -fcoverage-mcdc' : '';
    const flags = `-fprofile-instr-generate -fcoverage-mapping${conditions}`;
    const options = [`-DCMAKE_C_COMPILER=${clang.name}`, '-DCMAKE_BUILD_TYPE=Debug', `-DCMAKE_C_FLAGS=${flags}`];
    run(['cmake', '-S', '.', '-B', folder, ...options]);
    run(['cmake', '--build', folder, '--parallel']);
    rmSync(profiles, { recursive: true, force: true });
    mkdirSync(profiles);
    process.env.LLVM_PROFILE_FILE = join(profiles, '%p.profraw');
    run(['ctest', '--test-dir', folder, '--quiet', '--exclude-regex', 'valgrind']);
    const raw = readdirSync(profiles).map(name => join(profiles, name));
    run([tool(clang, 'llvm-profdata'), 'merge', '-o', profile, ...raw]);
    return [join(root, folder, 'tests/native/check'), `-instr-profile=${profile}`, join(root, 'src')];
}

try {
    const { values } = parseArgs({ options: { branches: { type: 'boolean', default: false } } });
    const clang = chosen();
    const isWhole = clang.version >= COUNTS_CONDITIONS;
    if (!isWhole && !values.branches) throw new Error(`To count conditions this needs ${WANTED}`);
    const files = runTests(clang);
    const columns = ['--show-region-summary=false', ...(isWhole ? ['--show-mcdc-summary'] : [])];
    run([tool(clang, 'llvm-cov'), 'report', ...files, ...columns]);
    const json = execFileSync(tool(clang, 'llvm-cov'), ['export', ...files, '--summary-only'], { encoding: 'utf8' });
    const { lines, branches, mcdc } = JSON.parse(json).data[0].totals;
    console.log(isWhole ? '' : `\nConditions were not counted, which needs ${WANTED}`);
    for (const [what, { covered, count }] of Object.entries({ lines, branches, ...(isWhole && { conditions: mcdc }) }))
        if (covered < count) throw new Error(`The native tests show ${covered} of ${count} ${what} of the C core.`);
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
