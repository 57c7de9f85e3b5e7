// A bundle need not hold all of TF.js: the list of what the plug-in uses is complete, smaller, and enough to train with.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import nodeResolve from '@rollup/plugin-node-resolve';
import { build, transform } from 'esbuild';
import { chromium } from 'playwright-core';
import { rollup } from 'rollup';

const root = fileURLToPath(new URL('../../', import.meta.url));
const textOf = file => readFileSync(join(root, file), 'utf8');

/** The same program with the whole of TF.js. */
const whole = join(root, 'examples', `.whole-${process.pid}.mjs`);
writeFileSync(
    whole,
    textOf('examples/picked.mjs')
        .replace(
            "import * as tf from './picked-tf.mjs';",
            "import * as core from '@tensorflow/tfjs-core';\nimport * as all from '@tensorflow/tfjs-layers';",
        )
        .replace('install(tf)', 'install({ ...core, ...all })'),
);
afterAll(() => rmSync(whole));

const esbuilt = async file => {
    const always = { bundle: true, format: 'esm', mainFields: ['module', 'main'], write: false, logLevel: 'error' };
    const { outputFiles } = await build({ entryPoints: [file], ...always });
    return outputFiles[0].text;
};

/** Rollup knows ES modules alone. */
const commonJs = {
    name: 'commonjs',
    transform: async (code, id) => (/^module\.exports/m.test(code) ? { code: await esbuilt(id), map: null } : null),
};

const bundlers = {
    esbuild: esbuilt,
    async rollup(file) {
        const plugins = [nodeResolve({ browser: true }), commonJs];
        const bundle = await rollup({ input: file, plugins, onwarn: () => {}, context: 'globalThis' });
        const { output } = await bundle.generate({ format: 'es', inlineDynamicImports: true });
        await bundle.close();
        return output[0].code;
    },
};

const weightOf = async code => {
    const { code: small } = await transform(code, { minify: true, format: 'esm' });
    return gzipSync(small, { level: 9 }).length;
};

/** What the program prints on a page. */
async function printedBy(code) {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
    try {
        const page = await browser.newPage();
        const lines = [];
        page.on('console', message => message.type() === 'log' && lines.push(message.text()));
        page.on('pageerror', error => lines.push(error.message, ''));
        await page.addScriptTag({ type: 'module', content: code });
        for (const end = Date.now() + 60_000; Date.now() < end && lines.length < 2; ) await page.waitForTimeout(50);
        return lines;
    } finally {
        await browser.close();
    }
}

test('the list names what the types say that the plug-in uses', () => {
    const types = textOf('js/tfjs/types.js').match(/@typedef \{object\} TensorFlow\n([\s\S]*?)\*\//)[1];
    const used = [...types.matchAll(/^ \* @property \{.*\} \[?(\w+)\]?/gm)].map(([, name]) => name);
    const listed = [...textOf('examples/picked-tf.mjs').matchAll(/export \{([^}]*)\}/g)].flatMap(([, names]) =>
        names.match(/\w+/g),
    );
    expect(used.length).toBeGreaterThan(40);
    expect(listed.sort()).toEqual(used.sort());
});

test.each(Object.keys(bundlers))('%s makes a smaller bundle of it, with which a model trains', async name => {
    const [picked, all] = await Promise.all(
        [join(root, 'examples/picked.mjs'), whole].map(file => bundlers[name](file)),
    );
    const [small, large] = [await weightOf(picked), await weightOf(all)];
    process.stderr.write(`${name}: ${small} bytes gzipped with what is used, ${large} with all of TF.js\n`);
    expect(small).toBeLessThan(0.93 * large);
    expect(await printedBy(picked)).toEqual(['1.9, 0, 0', 'dense_Dense1/kernel']);
});
