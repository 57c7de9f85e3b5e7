// Tries changes of js again that `npm run mutate` has recorded, without StrykerJS: each against the one test that noticed
// it. Prints what became of them as JSON. Needs `--experimental-vm-modules`; `-- N SEED` takes N of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';
import { sampled, uniform } from '../core/random.js';
import { Modules, runFile } from './in-process.js';

/** @type {{ file: string, before: string, after: string, test: string }[]} */
const recorded = JSON.parse(readFileSync(new URL('sample.json', import.meta.url), 'utf8'));
const [count, seed] = process.argv.slice(2).map(Number);
const drawn = sampled(recorded, count, uniform(seed));

const modules = new Modules(root);
/** Whether the test fails. @param {string} id */
async function fails(id) {
    const outcomes = await runFile(modules, id.split(' › ')[0], {
        only: other => other === id,
        bail: true,
        limit: 20_000,
    });
    if (outcomes.length === 0) throw new Error(`there is no test ${id}`);
    return outcomes.some(({ error }) => error);
}

/** The source with a change, or undefined where the line is another by now. @param {{ file: string, before: string, after: string }} change */
function changed({ file, before, after }) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const at = lines.findIndex(line => line.trim() === before);
    return at < 0 ? undefined : lines.with(at, after).join('\n');
}

const told = {
    tried: drawn.length,
    noticed: 0,
    gone: 0,
    unnoticed: /** @type {object[]} */ ([]),
    failing: /** @type {string[]} */ ([]),
};
for (const test of new Set(drawn.map(({ test }) => test))) if (await fails(test)) told.failing.push(test);
for (const change of drawn) {
    const text = changed(change);
    if (text === undefined) {
        told.gone++;
        continue;
    }
    modules.replaced.set(change.file, text);
    if (await fails(change.test)) told.noticed++;
    else told.unnoticed.push(change);
    modules.replaced.clear();
}
console.log(JSON.stringify(told));
process.exit(0); // whatever a change has left running
