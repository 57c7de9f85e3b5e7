// Runs Jest's test files in this process, each time on modules that are evaluated anew, as many times as there are
// mutants: a run of a file takes what its tests take. Needs `--experimental-vm-modules`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'node:util';
import vm from 'node:vm';

/**
 * @typedef {object} Test
 * @property {string} id
 * @property {string} file what `run` was given
 * @property {string} name
 * @property {() => Promise<void>} run
 * @property {boolean} isSkipped
 */
/** @typedef {{ test: Test, error?: unknown, milliseconds: number }} Outcome */

const require = createRequire(import.meta.url);
const requireOfJest = createRequire(createRequire(require.resolve('jest')).resolve('@jest/core'));

/** A row of a table in a test's name, as Jest writes it: %s and its kin in turn, and $# for the index. */
const titled = (/** @type {string} */ title, /** @type {unknown[]} */ row, /** @type {number} */ index) => {
    const count = (title.match(/%[sdifjoOp]/g) ?? []).length;
    return format(title.replaceAll('%p', '%s').replaceAll('%#', String(index)), ...row.slice(0, count));
};

/** What a test file finds as `@jest/globals`, and what it declares there. */
function declarations(/** @type {string} */ file) {
    const { jestExpect: expect } = requireOfJest('@jest/expect');
    const { ModuleMocker } = requireOfJest('jest-mock');
    const mocker = new ModuleMocker(globalThis);
    const root = { names: /** @type {string[]} */ ([]), before: [], after: [], beforeEach: [], afterEach: [], ran: 0 };
    /** @type {any[]} */
    let scopes = [root];
    /** @type {any[]} */
    const tests = [];
    const declare = (/** @type {boolean} */ isSkipped) => (/** @type {string} */ name, /** @type {any} */ body) => {
        tests.push({ name, body, scopes, isSkipped });
    };
    const describing = (/** @type {boolean} */ isSkipped) => (/** @type {string} */ name, /** @type {any} */ body) => {
        const outer = scopes;
        scopes = [...outer, { name, isSkipped, before: [], after: [], beforeEach: [], afterEach: [] }];
        body();
        scopes = outer;
    };
    const withEach = (/** @type {any} */ take) =>
        Object.assign(take, {
            each: (/** @type {any[]} */ table) => (/** @type {string} */ title, /** @type {any} */ body) =>
                table.forEach((entry, i) => {
                    const row = Array.isArray(entry) ? entry : [entry];
                    take(titled(title, row, i), () => body(...row));
                }),
        });
    const test = Object.assign(withEach(declare(false)), { skip: withEach(declare(true)) });
    const describe = Object.assign(withEach(describing(false)), { skip: withEach(describing(true)) });
    const hook = (/** @type {string} */ kind) => (/** @type {() => unknown} */ body) => scopes.at(-1)[kind].push(body);
    return {
        tests,
        api: {
            expect,
            test,
            it: test,
            describe,
            beforeAll: hook('before'),
            afterAll: hook('after'),
            beforeEach: hook('beforeEach'),
            afterEach: hook('afterEach'),
            jest: {
                fn: mocker.fn.bind(mocker),
                spyOn: mocker.spyOn.bind(mocker),
                restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
            },
        },
        restore: () => mocker.restoreAllMocks(),
        file,
    };
}

/** Modules of a folder, evaluated again for every file of tests. */
export class Modules {
    /** @type {Map<string, Buffer>} */
    #compiled = new Map();
    /** @type {Map<string, string>} */
    #sources = new Map();
    /** Module text in the place of what is on disk, by path from the folder. @type {Map<string, string>} */
    replaced = new Map();

    /** @param {string} folder */
    constructor(folder) {
        this.folder = folder;
    }

    /** @param {string} path */
    #sourceOf(path) {
        const other = this.replaced.get(relative(this.folder, path));
        if (other !== undefined) return other;
        let source = this.#sources.get(path);
        if (source === undefined) this.#sources.set(path, (source = readFileSync(path, 'utf8')));
        return source;
    }

    /**
     * Evaluates a module and all that it imports.
     * @param {string} file path from the folder
     * @param {Record<string, unknown>} globals what `@jest/globals` exports
     */
    async evaluate(file, globals) {
        /** @type {Map<string, Promise<any>>} */
        const loaded = new Map();
        const synthetic = (/** @type {string} */ name, /** @type {Record<string, unknown>} */ exports) =>
            new vm.SyntheticModule(
                Object.keys(exports),
                function () {
                    for (const [key, value] of Object.entries(exports)) this.setExport(key, value);
                },
                { identifier: name },
            );
        const foreign = async (/** @type {string} */ name, /** @type {string} */ from) => {
            if (name === '@jest/globals') return synthetic(name, globals);
            const isBuiltIn = name.startsWith('node:');
            const path = isBuiltIn ? name : pathToFileURL(createRequire(from).resolve(name)).href;
            return synthetic(name, { ...(await import(path)) });
        };
        const own = (/** @type {string} */ url) => {
            const path = fileURLToPath(url);
            const source = this.#sourceOf(path);
            // V8 does not find the way back from `import()` in code that it has cached.
            const isCached = !this.replaced.has(relative(this.folder, path)) && !source.includes('import(');
            const cachedData = isCached ? this.#compiled.get(path) : undefined;
            const module = new vm.SourceTextModule(source, {
                identifier: url,
                cachedData,
                initializeImportMeta: meta => void (meta.url = url),
                importModuleDynamically: async (/** @type {string} */ name) => {
                    const found = await of(name, url);
                    await ready(found);
                    return found;
                },
            });
            if (!cachedData && isCached) this.#compiled.set(path, module.createCachedData());
            return module;
        };
        const of = (/** @type {string} */ name, /** @type {string} */ from) => {
            const isOwn = /^(\.|file:)/.test(name) && /\.m?js(\?.*)?$/.test(name);
            const key = isOwn ? new URL(name, from).href : name;
            let module = loaded.get(key);
            if (!module) {
                module = isOwn && !key.includes('/node_modules/') ? Promise.resolve(own(key)) : foreign(name, from);
                loaded.set(key, module);
            }
            return module;
        };
        const ready = async (/** @type {any} */ module) => {
            if (module.status === 'unlinked')
                await module.link((/** @type {string} */ name, /** @type {any} */ parent) =>
                    of(name, parent.identifier),
                );
            await module.evaluate();
        };
        const module = await of(`./${file}`, pathToFileURL(join(this.folder, '/')).href);
        await ready(module);
        return module.namespace;
    }
}

/** Globals as a project of jest.config.js gives them to a file: `js:` before it is the project of that name. */
function enter(/** @type {string} */ file) {
    const isJs = file.startsWith('js:');
    const { WebAssembly } = globalThis;
    Object.assign(globalThis, { BACKEND: isJs ? 'js' : 'wasm-simd' });
    if (isJs) Reflect.deleteProperty(globalThis, 'WebAssembly');
    return {
        path: isJs ? file.slice(3) : file,
        leave() {
            Object.defineProperty(globalThis, 'WebAssembly', {
                value: WebAssembly,
                writable: true,
                configurable: true,
                enumerable: false,
            });
        },
    };
}

/** A promise or an error after so many milliseconds. */
const within = (/** @type {number} */ limit, /** @type {unknown} */ work) => {
    /** @type {any} */
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`took more than ${limit} ms`)), limit);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/**
 * Runs one file of tests.
 *
 * @param {Modules} modules
 * @param {string} file
 * @param {object} [options]
 * @param {(id: string) => boolean} [options.only] which tests; by default all
 * @param {boolean} [options.bail] whether to stop after the first that fails
 * @param {number} [options.limit] milliseconds for a test
 * @param {(id: string | undefined) => void} [options.entered] called before each test with its id, and after it
 * @param {() => void} [options.loaded] called when the file has been evaluated
 * @returns {Promise<Outcome[]>} of tests that were run; of a file that cannot be loaded, that
 */
export async function runFile(modules, file, { only, bail = false, limit = 60_000, entered, loaded } = {}) {
    const { path, leave } = enter(file);
    const { tests, api, restore } = declarations(file);
    /** @type {Outcome[]} */
    const outcomes = [];
    const seen = new Map();
    try {
        try {
            await within(limit, modules.evaluate(path, api));
        } catch (error) {
            return [{ test: { id: `${file} (is loaded)`, file, name: 'is loaded' }, error, milliseconds: 0 }];
        }
        loaded?.();
        const wanted = tests
            .map(test => {
                const name = [...test.scopes.slice(1).map((/** @type {any} */ s) => s.name), test.name].join(' › ');
                const count = (seen.get(name) ?? 0) + 1;
                seen.set(name, count);
                return { ...test, file, name, id: `${file} › ${name}${count > 1 ? ` #${count}` : ''}` };
            })
            .filter(test => !test.isSkipped && !test.scopes.some((/** @type {any} */ s) => s.isSkipped))
            .filter(test => only?.(test.id) ?? true);
        for (const [index, test] of wanted.entries()) {
            const start = performance.now();
            /** @type {unknown} */
            let error;
            entered?.(test.id);
            try {
                for (const scope of test.scopes) {
                    if (scope.isReady) continue;
                    scope.isReady = true;
                    for (const body of scope.before) await within(limit, body());
                }
                for (const scope of test.scopes) for (const body of scope.beforeEach) await within(limit, body());
                await within(limit, test.body());
            } catch (thrown) {
                error = thrown ?? new Error(`threw ${thrown}`);
            }
            try {
                for (const scope of test.scopes.toReversed())
                    for (const body of scope.afterEach) await within(limit, body());
                const rest = wanted.slice(index + 1);
                for (const scope of test.scopes.toReversed())
                    if (!rest.some(other => other.scopes.includes(scope)))
                        for (const body of scope.after) await within(limit, body());
            } catch (thrown) {
                error ??= thrown ?? new Error(`threw ${thrown}`);
            }
            entered?.(undefined);
            outcomes.push({ test, error, milliseconds: performance.now() - start });
            if (bail && error) break;
        }
        return outcomes;
    } finally {
        restore();
        leave();
    }
}
