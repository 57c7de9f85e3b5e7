// TF.js with its own L1L2 against TF.js with ours, on the current backend: in Node and on a page alike.

/**
 * A row of the results: medians in milliseconds, and the median of the rounds' ratios to the first contestant.
 * @typedef {{ work: string, milliseconds: number[], ratios: number[] }} Row
 * @typedef {{ backend: string, rows: Row[], optimizers: Row[], programs: number[] | null, checksum: number }} Report
 *     optimizers: a step by TF.js' without penalties, and by ours with them; programs: how many a GPU runs for value and gradient of 1e6 weights, by stock and by ours
 * @typedef {() => number | Promise<number>} Contestant
 */

const FACTORS = { l1: 0.001, l2: 0.001 };

/** @param {number[]} values */
const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Random signs, a few exact zeros: data of one sign hides what branches cost. @param {number} count */
function weights(count) {
    let state = 7;
    return Float32Array.from({ length: count }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state % 64 === 0 ? 0 : state / 2 ** 32 - 0.5;
    });
}

/**
 * @param {any} tf with its backend set
 * @param {(tf: any) => any} install
 * @param {boolean} quick
 * @returns {Promise<Report>}
 */
export async function contest(tf, install, quick) {
    const backend = tf.getBackend();
    const isGpu = backend.startsWith('webg');
    const read = async (/** @type {any} */ tensor) => (isGpu ? await tensor.data() : tensor.dataSync())[0];
    let checksum = 0;

    /** The contestants take turns, so that a slow moment of the machine hits all of them alike. */
    async function race(
        /** @type {string} */ work,
        /** @type {Contestant[]} */ contestants,
        budget = quick ? 600 : 5000,
    ) {
        /** @type {number[][]} */
        const rounds = [];
        const begin = performance.now();
        for (let round = -2; round < 7 || performance.now() - begin < budget; round++) {
            const times = [];
            for (const contestant of contestants) {
                const start = performance.now();
                checksum += await contestant();
                times.push(performance.now() - start);
            }
            if (round >= 0) rounds.push(times);
            if (rounds.length === (quick ? 5 : 400)) break;
        }
        const milliseconds = contestants.map((_, i) => median(rounds.map(times => times[i])));
        const ratios = contestants.map((_, i) => median(rounds.map(times => times[0] / times[i])));
        return { work, milliseconds, ratios };
    }

    const stock = tf.regularizers.l1l2(FACTORS);
    const { adam, decoupled, l1l2, proximal } = install(tf);
    const ours = l1l2(FACTORS);
    const rows = [];
    const sizes = isGpu ? [1e3, 1e6] : [1e3, 1e5, 1e6, 1e7];
    for (const size of quick ? sizes.filter(size => size <= 1e6) : sizes) {
        const x = tf.tensor(weights(size));
        const repeats = size < 1e4 && !isGpu ? 20 : 1;
        const both = [stock, ours].map(regularizer => async () => {
            let sum = 0;
            for (let i = 0; i < repeats; i++) {
                const { value, grad } = tf.valueAndGrad((/** @type {any} */ w) => regularizer.apply(w))(x);
                sum += await read(value); // what was asked of a GPU before is done then; the gradient stays there
                tf.dispose([value, grad]);
            }
            return sum;
        });
        const row = await race(`value and gradient of ${size.toExponential(0).replace('+', '')} weights`, both);
        rows.push({ ...row, milliseconds: row.milliseconds.map(ms => ms / repeats) });
        x.dispose();
    }
    for (const widths of [[4, 10, 3], isGpu ? [784, 128, 128, 10] : [784, 512, 512, 10]]) {
        const steps = [null, stock, ours].map(regularizer => stepOf(tf, widths, regularizer));
        const row = await race(`step of a network ${widths.join('-')}`, steps, quick ? 600 : 15_000);
        rows.push(row);
    }
    const widths = isGpu ? [784, 128, 128, 10] : [784, 512, 512, 10];
    /** @type {Array<[string, () => any, () => any]>} */
    const pairs = [
        ['adam with decay and prox', () => tf.train.adam(), () => proximal(decoupled(adam(), { rate: 0.01 }))],
        ['proximal(tf.train.sgd)', () => tf.train.sgd(0.01), () => proximal(tf.train.sgd(0.01))],
    ];
    const optimizers = [];
    for (const [name, plain, regularizing] of pairs) {
        const steps = [stepOf(tf, widths, null, plain()), stepOf(tf, widths, ours, regularizing())];
        optimizers.push(await race(`${name}, ${widths.join('-')}`, steps, quick ? 600 : 15_000));
    }
    return { backend, rows, optimizers, programs: isGpu ? await programsOf(tf, [stock, ours]) : null, checksum };
}

/**
 * One step on a batch of 32.
 * @param {any} tf @param {number[]} widths @param {any} kernelRegularizer @param {any} [optimizer]
 * @returns {Contestant}
 */
function stepOf(tf, [inputs, ...widths], kernelRegularizer, optimizer = tf.train.sgd(0.01)) {
    const layers = widths.map((units, i) =>
        tf.layers.dense({
            units,
            kernelRegularizer,
            kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
            activation: i === widths.length - 1 ? 'softmax' : 'relu',
            ...(i ? {} : { inputShape: [inputs] }),
        }),
    );
    const model = tf.sequential({ layers });
    model.compile({ loss: 'categoricalCrossentropy', optimizer });
    const x = tf.tensor(weights(32 * inputs), [32, inputs]);
    const classes = Array.from({ length: 32 }, (_, i) => i % /** @type {number} */ (widths.at(-1)));
    const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), widths.at(-1)), 'float32'));
    return async () => Number(await model.trainOnBatch(x, y));
}

/** @param {any} tf @param {any[]} regularizers @returns {Promise<number[]>} */
async function programsOf(tf, regularizers) {
    const backend = tf.backend();
    const method = backend.runWebGLProgram ? 'runWebGLProgram' : 'runWebGPUProgram';
    const x = tf.tidy(() => tf.mul(tf.tensor(weights(1e6)), 1)); // on the GPU, and as TF.js' ops leave it there
    return regularizers.map(regularizer => {
        let count = 0;
        backend[method] = (/** @type {any[]} */ ...args) => {
            count++;
            return Object.getPrototypeOf(backend)[method].apply(backend, args);
        };
        tf.dispose(tf.valueAndGrad((/** @type {any} */ w) => regularizer.apply(w))(x));
        delete backend[method];
        return count;
    });
}
