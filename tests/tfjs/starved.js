// What the plug-in does, on memory that runs out: each takes a step or computes something, which `starve` lets fail at every
// tensor that it takes memory for. The same list serves every backend.

/** @typedef {{ run: () => any, state: () => any[], dispose: () => void }} Trial state: tensors and numbers that must not change where it throws */

const SHAPE = [6, 8];
/** Optimizers that are tried where they remember something already, too. */
const SEVERAL_STEPS = ['adam', 'sgd with momentum', "proximal around TF.js' momentum"];

/** @param {any} tf @param {any} R the plug-in @returns {Record<string, () => Trial>} by what they do */
export function operations(tf, R) {
    const numbers = (shape, seed) =>
        tf.tensor(
            Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i)),
            shape,
        );
    const penalties = {
        l1l2: () => R.l1l2({ l1: 0.1, l2: 0.2 }),
        groupLasso: () => R.groupLasso(0.1),
        sparseGroupLasso: () => R.sparseGroupLasso(0.1, 0.2),
        orthogonal: () => R.orthogonal(0.1),
        softOrthogonal: () => R.softOrthogonal(0.1),
    };
    const inTape = ([name, make]) => [
        `value and gradient of ${name}`,
        () => {
            const [x, penalty] = [numbers(SHAPE, 1), make()];
            const f = tf.valueAndGrad(w => tf.add(tf.sum(tf.square(w)), penalty.apply(w)));
            return { run: () => f(x), state: () => [x], dispose: () => x.dispose() };
        },
    ];
    const twice = () => {
        const [x, penalty] = [numbers(SHAPE, 1), R.l2(0.1)];
        const f = tf.grad(w => tf.sum(tf.square(tf.grad(v => penalty.apply(v))(w))));
        return { run: () => tf.tidy(() => f(x)), state: () => [x], dispose: () => x.dispose() };
    };

    const optimizers = {
        adam: () => R.adam(0.1),
        'sgd with momentum': () => R.sgd(0.1, { momentum: 0.9, nesterov: true }),
        'proximal adam': () => R.proximal(R.adam(0.1)),
        "proximal around TF.js' adam": () => R.proximal(tf.train.adam(0.1)),
        "proximal around TF.js' momentum": () => R.proximal(tf.train.momentum(0.1, 0.9)),
        'scaled proximal rmsprop': () => R.proximal(tf.train.rmsprop(0.1), { scaled: true }),
        'decoupled sgd': () => R.decoupled(tf.train.sgd(0.1), { rate: 0.1 }),
        "proximal and decoupled around TF.js' adagrad": () =>
            R.proximal(R.decoupled(tf.train.adagrad(0.1), { rate: 0.1 })),
    };
    const constrained = () => [
        { kernelRegularizer: R.l1(0.1), biasRegularizer: R.l2(0.1) },
        { kernelRegularizer: R.l1l2({ l1: 0.1, l2: 0.1 }), kernelConstraint: 'unitNorm', biasConstraint: 'nonNeg' },
    ];
    const layers = {
        'l1 and a constraint': constrained,
        'l1 and no constraint': constrained,
        'groups and activity': () => [
            { kernelRegularizer: R.groupLasso(0.1), activityRegularizer: R.l2(0.1) },
            { kernelRegularizer: R.sparseGroupLasso(0.1, 0.1), biasRegularizer: R.l1(0.1) },
        ],
    };
    function modelOf([first, second]) {
        const model = tf.sequential({
            layers: [
                tf.layers.dense({ units: 6, inputShape: [4], activation: 'tanh', ...first }),
                tf.layers.dense({ units: 2, ...second }),
            ],
        });
        tf.tidy(() => model.setWeights(model.getWeights().map(({ shape }, i) => numbers(shape, i))));
        return model;
    }
    /** A step as `fit` takes it. */
    const inFit = ([optimizerName, makeOptimizer], [layersName, makeLayers], before) => [
        `${before} step of ${optimizerName}, ${layersName}`,
        () => {
            const model = modelOf(makeLayers());
            const optimizer = makeOptimizer();
            model.compile({ optimizer, loss: 'meanSquaredError' });
            const data = [numbers([5, 4], 3), numbers([5, 2], 4)];
            const train = model.model.makeTrainFunction();
            const step = () => tf.tidy(() => train(data)[0]);
            if (before === 'second') step().dispose();
            if (layersName.includes('no constraint')) for (const weight of model.weights) weight.constraint = null;
            const { applyGradients } = optimizer;
            optimizer.applyGradients = gradients => {
                memory.beforeUpdate ??= memory.taken;
                return applyGradients.call(optimizer, gradients);
            };
            return {
                run: step,
                state: () => [...model.weights.map(weight => weight.read()), ...remembered(optimizer)],
                dispose() {
                    tf.dispose([model, data]);
                    optimizer.dispose();
                },
            };
        },
    ];
    /** A step of a hand-written loop, in which one variable has no gradient. */
    const inLoop = ([name, make]) => [
        `step of a loop by ${name} with rules`,
        () => {
            const [alone, ...variables] = [3, 1, 2].map(i =>
                tf.tidy(() => tf.variable(numbers(SHAPE, i), true, `starved/${i}/${variablesMade++}`)),
            );
            const optimizer = R.proximal(make(), { rules: { '*': R.l1(0.5) } });
            return {
                run() {
                    const f = () => tf.sum(tf.add(tf.square(variables[0]), tf.square(variables[1])));
                    const { value, grads } = optimizer.computeGradients(f, variables);
                    try {
                        const list = variables.map(({ name }) => ({ name, tensor: grads[name] }));
                        optimizer.applyGradients([...list, { name: alone.name, tensor: null }]);
                        return value;
                    } catch (error) {
                        value.dispose();
                        throw error;
                    } finally {
                        tf.dispose(grads);
                    }
                },
                state: () => [...variables, alone, ...remembered(optimizer)],
                dispose() {
                    tf.dispose([variables, alone]);
                    optimizer.dispose();
                },
            };
        },
    ];
    const onModel = (name, run) => [
        name,
        () => {
            const model = modelOf([{ kernelRegularizer: R.l1(0.1) }, { kernelRegularizer: R.groupLasso(0.1) }]);
            tf.tidy(() => {
                const kernel = model.layers[0].getWeights()[0];
                const mask = tf.tensor([1, 0, 1, 1, 0, 1]);
                model.layers[0].setWeights([tf.mul(kernel, mask), tf.zeros([6])]);
            });
            const state = () => model.weights.map(weight => weight.read());
            return { run: () => run(model), state, dispose: () => model.dispose() };
        },
    ];
    return Object.fromEntries([
        ...Object.entries(penalties).map(inTape),
        ['second derivative of l2', twice],
        ...Object.entries(optimizers).flatMap(optimizer =>
            Object.entries(layers)
                .filter(([name]) => !/constraint/.test(name) || !/TF.js' ada/.test(optimizer[0]))
                .filter(([name]) => !optimizer[0].startsWith('scaled') || !name.startsWith('groups'))
                .flatMap(layer =>
                    (SEVERAL_STEPS.includes(optimizer[0]) ? ['first', 'second'] : ['first']).map(before =>
                        inFit(optimizer, layer, before),
                    ),
                ),
        ),
        ...[
            ['sgd', () => tf.train.sgd(0.1)],
            ['adam', () => R.adam(0.1)],
            ["TF.js' adam", () => tf.train.adam(0.1)],
        ].map(inLoop),
        onModel('penalties', model => tf.tidy(() => R.penalties(model).total)),
        onModel('regularize', model => {
            const { remove } = R.regularize(model, { '*kernel*': R.softOrthogonal(0.1) });
            try {
                return tf.tidy(() => R.penalties(model).total);
            } finally {
                remove();
            }
        }),
        onModel('compact', model => {
            const { model: small } = R.compact(model);
            const result = bitsOf(small.weights.map(weight => weight.read()));
            small.dispose();
            return result;
        }),
    ]);
}

let variablesMade = 0;

/** How many tensors have taken memory in this trial, and how many had where the first update began. */
export const memory = {
    taken: 0,
    /** @type {number | undefined} */
    beforeUpdate: undefined,
};

/** What an optimizer remembers, that inside another one included: variables, counts. @param {any} optimizer */
function remembered(optimizer) {
    const found = [];
    for (let inner = optimizer; inner; inner = inner.optimizer) {
        found.push(inner.iterations);
        for (const value of Object.values(inner)) {
            if (Array.isArray(value)) found.push(...value.flatMap(slot => slot?.variable ?? []));
            else if (value?.dataId && value.assign) found.push(value);
        }
    }
    return found;
}

/** The bits of tensors, and numbers. @param {any[]} list */
export const bitsOf = list => list.map(x => (x?.dataSync ? hex(x.dataSync()) : x)).join();
const hex = ({ buffer, byteOffset, byteLength }) => new Uint32Array(buffer, byteOffset, byteLength / 4).join(' ');

/** The tensors among what an operation returned. @param {any} x @returns {any[]} */
export const listed = x => (x?.dataSync || typeof x !== 'object' ? [x] : Object.values(x ?? {}).flatMap(listed));

/** Who called, innermost first; a stack that Jest maps to sources takes longer than a step. */
export function callers() {
    const { prepareStackTrace, stackTraceLimit } = Error;
    Error.prepareStackTrace = (_, frames) => frames.map(f => `${f.getFunctionName()} ${f.getFileName()}`).join('\n');
    Error.stackTraceLimit = 100;
    const { stack } = new Error();
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    return stack;
}

/** What TF.js holds: tensors, their memory, variables. @param {any} tf */
export const heldIn = tf => [
    tf.memory().numTensors,
    tf.backend().numDataIds(),
    Object.keys(tf.engine().registeredVariables).length,
];
