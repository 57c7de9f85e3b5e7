/** Importing costs nothing: wasm is compiled by the first call that needs it, and once. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const spied = entry => {
    const [spy, module] = ['spy.js', entry].map(path => fileURLToPath(new URL(path, import.meta.url)));
    const env = { ...process.env, NODE_OPTIONS: '' };
    return JSON.parse(execFileSync(process.execPath, [spy, module], { encoding: 'utf8', env }));
};

test.each(['../../js/index.js', '../../dist/index.cjs'])(
    '%s compiles at the first call, not before and not again',
    entry => {
        expect(spied(entry)).toEqual({
            atImport: [],
            atFirstCall: ['validate', 'Module', 'Memory', 'Instance'],
            atSecondCall: [],
        });
    },
);

test.each([
    'js/slim.js',
    'dist/slim/slim.js',
    'js/explain/index.js',
    'js/tfjs/index.js',
    'dist/slim.cjs',
    'dist/explain.cjs',
    'dist/tfjs.cjs',
])('%s compiles nothing at import', entry => {
    expect(spied(`../../${entry}`)).toMatchObject({ atImport: [] });
});
