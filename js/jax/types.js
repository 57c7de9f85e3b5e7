// The types of this entry. Those of jax-js are its own.

/** @typedef {import('@jax-js/jax').Array} JaxArray an array of jax-js, or what stands for one in `grad`, `jit` and `vmap` */

/**
 * Parameters as jax-js takes them: an array, or lists and plain objects of such.
 * @typedef {import('@jax-js/jax').JsTree<JaxArray>} Params
 */

/**
 * A penalty as a function of an array, differentiable any number of times. It consumes its argument, as every function of
 * jax-js does: `penalty(w.ref)` where w is used again.
 * @typedef {((w: JaxArray) => JaxArray) & { readonly regularizer?: import('../classes/regularizer.js').Regularizer }} Penalty
 */

/**
 * What stands for a penalty: what the core's `get` takes (a regularizer, a class, a name or config of any Keras or TF.js),
 * a penalty of this entry, or a function of one's own from an array to a scalar.
 * @typedef {import('../configs/deserialize.js').Identifier | Penalty} Identifier
 */

/**
 * Which arrays of a tree: one regularizer for all that are no bias and no part of a normalisation; or patterns of their
 * paths with regularizers, of which the first that matches decides, null for none.
 * @typedef {Identifier | { [pattern: string]: Identifier } | Array<[string | RegExp, Identifier]>} Rules
 */

/**
 * Which arrays of a tree may be touched: a tree of the same form with booleans, or a function of an array's path and shape.
 * It is asked once for each array, in its place comes what is left out by default.
 * @typedef {import('@jax-js/jax').JsTree<boolean> | ((path: string, array: { shape: number[] }) => boolean)} Mask
 */

/**
 * A number, or a function of the number of steps taken before, 0 at first. A function is called with numbers, not inside
 * `jit`.
 * @typedef {number | ((count: number) => number)} ScalarOrSchedule
 */

/** @typedef {{ count: JaxArray } | never[]} StepState the number of steps taken, where the rate is a schedule */

/**
 * A step of an optimizer as optax and `@jax-js/optax` define it: two pure functions, which go into `chain`.
 * @typedef {object} GradientTransformation
 * @property {(params: Params) => StepState} init the first state; consumes params
 * @property {<T>(updates: T, state: unknown, params?: T) => [T, StepState]} update consumes all three, returns what is to be added to the
 *     parameters and the next state
 */

export {};
