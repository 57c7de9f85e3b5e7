// `npm run mutate`: changes the C core in one place at a time and asks whether its native tests notice (mutate-c.mjs), then js
// and its own tests (mutate-js.mjs). It prints each change that they do not notice and that is not in
// tests/mutation/equivalent.md. `-- --file PATH` takes one file, or js/ROOM; `--sample N --seed S` N changes of the C core;
// `--record` writes down what was noticed of js for the sample in `npm test`.
import { parseArgs } from 'node:util';
import { mutateC } from './mutate-c.mjs';
import { mutateJs, record } from './mutate-js.mjs';

/** Changes of each room of js that are written down. */
const RECORDED = 30;

const { values } = parseArgs({
    options: {
        sample: { type: 'string' },
        seed: { type: 'string', default: '1' },
        file: { type: 'string', multiple: true },
        record: { type: 'boolean', default: false },
    },
});
const seed = Number(values.seed);
if (values.record) record(RECORDED, seed);
else {
    const isJs = (/** @type {string} */ file) => file.startsWith('js/');
    const ofC = values.file?.filter(file => !isJs(file));
    const log = console.log;
    const sample = values.sample === undefined ? Number.POSITIVE_INFINITY : Number(values.sample);
    /** @type {{ noticed: number, equivalent: number, survivors: object[] }[]} */
    const results = [];
    if (ofC?.length !== 0) results.push(await mutateC({ sample, seed, files: ofC, log }));
    // A sample is one of the C core; that of js is in tests/mutation/sample.json.
    if (values.sample === undefined) results.push(...mutateJs({ files: values.file?.filter(isJs), log }));
    const sum = (/** @type {(result: (typeof results)[0]) => number} */ count) =>
        results.reduce((all, result) => all + count(result), 0);
    const lost = sum(({ survivors }) => survivors.length);
    console.log(
        `\n${sum(({ noticed }) => noticed)} noticed, ${sum(({ equivalent }) => equivalent)} make no difference, ${lost} not noticed`,
    );
    process.exitCode = lost ? 1 : 0;
}
