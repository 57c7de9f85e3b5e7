/** The entry `explain` alone, with no other one imported beside it, computes with the wasm kernels. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { GroupLasso, L2, OrthogonalRegularizer } from '../../js/index.js';

test.each(['js/explain/index.js', 'dist/explain.cjs'])('%s runs each family of kernels as wasm', entry => {
    const [child, module] = ['explain.child.js', `../../${entry}`].map(path =>
        fileURLToPath(new URL(path, import.meta.url)),
    );
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { backend, instances, penalties } = JSON.parse(
        execFileSync(process.execPath, [child, module], { encoding: 'utf8', env }),
    );
    expect(backend).toBe('wasm-simd');
    for (const kernel of ['sum_abs', 'orthogonal', 'group_norms']) expect(instances).toContain(kernel);
    const w = { data: new Float32Array(5000).fill(0.5), shape: [50, 100] };
    expect(penalties).toEqual([L2, OrthogonalRegularizer, GroupLasso].map(Class => new Class()(w)));
});
