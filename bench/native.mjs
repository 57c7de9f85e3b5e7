/** Builds the contestants in C, as far as there is a compiler and an OpenBLAS. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}build/bench/`;

/** @typedef {{ sse?: string, avx?: string, blas?: string, compiler?: string }} Native paths of programs */

/** @returns {Native} */
export function buildNative() {
    const compiler = ['clang', 'cc'].find(name => spawnSync(name, ['--version']).status === 0);
    if (!compiler) return {};
    mkdirSync(folder, { recursive: true });
    const core = readdirSync(`${root}src`).filter(name => name.endsWith('.c'));
    const sources = ['bench/contestants/native.c', ...core.map(name => `src/${name}`)];
    const flags = ['-std=c11', '-O3', '-ffp-contract=off', '-fno-math-errno'];
    /** @param {string} name @param {string[]} more */
    const build = (name, ...more) => {
        const args = [...flags, ...sources, '-o', folder + name, '-lm', ...more];
        return spawnSync(compiler, args, { cwd: root }).status === 0 ? folder + name : undefined;
    };
    const version = spawnSync(compiler, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0];
    return {
        sse: build('sse'),
        avx: build('avx', '-mavx2', '-mfma', '-DBYTES=32'),
        blas: build('blas', '-DBLAS', '-lopenblas'),
        compiler: `${version}, ${flags.join(' ')}`,
    };
}
