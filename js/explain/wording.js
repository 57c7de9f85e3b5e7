/** The words of explain: messages as Python and TF.js print them, and results as one writes them. */

/**
 * A message of the table with its placeholders filled: {name} and {key} as they are, {identifier} and {value} as
 * Python's str() prints them, {rest} as its repr(), {json} the identifier as JSON.
 * @param {string} template
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
export function messageOf(template, values) {
    const { identifier, rest } = values;
    /** @type {Record<string, unknown>} */
    const printed = { ...values, json: jsonOf(identifier), rest: pythonOf(rest) };
    return template.replace(/\{(\w+)\}/g, (all, key) => (Object.hasOwn(printed, key) ? string(printed[key]) : all));
}

/** @param {unknown} value */
function jsonOf(value) {
    try {
        return JSON.stringify(excerptOf(value));
    } catch {
        return '…'; // a bigint, which no file holds
    }
}

/** @param {unknown} value */
function string(value) {
    const text = typeof value === 'string' ? escaped(value.slice(0, MAX_LENGTH + 1)) : pythonOf(value);
    return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** No more of a value is printed in a message. */
const MAX_LENGTH = 300;

/** Nothing that is to be read nests deeper. */
const MAX_DEPTH = 8;

/**
 * As much of a value as a message could print, so that the time for it is not that of the whole, nor that of the paths to
 * what is referred to more than once.
 * @param {unknown} value
 * @param {{ items: number }} [room]
 * @param {number} [depth]
 * @returns {unknown}
 */
function excerptOf(value, room = { items: MAX_LENGTH }, depth = 0) {
    if (typeof value === 'string') return value.slice(0, MAX_LENGTH + 1);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return '…';
    const entries = [];
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
        if (room.items-- <= 0) break;
        entries.push([excerptOf(key), excerptOf(/** @type {Record<string, unknown>} */ (value)[key], room, depth + 1)]);
    }
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/**
 * A stranger's text with what does not print as itself escaped: control characters, those that turn the direction of the
 * text, halves of characters.
 * @param {string} text
 * @returns {string}
 */
export const escaped = text =>
    text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, character => {
        const code = /** @type {number} */ (character.codePointAt(0));
        return `\\u${code.toString(16).padStart(4, '0')}`;
    });

/**
 * Python's repr() of what JSON can hold, as much of it as a message prints.
 * @param {unknown} value
 * @returns {string}
 */
export const pythonOf = value => written(excerptOf(value));

/**
 * @param {unknown} value
 * @returns {string}
 */
function written(value) {
    if (value === null || value === undefined) return 'None';
    if (value === true) return 'True';
    if (value === false) return 'False';
    if (typeof value === 'string') {
        const quote = value.includes("'") ? '"' : "'";
        return quote + escaped(value) + quote;
    }
    if (typeof value === 'number') return NUMBERS.get(value) ?? String(value);
    if (typeof value !== 'object') return '…';
    if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
    const items = Object.entries(value).map(([key, item]) => `${written(key)}: ${written(item)}`);
    return `{${items.join(', ')}}`;
}

const NUMBERS = new Map([
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
]);

/**
 * 'L2(l2=0.01)'.
 * @param {{ class_name: string, config: Record<string, unknown> } | string | null} made
 */
export function callOf(made) {
    if (made === null || typeof made === 'string') return String(made);
    const args = Object.entries(made.config).map(([key, value]) => `${key}=${string(pythonOf(value))}`);
    return `${made.class_name}(${args.join(', ')})`;
}
