/**
 * Timing that can be trusted: each contestant in a process of its own, all of them in turn, round after round, medians
 * over the rounds. What a contestant is, see child.mjs; why it is done so, see README.md.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('child.mjs', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Contestant
 * @property {string} name as it is to be shown
 * @property {readonly string[]} command a program that takes the milliseconds to measure for as one more argument, and
 *     prints { nanoseconds, checksum } as JSON
 */
/**
 * @typedef {object} Result
 * @property {string} name
 * @property {number} nanoseconds for one call: the median of the rounds
 * @property {number} spread median absolute deviation of the rounds, as a part of the median
 * @property {readonly number[]} rounds nanoseconds of each round
 * @property {number} checksum what the calls computed, so that nobody is fast by doing nothing
 */

/**
 * A contestant written in JS.
 * @param {string} name as it is to be shown
 * @param {string | URL} file the module in contestants/, or the URL of one elsewhere
 * @param {string} work a key of the module's `works`
 * @param {readonly number[]} size of the array: [n] or [rows, cols]
 * @param {string[]} [options] that the module understands
 * @returns {Contestant}
 */
export function inNode(name, file, work, size, options = []) {
    const module = new URL(file, new URL('contestants/', import.meta.url)).href;
    return { name, command: [process.execPath, '--no-warnings', child, module, work, size.join('x'), ...options] };
}

/**
 * Runs the contestants in turn, as many rounds as asked for.
 * @param {readonly Contestant[]} contestants
 * @param {{ rounds: number, milliseconds: number }} effort milliseconds: for one contestant in one round
 * @returns {Result[]} in the order of the contestants
 * @throws {Error} when one fails
 */
export function compare(contestants, { rounds, milliseconds }) {
    /** @type {{ nanoseconds: number, checksum: number }[][]} */
    const measured = contestants.map(() => []);
    for (let round = 0; round < rounds; round++) {
        contestants.forEach(({ command }, i) => {
            measured[i].push(runOnce([...command, String(milliseconds)]));
        });
    }
    return contestants.map(({ name }, i) => {
        const times = measured[i].map(({ nanoseconds }) => nanoseconds);
        const nanoseconds = median(times);
        const spread = median(times.map(time => Math.abs(time - nanoseconds))) / nanoseconds;
        return { name, nanoseconds, spread, rounds: times, checksum: measured[i][0].checksum };
    });
}

/** @param {readonly string[]} command */
function runOnce([program, ...args]) {
    const { error, status, stdout, stderr } = spawnSync(program, args, {
        encoding: 'utf8',
        env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
    });
    if (error || status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} failed:\n${stderr}`);
    return JSON.parse(/** @type {string} */ (stdout.trim().split('\n').at(-1)));
}

/** @param {readonly number[]} values */
export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How many times as fast one is as another: the median of the rounds' ratios. The machine's own changes of speed, which
 * both meet in a round, thus drop out.
 * @param {Result} one
 * @param {Result} other
 */
export const fasterBy = (one, other) => median(one.rounds.map((time, round) => other.rounds[round] / time));

/** What the figures belong to, in a line each. */
export function machine() {
    const [{ model }] = cpus();
    const commit = spawnSync('git', ['describe', '--always', '--dirty'], {
        cwd: root,
        encoding: 'utf8',
    }).stdout?.trim();
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    return [
        `${cpuName() ?? model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; ${type()} ${release()}`,
        `load average ${loadavg()[0].toFixed(1)} before the first round: what else ran on these cores`,
        `Node ${process.versions.node}, V8 ${process.versions.v8}`,
        `regularizers ${version}${commit ? `, commit ${commit}` : ''}`,
    ];
}

/** The processor with its family and model, as virtual machines give names that say nothing. */
function cpuName() {
    try {
        const info = readFileSync('/proc/cpuinfo', 'utf8');
        const field = (/** @type {string} */ name) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(info)?.[1];
        return `${field('model name')} (family ${field('cpu family')}, model ${field('model')})`;
    } catch {
        return undefined;
    }
}
