/** One table of what is built in, a row for each class; whoever needs another view of it makes it from here. */

import { L1, L1L2, L2, l1, l1_l2, l2 } from '../classes/elastic-net.js';
import { GroupLasso, SparseGroupLasso } from '../classes/groups.js';
import { factory } from '../classes/names.js';
import { OrthogonalRegularizer, orthogonal_regularizer } from '../classes/orthogonal.js';
import { Regularizer } from '../classes/regularizer.js';

/** @typedef {(...args: any[]) => any} Factory a function that makes an instance from arguments or a config */

/**
 * What is to be known of a class beside what it says itself (className, rank).
 * @typedef {object} BuiltIn
 * @property {typeof Regularizer} Class
 * @property {readonly string[]} names of the class in Keras >= 2 and TF.js, and those that mean the same
 * @property {readonly string[]} [keras1] its names in Keras 1
 * @property {{ make: Factory, names: readonly string[], keras1?: readonly string[] }} [factory] Keras' function for it
 * @property {Record<string, (config: any) => string>} [code] how it is written elsewhere, from its config
 * @property {readonly string[]} [notes] what holds for it whatever a config says
 */

/** @type {readonly BuiltIn[]} */
export const BUILT_INS = [
    {
        Class: L1,
        names: ['L1'],
        factory: { make: l1, names: ['l1'], keras1: ['activity_l1'] },
        code: {
            'TF.js': ({ l1 }) => `tf.regularizers.l1({ l1: ${l1} })`,
            PyTorch: ({ l1 }) => `loss = loss + ${l1} * weight.abs().sum()`,
        },
        notes: [
            'The gradient at a weight of exactly 0 is 0 here, in TensorFlow and in PyTorch, +1 in JAX and -1 in TF.js.',
            'Keras stores the factor as float32: 0.01 is saved as 0.009999999776482582. Both load here, and 0.01 stays 0.01.',
        ],
    },
    {
        Class: L2,
        names: ['L2'],
        factory: { make: l2, names: ['l2'], keras1: ['activity_l2'] },
        code: {
            'TF.js': ({ l2 }) => `tf.regularizers.l2({ l2: ${l2} })`,
            PyTorch: ({ l2 }) =>
                `torch.optim.SGD([weight], lr, weight_decay=${2 * l2})  # its penalty is half the squares`,
        },
        notes: [
            "PyTorch's weight_decay is twice this factor: its penalty is half of weight_decay times the sum of squares.",
            'Stock TF.js has no L2 class: it writes L1L2 with an l1 of 0.',
        ],
    },
    {
        Class: L1L2,
        names: ['L1L2'],
        keras1: ['L1L2Regularizer', 'WeightRegularizer', 'ActivityRegularizer'],
        factory: { make: l1_l2, names: ['l1_l2', 'l1l2'], keras1: ['activity_l1l2'] },
        code: {
            'TF.js': ({ l1, l2 }) => `tf.regularizers.l1l2({ l1: ${l1}, l2: ${l2} })`,
            PyTorch: ({ l1, l2 }) => `loss = loss + ${l1} * weight.abs().sum() + ${l2} * weight.square().sum()`,
        },
        notes: ['The class defaults to 0 and 0 in every Keras, and to 0.01 and 0.01 in TF.js.'],
    },
    {
        Class: OrthogonalRegularizer,
        names: ['OrthogonalRegularizer'],
        factory: { make: orthogonal_regularizer, names: ['orthogonal_regularizer'] },
        code: {
            'TF.js': ({ factor, mode }) =>
                `install(tf).orthogonal({ factor: ${factor}, mode: '${mode}' })  // from regularizers/tfjs`,
        },
        notes: [
            'A matrix of one row gives 0 here, NaN in Keras.',
            'Stock TF.js has no such class; regularizers/tfjs adds it.',
        ],
    },
    {
        Class: GroupLasso,
        names: ['GroupLasso', 'regularizers>GroupLasso'],
        code: {
            'TF.js': ({ factor, axis }) =>
                `install(tf).groupLasso({ factor: ${factor}, axis: ${axis} })  // from regularizers/tfjs`,
        },
        notes: [
            'Neither Keras nor TF.js has such a class: there it loads only where one is registered under this name.',
        ],
    },
    {
        Class: SparseGroupLasso,
        names: ['SparseGroupLasso', 'regularizers>SparseGroupLasso'],
        code: {
            'TF.js': ({ l1, group, axis }) =>
                `install(tf).sparseGroupLasso({ l1: ${l1}, group: ${group}, axis: ${axis} })  // from regularizers/tfjs`,
        },
        notes: [
            'Neither Keras nor TF.js has such a class: there it loads only where one is registered under this name.',
        ],
    },
    {
        Class: Regularizer,
        names: ['Regularizer', 'regularizer'],
        notes: ['The base class: its penalty is always 0.'],
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

/**
 * The row of a class, if it is built in.
 * @param {string | undefined} name of the class, as it is saved
 */
export const builtInOf = name => BUILT_INS.find(({ names }) => name !== undefined && names.includes(name));
