// The types of the plug-in. None of them needs the types of TF.js to be installed; all of them fit those.

/**
 * The part of TensorFlow.js that the plug-in uses: the namespace of `@tensorflow/tfjs`, or the exports of
 * `@tensorflow/tfjs-core` and `@tensorflow/tfjs-layers` in one object.
 * @typedef {object} TensorFlow
 * @property {any} engine
 * @property {any} getBackend
 * @property {any} registerKernel
 * @property {any} unregisterKernel
 * @property {any} getKernel
 * @property {any} registerGradient
 * @property {any} getGradient
 * @property {any} customGrad
 * @property {any} unregisterGradient
 * @property {any} serialization
 * @property {any} regularizers
 * @property {any} layers
 * @property {any} LayersModel
 * @property {any} Sequential
 * @property {any} Optimizer
 * @property {any} backend
 * @property {any} dispose
 * @property {any} minimum
 * @property {any} RNN
 * @property {any} Tensor
 * @property {any} tensor
 * @property {any} tidy
 * @property {any} grad
 * @property {any} scalar
 * @property {any} cast
 * @property {any} add
 * @property {any} addN
 * @property {any} sub
 * @property {any} mul
 * @property {any} div
 * @property {any} maximum
 * @property {any} neg
 * @property {any} sign
 * @property {any} step
 * @property {any} square
 * @property {any} sqrt
 * @property {any} sum
 * @property {any} eye
 * @property {any} matMul
 * @property {any} clipByValue
 * @property {any} transpose
 * @property {any} onesLike
 * @property {any} zerosLike
 * @property {any} reshape
 */

/** @typedef {any} Tensor a `tf.Tensor` */

/** @typedef {any} Optimizer a `tf.Optimizer`: what `model.compile` takes, with `minimize` for hand-written loops */

/** @typedef {any} Layer a `tf.layers.Layer`, or a model */

/**
 * A regularizer of TF.js: an instance of its own `Regularizer` class, accepted wherever a layer takes one.
 * @typedef {object} TfRegularizer
 * @property {(x: Tensor) => Tensor} apply the penalty of a tensor, a differentiable scalar
 * @property {() => Record<string, any>} getConfig
 * @property {() => string} getClassName
 * @property {any} [regularizer] the one of the core behind it, whose factors may be changed while a model trains
 */

/**
 * @typedef {import('../index.js').Regularizer} CoreRegularizer a regularizer of the core entry
 */

/**
 * What `regularizers.get` takes: a name in any spelling of Keras or TF.js, a config in any of their formats, a regularizer
 * of TF.js or of the core entry, a class, a function from a tensor to a scalar tensor, or null for none.
 * @typedef {string | object | null | undefined} Identifier
 */

/**
 * `regularizers.get`: null for none, a regularizer for everything else.
 * @typedef {{
 *     (none: null | undefined): null,
 *     (identifier: string | object): TfRegularizer,
 *     (identifier: Identifier): TfRegularizer | null,
 * }} Get
 */

export {};
