// What a program comes to in a user's bundle.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * A program, bundled and minified; the library that `regularizers/jax` is for stays outside.
 * @param {string} contents @param {string} resolveDir where its imports are looked for
 * @returns {Promise<{ bytes: number, files: string[] }>} bytes: gzipped; files: those that have put text into it
 */
export async function weigh(contents, resolveDir) {
    const { outputFiles, metafile } = await build({
        stdin: { contents, resolveDir },
        bundle: true,
        external: ['@jax-js/jax'],
        minify: true,
        format: 'esm',
        write: false,
        metafile: true,
        logLevel: 'error',
    });
    const inputs = Object.entries(Object.values(metafile.outputs)[0].inputs);
    return {
        bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length,
        files: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file),
    };
}
