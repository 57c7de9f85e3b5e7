// What a TF.js does with an activity regularizer on every layer that it has, and on layers of a user's own. The same
// questions are put to each file that TF.js ships, in Node and on a page; the answers are plain objects.

/** Arguments that satisfy the constructor of any layer. */
export const anyLayer = {
    units: 2, filters: 1, kernelSize: [1, 1], inputDim: 3, outputDim: 2, n: 2, targetShape: [4], dims: [1], rate: 0.1, stddev: 0.1,
    axes: 1, height: 1, width: 1, factor: 1, scale: 1, numTokens: 3, outputMode: 'multiHot', cropping: 1, maxValue: 1, theta: 1, activation: 'sigmoid',
}; // biome-ignore format: a list

/** Random or large weights may close every gate of a recurrent layer, and an activity of 0 costs nothing. */
const small = { className: 'Constant', config: { value: 0.1 } };
const open = { kernelInitializer: small, recurrentInitializer: small };

/** Arguments of those that the ones above do not fit. @type {Record<string, (tf: any) => object>} */
const special = {
    conv1d: () => ({ kernelSize: 1 }),
    depthwiseConv2d: () => ({ depthMultiplier: 1 }),
    conv3d: () => ({ kernelSize: 1 }),
    conv3dTranspose: () => ({ kernelSize: 1 }),
    lstm: () => open,
    gru: () => open,
    simpleRNN: () => open,
    convLstm2d: () => open,
    rnn: tf => ({ cell: tf.layers.lstmCell({ units: 2, ...open }) }),
    timeDistributed: tf => ({ layer: tf.layers.dense({ units: 1 }) }),
    bidirectional: tf => ({ layer: tf.layers.lstm({ units: 1, ...open }) }),
};

export const cells = ['gruCell', 'lstmCell', 'simpleRNNCell', 'convLstm2dCell', 'stackedRNNCells'];

/** The functions of `tf.layers` that make a layer which has an activity. */
export const factoriesOf = tf =>
    Object.keys(tf.layers).filter(name => /^[a-z]/.test(name) && !/^input/.test(name) && !cells.includes(name));

export const argumentsFor = (tf, name) => ({ ...anyLayer, ...special[name]?.(tf) });

const isMerge = name => /^(add|average|concatenate|dot|maximum|minimum|multiply)$/.test(name);

/** TF.js itself cannot call these in a model: it hands them a list, and they want a tensor. */
const unusable = /^(resizing|random_width)/;

/** The shape of an example that the layer takes. */
function exampleShape(name) {
    if (/lstm2d/i.test(name)) return [3, 4, 4, 2];
    if (/3d/i.test(name)) return [4, 4, 4, 2];
    if (/2d|crop|resizing|rescaling|randomWidth/i.test(name)) return [4, 4, 3];
    if (/1d|rnn|lstm|gru|timeDistributed|bidirectional|masking|flatten/i.test(name)) return [4, 3];
    return [4];
}

/** A model of one layer, compiled with a loss of 0: what `evaluate` gives is the penalty. */
function modelAround(tf, layer, inputs) {
    const model = tf.model({ inputs, outputs: layer.apply(inputs) });
    compile(tf, model);
    return model;
}

const compile = (tf, model) => model.compile({ optimizer: 'sgd', loss: (_, y) => tf.mul(0, tf.mean(y)) });

/** The penalty that `evaluate` counts, and the one that it should count: 0.5 * sum|y| / batch. */
function penaltyOf(tf, model, inputs) {
    return tf.tidy(() => {
        const x = [inputs].flat().map(({ shape }) => {
            const sides = [2, ...shape.slice(1)];
            const size = sides.reduce((a, b) => a * b);
            return tf.tensor(Array.from({ length: size }, (_, i) => 1 + (i % 2)), sides); // biome-ignore format: one line
        });
        const y = model.predict(x);
        const counted = model.evaluate(x, tf.zerosLike(y)).dataSync()[0];
        const [expected] = tf.div(tf.mul(0.5, tf.sum(tf.abs(y))), 2).dataSync();
        return { counted, expected, tolerance: expected * y.size * 2 ** -23 };
    });
}

/** Makes, calls, saves and reloads a layer. */
async function askOne(tf, regularizers, make, inputs) {
    const { activityRegularizerOf } = regularizers;
    const told = layer => activityRegularizerOf(layer)?.getConfig() ?? null;
    const layer = make(regularizers.l1(0.5));
    const model = modelAround(tf, layer, inputs);
    const json = JSON.parse(JSON.stringify(model.toJSON(null, false)));
    const saved = json.config.layers.find(({ name }) => name === layer.name).config.activity_regularizer;
    const reloaded = await tf.models.modelFromJSON(structuredClone(json));
    compile(tf, reloaded);
    const { counted, expected, tolerance } = unusable.test(layer.name) ? {} : penaltyOf(tf, model, inputs);
    return {
        taken: told(layer),
        saved,
        reloaded: told(reloaded.getLayer(layer.name)),
        counted: expected === undefined || (expected > 0 && Math.abs(counted - expected) <= tolerance),
        again: told((await tf.models.modelFromJSON(reloaded.toJSON(null, false))).getLayer(layer.name)),
    };
}

/** Every layer of `tf.layers` by name, with what became of its activity regularizer or the error. */
export async function askEveryLayer(tf, regularizers) {
    const answers = {};
    for (const name of factoriesOf(tf)) {
        const input = () => tf.input({ shape: exampleShape(name) });
        const inputs = isMerge(name) ? [input(), input()] : input();
        const make = activityRegularizer => tf.layers[name]({ ...argumentsFor(tf, name), activityRegularizer });
        answers[name] = await askOne(tf, regularizers, make, inputs).catch(error => String(error));
    }
    return answers;
}

/** The right answer to `askOne`. */
export const right = {
    taken: { l1: 0.5 },
    saved: { class_name: 'L1', config: { l1: 0.5 } },
    reloaded: { l1: 0.5 },
    counted: true,
    again: { l1: 0.5 },
};

/** Layer classes as users write them, and as their compilers do. Each doubles its input. */
const userClasses = {
    native(tf, className) {
        return class extends tf.layers.Layer {
            static className = className;
            call(inputs) {
                return double(tf, inputs);
            }
        };
    },
    'with a call in a field'(tf, className) {
        return class extends tf.layers.Layer {
            static className = className;
            call = inputs => double(tf, inputs);
        };
    },
    "a subclass of TF.js' own"(tf, className) {
        return class extends tf.layers.activation({ activation: 'relu' }).constructor {
            static className = className;
        };
    },
    "as TypeScript's ES5"(tf, className) {
        const Base = tf.layers.Layer;
        Object.setPrototypeOf(Class, Base);
        function Class(...args) {
            return Base.apply(this, args) ?? this;
        }
        return withMembers(tf, Class, className);
    },
    'as Babel'(tf, className) {
        Object.setPrototypeOf(Class, tf.layers.Layer);
        function Class(...args) {
            return Reflect.construct(Object.getPrototypeOf(Class), args, Object.getPrototypeOf(this).constructor);
        }
        return withMembers(tf, Class, className);
    },
    "as Babel's loose"(tf, className) {
        Object.setPrototypeOf(Class, tf.layers.Layer);
        function Class(args) {
            return Object.getPrototypeOf(Class).call(this, args) ?? this;
        }
        return withMembers(tf, Class, className);
    },
};

const double = (tf, inputs) => tf.mul(2, [inputs].flat()[0]);

function withMembers(tf, Class, className) {
    Class.prototype = Object.create(tf.layers.Layer.prototype, {
        constructor: { value: Class, writable: true, configurable: true },
        call: { value: inputs => double(tf, inputs) },
    });
    return Object.assign(Class, { className });
}

/** Whether a class of that kind can be made at all: a native base class cannot be run as a function. */
const isPossible = (tf, kind) => !/ES5|loose/.test(kind) || !String(tf.layers.Layer).startsWith('class');

/** Makes the classes of a user. @returns {Array<{ kind: string, Class: any, register: () => void }>} */
export function classesOfUser(tf, prefix) {
    const kinds = Object.keys(userClasses).filter(kind => isPossible(tf, kind));
    return kinds.map((kind, i) => {
        const Class = userClasses[kind](tf, `${prefix}${i}`);
        return { kind, Class, register: () => tf.serialization.registerClass(Class) };
    });
}

/** What became of the activity regularizers of a user's registered classes. */
export async function askClassesOfUser(tf, regularizers, classes) {
    const answers = {};
    for (const { kind, Class } of classes) {
        const make = activityRegularizer => new Class({ activityRegularizer });
        const inputs = tf.input({ shape: [4] });
        answers[kind] = await askOne(tf, regularizers, make, inputs).catch(error => String(error));
    }
    return answers;
}

/** A layer that hands nothing to its base and gets the activity regularizer as a property. */
export async function askSetLater(tf, regularizers) {
    class Deaf extends tf.layers.Layer {
        static className = 'DeafToArguments';
        constructor({ name, trainable } = {}) {
            super({ name, trainable });
        }
        call(inputs) {
            return double(tf, inputs);
        }
    }
    tf.serialization.registerClass(Deaf);
    const make = identifier => Object.assign(new Deaf(), { activityRegularizer: identifier });
    return askOne(tf, regularizers, make, tf.input({ shape: [4] })).catch(error => String(error));
}

/** Everything above, for one TF.js. */
export async function askEverything(tf, install) {
    const early = classesOfUser(tf, 'RegisteredBefore');
    for (const { register } of early) register();
    const between = classesOfUser(tf, 'MadeBefore');
    const regularizers = install(tf);
    for (const { register } of between) register();
    const late = classesOfUser(tf, 'MadeAfter');
    for (const { register } of late) register();
    const unregistered = classesOfUser(tf, 'Unregistered').filter(({ kind }) => /TF.js' own/.test(kind));
    const { activityRegularizerOf } = regularizers;
    return {
        layers: await askEveryLayer(tf, regularizers),
        'registered before install': await askClassesOfUser(tf, regularizers, early),
        'registered after install': await askClassesOfUser(tf, regularizers, between),
        'made and registered after install': await askClassesOfUser(tf, regularizers, late),
        'set later': await askSetLater(tf, regularizers),
        unregistered: unregistered.map(({ Class }) =>
            activityRegularizerOf(new Class({ activation: 'relu', activityRegularizer: 'l1' }))?.getConfig(),
        ),
        cells: cells
            .slice(0, 4)
            .map(name => activityRegularizerOf(tf.layers[name]({ ...anyLayer, activityRegularizer: 'l1' }))),
    };
}
