/** What both runs learn: how many digits, how many of their labels are wrong, and with what network. */
import { CLASSES } from './digits.js';

/**
 * @typedef {object} Task
 * @property {number} digits
 * @property {number} wrong the share of wrong labels, 0 to 1
 * @property {number} hidden units of the network, 0 for none
 */

/** @param {Task} from which may hold more @returns {Task} */
export const taskOf = ({ digits, wrong, hidden }) => ({ digits, wrong, hidden });

/** @param {Task} task @param {Task} other */
export const isSameTask = (task, other) => JSON.stringify(taskOf(task)) === JSON.stringify(taskOf(other));

/** What can be chosen. A penalty helps where there is little to learn from, and some of it false. */
export const DIGITS = [250, 500, 1000, 2000, 8000];
export const WRONG = [0, 0.15, 0.3, 0.5];

/** A number that looks random, from 0 to 1 and the same for the same index: Murmur's last mixing. @param {number} index */
function uniform(index) {
    let bits = Math.imul(index + 1, 0x9e3779b1);
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** Few digits take many rounds. @param {number} digits */
export const epochsFor = digits => (digits <= 1000 ? 120 : 40);

/**
 * Labels of which a share is wrong: always the same ones, and all that a smaller share has.
 * @param {Uint8Array} labels
 * @param {number} share
 * @returns {Uint8Array}
 */
export const withWrong = (labels, share) =>
    labels.map((label, i) => {
        if (uniform(2 * i) >= share) return label;
        return (label + 1 + Math.floor(uniform(2 * i + 1) * (CLASSES - 1))) % CLASSES;
    });
