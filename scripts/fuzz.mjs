// `npm run fuzz -- --seconds N`: fuzzes on from new seeds, N seconds in all, first the C core, then the JS API.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './native.mjs';
import { npmBin, root, run } from './run.mjs';

/** Properties in tests/core/fuzz.test.js, each of which takes its time once with wasm and once without. */
const JS_RUNS = 2 * 9;

/** Of the C core, and each takes as long as the JS API. */
const FUZZERS = ['anchored', 'arrays', 'groups', 'optimizer', 'orthogonal', 'soft-orthogonal'];

try {
    const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
    const seconds = Number(values.seconds);
    if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0, got ${values.seconds}`);
    const share = seconds / (FUZZERS.length + 1);
    buildAll('build/fuzz', '-DFUZZ=ON', '-DCMAKE_C_COMPILER=clang');
    for (const fuzzer of FUZZERS) {
        const corpus = join(root, 'build/fuzz/corpus', fuzzer);
        mkdirSync(corpus, { recursive: true });
        // An input that fails is left in build/fuzz; it belongs into tests/fuzz/cases.
        const limits = [`-max_total_time=${Math.ceil(share)}`, '-max_len=2000', '-rss_limit_mb=0'];
        const found = `-artifact_prefix=${root}build/fuzz/`;
        run([`build/fuzz/tests/fuzz/fuzz_${fuzzer}`, ...limits, found, corpus, `tests/fuzz/cases/${fuzzer}`]);
    }
    process.env.FUZZ_SEED = String(Date.now() % 2 ** 31);
    process.env.FUZZ_SECONDS = String(share / JS_RUNS);
    console.log(`JS API, FUZZ_SEED=${process.env.FUZZ_SEED}`);
    const [node, jest, ...rest] = npmBin('jest/bin/jest.js', 'tests/core/fuzz.test.js', '--runInBand');
    run([node, '--experimental-vm-modules', '--no-warnings', jest, ...rest]);
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
