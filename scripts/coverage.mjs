// What the native tests run of the C core, by clang's own count: prints a table, fails below 95 % of lines or branches.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const FOLDER = 'build/coverage';
const PROFILES = join(root, FOLDER, 'profiles');
const PROFILE = join(PROFILES, 'all.profdata');
const CHECK = join(root, FOLDER, 'tests/native/check');
const LEAST = 95;

/** A tool of the same LLVM as clang, which in most distributions is on no PATH under its plain name. */
function llvm(/** @type {string} */ tool) {
    const path = execFileSync('clang', [`-print-prog-name=${tool}`], { encoding: 'utf8' }).trim();
    if (!existsSync(path) && path !== tool) throw new Error(`${tool} is missing: install the package llvm`);
    return path;
}

function runTests() {
    const flags = '-fprofile-instr-generate -fcoverage-mapping';
    const options = ['-DCMAKE_C_COMPILER=clang', '-DCMAKE_BUILD_TYPE=Debug', `-DCMAKE_C_FLAGS=${flags}`];
    run(['cmake', '-S', '.', '-B', FOLDER, ...options]);
    run(['cmake', '--build', FOLDER, '--parallel']);
    rmSync(PROFILES, { recursive: true, force: true });
    mkdirSync(PROFILES);
    process.env.LLVM_PROFILE_FILE = join(PROFILES, '%p.profraw');
    run(['ctest', '--test-dir', FOLDER, '--quiet', '--exclude-regex', 'valgrind']);
    const raw = readdirSync(PROFILES).map(name => join(PROFILES, name));
    run([llvm('llvm-profdata'), 'merge', '-o', PROFILE, ...raw]);
}

try {
    runTests();
    const files = [CHECK, `-instr-profile=${PROFILE}`, join(root, 'src')];
    run([llvm('llvm-cov'), 'report', ...files, '--show-region-summary=false']);
    const json = execFileSync(llvm('llvm-cov'), ['export', ...files, '--summary-only'], { encoding: 'utf8' });
    const { lines, branches } = JSON.parse(json).data[0].totals;
    if (lines.percent < LEAST || branches.percent < LEAST) {
        throw new Error(`The native tests run less than ${LEAST} % of the C core.`);
    }
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
