// The types of the plug-in. None of them needs the types of TF.js to be installed; all of them fit those.

/** @typedef {import('./tensorflow.js').Core} Core what TF.js declares, where it is installed */

/**
 * The part of TensorFlow.js that the plug-in uses: the namespace of `@tensorflow/tfjs`, or the exports of
 * `@tensorflow/tfjs-core` and `@tensorflow/tfjs-layers` in one object. What the plug-in changes or extends is `any`: it
 * reaches what TF.js declares private.
 * @typedef {object} TensorFlow
 * @property {Core['engine']} engine
 * @property {Core['getBackend']} getBackend
 * @property {Core['registerKernel']} registerKernel
 * @property {Core['unregisterKernel']} unregisterKernel
 * @property {Core['getKernel']} getKernel
 * @property {Core['registerGradient']} registerGradient
 * @property {Core['getGradient']} getGradient
 * @property {Core['customGrad']} customGrad
 * @property {Core['unregisterGradient']} unregisterGradient
 * @property {any} serialization
 * @property {any} regularizers
 * @property {any} layers
 * @property {any} LayersModel
 * @property {any} Sequential
 * @property {any} Optimizer
 * @property {any} [SGDOptimizer]
 * @property {Core['backend']} backend
 * @property {Core['dispose']} dispose
 * @property {Core['minimum']} minimum
 * @property {any} RNN
 * @property {Core['Tensor']} Tensor
 * @property {Core['tensor']} tensor
 * @property {Core['tidy']} tidy
 * @property {Core['grad']} grad
 * @property {Core['scalar']} scalar
 * @property {Core['cast']} cast
 * @property {Core['add']} add
 * @property {Core['addN']} addN
 * @property {Core['sub']} sub
 * @property {Core['mul']} mul
 * @property {Core['div']} div
 * @property {Core['maximum']} maximum
 * @property {Core['neg']} neg
 * @property {Core['sign']} sign
 * @property {Core['step']} step
 * @property {Core['square']} square
 * @property {Core['sqrt']} sqrt
 * @property {Core['sum']} sum
 * @property {Core['eye']} eye
 * @property {Core['matMul']} matMul
 * @property {Core['clipByValue']} clipByValue
 * @property {Core['transpose']} transpose
 * @property {Core['onesLike']} onesLike
 * @property {Core['zerosLike']} zerosLike
 * @property {Core['reshape']} reshape
 * @property {any} slice
 * @property {any} mean
 * @property {any} variableGrads
 */

/**
 * TensorFlow.js as `install` takes it, from whichever version and copy its types come.
 * @typedef {{ [name in keyof TensorFlow]: any }} AnyTensorFlow
 */

/** @typedef {any} Tensor a `tf.Tensor` */

/** @typedef {{ dataSync(): ArrayLike<number>, shape: number[] }} TensorLike a `tf.Tensor`, told by what is read of it */

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
