// Memory that runs out inside TF.js: every tensor that a step or a penalty takes memory for is refused once. TF.js' error comes
// through unchanged, weights and what optimizers remember are as they were, no tensor is left, and the next step is right.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Regularizer } from '../../js/index.js';
import { install } from '../../js/tfjs/index.js';
import { bitsOf, callers, heldIn, listed, memory, operations } from './starved.js';
import { backends, tf, use } from './tensorflow.js';

const R = install(tf);
const all = operations(tf, R);
const held = () => heldIn(tf);
const counts = { refusals: 0, operations: 0 };

/** Where each backend takes memory for a tensor: an object and its method. */
const places = {
    cpu: backend => [backend, 'write'],
    wasm: backend => [backend.wasm, '_malloc'],
};

/** Refuses the k-th tensor while `run` runs. */
function starving(backendName, k, run) {
    const [owner, method] = places[backendName](tf.backend());
    const own = owner[method];
    memory.taken = 0;
    owner[method] = function (...args) {
        if (++memory.taken === k) throw Object.assign(new RangeError('no memory, for a test'), { at: callers() });
        return own.apply(this, args);
    };
    try {
        return { result: run() };
    } catch (error) {
        return { error };
    } finally {
        if (Object.hasOwn(Object.getPrototypeOf(owner), method)) delete owner[method];
        else owner[method] = own;
    }
}

/** The same of what takes its time. */
async function starvingLater(backendName, k, run) {
    const [owner, method] = places[backendName](tf.backend());
    const own = owner[method];
    let taken = 0;
    owner[method] = function (...args) {
        if (++taken === k) throw Object.assign(new RangeError('no memory, for a test'), { at: callers() });
        return own.apply(this, args);
    };
    try {
        return { result: await run() };
    } catch (error) {
        return { error };
    } finally {
        owner[method] = own;
    }
}

/** Whether a kernel of ours asked for memory, and no kernel of TF.js inside one of its ops. @param {string} stack */
const isOurs = stack => /js\/tfjs\/backends\//.test(stack.split('kernelFunc')[0]);

/** @param {number} k @param {unknown} got @param {unknown} wanted */
function same(k, got, wanted) {
    if (!Object.is(got, wanted)) expect([k, got]).toEqual([k, wanted]);
}

/** The state after the same step without constraints. @param {string} name */
function updated(name) {
    const trial = all[name.replace('a constraint', 'no constraint')]();
    const [, state] = answerOf(trial);
    trial.dispose();
    return state;
}

/** On wasm our steps are in place. @param {string} backendName @param {string} name */
const takesNothing = (backendName, name) =>
    backendName === 'wasm' &&
    /^(second step of (adam|sgd with momentum)|first step of decoupled sgd), groups/.test(name);

/** @param {string} name */
const isWhole = name =>
    !/^(first|second) step/.test(name) || name === 'first step of proximal adam, groups and activity';

/** What a step makes, and what it leaves. */
function answerOf({ run, state }) {
    const result = run();
    const answer = [bitsOf(listed(result)), bitsOf(state())];
    tf.dispose(result);
    return answer;
}

// First of all: afterwards the kernels are there.
test.each(backends)(
    'on %s, where an instance of the kernels cannot be had, no weight has changed',
    async backendName => {
        await use(backendName);
        const { Instance } = WebAssembly;
        const sizes = [3, 64]; // of the few JS takes care
        tf.tidy(() => R.l2(1).apply(tf.ones([64]))); // TF.js' memory is known, and its sums have their kernels
        const weights = sizes.map(n => tf.tidy(() => tf.variable(tf.ones([n]))));
        const gradients = weights.map(({ name, size }) => ({ name, tensor: tf.ones([size]) }));
        const optimizer = R.adam(0.5);
        const before = [bitsOf(weights), ...held()];
        WebAssembly.Instance = class {
            constructor() {
                throw new RangeError('no memory, for a test');
            }
        };
        try {
            expect(() => optimizer.applyGradients(gradients)).toThrow('no memory, for a test');
        } finally {
            WebAssembly.Instance = Instance;
        }
        expect([bitsOf(weights), ...held()]).toEqual(before);
        optimizer.applyGradients(gradients);
        const stock = sizes.map(n => tf.tidy(() => tf.variable(tf.ones([n]))));
        const theirs = tf.train.adam(0.5);
        theirs.applyGradients(gradients.map(({ tensor }, i) => ({ name: stock[i].name, tensor })));
        expect(bitsOf(weights)).toBe(bitsOf(stock));
        tf.dispose(stock);
        theirs.dispose();
        tf.dispose([weights, gradients.map(({ tensor }) => tensor)]);
        optimizer.dispose();
    },
);

describe.each(backends)('on %s', backendName => {
    beforeAll(() => use(backendName));

    test.each(Object.keys(all).filter(name => !name.includes('no constraint')))('%s', name => {
        const first = all[name]();
        memory.beforeUpdate = undefined;
        let right;
        starving(backendName, 0, () => {
            right = answerOf(first);
        });
        first.dispose();
        // All ways to the gradients are the same: once from the first tensor on, then from the update on.
        const from = isWhole(name) ? 0 : (memory.beforeUpdate ?? 0);
        let k = from + 1;
        for (; ; k++) {
            const trial = all[name]();
            try {
                const before = bitsOf(trial.state());
                const [tensors, buffers, variables] = held();
                const { result, error } = starving(backendName, k, trial.run);
                if (!error) {
                    tf.dispose(result);
                    break;
                }
                same(k, error.message, 'no memory, for a test');
                // An update that was taken stands where a constraint cannot be applied after it.
                const isUpdated = /\bconstrain\b/.test(error.at);
                same(k, bitsOf(trial.state()), isUpdated ? updated(name) : before);
                const after = held();
                // TF.js' momentum drops the tensor of its old rate before it has one of the new.
                if (/tellLearningRate/.test(error.at)) after[0] = Math.max(after[0], tensors);
                // TF.js loses the copy of a first input that it saves where that of a second one fails.
                if (!isUpdated && !/saveTensorsForBackwardMode|saveFunc/.test(error.at)) same(k, after[0], tensors);
                // Kernels of TF.js that are made of several lose what the first of them have made.
                if (isOurs(error.at) && !isUpdated) same(k, after[1], buffers);
                if (!isUpdated) same(k, after[2], variables);
                if (!isUpdated) same(k, `${answerOf(trial)}`, `${right}`);
            } finally {
                trial.dispose();
            }
        }
        expect(k).toBeGreaterThan(from + Number(!takesNothing(backendName, name)));
        counts.refusals += k - 1 - from;
        counts.operations++;
    });
});

describe.each(backends)('on %s', backendName => {
    beforeAll(() => use(backendName));

    test('a gradient of a custom class that throws keeps no memory', () => {
        class Broken extends Regularizer {
            static className = 'Broken';
            call() {
                return 1;
            }
            grad() {
                throw new RangeError('broken, for a test');
            }
        }
        const penalty = R.get(new Broken());
        const x = tf.ones([8]);
        const before = held();
        expect(() => tf.grad(w => penalty.apply(w))(x)).toThrow('broken, for a test');
        expect(held()).toEqual(before);
        x.dispose();
    });

    test('fisherDiagonal leaves nothing behind and is right the next time', async () => {
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
        const [x, y] = [tf.ones([2, 3]), tf.ones([2, 2])];
        const loss = (truth, guess) => tf.squaredDifference(truth, guess);
        const fisher = () => R.fisherDiagonal(model, x, y, { loss });
        const right = await fisher();
        let k = 0;
        for (let error = true; error; ) {
            const [tensors] = held();
            ({ error } = await starvingLater(backendName, ++k, fisher));
            if (error && !/saveTensorsForBackwardMode|saveFunc/.test(error.at)) same(k, held()[0], tensors);
        }
        expect(k).toBeGreaterThan(20);
        expect(await fisher()).toEqual(right);
        tf.dispose([model, x, y]);
    });
});

afterAll(() => {
    process.stderr.write(`${counts.refusals} tensors were refused in ${counts.operations} operations of the plug-in\n`);
});
