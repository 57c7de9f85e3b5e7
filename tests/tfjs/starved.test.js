// Memory that runs out inside TF.js: every tensor that a step or a penalty takes memory for is refused once. TF.js' error comes
// through unchanged, weights and what optimizers remember are as they were, no tensor is left, and the next step is right.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { bitsOf, listed, memory, operations } from './starved.js';
import { backends, tf, use } from './tensorflow.js';

const all = operations(tf, install(tf));
const counts = { refusals: 0, operations: 0 };

/** Where each backend takes memory for a tensor: an object and its method. */
const places = {
    cpu: backend => [backend, 'write'],
    wasm: backend => [backend.wasm, '_malloc'],
};

/** Who called, innermost first; a stack that Jest maps to sources takes longer than a step. */
function callers() {
    const { prepareStackTrace, stackTraceLimit } = Error;
    Error.prepareStackTrace = (_, frames) => frames.map(f => `${f.getFunctionName()} ${f.getFileName()}`).join('\n');
    Error.stackTraceLimit = 100;
    const { stack } = new Error();
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    return stack;
}

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

const held = () => [
    tf.memory().numTensors,
    tf.backend().numDataIds(),
    Object.keys(tf.engine().registeredVariables).length,
];

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

afterAll(() => {
    process.stderr.write(`${counts.refusals} tensors were refused in ${counts.operations} operations of the plug-in\n`);
});
