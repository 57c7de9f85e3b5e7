/** The two runs that stand beside each other. */

/** @typedef {'a' | 'b'} Side */

/** @type {readonly Side[]} */
export const SIDES = ['a', 'b'];
