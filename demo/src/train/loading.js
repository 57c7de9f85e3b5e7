/** The digits as the workers load them: what the page begins with at once, the many others when they are asked for. */
import digitsUrl from '../../generated/digits.bin?url';
import moreUrl from '../../generated/more-digits.bin?url';
import { digitsFrom, fetchPacked, withMore } from './digits.js';

/** @typedef {{ train: import('./digits.js').Digits, test: import('./digits.js').Digits }} Sets */

/** @type {Promise<Sets> | undefined} */
let few;
/** @type {Promise<Sets> | undefined} */
let many;

/**
 * @param {number} count how many to train on
 * @param {(share: number) => void} [onShare] hears how much has come, from 0 to 1
 * @returns {Promise<Sets>} at least so many
 */
export async function digitsFor(count, onShare) {
    few ??= fetchPacked(digitsUrl, onShare).then(digitsFrom);
    const first = await few;
    if (count <= first.train.count) return first;
    many ??= fetchPacked(moreUrl, onShare).then(bytes => ({ ...first, train: withMore(first.train, bytes) }));
    return many;
}
