// Which rule each layer class of TF.js goes by; one that is not here stays whole, and so does what it reads and makes.

import { convolution, dense, recurrentReader, separableConvolution, transposedConvolution } from './linear.js';
import * as passing from './passing.js';

/** @typedef {import('./passing.js').Rule} Rule */

/** @param {number[]} values */
const sum = values => values.reduce((total, value) => total + value, 0);

/** By the name of the class in TF.js. @type {Array<[Rule, ...string[]]>} */
const RULES = [
    [dense, 'Dense'],
    [convolution, 'Conv1D', 'Conv2D', 'Conv3D'],
    [transposedConvolution, 'Conv2DTranspose', 'Conv3DTranspose'],
    [separableConvolution, 'SeparableConv2D'],
    [recurrentReader, 'SimpleRNN', 'GRU', 'LSTM'],
    [passing.depthwise, 'DepthwiseConv2D'],
    [passing.embedding, 'Embedding'],
    [passing.batchNormalization, 'BatchNormalization'],
    [passing.prelu, 'PReLU'],
    [passing.elementwise, 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'ThresholdedReLU'],
    [passing.zeroPadding, 'ZeroPadding2D'],
    [passing.handOn, 'Dropout', 'SpatialDropout1D', 'GaussianDropout', 'GaussianNoise', 'AlphaDropout'],
    [passing.handOn, 'MaxPooling1D', 'MaxPooling2D', 'MaxPooling3D'],
    [passing.handOn, 'AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D'],
    [passing.handOn, 'GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
    [passing.handOn, 'GlobalAveragePooling1D', 'GlobalAveragePooling2D'],
    [passing.handOn, 'Flatten', 'RepeatVector', 'Cropping2D', 'UpSampling2D'],
    [passing.combined(sum), 'Add'],
    [passing.combined(values => sum(values) / values.length), 'Average'],
    [passing.combined(values => values.reduce((product, value) => product * value)), 'Multiply'],
    [passing.combined(values => Math.max(...values)), 'Maximum'],
    [passing.combined(values => Math.min(...values)), 'Minimum'],
    [passing.concatenate, 'Concatenate'],
];

const byName = new Map(RULES.flatMap(([rule, ...names]) => names.map(name => /** @type {const} */ ([name, rule]))));

/**
 * The rule for a layer. A class that only inherits or borrows the name of one of TF.js' may do anything.
 * @param {any} layer
 * @param {(name: string) => Function | undefined} stockClassOf
 * @returns {Rule | undefined}
 */
export function ruleFor(layer, stockClassOf) {
    const name = layer.getClassName();
    const rule = byName.get(name);
    return rule && stockClassOf(name) === layer.constructor ? rule : undefined;
}
