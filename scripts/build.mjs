// Builds everything that is not in the repository: the wasm module, the type declarations, the CommonJS files.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npmBin, root, run } from './run.mjs';

/** Public entries: source and name in dist/. package.json's "exports" has the same. */
const entries = [
    ['js/index.js', 'index'],
    ['js/tfjs/index.js', 'tfjs'],
    ['js/explain/index.js', 'explain'],
    ['js/slim.js', 'slim'],
].filter(([source]) => existsSync(join(root, source)));

/** C sources -> build/wasm/kernels.wasm -> js/generated/kernels.js. CMake knows what has changed. */
function buildWasm() {
    run(['emcmake', 'cmake', '-S', '.', '-B', 'build/wasm']);
    run(['cmake', '--build', 'build/wasm', '--parallel']);
    mkdirSync(join(root, 'dist'), { recursive: true });
    copyFileSync(join(root, 'build/wasm/kernels.wasm'), join(root, 'dist/kernels.wasm'));
}

/**
 * JSDoc -> dist/types/*.d.ts, and the same once more as *.d.cts: TypeScript takes a .d.ts of this package for an ES
 * module, which `require` does not give.
 */
function buildTypes() {
    const types = join(root, 'dist/types');
    rmSync(types, { recursive: true, force: true });
    run(npmBin('typescript/bin/tsc', '--project', 'tsconfig.build.json'));
    for (const file of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.d.ts')) continue;
        const text = readFileSync(join(types, file), 'utf8');
        const relativeImports = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.js(?=['"])/g;
        writeFileSync(join(types, file.replace(/\.ts$/, '.cts')), text.replace(relativeImports, '$1.cjs'));
    }
}

/** Each entry as a CommonJS file, and what they share in one more: two entries must not load two copies of the core. */
async function buildCommonJs() {
    const { rollup } = await import('rollup');
    const bundle = await rollup({
        input: Object.fromEntries(entries.map(([source, name]) => [name, join(root, source)])),
    });
    const rooms = ['input', 'kernels', 'classes', 'configs'].map(room => join(root, 'js', room));
    const isCore = (/** @type {string} */ id) => rooms.includes(dirname(id)) || id === join(root, 'js/api.js');
    await bundle.write({
        dir: join(root, 'dist'),
        format: 'cjs',
        entryFileNames: '[name].cjs',
        chunkFileNames: '[name].cjs',
        manualChunks: id => (isCore(id) ? 'core' : undefined),
    });
    await bundle.close();
}

try {
    buildWasm();
    buildTypes();
    await buildCommonJs();
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
