/** The words of explain: messages as Python and TF.js print them, and results as one writes them. */

/**
 * A message of the table with its placeholders filled: {name} and {key} as they are, {identifier} and {value} as
 * Python's str() prints them, {rest} as its repr(), {json} the identifier as JSON.
 * @param {string} template
 * @param {Record<string, any>} values
 * @returns {string}
 */
export function messageOf(template, values) {
    const { identifier, rest } = values;
    /** @type {Record<string, any>} */
    const printed = { ...values, json: jsonOf(identifier), rest: pythonOf(rest) };
    return template.replace(/\{(\w+)\}/g, (all, key) => (Object.hasOwn(printed, key) ? string(printed[key]) : all));
}

/** @param {unknown} value */
function jsonOf(value) {
    try {
        return JSON.stringify(value);
    } catch {
        return '…'; // a cycle or a bigint, which no file holds
    }
}

/** @param {any} value */
function string(value) {
    const text = typeof value === 'string' ? value : pythonOf(value);
    return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** No more of a value is printed in a message. */
const MAX_LENGTH = 300;

/**
 * Python's repr() of what JSON can hold.
 * @param {any} value
 * @param {number} [depth]
 * @returns {string}
 */
export function pythonOf(value, depth = 0) {
    if (value === null || value === undefined) return 'None';
    if (value === true) return 'True';
    if (value === false) return 'False';
    if (typeof value === 'string') return value.includes("'") ? `"${value}"` : `'${value}'`;
    if (typeof value === 'number') return NUMBERS.get(value) ?? String(value);
    if (typeof value !== 'object' || depth > MAX_DEPTH) return '…';
    if (Array.isArray(value)) return `[${value.map(item => pythonOf(item, depth + 1)).join(', ')}]`;
    const items = Object.entries(value).map(([key, item]) => `${pythonOf(key)}: ${pythonOf(item, depth + 1)}`);
    return `{${items.join(', ')}}`;
}

/** Nothing that is to be read nests deeper. */
const MAX_DEPTH = 8;

const NUMBERS = new Map([
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
]);

/**
 * 'L2(l2=0.01)'.
 * @param {{ class_name: string, config: Record<string, any> } | string | null} made
 */
export function callOf(made) {
    if (made === null || typeof made === 'string') return String(made);
    const args = Object.entries(made.config).map(([key, value]) => `${key}=${pythonOf(value)}`);
    return `${made.class_name}(${args.join(', ')})`;
}
