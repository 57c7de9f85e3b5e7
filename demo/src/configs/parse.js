/** What a person may paste: a name, a config or model as JSON or as Python prints it, or a call in Python or JS. */
import { Call, Name, parseExpression } from './expression.js';

/**
 * @typedef {{ kind: 'identifier', value: any, note: string } | { kind: 'model', value: any, note: string }} Pasted
 */

/** The arguments that stand without a name, by the name in lower case without underscores. @type {Record<string, [className: string, ...keys: string[]]>} */
const CLASSES = {
    l1: ['L1', 'l1'],
    l2: ['L2', 'l2'],
    l1l2: ['L1L2', 'l1', 'l2'],
    orthogonalregularizer: ['OrthogonalRegularizer', 'factor', 'mode'],
    orthogonal: ['OrthogonalRegularizer', 'factor', 'mode'],
};

const REGULARIZER = /(_r|R)egularizer$/;
const DECAY = /^weight_?decay$/i;

/** @param {string} name */
const lastOf = name => name.slice(name.lastIndexOf('.') + 1);

/** @param {any} value */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names and calls as the configs that they make. @param {any} value @returns {any} */
function plain(value) {
    if (value instanceof Name) return lastOf(value.name);
    if (value instanceof Call) return configOf(value);
    if (Array.isArray(value)) return value.map(plain);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** @param {Call} call @returns {{ class_name: string, config: Record<string, any> }} */
function configOf({ name, args, named }) {
    const last = lastOf(name);
    const known = last.replaceAll('_', '').toLowerCase();
    const [className, ...keys] = Object.hasOwn(CLASSES, known) ? CLASSES[known] : [last];
    /** @type {Record<string, any>} */
    const config = {};
    args.forEach((arg, i) => {
        if (isObject(arg) && !(arg instanceof Call) && !(arg instanceof Name)) Object.assign(config, plain(arg));
        else if (keys.length && i >= keys.length)
            throw new SyntaxError(`${last} takes no more than ${keys.join(' and ')}`);
        else config[keys[i] ?? `argument ${i + 1}`] = plain(arg);
    });
    for (const [key, value] of Object.entries(named)) config[key] = plain(value);
    return { class_name: className, config };
}

/** @param {any} value @returns {boolean} whether a regularizer is given to something in it */
const holdsRegularizers = value =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([key, inner]) => REGULARIZER.test(key) || holdsRegularizers(inner));

/** @param {any} value @returns {boolean} */
function isModel(value) {
    if (!isObject(value)) return false;
    if ('modelTopology' in value || 'model_config' in value || Array.isArray(value.config?.layers)) return true;
    return holdsRegularizers(value);
}

/** A layer's config may come without the class around it. @param {any} value */
function asModel(value) {
    const isWhole =
        'modelTopology' in value || 'model_config' in value || 'class_name' in value || 'className' in value;
    return isWhole ? value : { class_name: 'Layer', config: value };
}

/** What an optimizer's weight_decay comes to. @param {number} rate @param {string} optimizer the name of the call, empty where it stands alone @returns {Pasted} */
function decay(rate, optimizer) {
    if (typeof rate !== 'number' || !(rate >= 0)) throw new SyntaxError('a weight decay is a number of at least 0');
    const whose = optimizer ? `of ${lastOf(optimizer)}` : 'of an optimizer';
    const decoupled = /w$/i.test(lastOf(optimizer)) || /keras/i.test(optimizer);
    const note = decoupled
        ? `A weight decay ${whose} is decoupled: it shrinks the weights beside the step and is no penalty in the loss. Only with plain SGD would it be the L2 below; here it is decoupled(optimizer, { rate: ${rate} }) of the plug-in.`
        : `A weight decay of ${rate} ${whose} that adds it to the gradient, such as PyTorch’s SGD and Adam, is an L2 of half of it: the gradient of l2·w² is 2·l2·w. In AdamW and in Keras it is decoupled, which is no penalty.`;
    return { kind: 'identifier', value: { class_name: 'L2', config: { l2: rate / 2 } }, note };
}

/** @param {any} value @param {string} target @returns {Pasted | undefined} */
function decayIn(value, target) {
    if (DECAY.test(target)) return decay(value, '');
    if (value instanceof Call) {
        const options = { ...value.args.filter(isObject).at(-1), ...value.named };
        const key = Object.keys(options).find(name => DECAY.test(name));
        if (key) return decay(options[key], value.name);
        // Our own, and TensorFlow Addons'.
        if (DECAY.test(lastOf(value.name))) return decay(value.args[0], '');
    }
    if (!isObject(value) || value instanceof Call || value instanceof Name) return undefined;
    const keys = Object.keys(value);
    return keys.length === 1 && DECAY.test(keys[0]) ? decay(value[keys[0]], '') : undefined;
}

/** @param {any} value @returns {Pasted} */
const identified = value =>
    isModel(value) ? { kind: 'model', value: asModel(value), note: '' } : { kind: 'identifier', value, note: '' };

/**
 * @param {string} text
 * @returns {Pasted}
 * @throws {SyntaxError} in a sentence for a person
 */
export function parseConfig(text) {
    const trimmed = text.trim();
    const isName = /^[\w>.:$ -]+$/.test(trimmed) && !/[:=]\s/.test(trimmed);
    if (isName && !/^(null|None|true|false|True|False|undefined|-?[\d.]+(e-?\d+)?)$/.test(trimmed)) {
        return { kind: 'identifier', value: trimmed, note: '' };
    }
    const json = fromJson(trimmed);
    if (json) return decayIn(json.value, '') ?? identified(json.value);
    try {
        const { target, value } = parseExpression(trimmed);
        return decayIn(value, target) ?? identified(plain(value));
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new SyntaxError(
            `This is neither a name nor JSON, nor a call such as keras.regularizers.L2(0.01): ${error.message}.`,
        );
    }
}

/** @param {string} text @returns {{ value: any } | undefined} */
function fromJson(text) {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return undefined;
    }
}
