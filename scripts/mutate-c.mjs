// The half of `npm run mutate` that changes the C core: one place at a time, of which its native tests are to notice each.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { sampled, uniform } from '../tests/core/random.js';
import { equivalents, keyOf, lineOf, staleness } from '../tests/mutation/equivalents.mjs';
import { mutants } from '../tests/mutation/mutants.mjs';
import { CoreBuild } from './core-build.mjs';
import { root } from './run.mjs';

/** @typedef {import('../tests/mutation/mutants.mjs').Mutant} Mutant */

const SANITIZED = ['-fsanitize=address,bounds,null', '-fno-sanitize-recover=all'];
/** Seconds, five times what the slowest test takes: a loop that does not end. */
const [LIMIT, SANITIZED_LIMIT] = [1, 5];

const groups = ['sums', 'gradient', 'shrink', 'anchored', 'groups', 'optimizer', 'orthogonal', 'soft-orthogonal'];
/** The group of tests for a C file. */
const groupOf = (/** @type {string} */ name) => (name === 'sum.c' ? 'sums' : name.slice(0, -'.c'.length));
/** Programs of tests/native and their arguments; each has to exit with 0. */
const tests = [...groups.map(group => ['check', group]), ['exhaust', 'sums'], ['exhaust', 'signs', '65537']];
/** The others call nothing of the file, as files know no other but sum.c. @param {string[]} test @param {string} name */
const calls = ([, what], name) =>
    name === 'sum.c' || what === groupOf(name) || (what === 'signs' && name === 'orthogonal.c');

/** Builds the core in a folder of its own, and again whatever a mutant changes. */
class Bench {
    /** @type {string} */
    folder;
    /** The test that noticed the mutant before goes first, as what is changed next is near. */
    #tests = [...tests];

    constructor() {
        this.folder = mkdtempSync(join(tmpdir(), 'mutants-'));
        const sources = join(this.folder, 'src');
        cpSync(join(root, 'src'), sources, { recursive: true });
        this.plain = new CoreBuild(join(this.folder, 'plain'), sources, LIMIT, []);
        this.sanitized = new CoreBuild(join(this.folder, 'sanitized'), sources, SANITIZED_LIMIT, SANITIZED);
    }

    /** Whether any test of these files fails, under the sanitizers. @param {string[]} names */
    #isNoticed(names) {
        const found = this.#tests.findIndex(
            test => names.some(name => calls(test, name)) && !this.sanitized.passes(test[0], ...test.slice(1)),
        );
        if (found > 0) this.#tests.unshift(...this.#tests.splice(found, 1));
        return found >= 0;
    }

    /** What has to be compiled again: the file itself, or whatever includes it. @param {string} name @returns {string[]} */
    #touchedBy(name) {
        if (name.endsWith('.c')) return [name];
        const includers = this.#includersOf(name);
        return [...new Set(includers.flatMap(other => this.#touchedBy(other)))];
    }

    /** @param {string} name */
    #includersOf(name) {
        return readdirSync(join(root, 'src')).filter(other =>
            readFileSync(join(root, 'src', other), 'utf8').includes(`#include "${name}"`),
        );
    }

    /** @param {Mutant} mutant @returns {'noticed' | 'not noticed' | 'does not compile'} */
    try({ file, line, after }) {
        const path = join(this.folder, file);
        const text = readFileSync(path, 'utf8');
        const lines = text.split('\n');
        lines[line - 1] = after;
        writeFileSync(path, lines.join('\n'));
        const touched = this.#touchedBy(file.slice('src/'.length));
        try {
            // Most is noticed by the tests of the first file that has it; without sanitizers a fifth of the time.
            for (const name of touched) {
                if (!this.plain.compile(name)) return 'does not compile';
                if (!this.plain.passes('check', groupOf(name))) return 'noticed';
            }
            for (const name of touched) this.sanitized.compile(name);
            return this.#isNoticed(touched) ? 'noticed' : 'not noticed';
        } finally {
            writeFileSync(path, text);
            this.plain.restore();
            this.sanitized.restore();
        }
    }

    /** The tests pass as long as nothing is changed, or nothing that they say of mutants means anything. */
    check() {
        const fails = !groups.every(group => this.plain.passes('check', group)) || this.#isNoticed(['sum.c']);
        if (fails) throw new Error('the native tests fail without any change');
    }

    remove() {
        rmSync(this.folder, { recursive: true });
    }
}

/**
 * @param {{ sample?: number, seed?: number, files?: string[], log?: (line: string) => void }} [options]
 * @returns {Promise<{ noticed: number, equivalent: number, survivors: Mutant[] }>}
 */
export async function mutateC({ sample = Number.POSITIVE_INFINITY, seed = 1, files, log = () => {} } = {}) {
    const known = equivalents('src/');
    const all = mutants().filter(mutant => files?.includes(mutant.file) ?? true);
    const other = files?.find(file => !all.some(mutant => mutant.file === file));
    if (other) throw new Error(`${other} is no file of the C core that can be changed`);
    const stale = [...known].filter(key => !files && !all.some(mutant => keyOf(mutant) === key));
    if (stale.length) throw staleness(stale);
    const counts = new Map(all.map(({ file }) => [file, { noticed: 0, equivalent: 0, lost: 0 }]));
    /** @type {Mutant[]} */
    const survivors = [];
    const queue = sampled(all, sample, uniform(seed));
    await Promise.all(
        Array.from({ length: availableParallelism() }, async () => {
            const worker = new Worker(new URL(import.meta.url), { workerData: { mutating: true } });
            const ask = (/** @type {Mutant | null} */ mutant) =>
                new Promise((resolve, reject) => {
                    worker.removeAllListeners();
                    worker.once('message', resolve);
                    worker.once('error', reject);
                    worker.postMessage(mutant);
                });
            for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
                const outcome = await ask(mutant);
                const count = /** @type {{ noticed: number, equivalent: number, lost: number }} */ (
                    counts.get(mutant.file)
                );
                if (outcome === 'noticed') count.noticed++;
                if (outcome !== 'not noticed') continue;
                if (known.has(keyOf(mutant))) {
                    count.equivalent++;
                    continue;
                }
                count.lost++;
                survivors.push(mutant);
                log(lineOf(mutant));
            }
            await ask(null);
        }),
    );
    for (const [file, { noticed, equivalent, lost }] of counts)
        log(`${file}: ${noticed} noticed, ${equivalent} make no difference, ${lost} not noticed`);
    const sum = (/** @type {'noticed' | 'equivalent'} */ what) =>
        [...counts.values()].reduce((all, count) => all + count[what], 0);
    return { noticed: sum('noticed'), equivalent: sum('equivalent'), survivors };
}

if (!isMainThread && workerData?.mutating) {
    const bench = new Bench();
    bench.check();
    parentPort?.on('message', mutant => {
        if (mutant) return parentPort?.postMessage(bench.try(mutant));
        bench.remove();
        parentPort?.postMessage('done');
        parentPort?.close();
    });
}
