// What optimizers around optimizers are told: read, checked, and written where a model is saved.

import { isTable } from '../../configs/rules.js';
import { finite, isPlainObject, knownKeys, nonNegative, shown, typeError } from '../../input/check.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 */

/**
 * @template {object} O
 * @param {string} who @param {O} options @param {readonly string[]} names
 * @returns {O}
 */
export function checkOptions(who, options, names) {
    if (!isPlainObject(options)) throw typeError(who, 'options to be an object', shown(options));
    knownKeys(who, options, names);
    const { schedule, scaled } = /** @type {any} */ (options);
    if (schedule != null && typeof schedule !== 'function')
        throw typeError(who, 'schedule to be a function', shown(schedule));
    if (scaled != null && typeof scaled !== 'boolean') throw typeError(who, 'scaled to be a boolean', shown(scaled));
    return options;
}

/**
 * The learning rate, times what the schedule says at this step.
 * @param {string} who @param {any} around an optimizer around another
 * @returns {number}
 */
export function stepOf(who, { schedule, iterations, learningRate }) {
    const multiplier = schedule ? nonNegative(who, `schedule(${iterations})`, schedule(iterations)) : 1;
    return nonNegative(who, 'the learning rate', learningRate) * multiplier;
}

/**
 * What is saved of every optimizer around another: that one, and the rules. Refuses what only code knows: a schedule that a
 * loaded model lacks would change its training silently.
 * @param {string} who @param {any} around @param {any} rules as they were given @param {(value: any) => any} toConfig of a
 *     rule's value
 */
export function configOf(who, { schedule, optimizer }, rules, toConfig) {
    if (schedule) {
        throw new Error(
            `${who}: a schedule is a function and cannot be saved; set the optimizer's schedule to null before saving, ` +
                'and again after loading',
        );
    }
    return { optimizer: savedFormOf(optimizer), rules: rulesToConfig(rules, toConfig) };
}

/** @param {any} named what has a class name and a config */
export const savedFormOf = named => ({ className: named.getClassName(), config: named.getConfig() });

/**
 * @param {TensorFlow} tf @param {string} who @param {{ className: string, config: Record<string, any> }} saved
 * @throws {Error} for a class that is not registered
 */
export function optimizerFrom(tf, who, { className, config }) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    if (!Object.hasOwn(classNameMap, className)) {
        throw new Error(
            `${who}: unknown optimizer ${className}; register its class with tf.serialization.registerClass`,
        );
    }
    const [Class, fromConfig] = classNameMap[className];
    return fromConfig(Class, config);
}

/**
 * Rules as text. TF.js puts every string of a saved optimizer in camel case: no underscore may be left in it.
 * @param {any} rules as they were given; null for none
 * @param {(value: any) => any} toConfig of a rule's value
 * @returns {string | null}
 */
function rulesToConfig(rules, toConfig) {
    if (rules == null) return null;
    const pairs = Array.isArray(rules) ? rules : Object.entries(rules);
    const saved = isTable(rules)
        ? pairs.map(([pattern, value]) => [patternToConfig(pattern), toConfig(value)])
        : toConfig(rules);
    return JSON.stringify(saved).replaceAll('_', '\\u005f');
}

/** @param {string | RegExp} pattern */
const patternToConfig = pattern =>
    typeof pattern === 'string' ? pattern : { source: pattern.source, flags: pattern.flags };

/** Rules as they were given. @param {string | null | undefined} text of `rulesToConfig` */
export function rulesFromConfig(text) {
    if (text == null) return undefined;
    const saved = JSON.parse(text);
    if (!Array.isArray(saved)) return saved;
    return saved.map(([pattern, value]) => [
        typeof pattern === 'string' ? pattern : new RegExp(pattern.source, pattern.flags),
        value,
    ]);
}

/** @param {string} who @param {string} name @param {unknown} value @returns {number} */
export const fraction = (who, name, value) => {
    const number = finite(who, name, value);
    if (number < 0 || number >= 1) throw new RangeError(`${who}: expected ${name} to be in [0, 1), got ${number}`);
    return number;
};
