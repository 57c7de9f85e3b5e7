// Whether a class of the core computes on numbers, which kernels can give it, or on tensors.

import { isRegularizerClass } from '../../classes/regularizer.js';

/**
 * How a regularizer's class computes: on numbers, as the core's do, where it has a gradient of its own; on tensors, by TF.js
 * ops, where it has only `call` (or `apply`, TF.js' name for it); the base class itself not at all.
 * @param {any} regularizer
 * @returns {'numbers' | 'call' | 'apply' | 'nothing'}
 */
export function wayOf(regularizer) {
    let way = /** @type {'call' | 'apply' | 'nothing'} */ ('nothing');
    let own = regularizer; // which may have its call in a field
    while (isBelowBase(own)) {
        if (Object.hasOwn(own, 'grad')) return 'numbers';
        if (way === 'nothing' && Object.hasOwn(own, 'apply')) way = 'apply';
        if (way === 'nothing' && Object.hasOwn(own, 'call')) way = 'call';
        own = Object.getPrototypeOf(own);
    }
    return way;
}

/** Whether it is the prototype of a subclass of Regularizer, of any copy of this package. @param {any} prototype */
const isBelowBase = prototype => isRegularizerClass(Object.getPrototypeOf(prototype)?.constructor);
