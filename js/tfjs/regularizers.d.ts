// What `install` returns, as editors and the reference show it.

import type { AnchoredL2Options } from '../classes/anchored.js';
import type { L1Factors, L1L2Factors, L2Factors } from '../classes/elastic-net.js';
import type { GroupLassoOptions, SparseGroupLassoOptions } from '../classes/groups.js';
import type { Mode, OrthogonalOptions, SoftOrthogonalOptions } from '../classes/orthogonal.js';
import type { Weights } from '../input/tensor.js';
import type { AnchoredOptions } from './anchored.js';
import type { CompactReport } from './compact/index.js';
import type { FisherOptions } from './fisher.js';
import type { Layer, Optimizer } from './tensorflow.js';
import type { DecoupledOptions } from './training/decoupled.js';
import type { ProximalOptions } from './training/proximal.js';
import type { Identifier, LayerLike, OptimizerLike, Rules, TensorLike, TfRegularizer } from './types.js';

/** A class of the core as a class of TF.js: what it makes is one of TF.js' own regularizers. */
export interface TfClass<Options, Positions extends unknown[]> {
    /**
     * The arguments of the core's class of the same name, in its order and with its defaults: factors are prices in units of
     * the loss, 0.01 where they are not given (of L1L2 0).
     */
    new (...args: Positions): TfRegularizer;
    /** @param options the arguments by their names, with the same defaults */
    new (options: Options): TfRegularizer;
    /** The name in model JSON. */
    className: string;
}

type Factor = number | null;

/** The arguments of AnchoredL2 by their names, where tensors stand for arrays as well. */
export interface AnchoredL2TensorOptions extends Omit<AnchoredL2Options, 'anchor' | 'importance'> {
    /** What the weights are held near, as many as there are; finite, copied; default zeros. */
    anchor?: Weights | TensorLike | null;
    /** Multiplies the price, of each weight; finite and >= 0, copied; default ones. */
    importance?: Weights | TensorLike | null;
}

/** The arguments of an ActivityRegularization layer. */
export interface ActivityRegularizationArgs {
    /** The price of |x|, in units of the loss; finite and >= 0, default 0. */
    l1?: number;
    /** The price of x^2, in units of the loss; finite and >= 0, default 0. */
    l2?: number;
    /** The name of the layer; by default TF.js makes one. */
    name?: string;
    /** The shape of the input without the batch, where this is the first layer of a model; by default there is none. */
    inputShape?: (number | null)[];
}

/** Which momentum `sgd` has. */
export interface MomentumOptions {
    /** The share of the last step that the next one keeps, >= 0; default 0. */
    momentum?: number;
    /** Whether the gradient is looked at ahead of the step (Nesterov); default false. */
    nesterov?: boolean;
}

/** Penalties that were put on a model. */
export interface Added {
    /** The weights that got one. */
    names: string[];
    /** Takes them back. */
    remove: () => void;
}

/** What one weight costs. */
export interface WeightPenalty {
    /** As TF.js names it: 'dense_Dense1/kernel'. */
    name: string;
    shape: number[];
    regularizer: { className: string; config: object };
    /** What it adds to the loss. */
    penalty: number;
    /** Of the total, from 0 to 1; 0 while the total is 0. */
    share: number;
}

/** The values of a weight: flat, row-major, with its shape. */
export interface WeightValues {
    data: Float32Array;
    shape: number[];
}

/** What `install` returns: the regularizers, optimizers and functions of the plug-in, for the TF.js that it was given. */
export interface Regularizers {
    /**
     * Makes an L1, l1 * sum |w| (Tibshirani, 1996), whose gradient at 0 is 0.
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { l1 } = install(tf);
     * l1(0.5).apply(tf.tensor([1, -2, 3])).dataSync()[0]; // 3
     */
    l1(l1?: number | null): TfRegularizer;
    /**
     * The same with the factor by its name.
     * @param factors the factor by its name
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    l1(factors: L1Factors): TfRegularizer;

    /**
     * Makes an L2, l2 * sum w^2 (Hoerl and Kennard, 1970).
     * @param l2 the price of w^2, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { l2 } = install(tf);
     * const slope = tf.grad(w => l2(0.5).apply(w));
     * slope(tf.tensor([1, -2, 3])).dataSync(); // Float32Array(3) [ 1, -2, 3 ]
     */
    l2(l2?: number | null): TfRegularizer;
    /**
     * The same with the factor by its name.
     * @param factors the factor by its name
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     */
    l2(factors: L2Factors): TfRegularizer;

    /**
     * Makes an L1L2, l1 * sum |w| + l2 * sum w^2: the elastic net (Zou and Hastie, 2005).
     * @param factors 0.01 each without any; one that is left out while the other is given is 0, where TF.js' own function
     *     takes 0.01
     * @throws {TypeError | RangeError} for any other factor, and for unknown names
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { l1l2 } = install(tf);
     * l1l2({ l1: 0.5, l2: 0.25 }).apply(tf.tensor([1, -2, 3])).dataSync()[0]; // 6.5
     * l1l2({ l2: 0.25 }).getConfig(); // { l1: 0, l2: 0.25 }
     */
    l1l2(factors?: L1L2Factors): TfRegularizer;

    /**
     * Makes an OrthogonalRegularizer: factor * mean |cosine| over pairs of rows or columns of a matrix, as in Keras.
     * @param factor the price of a mean |cosine| of 1, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { orthogonal } = install(tf);
     * orthogonal({ factor: 0.5, mode: 'columns' }).apply(tf.tensor([[1, 2], [0, 0]])).dataSync()[0]; // 0.5
     */
    orthogonal(factor?: number | null): TfRegularizer;
    /**
     * The same with the arguments by their names.
     * @param options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    orthogonal(options: OrthogonalOptions): TfRegularizer;

    /**
     * Makes a GroupLasso: factor * sum sqrt(size) * norm of the slices along an axis (Yuan and Lin, 2006). With
     * `proximal` whole units and filters become 0, which `compact` then takes out.
     * @param factor the price of sqrt(size) * norm of a slice, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { groupLasso } = install(tf);
     * groupLasso({ factor: 0.5, axis: 0 }).apply(tf.tensor([[3, 0, 4, 0], [0, 0, 0, 0]])).dataSync()[0]; // 5
     */
    groupLasso(factor?: number | null): TfRegularizer;
    /**
     * The same with the arguments by their names.
     * @param options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    groupLasso(options: GroupLassoOptions): TfRegularizer;

    /**
     * Makes a SparseGroupLasso: an L1 and a group lasso (Simon et al., 2013), zeros also within the slices that stay.
     * @param l1 the price of |w|, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { sparseGroupLasso } = install(tf);
     * sparseGroupLasso({ l1: 1, group: 0.5, axis: 0 }).apply(tf.tensor([[3, 0, 4, 0], [0, 0, 0, 0]])).dataSync()[0]; // 12
     */
    sparseGroupLasso(l1?: number | null): TfRegularizer;
    /**
     * The same with the arguments by their names.
     * @param options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    sparseGroupLasso(options: SparseGroupLassoOptions): TfRegularizer;

    /**
     * Makes a SoftOrthogonal: factor * norm^2 of the dot products of rows or columns, less the identity (Bansal et al.,
     * 2018). Of a Conv2D kernel each filter is a column.
     * @param factor the price of a squared dot product, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { softOrthogonal } = install(tf);
     * softOrthogonal({ factor: 0.5, diagonal: false }).apply(tf.tensor([[1, 1], [0, 1]])).dataSync()[0]; // 1
     */
    softOrthogonal(factor?: number | null): TfRegularizer;
    /**
     * The same with the arguments by their names.
     * @param options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    softOrthogonal(options: SoftOrthogonalOptions): TfRegularizer;

    /**
     * Makes an AnchoredL2: l2 * sum importance * (w - anchor)^2. `anchored` puts it on a whole model.
     * @param l2 the price of (w - anchor)^2, in units of the loss; finite and >= 0, default 0.01
     * @throws {TypeError | RangeError} for any other factor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { anchoredL2 } = install(tf);
     * const near = anchoredL2({ l2: 0.5, anchor: tf.tensor([1, 2]), importance: [1, 4] });
     * near.apply(tf.tensor([3, 3])).dataSync()[0]; // 4
     */
    anchoredL2(l2?: number | null): TfRegularizer;
    /**
     * The same with the arguments by their names, arrays or tensors.
     * @param options the arguments by their names
     * @throws {TypeError | RangeError} for any others, and for unknown names
     */
    anchoredL2(options: AnchoredL2TensorOptions): TfRegularizer;

    /**
     * Null for none, as the options of layers take it.
     * @param none null or undefined
     * @returns null
     */
    get(none: null | undefined): null;
    /**
     * The regularizer that anything stands for, as the options of layers take it.
     * @param identifier a name, a config of any Keras or TF.js, a regularizer of TF.js or of the core entry, a class, or a
     *     function from a tensor to a scalar tensor
     * @throws {TypeError | RangeError} when it stands for none, or its config is wrong
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { get } = install(tf);
     * get('l1_l2').getConfig(); // { l1: 0.01, l2: 0.01 }
     * get({ class_name: 'L2', config: { l2: 0.5 } }).getClassName(); // 'L2'
     * get(w => tf.max(tf.abs(w))).apply(tf.tensor([1, -3])).dataSync()[0]; // 3
     * get(null); // null
     */
    get(identifier: NonNullable<Identifier>): TfRegularizer;
    /**
     * Either of the two.
     * @param identifier what stands for a regularizer, or null for none
     * @returns null for none
     */
    get(identifier: Identifier): TfRegularizer | null;

    /** The class L1, for `new` and for model JSON; what `l1` makes. */
    L1: TfClass<L1Factors, [l1?: Factor]>;
    /** The class L2; what `l2` makes. */
    L2: TfClass<L2Factors, [l2?: Factor]>;
    /** The class L1L2, whose factors are 0 where they are not given; what `l1l2` makes. */
    L1L2: TfClass<L1L2Factors, [l1?: Factor, l2?: Factor]>;
    /** The class OrthogonalRegularizer; what `orthogonal` makes. */
    OrthogonalRegularizer: TfClass<OrthogonalOptions, [factor?: Factor, mode?: Mode | null]>;
    /** The class GroupLasso; what `groupLasso` makes. */
    GroupLasso: TfClass<GroupLassoOptions, [factor?: Factor, axis?: number | null]>;
    /** The class SparseGroupLasso; what `sparseGroupLasso` makes. */
    SparseGroupLasso: TfClass<SparseGroupLassoOptions, [l1?: Factor, group?: Factor, axis?: number | null]>;
    /** The class SoftOrthogonal; what `softOrthogonal` makes. */
    SoftOrthogonal: TfClass<SoftOrthogonalOptions, [factor?: Factor, mode?: Mode | null, diagonal?: boolean | null]>;
    /** The class AnchoredL2; what `anchoredL2` makes. */
    AnchoredL2: TfClass<
        AnchoredL2TensorOptions,
        [l2?: Factor, anchor?: Weights | TensorLike | null, importance?: Weights | TensorLike | null]
    >;

    /**
     * Makes a layer that passes its input x on and adds (l1 * sum |x| + l2 * sum x^2) / batch size to the loss of training:
     * Keras' ActivityRegularization.
     * @param args factors, and what every layer takes
     * @throws {TypeError | RangeError} for wrong factors
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { activityRegularization } = install(tf);
     * activityRegularization({ l1: 0.5, name: 'sparse' }).getConfig().l1; // 0.5
     */
    activityRegularization(args?: ActivityRegularizationArgs): Layer;
    /** The class of what `activityRegularization` makes. */
    ActivityRegularization: {
        /** @param args factors, and what every layer takes */
        new (args?: ActivityRegularizationArgs): Layer;
        /** The name in model JSON. */
        className: string;
    };

    /**
     * The activity regularizer of a layer. `layer.activityRegularizer` itself reads as null, because TF.js refuses to call a
     * layer where it does not.
     * @param layer of this TF.js
     * @returns null where it has none
     * @throws {TypeError} when it is no layer
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { activityRegularizerOf } = install(tf);
     * const layer = tf.layers.dense({ units: 1, activityRegularizer: 'l2' });
     * activityRegularizerOf(layer).getConfig(); // { l2: 0.01 }
     * activityRegularizerOf(tf.layers.flatten()); // null
     */
    activityRegularizerOf(layer: LayerLike): TfRegularizer | null;

    /**
     * Adds penalties to the weights of a built model, loaded or not, without compiling it again. A pattern is a RegExp or a
     * string with `*`, compared with the weight's name ('dense_Dense1/kernel'), a string without '/' with its last part
     * ('kernel'). The first that matches decides; null means no penalty. What a weight already has stays.
     * @param model a built `tf.LayersModel` or layer
     * @param rules one regularizer for every weight that is no bias and no part of a normalisation, or
     *     `{ pattern: regularizer }`, or a list of `[pattern, regularizer]`
     * @throws {TypeError | RangeError} for an unknown regularizer, or a rule that matches no weight; the model is unchanged then
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { penalties, regularize } = install(tf);
     * const model = tf.sequential();
     * model.add(tf.layers.dense({ name: 'out', units: 1, inputShape: [4], kernelInitializer: 'ones' }));
     * const { names, remove } = regularize(model, { kernel: 'l2', bias: null });
     * names; // [ 'out/kernel' ]
     * penalties(model).total.toFixed(4); // '0.0400'
     * remove();
     * penalties(model).total; // 0
     */
    regularize(model: LayerLike, rules: NonNullable<Rules>): Added;

    /**
     * What each weight tensor of a built model adds to the loss now, the largest first.
     * @param model a built `tf.LayersModel` or layer
     * @returns what all of them add, and each
     * @throws {TypeError} when it is none
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { l1, penalties } = install(tf);
     * const layer = tf.layers.dense({ name: 'sum', units: 2, inputShape: [3], kernelInitializer: 'ones', kernelRegularizer: l1(0.5) });
     * const { total, weights } = penalties(tf.sequential({ layers: [layer] }));
     * total; // 3
     * weights[0].name; // 'sum/kernel'
     */
    penalties(model: LayerLike): { total: number; weights: WeightPenalty[] };

    /**
     * Adds to weights of a built model the penalty of AnchoredL2 whose anchor is what they are now: fine-tuning (L2-SP, Li et
     * al., 2018), federated learning (FedProx, Li et al., 2020), continual learning (Kirkpatrick et al., 2017). What they
     * have stays.
     * @param model a built `tf.LayersModel`
     * @param options how strongly, by which importance, which weights
     * @throws {TypeError | RangeError} for wrong options, a rule that matches no weight, and importance that is missing for a
     *     weight, of another size or for none of the model's; the model is unchanged then
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { anchored, penalties } = install(tf);
     * const model = tf.sequential();
     * model.add(tf.layers.dense({ name: 'head', units: 2, inputShape: [3], useBias: false }));
     * anchored(model, { l2: 0.5 }).names; // [ 'head/kernel' ]
     * penalties(model).total; // 0
     * model.setWeights([tf.add(model.getWeights()[0], 2)]);
     * penalties(model).total.toFixed(4); // '12.0000'
     */
    anchored(model: LayerLike, options?: AnchoredOptions): Added;

    /**
     * The mean over examples of the squared gradient of the loss of each, for every trainable weight: the diagonal of the
     * empirical Fisher information, with which elastic weight consolidation weights its penalty (Kirkpatrick et al., 2017;
     * with the given labels, not labels drawn from the model). No penalties are in the loss; the model runs as in `predict`.
     * @param model a built `tf.LayersModel`
     * @param x one for each input, whose first dimension is of examples
     * @param y one for each output
     * @param options how many examples, which loss
     * @returns by the names of weights
     * @throws {TypeError | RangeError} for wrong options, what is no tensor, other numbers of examples, a loss that is no tensor
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { fisherDiagonal } = install(tf);
     * const model = tf.sequential();
     * model.add(tf.layers.dense({ name: 'w', units: 1, inputShape: [2], useBias: false, kernelInitializer: 'zeros' }));
     * model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
     * const importance = await fisherDiagonal(model, tf.tensor([[1, 3]]), tf.tensor([[1]]));
     * importance['w/kernel'].data; // Float32Array(2) [ 4, 36 ]
     */
    fisherDiagonal(
        model: LayerLike,
        x: TensorLike | TensorLike[],
        y: TensorLike | TensorLike[],
        options?: FisherOptions,
    ): Promise<Record<string, WeightValues>>;

    /**
     * A smaller model with the same outputs in prediction (up to float32 rounding, for finite inputs): without the units,
     * filters and channels whose outgoing weights are all 0, and those whose incoming weights are all 0. What it does not
     * understand stays whole, and the report says so. The given model stays as it is; the new one is not compiled.
     * @param model a built `tf.Sequential` or `tf.LayersModel`
     * @returns the smaller model, and what became of each layer
     * @throws {TypeError} when it is no built model
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { compact } = install(tf);
     * const model = tf.sequential();
     * model.add(tf.layers.dense({ units: 3, inputShape: [2], activation: 'relu' }));
     * model.add(tf.layers.dense({ units: 1 }));
     * model.layers[0].setWeights([tf.tensor([[1, 0, 0], [2, 0, 0]]), tf.zeros([3])]);
     * const { report } = compact(model);
     * report.parametersBefore; // 13
     * report.parametersAfter; // 5
     */
    compact<M extends LayerLike & { layers: readonly object[] }>(model: M): { model: M; report: CompactReport };

    /**
     * Lets penalties act by their proximal step, of the size of the learning rate, after each update of `optimizer`: L1 then
     * gives exact zeros (Parikh and Boyd, Proximal Algorithms, 2014). Those declared on the layers of the model that it is
     * compiled into, and those of `rules`. Their value still counts in the reported loss, their gradient is left out. A
     * penalty that has no proximal step, and every activity penalty, acts by its gradient as ever.
     * @param optimizer any of TF.js', or of this plug-in
     * @param options other penalties, and the size of the steps
     * @throws {TypeError | RangeError} for what is no optimizer, and for wrong options
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { l1, proximal } = install(tf);
     * const w = tf.variable(tf.tensor([1, 0.01]), true, 'w');
     * const optimizer = proximal(tf.train.sgd(0.125), { rules: l1(0.5) });
     * optimizer.minimize(() => tf.sum(tf.mul(w, 0)), false, [w]);
     * w.dataSync(); // Float32Array(2) [ 0.9375, 0 ]
     */
    proximal(optimizer: OptimizerLike, options?: ProximalOptions): Optimizer;

    /**
     * Weight decay that bypasses the gradient: `w *= 1 - learning rate * rate * schedule(step)` before each update of
     * `optimizer` (Loshchilov and Hutter, 2019): AdamW around adam, SGDW around sgd.
     * @param optimizer any of TF.js', or of this plug-in
     * @param options the rate, which weights, when
     * @throws {TypeError | RangeError} for what is no optimizer, and for wrong options
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { decoupled } = install(tf);
     * const w = tf.variable(tf.tensor([8]), true, 'decays');
     * const optimizer = decoupled(tf.train.sgd(0.5), { rate: 0.5 });
     * optimizer.minimize(() => tf.sum(tf.mul(w, 0)), false, [w]);
     * w.dataSync(); // Float32Array(1) [ 6 ]
     */
    decoupled(optimizer: OptimizerLike, options?: DecoupledOptions): Optimizer;

    /**
     * `tf.train.adam` with the same arguments, defaults and results, whose step is one kernel for each weight, also with
     * `proximal` and `decoupled` around it (Kingma and Ba, Adam, 2015).
     * @param learningRate finite and >= 0, default 0.001
     * @param beta1 how much of the mean gradient is kept at each step, from 0 to 1; default 0.9
     * @param beta2 how much of the mean squared gradient is kept at each step, from 0 to 1; default 0.999
     * @param epsilon is added to what is divided by, > 0; default that of the backend, 1e-7
     * @throws {TypeError | RangeError} for any others
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { adam } = install(tf);
     * const w = tf.variable(tf.tensor([1]), true, 'by-adam');
     * adam(0.25).minimize(() => tf.sum(w), false, [w]);
     * w.dataSync()[0].toFixed(4); // '0.7500'
     */
    adam(learningRate?: number, beta1?: number, beta2?: number, epsilon?: number | null): Optimizer;

    /**
     * `tf.train.sgd(learningRate)` or `tf.train.momentum(learningRate, momentum, nesterov)` with the same results, whose step
     * is one kernel for each weight.
     * @param learningRate finite and >= 0
     * @param momentum the share of the last step that the next one keeps, >= 0; default 0; or both options by their names
     * @param nesterov whether the gradient is looked at ahead of the step; default false
     * @throws {TypeError | RangeError} for any others
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { sgd } = install(tf);
     * const w = tf.variable(tf.tensor([1]), true, 'by-sgd');
     * sgd(0.25, { momentum: 0.9 }).minimize(() => tf.sum(w), false, [w]);
     * w.dataSync(); // Float32Array(1) [ 0.75 ]
     */
    sgd(learningRate: number, momentum?: number | MomentumOptions, nesterov?: boolean): Optimizer;

    /**
     * As `install(tf, { replaceBuiltins: true })`: instances of `tf.regularizers.l1`, `l2` and `l1l2` compute with our kernels.
     * @throws {Error} after `uninstall`
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { replaceBuiltins } = install(tf);
     * replaceBuiltins();
     * const slope = tf.grad(w => tf.regularizers.l1({ l1: 0.5 }).apply(w));
     * slope(tf.tensor([0, 1])).dataSync(); // Float32Array(2) [ 0, 0.5 ]
     * install(tf, { replaceBuiltins: false });
     */
    replaceBuiltins(): void;

    /**
     * Puts everything back as it was, for everybody who installed it in this TF.js. Layers that have an activity regularizer
     * lose it; the classes keep working, and models that were compiled with them train on.
     * @example
     * import * as tf from '@tensorflow/tfjs';
     * import { install } from 'regularizers/tfjs';
     *
     * const { uninstall } = install(tf);
     * uninstall();
     * tf.layers.dense({ units: 1, kernelRegularizer: 'l2' }); // Error: Unknown regularizer: l2.…
     */
    uninstall(): void;
}
