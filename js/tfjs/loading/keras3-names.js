// What Keras 3 calls the weights of a model.

import { ledgerOf, recordOf } from '../layers/ledger.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Layer} Layer
 * @typedef {(names: string[], shapeOf: (name: string) => number[]) => Map<string, any>} Finder from the names in a file to
 *     the weights of the model that they surely mean
 */

/**
 * A layer with weights of its own, and how it is reached.
 * @typedef {object} Holder
 * @property {any[]} weights
 * @property {string[]} keys what the layer calls them
 * @property {string} place in Keras' file, by classes: 'layers/bidirectional/forward_layer/cell'
 * @property {string} placeByName the same, by names of layers
 * @property {string[]} names of the models and layers around it, and its own
 * @property {string[]} needed of these, the names that its path must have: not those of models, which may be left out
 */

/**
 * The ways in which Keras 3 may have named the weights of a model.
 * @param {TensorFlow} tf
 * @param {Layer} model
 * @returns {Finder[]}
 */
export function filesOf(tf, model) {
    const holders = holdersIn(tf, model);
    return [
        byPlace(holders, ({ place }) => place),
        byPlace(holders, ({ placeByName }) => placeByName),
        byPath(holders),
        byShape(holders),
    ];
}

/** @type {WeakMap<Layer, string[]>} */
const ordered = new WeakMap();

/**
 * TF.js sorts the layers of a functional model by their depth; Keras counts them as they stand in its JSON.
 * @param {Layer} model @param {string[]} names of its layers, as in the JSON
 */
export const rememberOrder = (model, names) => void ordered.set(model, names);

/** @param {Layer} model @returns {Layer[]} */
function inKerasOrder(model) {
    const names = ordered.get(model);
    return names ? names.map(name => model.getLayer(name)) : model.layers;
}

/** @typedef {Pick<Holder, 'place' | 'placeByName' | 'names' | 'needed'>} Way how a layer is reached */

/**
 * One step on, into a layer.
 * @param {Way} way @param {string} step @param {Layer} layer @param {boolean} isNeeded @returns {Way}
 */
const into = ({ place, placeByName, names, needed }, step, layer, isNeeded) => ({
    place: join(place, step),
    placeByName: join(
        placeByName,
        step.replace(/[^/]*$/, last => (step.includes('/') ? layer.name : last)),
    ),
    names: [...names, layer.name],
    needed: isNeeded ? [...needed, layer.name] : needed,
});

/**
 * The layers with weights of their own, each once, as Keras walks through a model.
 * @param {TensorFlow} tf @param {Layer} model @returns {Holder[]}
 */
function holdersIn(tf, model) {
    const { Bidirectional, StackedRNNCells } = tf.serialization.SerializationMap.getMap().classNameMap;
    const Wrapper = Object.getPrototypeOf(Bidirectional[0]);
    const Container = Object.getPrototypeOf(tf.LayersModel);
    const seen = new Set();
    /** @type {Holder[]} */
    const holders = [];

    /** @param {Layer[]} layers @param {string} list @param {Way} way */
    const visitAll = (layers, list, way) => {
        const steps = namesByClass(layers);
        for (const [i, layer] of layers.entries()) {
            visit(layer, into(way, `${list}/${steps[i]}`, layer, !(layer instanceof Container)));
        }
    };

    /** @param {any} layer @param {Way} way */
    function visit(layer, way) {
        if (seen.has(layer)) return;
        seen.add(layer);
        if (layer instanceof Container) visitAll(inKerasOrder(layer), 'layers', way);
        else if (layer instanceof tf.RNN) visit(layer.cell, into(way, 'cell', layer.cell, false));
        else if (layer instanceof StackedRNNCells[0]) visitAll(layer.cells, 'cells', way);
        else if (layer instanceof Bidirectional[0]) {
            visit(layer.forwardLayer, into(way, 'forward_layer', layer.forwardLayer, true));
            visit(layer.backwardLayer, into(way, 'backward_layer', layer.backwardLayer, true));
        } else if (layer instanceof Wrapper) visit(layer.layer, into(way, 'layer', layer.layer, false));
        else if (layer.weights.length > 0) {
            const entries = ledgerOf(tf, layer);
            holders.push({
                ...way,
                weights: entries.map(({ weight }) => weight),
                keys: entries.map(({ weight }) => recordOf(weight).key),
            });
        }
    }
    visit(model, { place: '', placeByName: '', names: [], needed: [] });
    return holders;
}

/** @param {string} path @param {string} step */
const join = (path, step) => (path ? `${path}/${step}` : step);

/** As Keras names the things in a list: 'dense', 'dense_1', 'lstm'. @param {Layer[]} layers */
function namesByClass(layers) {
    /** @type {Map<string, number>} */
    const seen = new Map();
    return layers.map(layer => {
        const className = layer.getClassName();
        const name = snakeCase(className === 'Model' ? 'Functional' : className);
        const count = seen.get(name) ?? 0;
        seen.set(name, count + 1);
        return count === 0 ? name : `${name}_${count}`;
    });
}

/** @param {string} name of a class */
const snakeCase = name =>
    name
        .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .toLowerCase();

/**
 * By the place in a file: 'layers/dense/vars/0'. tf.keras called the list of layers '_layer_checkpoint_dependencies'.
 * @param {Holder[]} holders @param {(holder: Holder) => string} placeOf @returns {Finder}
 */
function byPlace(holders, placeOf) {
    const places = new Map(
        holders.flatMap(holder => holder.weights.map((weight, i) => [`${placeOf(holder)}/vars/${i}`, weight])),
    );
    const normal = (/** @type {string} */ name) => name.replaceAll('_layer_checkpoint_dependencies', 'layers');
    return (names, shapeOf) =>
        new Map(
            names.flatMap(name => {
                const weight = places.get(normal(name));
                return weight && `${shapeOf(name)}` === `${weight.shape}` ? [[name, weight]] : [];
            }),
        );
}

/**
 * By the path of the variable: 'sequential/lstm/lstm_cell/kernel'. Which names come before that of the layer depends on
 * how the model was built.
 * @param {Holder[]} holders @returns {Finder}
 */
function byPath(holders) {
    return (names, shapeOf) => {
        const groups = [...groupsOf(names)];
        const pairs = groups.map(([prefix, group]) => {
            const steps = prefix.split('/');
            const fitting = holders.filter(({ needed }) => needed.every(name => steps.includes(name)));
            const score = (/** @type {Holder} */ { names }) => names.filter(name => steps.includes(name)).length;
            const best = Math.max(...fitting.map(score));
            return { group, holders: fitting.filter(holder => score(holder) === best) };
        });
        return new Map(
            pairs.flatMap(({ group, holders: [holder, another] }) => {
                const isSure = holder && !another && pairs.filter(pair => pair.holders.includes(holder)).length === 1;
                return isSure ? within(group, holder, shapeOf) : [];
            }),
        );
    };
}

/**
 * By shapes alone, where each layer's are its own.
 * @param {Holder[]} holders @returns {Finder}
 */
function byShape(holders) {
    return (names, shapeOf) => {
        const pairs = [...groupsOf(names).values()].flatMap(group =>
            holders.map(holder => ({ group, holder, weights: within(group, holder, shapeOf) })),
        );
        const fitting = pairs.filter(({ weights }) => weights.length > 0);
        const isSure = (/** @type {typeof fitting[number]} */ { group, holder }) =>
            fitting.filter(pair => pair.group === group || pair.holder === holder).length === 1;
        return new Map(fitting.filter(isSure).flatMap(({ weights }) => weights));
    };
}

/**
 * The names in a file by what comes before their last part, in the order of the file.
 * @param {string[]} names @returns {Map<string, string[]>}
 */
function groupsOf(names) {
    /** @type {Map<string, string[]>} */
    const groups = new Map();
    for (const name of names) {
        const prefix = name.slice(0, Math.max(0, name.lastIndexOf('/')));
        groups.set(prefix, [...(groups.get(prefix) ?? []), name]);
    }
    return groups;
}

/**
 * The weights of one layer: by what it calls them, or else by their order.
 * @param {string[]} group @param {Holder} holder @param {(name: string) => number[]} shapeOf
 * @returns {Array<[string, any]>} none, where a shape differs
 */
function within(group, { keys, weights }, shapeOf) {
    if (group.length !== weights.length) return [];
    const places = group.map(name => {
        const last = name.slice(name.lastIndexOf('/') + 1).replace(/:0$/, '');
        return Math.max(keys.indexOf(last), keys.indexOf(`depthwise_${last}`)); // as Keras 2 called Keras 3's 'kernel'
    });
    /** @type {Array<[string, any]>} */
    const pairs = places.includes(-1)
        ? inOrder(group).map((name, i) => [name, weights[i]])
        : group.map((name, i) => [name, weights[places[i]]]);
    return pairs.every(([name, weight]) => `${shapeOf(name)}` === `${weight.shape}`) ? pairs : [];
}

/** @param {string[]} names numbered, or as they stand */
const inOrder = names => [...names].sort((a, b) => Number(a.match(/\d*$/)?.[0]) - Number(b.match(/\d*$/)?.[0]));
