// The test runner that StrykerJS starts: files of tests in one process, those first that notice most in the least time.
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { Modules, runFile } from '../in-process.js';

/** Milliseconds of the processor above which a test is left out: one change waits for all that cover it. */
const SLOW = Number(process.env.MUTATION_SLOW ?? 60);

class InProcess {
    static inject = /** @type {const} */ (['options']);
    #modules = new Modules(process.cwd());
    /** How often a file has noticed, and how long it has run. @type {Map<string, { noticed: number, milliseconds: number }>} */
    #merits = new Map();

    /** @param {any} options */
    constructor(options) {
        this.files = /** @type {string[]} */ (options.inProcess.files);
        // An error that comes late belongs to a test that is over: it is noticed there or not at all.
        process.on('unhandledRejection', () => {});
        process.on('uncaughtException', () => {});
    }

    capabilities() {
        return { reloadEnvironment: true };
    }

    async dryRun() {
        const state = (globalThis.__stryker__ ??= {});
        const tests = [];
        /** @type {Record<string, Record<string, number>>} */
        const perTest = {};
        for (const file of this.files) {
            state.mutantCoverage = { static: {}, perTest: {} };
            const coverage = state.mutantCoverage.perTest;
            state.currentTestId = 'loading';
            /** @type {Map<string, number>} */
            const times = new Map();
            let before = process.cpuUsage();
            /** @type {string | undefined} */
            let current;
            const outcomes = await runFile(this.#modules, file, {
                loaded: () => void (state.currentTestId = undefined),
                entered: id => {
                    const { user, system } = process.cpuUsage(before);
                    if (current) times.set(current, (user + system) / 1000);
                    current = state.currentTestId = id;
                    before = process.cpuUsage();
                },
            });
            state.currentTestId = undefined;
            for (const { test, error, milliseconds } of outcomes) {
                const slow = (times.get(test.id) ?? 0) > SLOW;
                if (error || slow) {
                    console.log(
                        `${error ? 'fails here' : 'slow'}: ${test.id} ${error ? String(error).slice(0, 200) : ''}`,
                    );
                    continue;
                }
                tests.push({
                    id: test.id,
                    name: test.id,
                    timeSpentMs: milliseconds,
                    fileName: file.replace('js:', ''),
                    status: TestStatus.Success,
                });
                const covered = (perTest[test.id] = { ...coverage[test.id] });
                // What is done while a file is loaded is done for each of its tests.
                for (const [id, count] of Object.entries(coverage.loading ?? {}))
                    covered[id] = (covered[id] ?? 0) + count;
            }
        }
        return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } };
    }

    /** @param {any} options */
    async mutantRun({ activeMutant, testFilter, hitLimit, timeout }) {
        const state = (globalThis.__stryker__ ??= {});
        const wanted = new Set(/** @type {string[]} */ (testFilter));
        const files = new Set([...wanted].map(id => id.split(' › ')[0]));
        const merit = (/** @type {string} */ file) => {
            const { noticed, milliseconds } = this.#merits.get(file) ?? { noticed: 0, milliseconds: 0 };
            return (noticed + 1) / (milliseconds + 30);
        };
        let count = 0;
        for (const file of [...files].sort((a, b) => merit(b) - merit(a))) {
            Object.assign(state, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit ? 0 : undefined });
            const { user } = process.cpuUsage();
            const outcomes = await runFile(this.#modules, file, {
                only: id => wanted.has(id),
                bail: true,
                limit: Math.min(timeout, 10_000),
            });
            state.activeMutant = undefined;
            count += outcomes.length;
            const failed = outcomes.find(outcome => outcome.error);
            const { noticed, milliseconds } = this.#merits.get(file) ?? { noticed: 0, milliseconds: 0 };
            this.#merits.set(file, {
                noticed: noticed + (failed ? 1 : 0),
                milliseconds: milliseconds + (process.cpuUsage().user - user) / 1000,
            });
            if (failed) {
                const id = wanted.has(failed.test.id) ? failed.test.id : [...wanted][0];
                const failureMessage = String(failed.error).slice(0, 500);
                return { status: MutantRunStatus.Killed, killedBy: [id], failureMessage, nrOfTests: count };
            }
        }
        return { status: MutantRunStatus.Survived, nrOfTests: count };
    }
}

/** Says at once what no test has noticed. */
class Survivors {
    onMutantTested(/** @type {any} */ { status, fileName, location, replacement, mutatorName }) {
        if (status === 'Survived' || status === 'NoCoverage')
            console.log(
                `${status} ${fileName}:${location.start.line}:${location.start.column}-${location.end.line}:${location.end.column} ${mutatorName}: ${replacement}`,
            );
    }
}

export const strykerPlugins = [
    declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcess),
    declareClassPlugin(PluginKind.Reporter, 'survivors', Survivors),
];
