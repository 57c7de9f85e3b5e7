/** Interprets one line of the table for one identifier. */
import { listed } from '../input/check.js';
import { callOf, messageOf } from './wording.js';

/** @typedef {import('./table.js').Line} Line */
/** @typedef {import('./table.js').Maker} Maker */
/** @typedef {{ class_name: string, config: Record<string, unknown> }} Made */

/**
 * @typedef {object} Outcome
 * @property {boolean} loads
 * @property {string} result
 * @property {Made | null} config
 * @property {string[]} why sentences
 */

/**
 * @param {Line} line
 * @param {unknown} identifier
 * @returns {Outcome}
 */
export function interpret(line, identifier) {
    if (identifier === null || identifier === undefined) return { loads: true, result: 'null', config: null, why: [] };
    if (typeof identifier === 'string') return interpretName(line, identifier, {}, line.unknownString, true);
    if (typeof identifier !== 'object' || Array.isArray(identifier)) {
        return fault(line.notIdentifier, { identifier }, 'It is neither a name nor a config.');
    }
    return interpretConfig(line, identifier);
}

/**
 * @param {Line} line
 * @param {any} identifier
 * @returns {Outcome}
 */
function interpretConfig(line, identifier) {
    const key = line.nameKeys.find(key => typeof own(identifier, key) === 'string');
    const improper = (/** @type {string} */ why) => fault(line.improper, { identifier }, why);
    if (!key) return improper(`It looks for ${line.nameKeys.join(' or ')}, which is not there.`);
    const name = own(identifier, key);
    if (line.flat) {
        const { [key]: _, ...args } = identifier;
        return interpretName(line, name, args, line.unknownClass);
    }
    const given = own(identifier, 'config');
    const asKeras3 = line.moduleNull !== undefined && Object.hasOwn(identifier, 'module');
    if (given === undefined && line.config === 'needed' && !asKeras3) return improper('It needs a config.');
    if (asKeras3 && name === 'function') return interpretFunction(line, identifier, given);
    if (asKeras3 && own(identifier, 'module') === null) {
        return fault(line.moduleNull ?? '', { name }, 'A module of null means a registered class, and none is.');
    }
    const unknown = (asKeras3 && line.unknownClassWithModule) || line.unknownClass;
    if (knows(line, name) && given === null && line.nullConfig && !asKeras3) {
        return fault(line.nullConfig, { identifier }, 'It needs a config that is not null.');
    }
    return interpretName(line, name, given ?? {}, unknown, false, identifier);
}

/**
 * A name in Keras 3's form for functions: {module: 'builtins', class_name: 'function', config: name}.
 * @param {Line} line
 * @param {unknown} identifier
 * @param {string} name
 * @returns {Outcome}
 */
function interpretFunction(line, identifier, name) {
    if (knows(line, name)) return fault('TypeError: …', {}, `It takes ${name} for a class, whose config is no dict.`);
    return interpretUnknown(line, name, line.unknownClassWithModule ?? line.unknownClass, identifier);
}

/**
 * @param {Line} line
 * @param {string} name
 * @param {boolean} [asString]
 */
const knows = (line, name, asString = false) =>
    typeof name === 'string' && Object.hasOwn(line.makers, name) && (asString || !line.makers[name].stringOnly);

/**
 * @param {Line} line
 * @param {string} name
 * @param {Record<string, unknown>} given the arguments
 * @param {string} unknown what happens to an unknown name
 * @param {boolean} [asString] the identifier was the name alone
 * @param {unknown} [identifier] what to print in messages
 * @returns {Outcome}
 */
function interpretName(line, name, given, unknown, asString = false, identifier = name) {
    if (!knows(line, name, asString)) return interpretUnknown(line, name, unknown, identifier);
    const maker = line.makers[name];
    const callee = maker.callee ?? `${maker.gives}.__init__()`;
    const why = maker.callee && maker.gives !== name ? [`${name} is a function that makes an ${maker.gives}.`] : [];
    const strangers = Object.keys(given).filter(key => !Object.hasOwn(maker.args, key));
    if (strangers.length && line.unknownKey !== 'ignored') {
        const rest = Object.fromEntries(strangers.map(key => [key, given[key]]));
        const said = `It takes ${Object.keys(maker.args).join(', ') || 'no arguments'}, not ${listed(strangers)}.`;
        return fault(maker.unknownKey ?? line.unknownKey, { callee, key: strangers[0], rest }, said);
    }
    if (strangers.length) why.push(`It ignores ${listed(strangers)}.`);
    return build(line, maker, given, why);
}

/**
 * @param {Line} line
 * @param {string} name
 * @param {string} unknown
 * @param {unknown} identifier
 * @returns {Outcome}
 */
function interpretUnknown(line, name, unknown, identifier) {
    const known = Object.keys(line.makers).join(', ');
    if (unknown !== 'as it is')
        return fault(unknown, { name, identifier }, `It knows ${known}, and what is registered.`);
    const why = `It does not know the name and gives the string back; calling it fails later. It knows ${known}.`;
    return { loads: false, result: messageOf('{rest}', { rest: name }), config: null, why: [why] };
}

/**
 * @param {Line} line
 * @param {Maker} maker
 * @param {Record<string, unknown>} given
 * @param {string[]} why
 * @returns {Outcome}
 */
function build(line, maker, given, why) {
    /** @type {Record<string, unknown>} */
    const config = { ...maker.fixed };
    const rounds = line.float32.includes(maker.gives);
    let rounded = false;
    const isGiven = (/** @type {string} */ key) => Object.hasOwn(given, key);
    const fieldsGiven = Object.keys(maker.args)
        .filter(isGiven)
        .map(key => maker.args[key].field);
    for (const [key, argument] of Object.entries(maker.args)) {
        const { field } = argument;
        const present = isGiven(key);
        if (!present && (argument.default === undefined || fieldsGiven.includes(field))) continue;
        const raw = meantBy(maker, argument, present ? given[key] : argument.default);
        const value = field === 'mode' ? modeOf(raw) : FACTORS[line.numbers](raw);
        if (value === undefined) {
            const template = field === 'mode' ? line.badMode : line.badNumber;
            return fault(template ?? 'TypeError: …', { key, value: raw }, `It takes no such ${key}.`);
        }
        if (!present) why.push(`${key} is not given: its default is ${raw}.`);
        else if (given[key] === null) why.push(`A ${key} of null means ${raw}.`);
        else if (key !== field) why.push(`${key} is the old name of ${field}.`);
        config[field] = rounds && typeof value === 'number' ? Math.fround(value) : value;
        rounded ||= !Object.is(config[field], value);
    }
    if (rounded) why.push('Factors are kept as float32.');
    const made = { class_name: maker.gives, config };
    return { loads: true, result: callOf(made), config: made, why };
}

/**
 * What an argument stands for where it is null.
 * @param {Maker} maker
 * @param {import('./table.js').Argument} argument
 * @param {unknown} value
 */
function meantBy(maker, { field, ifNull, default: fallback }, value) {
    if (value !== null || ifNull === null) return value;
    return ifNull ?? fallback ?? maker.args[field].default;
}

/**
 * What a line makes of a factor, by its rule; undefined where it refuses it.
 * @type {Record<Line['numbers'], (value: any) => any>}
 */
const FACTORS = {
    any: value => {
        if (Array.isArray(value)) return value.length === 1 ? FACTORS.any(value[0]) : undefined;
        return typeof value === 'object' ? undefined : Number(value);
    },
    finite: value => (['number', 'boolean'].includes(typeof value) && Number.isFinite(+value) ? +value : undefined),
    'non-negative': value => (FACTORS.finite(value) >= 0 ? FACTORS.finite(value) : undefined),
    unchecked: value => (value?.type === 'ndarray' ? value.value : value),
};

/** @param {unknown} value */
const modeOf = value => (value === 'rows' || value === 'columns' ? value : undefined);

/**
 * @param {string} template
 * @param {Record<string, unknown>} values
 * @param {string} why
 * @returns {Outcome}
 */
const fault = (template, values, why) => ({
    loads: false,
    result: messageOf(template, values),
    config: null,
    why: [why],
});

/**
 * @param {any} object
 * @param {string} key
 */
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
