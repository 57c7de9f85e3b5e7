/** The same random programs on every engine: with wasm, without it, where it has no SIMD, where it is forbidden, natively. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import * as regularizers from '../../js/index.js';
import { askNative } from '../core/native.js';
import { runProgram } from './random-program.js';

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const STEPS = 150;

const reference = SEEDS.map(seed => runProgram(regularizers, seed, STEPS));

function elsewhere(kind, flags) {
    const child = fileURLToPath(new URL('child.js', import.meta.url));
    const args = [...flags, child, kind, STEPS, ...SEEDS].map(String);
    const env = { ...process.env, NODE_OPTIONS: '' };
    return JSON.parse(
        execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28, env, stdio: 'pipe' }),
    );
}

test('the programs reach results, refusals, growth and detached arrays', () => {
    const lines = reference.flatMap(run => run.lines);
    for (const part of ['grad ', 'step ', 'orthogonal ', 'overlaps it', 'detached array', 'detach detached']) {
        expect(lines.filter(line => line.includes(part)).length).toBeGreaterThan(20);
    }
    expect(lines.filter(line => / (?!TypeError|RangeError)\w*Error/.test(line))).toEqual([]);
});

test('nothing but refusals happens after a RangeError or a TypeError without our words', () => {
    const errors = reference.flatMap(run => run.lines).filter(line => line.includes('Error: '));
    expect(errors.filter(line => !/Error: [\w.]+: expected .* got /.test(line))).toEqual([]);
});

test.each([
    ['wasm in a process of its own', 'plain', [], 'wasm-simd'],
    ['an engine without WebAssembly', 'plain', ['--jitless'], 'js'],
    ['an engine whose WebAssembly has no SIMD', 'plain', ['--no-enable-sse4-1'], 'js'],
    ['an embedder that forbids compiling', 'forbid', [], 'js'],
])('%s prints the same bits', (_, kind, flags, backend) => {
    const got = elsewhere(kind, flags);
    expect(got.backend).toBe(backend);
    got.runs.forEach(({ lines, rounded }, i) => {
        expect(lines).toEqual(reference[i].lines);
        // The JS build rounds dot products later: 12 float32 products, pairs of at most 12 vectors.
        rounded.forEach((value, k) => {
            const allowed = 12 * 12 * 2 ** -23 * Math.max(1, Math.abs(reference[i].rounded[k]));
            expect(Math.abs((value ?? Number.NaN) - reference[i].rounded[k])).toBeLessThanOrEqual(allowed);
        });
    });
});

test('the native core prints the same bits', () => {
    const asked = reference.flatMap(run => run.requests);
    expect(asked.length).toBeGreaterThan(1000);
    const answers = askNative(asked.map(({ request }) => request));
    answers.forEach((answer, i) => {
        expect({ kernel: asked[i].request.kernel, line: asked[i].print(answer) }).toEqual({
            kernel: asked[i].request.kernel,
            line: asked[i].line,
        });
    });
});
