/**
 * Every class that is built in, and the names that it goes by: what get needs to know. The rest of each row is in elsewhere.js,
 * so that a program that only reads and writes configs does not carry it.
 */

import { AnchoredL2 } from '../classes/anchored.js';
import { L1, L1L2, L2, l1, l1_l2, l2 } from '../classes/elastic-net.js';
import { GroupLasso, SparseGroupLasso } from '../classes/groups.js';
import { factory } from '../classes/names.js';
import { OrthogonalRegularizer, orthogonal_regularizer, SoftOrthogonal } from '../classes/orthogonal.js';
import { Regularizer } from '../classes/regularizer.js';

/** @typedef {(...args: any[]) => any} Factory a function that makes an instance from arguments or a config */

/**
 * The names of a class, beside what it says itself (className, rank).
 * @typedef {object} BuiltIn
 * @property {typeof Regularizer} Class
 * @property {readonly string[]} names of the class in Keras >= 2 and TF.js, and those that mean the same
 * @property {readonly string[]} [keras1] its names in Keras 1
 * @property {{ make: Factory, names: readonly string[], keras1?: readonly string[] }} [factory] Keras' function for it
 */

/** @param {typeof Regularizer} Class one that Keras does not have @returns {BuiltIn} */
const ofThisPackage = Class => ({ Class, names: [Class.className, `regularizers>${Class.className}`] });

/** @type {readonly BuiltIn[]} */
export const BUILT_INS = [
    {
        Class: L1,
        names: ['L1'],
        factory: { make: l1, names: ['l1'], keras1: ['activity_l1'] },
    },
    {
        Class: L2,
        names: ['L2'],
        factory: { make: l2, names: ['l2'], keras1: ['activity_l2'] },
    },
    {
        Class: L1L2,
        names: ['L1L2'],
        keras1: ['L1L2Regularizer', 'WeightRegularizer', 'ActivityRegularizer'],
        factory: { make: l1_l2, names: ['l1_l2', 'l1l2'], keras1: ['activity_l1l2'] },
    },
    {
        Class: OrthogonalRegularizer,
        names: ['OrthogonalRegularizer'],
        factory: { make: orthogonal_regularizer, names: ['orthogonal_regularizer'] },
    },
    ofThisPackage(GroupLasso),
    ofThisPackage(SparseGroupLasso),
    ofThisPackage(SoftOrthogonal),
    ofThisPackage(AnchoredL2),
    {
        Class: Regularizer,
        names: ['Regularizer', 'regularizer'],
    },
];

const lambda = factory('lambda', () => {
    throw new TypeError('a Python lambda is saved as bytecode, which only Python runs; register() a function instead');
});

/** @param {readonly string[]} names @param {typeof Regularizer | Factory} what @returns {[string, typeof Regularizer | Factory][]} */
const called = (names, what) => names.map(name => [name, what]);

/** Every name that a config may have for what is built in, and what it stands for. */
export const byName = new Map([
    ...BUILT_INS.flatMap(({ Class, names, keras1 = [], factory }) => [
        ...called([...names, ...keras1], Class),
        ...(factory ? called([...factory.names, ...(factory.keras1 ?? [])], factory.make) : []),
    ]),
    ...called(['__lambda__', '<lambda>'], lambda),
]);
