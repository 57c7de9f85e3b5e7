// Runs random programs in whatever engine this process is, and prints what they print. `forbid` runs the CommonJS build in
// a realm whose embedder forbids compiling wasm.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { runProgram } from './random-program.js';

function inStrictRealm() {
    const realm = vm.createContext({ TextDecoder }, { codeGeneration: { wasm: false } });
    const load = name => {
        const file = new URL(`../../dist/${name}`, import.meta.url);
        const module = { exports: {} };
        const program = `(function (module, exports, require) {${readFileSync(file, 'utf8')}\n})`;
        vm.runInContext(program, realm)(module, module.exports, load);
        return module.exports;
    };
    return load('./index.cjs');
}

const [kind, steps, ...seeds] = process.argv.slice(2);
const api = kind === 'forbid' ? inStrictRealm() : await import('../../js/index.js');
const runs = seeds.map(seed => {
    const { lines, rounded } = runProgram(api, Number(seed), Number(steps));
    return { lines, rounded };
});
process.stdout.write(JSON.stringify({ backend: api.backend(), runs }));
