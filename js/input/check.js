/** What every argument is checked with, and the words in which a wrong one is refused. */

/**
 * How a value that came is printed in a message: short, and telling '1' from 1.
 * @param {unknown} value
 * @returns {string}
 */
export function shown(value) {
    if (typeof value === 'string') return `"${printable(value)}"`;
    if (typeof value === 'bigint') return `${printable(String(value))}n`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return `an array of ${value.length}`;
    const tag = printable(tagOf(value));
    if (tag !== 'Object') return `a ${tag}`;
    return isPlainObject(value) ? 'an object' : 'an instance of a class';
}

/** No more characters of a stranger's text are printed in a message. */
const MOST_PRINTED = 40;

/**
 * A stranger's text, cut and with what a terminal or a reader could take for something else escaped: quotes, control
 * characters, those that turn the direction of the text, and halves of characters.
 * @param {string} text
 * @returns {string}
 */
export function printable(text) {
    const cut = text.length > MOST_PRINTED ? `${text.slice(0, MOST_PRINTED)}…` : text;
    const inQuotes = JSON.stringify(cut).replace(
        /[\p{C}\p{Zl}\p{Zp}]/gu,
        character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return inQuotes.slice(1, -1);
}

/** No more names are listed in a message. */
const MOST_LISTED = 8;

/**
 * Names, or a stranger's keys, in a row.
 * @param {readonly string[]} names
 * @returns {string}
 */
export function listed(names) {
    const some = names.slice(0, MOST_LISTED).map(printable).join(', ');
    return names.length > MOST_LISTED ? `${some}, …` : some || '(none)';
}

/**
 * Whether x is an object as a literal or JSON.parse makes them, of any realm: not an array, a Map, a promise, a boxed
 * number or an instance of a class, whose fields nobody meant for options.
 * @param {unknown} x
 * @returns {x is Record<string, any>}
 */
export function isPlainObject(x) {
    if (typeof x !== 'object' || x === null) return false;
    const prototype = Object.getPrototypeOf(x);
    const isRoot = prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
    return isRoot && tagOf(x) === 'Object';
}

/**
 * What an object says that it is, of any realm: 'Map', 'WebAssembly.Memory'.
 * @param {unknown} x
 * @returns {string}
 */
export const tagOf = x => Object.prototype.toString.call(x).slice(8, -1);

/**
 * The refusal of an argument of the wrong kind; every other refusal reads the same.
 * @param {string} who the class or function, and method
 * @param {string} expected the argument, and what it must be: 'w to hold numbers'
 * @param {unknown} got what came, in words or a number
 */
export const typeError = (who, expected, got) => new TypeError(refusal(who, expected, got));

/**
 * The refusal of an argument of the right kind but a wrong value.
 * @param {string} who
 * @param {string} expected
 * @param {unknown} got what came, in words or a number
 */
export const rangeError = (who, expected, got) => new RangeError(refusal(who, expected, got));

/** @param {string} who @param {string} expected @param {unknown} got */
const refusal = (who, expected, got) => `${who}: expected ${expected}, got ${got}`;

/**
 * What to add to the refusal of a name: the known one that it abbreviates, or that is nearest.
 * @param {string} name
 * @param {Iterable<string>} known
 * @returns {string} empty where none is near
 */
export function didYouMean(name, known) {
    if (name.length > 64) return '';
    const given = name.toLowerCase();
    let best;
    let least = Math.max(1, Math.floor(name.length / 2)) + 0.5;
    for (const candidate of known) {
        const caseless = candidate.toLowerCase();
        // The case matters only between names that are as near without it.
        let distance = editDistance(given, caseless) + editDistance(name, candidate) / 1000;
        if (name.length > 3 && caseless.startsWith(given)) distance = Math.min(distance, 0.5);
        if (distance < least) [best, least] = [candidate, distance];
    }
    return best ? `; did you mean '${best}'?` : '';
}

/**
 * Levenshtein's distance, a row at a time.
 * @param {string} a
 * @param {string} b
 */
function editDistance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 0; i < a.length; i++) {
        let left = i;
        row = row.map((above, j) => {
            left = Math.min(above, left, (row[j - 1] ?? i) - Number(a[i] === b[j - 1])) + 1;
            return left;
        });
    }
    return row[b.length];
}

/**
 * Refuses the own keys of an object that are not among the known names.
 * @param {string} who the class or function, for messages
 * @param {object} given
 * @param {readonly string[]} names
 * @throws {TypeError} that names the key and the nearest known one
 */
export function knownKeys(who, given, names) {
    for (const key of Object.keys(given)) {
        if (names.includes(key)) continue;
        const known = `${names.join(', ') || 'none'}${didYouMean(key, names)}`;
        throw new TypeError(`${who}: unknown key '${printable(key)}'; it takes ${known}`);
    }
}

/**
 * Reads a constructor's arguments, given by position or, as keyword arguments, as one object of names.
 * @param {string} who
 * @param {readonly string[]} names in the order of the positions; aliases behind them
 * @param {number} positions how many may be given by position
 * @param {readonly unknown[]} args
 * @returns {Record<string, any>} own properties only; what was not given is absent
 * @throws {TypeError} for an unknown name, what is no plain object, or too many arguments
 */
export function argumentsOf(who, names, positions, args) {
    if (args.length > positions) {
        throw typeError(who, `at most ${positions} arguments`, args.length);
    }
    const first = args[0];
    if (typeof first === 'object' && first !== null) {
        if (args.length > 1 || !isPlainObject(first)) {
            throw typeError(who, `${names[0]} to be a number, or one object of names`, shown(first));
        }
        knownKeys(who, first, names);
        return { ...first };
    }
    /** @type {Record<string, any>} */
    const given = {};
    for (let i = 0; i < args.length; i++) given[names[i]] = args[i];
    return given;
}

/**
 * A factor, or the size of a step.
 * @param {string} who
 * @param {string} name
 * @param {unknown} value
 * @returns {number} the value, finite and >= 0
 * @throws {TypeError} for what is not a number, RangeError for NaN, infinite and negative ones
 */
export function nonNegative(who, name, value) {
    const number = finite(who, name, value);
    if (number < 0) throw rangeError(who, `${name} to be a non-negative finite number`, number);
    return number;
}

/**
 * @param {string} who
 * @param {string} name
 * @param {unknown} value
 * @returns {number} the value, a finite number
 */
export function finite(who, name, value) {
    if (typeof value !== 'number') throw typeError(who, `${name} to be a number`, shown(value));
    if (!Number.isFinite(value)) throw rangeError(who, `${name} to be finite`, value);
    return value;
}

/**
 * What multiplies float32 weights must be one itself: infinity times a weight of 0 would be NaN.
 * @param {string} who
 * @param {string} name
 * @param {number} value
 * @returns {number} the value
 */
export function float32(who, name, value) {
    if (!Number.isFinite(Math.fround(value))) {
        throw rangeError(who, `${name} to be at most 3.4e38, the range of float32`, value);
    }
    return value;
}
