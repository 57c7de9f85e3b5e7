// Builds everything that is not in the repository: wasm modules, the slim entry, type declarations, CommonJS files, and the
// scripts that pages load by a tag.
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withOverloadComments } from './overloads.mjs';
import { npmBin, root, run } from './run.mjs';

/** C sources -> build/wasm/FAMILY.wasm -> js/generated/FAMILY.js. CMake knows what has changed. */
function buildWasm() {
    run(['emcmake', 'cmake', '-S', '.', '-B', 'build/wasm']);
    run(['cmake', '--build', 'build/wasm', '--parallel']);
    for (const name of readdirSync(join(root, 'js/generated'))) {
        if (!families().includes(basename(name, '.js'))) rmSync(join(root, 'js/generated', name));
    }
    for (const family of families()) {
        cpSync(join(root, `build/wasm/${family}.wasm`), join(root, `dist/kernels/${family}.wasm`));
    }
}

/** One for each file that lists exports. */
const families = () =>
    readdirSync(join(root, 'bindings'))
        .filter(name => name.endsWith('.c'))
        .map(name => basename(name, '.c'));

/**
 * Writes what stands in a file behind the first mark and before the second one, or the end of the file.
 * @param {string} file
 * @param {string} begin @param {string | undefined} end
 * @param {string} written
 */
function writeBetween(file, begin, end, written) {
    const text = readFileSync(join(root, file), 'utf8');
    const from = text.indexOf(begin) + begin.length;
    const to = end === undefined ? text.length : text.indexOf(end, from);
    if (from < begin.length || to < 0) throw new Error(`${file}: found no ${begin} and ${end} behind it`);
    if (text.slice(from, to) !== written)
        writeFileSync(join(root, file), text.slice(0, from) + written + text.slice(to));
}

/** The list of exports in docs/architecture.md, from the ABI files. */
function writeKernelList() {
    const lists = families().map(family => {
        const abi = readFileSync(join(root, `bindings/${family}.c`), 'utf8');
        const about = /^\/\* The exports of \w+\.wasm: (.*?)\.? \*\/$/m.exec(abi)?.[1];
        if (!about) throw new Error(`bindings/${family}.c: found no line "The exports of ${family}.wasm: ..."`);
        const functions = [...abi.matchAll(/^EXPORT\(\w+\)\s+(\w+ \w+\(.*?\)) \{/gm)].map(([, line]) => `${line};\n`);
        return `\n**${family}.wasm**: ${about}\n\n\`\`\`c\n${functions.join('')}\`\`\`\n`;
    });
    writeBetween('docs/architecture.md', 'from the ABI files -->\n', '\n<!-- /kernels -->', lists.join(''));
}

/** The exports of js/index.js that are classes, or make them: what js/configs/built-in.js imports for its rows. */
function writeClassExports() {
    const table = readFileSync(join(root, 'js/configs/built-in.js'), 'utf8');
    const imports = [...table.matchAll(/^import (\{[^}]*\}) from '\.\.\/classes\/([\w-]+)\.js';$/gm)];
    const classes = imports.filter(([, , name]) => name !== 'names');
    const lines = classes.map(([, exported, name]) => `export ${exported} from './classes/${name}.js';\n`);
    writeBetween('js/index.js', 'from js/configs/built-in.js.\n\n', '\n// Beside', lines.join(''));
}

/** The functions of js/jax/makers.js that make instances of classes of this package. */
function writeJaxMakers() {
    const table = readFileSync(join(root, 'js/configs/built-in.js'), 'utf8');
    const functions = [...table.matchAll(/^ {4}ofThisPackage\((\w+)\),$/gm)].map(
        ([, Class]) => `/** @function @type {import('./signatures.js').Make${Class}} */
export const ${Class[0].toLowerCase()}${Class.slice(1)} = (/** @type {[any]} */ ...args) => penalty(new core.${Class}(...args));
`,
    );
    writeBetween('js/jax/makers.js', 'from js/configs/built-in.js.\n\n', undefined, functions.join('\n'));
}

/** The families of kernels that a class imports, in js/slim.js and js/kernels/modules.js. */
function writeServedFamilies() {
    const sourcesIn = (/** @type {string} */ room) =>
        readdirSync(join(root, 'js', room)).map(file => ({
            file,
            text: readFileSync(join(root, 'js', room, file), 'utf8'),
        }));
    const [kernels, classes] = ['kernels', 'classes'].map(sourcesIn);
    const served = families().flatMap(family => {
        const found = kernels.find(({ text }) => text.includes(`text } from '../generated/${family}.js'`));
        const isOfClass = classes.some(({ text }) => text.includes(`'../kernels/${found?.file}'`));
        const name = family.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
        return found && isOfClass ? [{ family, name, file: found.file }] : [];
    });
    const imports = [
        ...served.map(({ family, name }) => `import * as ${name} from './generated/${family}.js';\n`),
        ...served.map(({ file, name }) => `import { family as ${name}Family } from './kernels/${file}';\n`),
    ];
    const rows = served.map(
        ({ name }) => `    { family: ${name}Family, names: ${name}.names, checksum: ${name}.checksum },\n`,
    );
    writeBetween('js/slim.js', 'whose kernels a class imports.\n\n', '\nexport', imports.join(''));
    writeBetween('js/slim.js', 'const FAMILIES = [\n', '];\n', rows.join(''));
    const modules = served.map(({ family }) => `import '../generated/${family}.js';\n`);
    writeBetween('js/kernels/modules.js', 'Written by `npm run build`.\n\n', undefined, modules.join(''));
}

/**
 * The slim entry: the core's rooms once more in dist/slim/, with no bytes in the generated modules. A class finds its
 * kernels by an import, so that what a bundle does not use is not in it; without the bytes it is another file.
 */
function buildSlim() {
    const slim = join(root, 'dist/slim');
    for (const name of ['input', 'kernels', 'classes', 'configs', 'generated', 'index.js', 'slim.js']) {
        cpSync(join(root, 'js', name), join(slim, name), { recursive: true });
    }
    for (const family of families()) {
        const file = join(slim, `generated/${family}.js`);
        const [code, ...others] = readFileSync(file, 'utf8').split(/(?<=^export const text = ").*(?=";$)/m);
        if (others.length !== 1) throw new Error(`${file}: found ${others.length} texts, not one`);
        writeFileSync(file, code + others[0]);
    }
}

/**
 * JSDoc -> dist/types/*.d.ts, and the same once more as *.d.cts: TypeScript takes a .d.ts of this package for an ES
 * module, which `require` does not give.
 */
function buildTypes() {
    const types = join(root, 'dist/types');
    run(npmBin('typescript/bin/tsc', '--project', 'tsconfig.build.json'));
    const sources = readdirSync(join(root, 'js'), { recursive: true, encoding: 'utf8' });
    // What is written as declarations is not emitted.
    for (const file of sources.filter(name => name.endsWith('.d.ts')))
        cpSync(join(root, 'js', file), join(types, file));
    for (const file of sources.filter(name => name.endsWith('.js'))) {
        const declarations = join(types, file.replace(/\.js$/, '.d.ts'));
        const emitted = readFileSync(declarations, 'utf8');
        writeFileSync(declarations, withOverloadComments(emitted, readFileSync(join(root, 'js', file), 'utf8')));
    }
    for (const file of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.d.ts')) continue;
        const text = readFileSync(join(types, file), 'utf8');
        const relativeImports = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.js(?=['"])/g;
        writeFileSync(join(types, file.replace(/\.ts$/, '.cts')), text.replace(relativeImports, '$1.cjs'));
    }
}

/**
 * Each entry as a CommonJS file, and what they share in one more: two entries must not load two copies of the core. The
 * slim entry shares nothing with those that hold the bytes.
 */
async function buildCommonJs() {
    const rooms = ['tfjs', 'jax', 'explain'].map(room => [room, `js/${room}/index.js`]);
    await writeCommonJs({ index: 'js/index.js', ...Object.fromEntries(rooms) });
    await writeCommonJs({ slim: 'dist/slim/slim.js' });
}

/** @param {Record<string, string>} entries sources by the names of what is written */
async function writeCommonJs(entries) {
    const { rollup } = await import('rollup');
    const sources = Object.entries(entries).map(([name, source]) => [name, join(root, source)]);
    const bundle = await rollup({ input: Object.fromEntries(sources), external: ['@jax-js/jax'] });
    const isOwn = (/** @type {string} */ id) =>
        /js\/(tfjs|jax|explain)\//.test(id) || id.startsWith(join(root, 'dist'));
    await bundle.write({
        dir: join(root, 'dist'),
        format: 'cjs',
        entryFileNames: '[name].cjs',
        chunkFileNames: '[name].cjs',
        manualChunks: id => (isOwn(id) ? undefined : 'core'),
    });
    await bundle.close();
}

/**
 * For script tags: each of the two entries that pages use as one minified file that sets a global. The plug-in's holds the
 * core as well, so that a page loads one of them.
 */
async function buildScripts() {
    const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const { build } = await import('esbuild');
    const entries = { regularizers: 'js/index.js', regularizersTfjs: 'js/tfjs/index.js' };
    for (const [globalName, source] of Object.entries(entries)) {
        const name = `${globalName.replace('Tfjs', '-tfjs')}.min.js`;
        await build({
            entryPoints: [join(root, source)],
            outfile: join(root, 'dist', name),
            bundle: true,
            minify: true,
            format: 'iife',
            globalName,
            target: 'es2022',
            banner: { js: `/*! regularizers ${version}, ${license} */` },
            logLevel: 'error',
        });
        // What a page may demand of the file that it gets from elsewhere: <script integrity="sha384-...">.
        const digest = createHash('sha384')
            .update(readFileSync(join(root, 'dist', name)))
            .digest('base64');
        console.log(`dist/${name} integrity="sha384-${digest}"`);
    }
}

try {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    buildWasm();
    writeKernelList();
    writeClassExports();
    writeJaxMakers();
    writeServedFamilies();
    buildSlim();
    buildTypes();
    await buildCommonJs();
    await buildScripts();
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
