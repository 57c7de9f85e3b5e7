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
 * @typedef {{ [name in keyof TensorFlow]: unknown }} AnyTensorFlow
 */

/** @typedef {any} Tensor a `tf.Tensor`, as the plug-in reaches into it */

/** @typedef {any} Optimizer a `tf.Optimizer`, likewise */

/** @typedef {any} Layer a `tf.layers.Layer`, or a model, likewise */

/**
 * A `tf.Tensor` of any version and copy, told by what is read of it.
 * @typedef {object} TensorLike
 * @property {() => ArrayLike<number>} dataSync
 * @property {number[]} shape
 */

/**
 * A `tf.layers.Layer`, or a model, of any version and copy, told by what it has.
 * @typedef {object} LayerLike
 * @property {string} name
 * @property {readonly object[]} trainableWeights
 * @property {(trainableOnly?: boolean) => readonly object[]} getWeights
 */

/**
 * A `tf.Optimizer` of any version and copy, told by what it has.
 * @typedef {object} OptimizerLike
 * @property {(f: () => never, returnCost?: boolean, varList?: never) => unknown} minimize
 * @property {(gradients: never) => void} applyGradients
 */

/**
 * A regularizer of TF.js: an instance of its own `Regularizer` class, accepted wherever a layer takes one.
 * @typedef {object} TfRegularizer
 * @property {(x: import('./tensorflow.js').Tensor) => import('./tensorflow.js').Scalar} apply the penalty of a tensor, a
 *     differentiable scalar
 * @property {() => import('./tensorflow.js').ConfigDict} getConfig the arguments by their names
 * @property {() => string} getClassName the name in model JSON
 * @property {CoreRegularizer} [regularizer] the one of the core behind it, whose factors may be changed while a model trains
 */

/**
 * A regularizer of the core entry, of whichever build, told by its methods.
 * @typedef {Pick<import('../index.js').Regularizer, 'apply' | 'call' | 'equals' | 'getConfig' | 'grad' | 'prox' | 'valueAndGrad'>} CoreRegularizer
 */

/**
 * What `get` and the options of layers take: a name in any spelling of Keras or TF.js, a config in any of their formats, a
 * regularizer of TF.js or of the core entry, a class of either, a function from a tensor to a scalar tensor, or null for none.
 * @typedef {string | import('../configs/deserialize.js').Config | TfRegularizer | CoreRegularizer
 *     | (new (...args: never[]) => TfRegularizer | CoreRegularizer) | ((w: never) => unknown) | null | undefined} Identifier
 */

/**
 * One regularizer for every weight that is no bias and no part of a normalisation, or regularizers by patterns, as an object
 * or as a list of pairs; the first that matches decides.
 * @typedef {Identifier | Record<string, Identifier> | Array<[string | RegExp, Identifier]>} Rules
 */

export {};
