// Builds page.js with each bundler's defaults into NAME/: an index.html and the script it names.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const html = '<!doctype html><title></title><link rel="icon" href="data:,"><body>';
const page = (name, script) => {
    mkdirSync(name, { recursive: true });
    writeFileSync(`${name}/index.html`, `${html}${script}`);
};

const { build: vite } = await import('vite');
await vite({ base: './', build: { outDir: 'vite' }, logLevel: 'error' });

const { default: webpack } = await import('webpack');
await new Promise((done, fail) => {
    const config = { mode: 'production', entry: './page.js', output: { path: resolve('webpack') } };
    webpack(config, (error, stats) => {
        if (error || stats.hasErrors() || stats.hasWarnings()) fail(error ?? new Error(stats.toString()));
        else done();
    });
});
page('webpack', '<script src="./main.js"></script>');

const { rollup } = await import('rollup');
const { default: nodeResolve } = await import('@rollup/plugin-node-resolve');
const onwarn = warning => {
    throw new Error(`rollup: ${warning.message}`);
};
const rolled = await rollup({ input: 'page.js', plugins: [nodeResolve()], onwarn });
await rolled.write({ file: 'rollup/main.js' });
page('rollup', '<script type="module" src="./main.js"></script>');

const { build: esbuild } = await import('esbuild');
await esbuild({ entryPoints: ['page.js'], bundle: true, outfile: 'esbuild/main.js', logLevel: 'error' });
page('esbuild', '<script src="./main.js"></script>');

// The same inside a Worker, which reports to the page that starts it.
const source = `import * as r from 'regularizers'; import { answer } from './answer.js'; postMessage(r.backend() + ' ' + answer(r));`;
await esbuild({ stdin: { contents: source, resolveDir: '.' }, bundle: true, outfile: 'worker/main.js' });
page('worker', '<script>new Worker("./main.js").onmessage = ({ data }) => { document.title = data; };</script>');

// A module from the page, where the Worker itself may not compile: as on Cloudflare.
const slim = `import * as r from 'regularizers/slim'; import { answer } from './answer.js';
    onmessage = ({ data }) => { const before = r.backend(); data.forEach(r.useKernels); postMessage(before + ' ' + r.backend() + ' ' + answer(r)); };`;
await esbuild({ stdin: { contents: slim, resolveDir: '.' }, bundle: true, outfile: 'slim/main.js' });
cpSync('node_modules/regularizers/dist/kernels', 'slim/kernels', { recursive: true });
page(
    'slim',
    `<script>
        const worker = new Worker('./main.js');
        worker.onmessage = ({ data }) => { document.title = data; };
        const compiled = family => WebAssembly.compileStreaming(fetch(\`./kernels/\${family}.wasm\`));
        Promise.all(['elementwise', 'orthogonal'].map(compiled)).then(modules => worker.postMessage(modules));
    </script>`,
);

// No bundler at all: the files as they are, found by an import map.
page(
    'plain',
    `<script type="importmap">{ "imports": { "regularizers": "../node_modules/regularizers/js/index.js" } }</script>
    <script type="module" src="../page.js"></script>`,
);
