// `npm run soak -- --minutes N`: random programs over everything public, one after the other, and what they leave behind.
// Heap, buffers, wasm memories and tensors have to stay flat.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { held } from '../tests/engines/held.js';
import { buildAll } from './native.mjs';
import { root } from './run.mjs';

const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes takes a number above 0, got ${values.minutes}`);

/** Growth after the first fifth that is still called flat: what engines keep of their own is of this size. */
const FLAT = 4 * 2 ** 20;

if (!globalThis.gc) {
    buildAll();
    const again = [
        '--expose-gc',
        '--no-warnings',
        'scripts/soak.mjs',
        '--minutes',
        values.minutes,
        '--seed',
        values.seed,
    ];
    execFileSync(process.execPath, again, { cwd: root, stdio: 'inherit' });
} else {
    const { coreRound, tfjsRound } = await import(new URL('../tests/soak/rounds.js', import.meta.url).href);
    const start = performance.now();
    const share = () => (performance.now() - start) / (60_000 * minutes);
    let seed = Number(values.seed);
    /** @type {number | undefined} */
    let early;
    let printed = 0;
    let rounds = 0;
    for (; share() < 1; seed++, rounds++) {
        coreRound(seed);
        await tfjsRound(seed, seed % 2 ? 'cpu' : 'wasm');
        if (share() < 0.2) continue;
        if (early === undefined) early = await held();
        if (share() < printed + 0.2) continue;
        printed = share();
        const late = await held();
        console.log(`${rounds + 1} rounds, ${((late - early) / 2 ** 20).toFixed(2)} MB more than at the beginning`);
    }
    const grown = (await held()) - Number(early);
    console.log(
        `${rounds} rounds from seed ${values.seed}: all right, ${(grown / 2 ** 20).toFixed(2)} MB more at the end`,
    );
    if (grown > FLAT) throw new Error('memory grew');
}
