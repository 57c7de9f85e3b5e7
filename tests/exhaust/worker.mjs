// One case of the exhaustive tests, in a thread of its own, where its reference is compiled for it alone.
import { parentPort, workerData } from 'node:worker_threads';
import { exhaust } from './elementwise.mjs';
import { exhaustSigns, exhaustSums } from './reductions.mjs';

const { kind, build, range, case_ } = workerData;
const run = {
    elementwise: () => exhaust(case_, build, range),
    sums: () => exhaustSums(build),
    signs: () => exhaustSigns(range.stride),
};
parentPort?.postMessage(run[/** @type {keyof typeof run} */ (kind)]());
