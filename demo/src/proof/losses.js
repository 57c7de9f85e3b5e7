/** Where we lose, in sentences. */
import { integer } from '../format.js';
import { CONTESTANTS } from './contestants.js';

/**
 * @typedef {import('./race.js').Result} Result
 * @typedef {import('./contestants.js').Name} Name
 */

/** Who is compared with whom. @type {[ours: Name, other: Name][]} */
const PAIRS = [
    ['ours', 'loop'],
    ['inplace', 'loop'],
    ['plugin', 'tfjs'],
    ['plugin', 'loop'],
];

/**
 * A difference counts where the middle halves of the rounds lie apart.
 * @param {readonly Result[]} results of all contestants at all sizes
 * @returns {string}
 */
export function lossesIn(results) {
    const of = (/** @type {Name} */ name, /** @type {number} */ size) =>
        results.find(result => result.name === name && result.size === size);
    const sizes = [...new Set(results.map(({ size }) => size))];
    /** @type {Record<'lost' | 'even', string[]>} */
    const found = { lost: [], even: [] };
    for (const [name, other] of PAIRS) {
        for (const size of sizes) {
            const [a, b] = [of(name, size), of(other, size)];
            if (!a || !b) continue;
            const words = `${CONTESTANTS[name].label} to ${article(other)} at ${integer(size)}`;
            if (a.quartiles[0] > b.quartiles[1]) found.lost.push(words);
            else if (a.quartiles[1] >= b.quartiles[0]) found.even.push(words.replace(' to ', ' with '));
        }
    }
    const lost = found.lost.length ? `Where we lose here: ${found.lost.join('; ')} weights.` : 'We lose nowhere here.';
    return found.even.length ? `${lost} Too close to call: ${found.even.join('; ')} weights.` : lost;
}

const article = (/** @type {Name} */ name) => (name === 'loop' ? 'the plain loop' : CONTESTANTS[name].label);
