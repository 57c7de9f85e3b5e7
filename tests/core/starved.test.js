/**
 * Every allocation of the core is made to fail, one after the other: in a copy that nobody has used, where the memories, the
 * modules and the instances are yet to come, and in one that has done the same before. Each time the answer is right, or an
 * error says that memory is missing and nothing has changed; and the next call is right.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { floats } from './random.js';
import { Allocator, bundledCore, OUT_OF_MEMORY } from './starving.js';

const ROWS = 23;
const COLUMNS = 91; // together more than a block
const shape = [ROWS, COLUMNS];
const size = ROWS * COLUMNS;
const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7].map(seed => floats(size, seed));

// Where there is no WebAssembly, nothing but arrays can fail, as in many of the cases here.
const onWasm = globalThis.BACKEND === 'wasm-simd' ? test : test.skip;

let coreOn;
beforeAll(async () => {
    coreOn = await bundledCore();
});

/** Where arrays may be. Each home gives out arrays of one memory. */
const homes = {
    heap: () => () => new Float32Array(size),
    allocated: core => () => core.allocate(size),
    attached: core => placesOn(core, new WebAssembly.Memory({ initial: 1 })),
    shared: core => placesOn(core, new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true })),
};
function placesOn(core, memory) {
    core.attach(memory);
    let at = 64;
    return () => {
        at += 4 * size;
        return new Float32Array(memory.buffer, at - 4 * size, size);
    };
}

const penalties = {
    L1L2: core => new core.L1L2(0.1, 0.2),
    GroupLasso: core => new core.GroupLasso(0.1),
    'GroupLasso of rows': core => new core.GroupLasso(0.1, 0),
    SparseGroupLasso: core => new core.SparseGroupLasso(0.1, 0.2),
    AnchoredL2: core => new core.AnchoredL2(0.1),
    OrthogonalRegularizer: core => new core.OrthogonalRegularizer(0.1),
    SoftOrthogonal: core => new core.SoftOrthogonal(0.1),
};

/** Where the weights are and where the result goes: null for a new array, 'same' for in place. */
const PLACES = [
    ['heap', null],
    ['heap', 'same'],
    ['heap', 'allocated'],
    ['allocated', 'same'],
    ['heap', 'attached'],
    ['attached', 'heap'],
    ['attached', 'same'],
    ['shared', 'shared'],
];

/** A memory of its own for small arrays takes long to make. */
const placesFor = name =>
    PLACES.filter(([from, to]) => /L1L2|Sparse/.test(name) || (from !== 'allocated' && to !== 'allocated'));

/**
 * Something that the core does with arrays: `prepare` makes them while there is memory, `run` gives what is returned.
 * @typedef {{ name: string, prepare: (core: any) => { core: any, arrays: Float32Array[] }, run: (given: any) => any }} Operation
 */

/** @param {string} from @param {string | null} to */
const prepareFor = (from, to, penalty) => core => {
    const make = homes[from](core);
    const w = make();
    w.set(NUMBERS[0]);
    let out;
    if (to === 'same') out = w;
    else if (to !== null) out = (to === from ? make : homes[to](core))();
    if (out && out !== w) out.set(NUMBERS[7]);
    return { core, arrays: [w, ...(out ? [out] : [])], w: { data: w, shape }, out, reg: penalty?.(core) };
};

const methods = {
    valueAndGrad: ({ reg, w, out }) => reg.valueAndGrad(w, { out }),
    accumulated: ({ reg, w, out }) => reg.grad(w, { out, accumulate: true, scale: 0.5 }),
    prox: ({ reg, w, out }) => reg.prox(w, 0.3, { out }),
};

const onPenalties = Object.entries(penalties).flatMap(([name, make]) => [
    { name: `${name} of nested arrays`, prepare: core => ({ reg: make(core), arrays: [] }), run: ofNested },
    ...['heap', 'attached', 'shared'].map(from => ({
        name: `${name}, weights: ${from}`,
        prepare: prepareFor(from, null, make),
        run: ({ reg, w }) => reg(w),
    })),
    ...placesFor(name).flatMap(([from, to]) =>
        Object.entries(methods)
            .filter(([method]) => method !== 'accumulated' || (to && to !== 'same'))
            .filter(([method]) => method !== 'prox' || !name.includes('rthogonal'))
            .map(([method, run]) => ({
                name: `${name}, ${method}, weights: ${from}, out: ${to}`,
                prepare: prepareFor(from, to, make),
                run,
            })),
    ),
]);
function ofNested({ reg }) {
    return reg.valueAndGrad(Array.from({ length: 5 }, (_, i) => [...floats(9, i)]));
}

const around = { decay: 0.01, l1: 0.3, l2: 0.7, step: 0.125, scaled: false };
const adam = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, correction1: 0.271, correction2: 0.003 };
const optimizers = {
    sgd: ({ core, arrays: [w, g] }) => core.steps.sgd(w, g, 0.1, around),
    momentum: ({ core, arrays: [w, g, m] }) => core.steps.momentum(w, g, m, 0.1, 0.9, true, around),
    adam: ({ core, arrays: [w, g, m, v] }) => core.steps.adam(w, g, m, v, adam, around),
};
const onSteps = Object.entries(optimizers).flatMap(([name, run]) =>
    ['heap', 'attached', 'shared'].map(home => ({
        name: `${name}, ${home}`,
        prepare(core) {
            const make = homes[home](core);
            const arrays = [1, 2, 3, 4].map(seed => {
                const array = make();
                array.set(NUMBERS[seed].map(Math.abs));
                return array;
            });
            return { core, arrays };
        },
        run,
    })),
);

/** Everything else that is public and takes memory. */
const others = [
    {
        name: 'weightDecay',
        prepare: prepareFor('heap', 'heap'),
        run: ({ core, w, out }) => core.weightDecay(w, 0.1, { out }),
    },
    { name: 'weightDecay, new', prepare: prepareFor('heap', null), run: ({ core, w }) => core.weightDecay(w, 0.1) },
    { name: 'allocate', prepare: core => ({ core, arrays: [] }), run: ({ core }) => core.allocate(100) },
    { name: 'allocate, large', prepare: core => ({ core, arrays: [] }), run: ({ core }) => core.allocate([600, 700]) },
    {
        name: 'an anchor and its importance',
        prepare: core => ({ core, arrays: [NUMBERS[0], NUMBERS[2].map(Math.abs)] }),
        run: ({ core, arrays: [anchor, importance] }) =>
            new core.AnchoredL2(1, anchor, importance).getConfig().anchor.data,
    },
    {
        name: 'a config',
        prepare: core => ({ core, arrays: [] }),
        run: ({ core }) =>
            core.serialize(core.get(JSON.parse(JSON.stringify(core.serialize(new core.AnchoredL2(1, [1, 2])))))),
    },
];
const attached = ['attached', 'shared'].map(home => ({
    name: `attach, ${home}`,
    prepare: core => ({ core, arrays: [], reg: new core.L1L2(0.1, 0.2) }),
    run({ core, reg }) {
        const w = homes[home](core)();
        w.set(NUMBERS[0]);
        return reg.valueAndGrad(w);
    },
}));

/** All the bits of something. @returns {string} */
const bitsOf = x =>
    JSON.stringify(x, (_, value) => {
        if (typeof value === 'number') return bytesIn(Float64Array.of(value));
        return ArrayBuffer.isView(value) ? bytesIn(value) : value;
    }) ?? '';
const bytesIn = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** @param {Operation} operation */
function answerOf({ prepare, run }, core) {
    const given = prepare(core);
    return bitsOf([run(given), given.arrays]);
}

/** An operation on a starved core, and what it has to be. */
class Trial {
    /** @param {Operation} operation @param {Allocator} allocator @param {any} core @param {string[]} right */
    constructor(operation, allocator, core, right) {
        Object.assign(this, { operation, allocator, core, right });
    }

    /**
     * Refuses the allocations numbered `first` to `last`.
     * @returns {boolean} whether there was any
     */
    fails(first, last) {
        const { operation, allocator, core } = this;
        const given = operation.prepare(core);
        const before = bitsOf(given.arrays);
        allocator.refuse(first, last);
        let answer;
        let error;
        try {
            answer = operation.run(given);
        } catch (thrown) {
            error = thrown;
        }
        const { refused } = allocator;
        allocator.relent();
        const where = `${operation.name}, without allocation ${first}${last === first ? '' : ' and all later ones'}`;
        if (!error) this.#isRight(bitsOf([answer, given.arrays]), where);
        else if (!(error instanceof RangeError && OUT_OF_MEMORY.test(error.message))) throw error;
        else if (bitsOf(given.arrays) !== before) throw new Error(`${where}: it threw, and an array has changed`);
        this.#isRight(answerOf(operation, core), `${where}, the next call`);
        return refused > 0;
    }

    #isRight(answer, where) {
        if (!this.right.includes(answer)) throw new Error(`${where}: a wrong answer`);
    }
}

const counts = { refusals: 0, operations: 0 };
/** @param {Operation} operation */
function starve(operation) {
    const whole = () => coreOn(new Allocator());
    const inJs = () => coreOn(new Allocator(), { WebAssembly: undefined });
    const right = [answerOf(operation, whole())];
    // Where wasm cannot be had at the first need, JS serves, with other bits for products of matrices alone.
    if (/rthogonal/.test(operation.name)) right.push(answerOf({ ...operation, prepare: inJsOnly(operation) }, inJs()));
    const fresh = () => {
        const allocator = new Allocator();
        return new Trial(operation, allocator, coreOn(allocator), right);
    };
    const sweep = (trialOf, lastOf) => {
        let k = 1;
        while (trialOf().fails(k, lastOf(k))) k++;
        return k - 1;
    };
    const used = fresh();
    answerOf(operation, used.core);
    let refusals =
        sweep(fresh, k => k) +
        sweep(
            () => used,
            k => k,
        );
    // All from then on, where that is not much the same.
    if (!/out: (allocated|attached|shared)/.test(operation.name)) refusals += sweep(fresh, () => undefined);
    counts.refusals += refusals;
    counts.operations++;
    return refusals;
}
/** Without wasm there are no memories to attach, and arrays wherever they are give the same bits. */
const inJsOnly = operation => core =>
    operation.prepare({ ...core, attach() {}, allocate: length => new Float32Array(length) });

describe.each(Object.keys(penalties))('%s', name => {
    const own = onPenalties.filter(operation => operation.name.split(/,| of nested/)[0] === name);

    onWasm.each(own)('$name', operation => {
        starve(operation);
    });
});

onWasm.each([...onSteps, ...others, ...attached])('$name', operation => {
    starve(operation);
});

onWasm('so many allocations were made to fail in so many operations', () => {
    process.stderr.write(
        `${counts.refusals} allocations were made to fail in ${counts.operations} operations of the core\n`,
    );
    expect(counts.operations).toBe(148);
    expect(counts.refusals).toBeGreaterThan(1700);
});
