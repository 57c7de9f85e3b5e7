/**
 * Every class that is built in: the names that it goes by, its formula in TF.js' ops, and what there is to say of it. Three
 * tables, so that a program carries only those that it asks. What is imported here from the room of classes, js/index.js
 * exports.
 */

import { AnchoredL2 } from '../classes/anchored.js';
import { L1, L1L2, L2, l1, l1_l2, l2 } from '../classes/elastic-net.js';
import { GroupLasso, SparseGroupLasso } from '../classes/groups.js';
import { factory } from '../classes/names.js';
import { OrthogonalRegularizer, orthogonal_regularizer, SoftOrthogonal } from '../classes/orthogonal.js';
import { Regularizer } from '../classes/regularizer.js';
import { anchored, anchoredProx, elasticNet, grouped, groupedProx, orthogonal, softOrthogonal } from './formulas.js';

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

/**
 * What a class is in the ops of TF.js.
 * @typedef {object} Elsewhere
 * @property {typeof Regularizer} Class
 * @property {import('./formulas.js').Formula} [formula] of its penalty; x has the rank that the class says
 * @property {import('./formulas.js').Prox} [prox] its proximal step, where there is one that no backend has a kernel for
 * @property {boolean} [isElementwise] whether it is l1 * sum|x| + l2 * sum x^2, which every backend has a kernel for
 */

/** @type {readonly Elsewhere[]} */
export const ELSEWHERE = [
    {
        Class: L1,
        formula: elasticNet,
        isElementwise: true,
    },
    {
        Class: L2,
        formula: elasticNet,
        isElementwise: true,
    },
    {
        Class: L1L2,
        formula: elasticNet,
        isElementwise: true,
    },
    {
        Class: OrthogonalRegularizer,
        formula: orthogonal,
    },
    {
        Class: GroupLasso,
        formula: grouped,
        prox: groupedProx,
    },
    {
        Class: SparseGroupLasso,
        formula: grouped,
        prox: groupedProx,
    },
    {
        Class: SoftOrthogonal,
        formula: softOrthogonal,
    },
    {
        Class: AnchoredL2,
        formula: anchored,
        prox: anchoredProx,
    },
    {
        Class: Regularizer,
    },
];

/**
 * What there is to say of a class.
 * @typedef {object} Told
 * @property {typeof Regularizer} Class
 * @property {Record<string, (config: any) => string>} [code] how it is written in each framework, from its config
 * @property {readonly string[]} notes what holds for it whatever a config says
 */

const NOT_THERE =
    'Neither Keras nor TF.js has such a class: there it loads only where one is registered under this name.';

/** @type {readonly Told[]} */
export const TOLD = [
    {
        Class: L1,
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
        code: {
            'TF.js': ({ l1, l2 }) => `tf.regularizers.l1l2({ l1: ${l1}, l2: ${l2} })`,
            PyTorch: ({ l1, l2 }) => `loss = loss + ${l1} * weight.abs().sum() + ${l2} * weight.square().sum()`,
        },
        notes: ['The class defaults to 0 and 0 in every Keras, and to 0.01 and 0.01 in TF.js.'],
    },
    {
        Class: OrthogonalRegularizer,
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
        code: {
            'TF.js': ({ factor, axis }) =>
                `install(tf).groupLasso({ factor: ${factor}, axis: ${axis} })  // from regularizers/tfjs`,
        },
        notes: [NOT_THERE],
    },
    {
        Class: SparseGroupLasso,
        code: {
            'TF.js': ({ l1, group, axis }) =>
                `install(tf).sparseGroupLasso({ l1: ${l1}, group: ${group}, axis: ${axis} })  // from regularizers/tfjs`,
        },
        notes: [NOT_THERE],
    },
    {
        Class: SoftOrthogonal,
        code: {
            'TF.js': config => `install(tf).softOrthogonal(${JSON.stringify(config)})  // from regularizers/tfjs`,
            PyTorch: ({ factor, mode, diagonal }) => {
                const gram = mode === 'rows' ? 'w @ w.T' : 'w.T @ w';
                const rest = diagonal ? `${gram} - torch.eye(n)` : `(${gram}) * (1 - torch.eye(n))`;
                return `loss = loss + ${factor} * (${rest}).square().sum()  # n: how many ${mode} w has`;
            },
        },
        notes: [NOT_THERE],
    },
    {
        Class: AnchoredL2,
        code: {
            'TF.js': config => `install(tf).anchoredL2(${JSON.stringify(config)})  // from regularizers/tfjs`,
            PyTorch: ({ l2, anchor, importance }) => {
                const away = anchor ? '(weight - anchor)' : 'weight';
                return `loss = loss + ${l2} * (${importance ? 'importance * ' : ''}${away}.square()).sum()`;
            },
        },
        notes: [NOT_THERE],
    },
    {
        Class: Regularizer,
        notes: ['The base class: its penalty is always 0.'],
    },
];
