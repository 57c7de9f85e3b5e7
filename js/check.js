/** What every argument is checked with, and the words in which a wrong one is refused. */

/**
 * How a value that came is printed in a message: short, and telling '1' from 1.
 * @param {unknown} value
 * @returns {string}
 */
export function shown(value) {
    if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    if (typeof value === 'bigint') return `${value}n`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'function') return 'a function';
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return `an array of ${value.length}`;
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    return tag === 'Object' ? 'an object' : `a ${tag}`;
}

/**
 * The known name that is nearest to a misspelt one, or undefined where none is near.
 * @param {string} name
 * @param {Iterable<string>} known
 * @returns {string | undefined}
 */
export function nearest(name, known) {
    if (name.length > 64) return undefined;
    let best;
    let bestDistance = Math.max(1, Math.floor(name.length / 2)) + 0.5;
    for (const candidate of known) {
        // The case matters only between names that are as near without it.
        const caseless = editDistance(name.toLowerCase(), candidate.toLowerCase());
        const distance = caseless + editDistance(name, candidate) / 1000;
        if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
    }
    return best;
}

/**
 * Levenshtein's distance, a row at a time.
 * @param {string} a
 * @param {string} b
 */
function editDistance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        }
        row = next;
    }
    return row[b.length];
}

/** @param {string | undefined} name */
export const didYouMean = name => (name === undefined ? '' : `; did you mean '${name}'?`);

/**
 * Refuses the own keys of an object that are not among the known names.
 * @param {string} who the class or function, for messages
 * @param {object} given
 * @param {readonly string[]} names
 * @throws {TypeError} that names the key and the nearest known one
 */
export function knownKeys(who, given, names) {
    for (const key of Object.keys(given)) {
        if (!names.includes(key)) {
            const hint = didYouMean(nearest(key, names));
            throw new TypeError(`${who}: unknown key '${key}'; it takes ${names.join(', ') || 'none'}${hint}`);
        }
    }
}

/**
 * Reads a constructor's arguments, given by position or, as Keras' keyword arguments, as one object of names.
 * @param {string} who
 * @param {readonly string[]} names in the order of the positions; aliases behind them
 * @param {number} positions how many may be given by position
 * @param {readonly unknown[]} args
 * @returns {Record<string, any>} own properties only; what was not given is absent
 * @throws {TypeError} for an unknown name, an array or other object, or too many arguments
 */
export function argumentsOf(who, names, positions, args) {
    if (args.length > positions) {
        throw new TypeError(`${who}: expected at most ${positions} arguments, got ${args.length}`);
    }
    const [first] = args;
    if (typeof first !== 'object' || first === null) {
        return Object.fromEntries(args.map((value, i) => [names[i], value]));
    }
    if (Array.isArray(first) || ArrayBuffer.isView(first) || args.length > 1) {
        throw new TypeError(`${who}: expected ${names[0]} to be a number, or one object of names, got ${shown(first)}`);
    }
    knownKeys(who, first, names);
    return { ...first };
}

/**
 * A regularization factor: Keras 3's "non-negative float", kept as it is given.
 * @param {string} who
 * @param {string} name
 * @param {unknown} value null and undefined mean the default
 * @param {number} fallback
 * @returns {number}
 * @throws {TypeError} for what is not a number, RangeError for NaN, infinite and negative ones
 */
export function factor(who, name, value, fallback) {
    return nonNegative(who, name, value ?? fallback);
}

/**
 * @param {string} who
 * @param {string} name
 * @param {unknown} value
 * @returns {number} the value, a finite number >= 0
 */
export function nonNegative(who, name, value) {
    finite(who, name, value);
    if (/** @type {number} */ (value) < 0) {
        throw new RangeError(`${who}: expected ${name} to be a non-negative finite number, got ${shown(value)}`);
    }
    return /** @type {number} */ (value);
}

/**
 * @param {string} who
 * @param {string} name
 * @param {unknown} value
 * @returns {number} the value, a finite number
 */
export function finite(who, name, value) {
    if (typeof value !== 'number') {
        throw new TypeError(`${who}: expected ${name} to be a number, got ${shown(value)}`);
    }
    if (!Number.isFinite(value)) throw new RangeError(`${who}: expected ${name} to be finite, got ${value}`);
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
        throw new RangeError(`${who}: expected ${name} to be at most 3.4e38, the range of float32, got ${value}`);
    }
    return value;
}

/**
 * @param {string} who
 * @param {string} name
 * @param {unknown} value
 * @returns {boolean}
 */
export function boolean(who, name, value) {
    if (typeof value !== 'boolean')
        throw new TypeError(`${who}: expected ${name} to be a boolean, got ${shown(value)}`);
    return value;
}
