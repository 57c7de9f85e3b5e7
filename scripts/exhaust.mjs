// `npm run exhaust`: all 2^32 float32 numbers through each element-wise kernel, natively and as wasm, and what else can be
// gone through whole. It takes some twenty minutes on two cores; `-- --stride N` takes every Nth number.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { cases, titleOf } from '../tests/exhaust/cases.mjs';
import { buildAll } from './native.mjs';
import { root } from './run.mjs';

/** @typedef {{ count: number, wrong: number, first: string }} Findings */
/** @typedef {{ build: string, title: string, go: () => Promise<Findings> }} Job */

const ALL = 2 ** 32;

/** @param {string[]} args @returns {Promise<Findings>} */
function natively(...args) {
    return new Promise((resolve, reject) => {
        const child = spawn(join(root, 'build/native/tests/native/exhaust'), args);
        let said = '';
        let first = '';
        child.stdout.on('data', data => (said += data));
        child.stderr.on('data', data => (first += data));
        child.on('error', reject);
        child.on('close', status => {
            const [count, wrong] = said.split(' ').map(Number);
            if (status === 0 || (status === 1 && wrong > 0)) resolve({ count, wrong, first: first.split('\n')[0] });
            else reject(new Error(`exhaust ${args.join(' ')} ended with ${status}: ${first}`));
        });
    });
}

/** @param {object} workerData @returns {Promise<Findings>} */
function inJs(workerData) {
    return new Promise((resolve, reject) => {
        const worker = new Worker(new URL('../tests/exhaust/worker.mjs', import.meta.url), { workerData });
        worker.on('message', resolve);
        worker.on('error', reject);
    });
}

/**
 * @param {number} stride
 * @returns {Job[]}
 */
export function jobs(stride) {
    const range = { from: 0, to: ALL, stride };
    const rarer = { ...range, stride: Math.max(stride, 257) };
    const few = Math.min(stride, 2 ** 20 + 1);
    const limits = [0, ALL, stride].map(String);
    return [
        ...cases.flatMap(case_ => {
            const { kernel, l1, l2, scale } = case_;
            const title = titleOf(case_);
            const args = ['elementwise', kernel, ...[l1, l2, scale].map(String), ...limits];
            return [
                { build: 'native', title, go: () => natively(...args) },
                { build: 'wasm', title, go: () => inJs({ kind: 'elementwise', build: 'wasm', range, case_ }) },
                // The JS kernels give the bits of the wasm (tests/core/lanes.test.js), and take ten times as long.
                { build: 'js', title, go: () => inJs({ kind: 'elementwise', build: 'js', range: rarer, case_ }) },
            ];
        }),
        { build: 'native', title: 'sums of every length and offset', go: () => natively('sums') },
        ...['wasm', 'wasm on copies', 'js'].map(build => ({
            build,
            title: 'sums of every length and offset',
            go: () => inJs({ kind: 'sums', build }),
        })),
        { build: 'native', title: 'signs of dot products next to 0', go: () => natively('signs', String(few)) },
        {
            build: 'wasm',
            title: 'signs of dot products next to 0',
            go: () => inJs({ kind: 'signs', range: { ...range, stride: few } }),
        },
    ];
}

/**
 * All jobs, one on each core.
 * @param {Job[]} waiting
 * @param {(job: Job, findings: Findings, seconds: number) => void} report
 */
export async function perform(waiting, report) {
    const left = [...waiting];
    async function work() {
        for (let job = left.shift(); job; job = left.shift()) {
            const start = performance.now();
            report(job, await job.go(), (performance.now() - start) / 1000);
        }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
    const { values } = parseArgs({ options: { stride: { type: 'string', default: '1' } } });
    const stride = Number(values.stride);
    if (!(Number.isInteger(stride) && stride > 0))
        throw new Error(`--stride takes an integer above 0, got ${values.stride}`);
    buildAll();
    let total = 0;
    let wrong = 0;
    await perform(jobs(stride), ({ build, title }, findings, seconds) => {
        total += findings.count;
        wrong += findings.wrong;
        console.log(
            `${build}: ${title}: ${findings.count} results in ${seconds.toFixed(0)} s, ${findings.wrong} wrong ${findings.first}`,
        );
    });
    console.log(`\n${total} results, ${wrong} wrong`);
    process.exitCode = wrong > 0 ? 1 : 0;
}
