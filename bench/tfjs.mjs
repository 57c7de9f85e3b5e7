// TF.js with its own regularizers against TF.js with ours: `npm run bench:tfjs`, or with `-- --quick`.
//
// Each backend runs in a process of its own. There the contestants take turns, so that a slow moment of the machine hits
// all of them alike; a row shows their medians and the ratio. Every result is read back and goes into the checksum.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from 'regularizers/tfjs';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
tf.enableProdMode();

const quick = process.argv.includes('--quick');
const backend = process.argv.find(argument => ['cpu', 'wasm'].includes(argument));

let checksum = 0;

/** Milliseconds that `work` takes. */
function time(/** @type {() => number} */ work) {
    const start = performance.now();
    checksum += work();
    return performance.now() - start;
}

/** The median time of each contestant, taking turns for about `budget` milliseconds after a warm-up. */
function race(/** @type {Array<() => number>} */ contestants, budget = quick ? 600 : 4000) {
    const once = contestants.map(time).reduce((sum, ms) => sum + ms, 0);
    const rounds = Math.min(2000, Math.max(quick ? 3 : 7, Math.round(budget / once)));
    for (let i = 0; i < rounds / 4; i++) contestants.map(time);
    const times = Array.from({ length: rounds }, () => contestants.map(time));
    return contestants.map((_, i) => median(times.map(round => round[i])));
}

function median(/** @type {number[]} */ values) {
    return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Random signs, a few exact zeros: data of one sign hides what branches cost. */
function weights(/** @type {number} */ count) {
    let state = 7;
    return Float32Array.from({ length: count }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state % 64 === 0 ? 0 : state / 2 ** 32 - 0.5;
    });
}

const milliseconds = (/** @type {number} */ ms) => (ms < 1 ? ms.toFixed(4) : ms.toFixed(ms < 100 ? 2 : 0)).padStart(9);

/** Penalty, and penalty with gradient, of one tensor. */
function racePenalties(/** @type {{ apply(x: any): any }[]} */ regularizers) {
    console.log('L1L2 penalty of n weights, ms        n      stock       ours     ratio');
    for (const n of quick ? [1e3, 1e6] : [1e3, 1e5, 1e6, 1e7]) {
        const x = tf.tensor(weights(n));
        const forward = regularizers.map(regularizer => () => tf.tidy(() => regularizer.apply(x).dataSync()[0]));
        const both = regularizers.map(regularizer => () => {
            const { value, grad } = tf.valueAndGrad((/** @type {any} */ w) => regularizer.apply(w))(x);
            const read = value.dataSync()[0] + grad.size; // the gradient stays where an optimizer would read it
            tf.dispose([value, grad]);
            return read;
        });
        for (const [name, contestants] of /** @type {const} */ ([
            ['forward', forward],
            ['forward + gradient', both],
        ])) {
            const [stock, ours] = race(contestants);
            const numbers = [milliseconds(stock), milliseconds(ours), `${(stock / ours).toFixed(1)}x`.padStart(9)].join(
                '  ',
            );
            console.log(`  ${name.padEnd(24)} ${String(n).padStart(10)}  ${numbers}`);
        }
        x.dispose();
    }
}

/** One step of SGD: the cost of regularizing every kernel. */
async function raceSteps(/** @type {any} */ stockRegularizer, /** @type {any} */ ours) {
    const model = (/** @type {any} */ kernelRegularizer) => {
        const dense = (/** @type {number} */ units, /** @type {object} */ more) =>
            tf.layers.dense({
                units,
                kernelRegularizer,
                kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
                ...more,
            });
        const layers = [
            dense(512, { inputShape: [784], activation: 'relu' }),
            dense(512, { activation: 'relu' }),
            dense(10, { activation: 'softmax' }),
        ];
        const made = tf.sequential({ layers });
        made.compile({ loss: 'categoricalCrossentropy', optimizer: tf.train.sgd(0.01) });
        return made;
    };
    const models = [null, stockRegularizer, ours].map(model);
    const x = tf.tensor(weights(32 * 784), [32, 784]);
    const y = tf
        .oneHot(
            tf.tensor1d(
                Array.from({ length: 32 }, (_, i) => i % 10),
                'int32',
            ),
            10,
        )
        .toFloat();
    const times = models.map(() => /** @type {number[]} */ ([]));
    const rounds = quick ? 8 : backend === 'cpu' ? 30 : 120;
    for (let round = -3; round < rounds; round++) {
        for (const [i, contestant] of models.entries()) {
            const start = performance.now();
            checksum += Number(await contestant.trainOnBatch(x, y));
            if (round >= 0) times[i].push(performance.now() - start);
        }
    }
    const [none, stock, own] = times.map(median);
    console.log('one step of an MLP 784-512-512-10, batch 32, SGD, ms');
    for (const [name, ms] of /** @type {const} */ ([
        ['without penalties', none],
        ['stock L1L2', stock],
        ['our L1L2', own],
    ])) {
        console.log(`  ${name.padEnd(24)} ${milliseconds(ms)}  ${(ms / none).toFixed(3)}x`);
    }
}

if (backend) {
    const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
    require(folder).setWasmPaths(join(folder, 'dist/'));
    await tf.setBackend(backend);
    const stock = tf.regularizers.l1l2({ l1: 0.001, l2: 0.001 });
    const ours = install(tf).l1l2({ l1: 0.001, l2: 0.001 });
    console.log(`\n== ${backend}`);
    racePenalties([stock, ours]);
    await raceSteps(stock, ours);
    console.log(`checksum ${checksum.toPrecision(9)}`);
} else {
    console.log(`TF.js ${tf.version.tfjs}, Node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores`);
    for (const name of ['cpu', 'wasm']) {
        const options = quick ? ['--quick'] : [];
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, ...options], { stdio: 'inherit' });
    }
}
