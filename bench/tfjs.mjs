/**
 * TF.js with its own regularizers against TF.js with ours, on four backends, each in a process of its own.
 *
 *   npm run bench:tfjs              some ten minutes; writes its section of RESULTS.md
 *   npm run bench:tfjs -- --quick   a minute or two, to the terminal alone
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { machine } from './harness.mjs';
import { table, times } from './report.mjs';
import { replaceSection } from './sections.mjs';
import { contestInChromium } from './tfjs/chromium.mjs';

/** @typedef {import('./tfjs/contest.js').Report} Report */

const quick = process.argv.includes('--quick');
const { version } = createRequire(import.meta.url)('@tensorflow/tfjs/package.json');
const about = [...machine(), `TF.js ${version}; webgl and webgpu in Chromium, with a GPU made of software`];
console.log(about.join('\n'));

/** @param {string} backend @returns {Report} */
function contestInNode(backend) {
    const args = [fileURLToPath(new URL('tfjs/node.js', import.meta.url)), backend, quick ? 'quick' : 'long'];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** @param {number} ms */
const time = ms => (ms < 1 ? `${(1000 * ms).toPrecision(3)} µs` : `${ms.toPrecision(3)} ms`);

/** Penalties: how many times as fast as stock. @param {Report[]} reports */
function penaltyTable(reports) {
    const rows = reports.flatMap(({ backend, rows }) =>
        rows
            .filter(({ milliseconds }) => milliseconds.length === 2)
            .map(({ work, milliseconds: [stock, ours], ratios }) => [
                backend,
                work,
                time(stock),
                time(ours),
                times(ratios[1]),
            ]),
    );
    return table([['backend', 'work', 'stock L1L2', 'our L1L2', 'as fast'], ...rows]);
}

/** Training: how many times as long as without penalties. @param {Report[]} reports */
function stepTable(reports) {
    const rows = reports.flatMap(({ backend, rows }) =>
        rows
            .filter(({ milliseconds }) => milliseconds.length === 3)
            .map(({ work, milliseconds: [none], ratios }) => [
                backend,
                work,
                time(none),
                `${(1 / ratios[1]).toFixed(2)}x`,
                `${(1 / ratios[2]).toFixed(3)}x`,
            ]),
    );
    return table([['backend', 'work', 'without penalties', 'stock L1L2', 'our L1L2'], ...rows]);
}

/** Optimizers that regularize: how many times as long as TF.js' own without penalties. @param {Report[]} reports */
function optimizerTable(reports) {
    const rows = reports.flatMap(({ backend, optimizers }) =>
        optimizers.map(({ work, milliseconds: [plain, ours], ratios }) => [
            backend,
            work,
            time(plain),
            time(ours),
            `${(1 / ratios[1]).toFixed(3)}x`,
        ]),
    );
    return table([['backend', 'step', "TF.js' own, without penalties", 'ours, with L1L2', 'as long'], ...rows]);
}

/** @type {Report[]} */
const reports = [];
for (const backend of ['cpu', 'wasm', 'webgl', 'webgpu']) {
    const load = loadavg()[0].toFixed(1);
    reports.push(backend.startsWith('webg') ? await contestInChromium(backend, quick) : contestInNode(backend));
    console.log(`${backend}: load average ${load} before, checksum ${reports.at(-1)?.checksum.toPrecision(9)}`);
}
const programs = reports
    .filter(report => report.programs)
    .map(({ backend, programs }) => `${backend} ${programs?.[0]} for stock, ${programs?.[1]} for ours`);
const text = `${penaltyTable(reports)}

Programs that a GPU runs for value and gradient of 1e6 weights: ${programs.join('; ')}.

${stepTable(reports)}

${optimizerTable(reports)}`;
console.log(`\n${text}`);

if (!quick) {
    const notes = `${about.map(line => `- ${line}`).join('\n')}
- contestants take turns; times are medians, ratios the medians of the rounds' ratios; a batch is 32, the optimizer SGD`;
    replaceSection('bench:tfjs', `## The TF.js plug-in\n\n${notes}\n\n${text}`);
}
