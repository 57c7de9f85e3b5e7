// What is left of a step that fails: nothing.

import { sharing } from '../backends/passes.js';

/**
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 */

/** @param {any} value */
const isVariable = value => typeof value?.assign === 'function' && value.dataId !== undefined;

/**
 * Runs `run`; where it throws, the variables are as they were, and so is what an optimizer of TF.js remembers: variables of
 * its own, lists of what belongs to others, and how many steps it has taken.
 * @param {TensorFlow} tf
 * @param {any[]} variables
 * @param {() => void} run
 * @param {any} [optimizer] that `run` asks to step
 */
export function undoing(tf, variables, run, optimizer = {}) {
    const { iterations_ } = optimizer;
    const fields = Object.values(optimizer);
    const lists = fields.filter(Array.isArray).map(list => ({ list, slots: [...list] }));
    const remembered = lists.flatMap(({ slots }) => slots.map(slot => slot?.variable));
    const all = [...variables, ...[...fields, ...remembered].filter(isVariable)];
    const before = all.map(variable => sharing(tf.engine(), variable));
    try {
        run();
    } catch (error) {
        for (const [i, variable] of all.entries()) variable.assign(before[i]);
        for (const { list, slots } of lists) {
            for (const slot of list) if (!slots.includes(slot) && isVariable(slot?.variable)) slot.variable.dispose();
            list.splice(0, list.length, ...slots);
        }
        if (iterations_ !== undefined) optimizer.iterations_ = iterations_;
        throw error;
    } finally {
        tf.dispose(before);
    }
}
