// Kernels that carry their code with them: how ours stand in TF.js' registry without getting into anybody's way.

/**
 * Every copy of TF.js, and of this package in whatever version, shares one registry of kernels, which lives on the global
 * object. What we put there knows nothing: each call brings its code in its attributes. So it does the same whoever
 * registered it, and it can be taken away at any time, since the next call that misses it puts it back: what was made
 * while the plug-in was installed keeps working afterwards.
 *
 * @typedef {import('../types.js').TensorFlow} TensorFlow
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {{ inputs: Record<string, any>, backend: any, attrs: any }} KernelArgs
 * @typedef {(dy: Tensor, saved: Tensor[], attrs: any) => Record<string, () => Tensor>} GradFunc
 */

/**
 * @typedef {object} CarriedKernel
 * @property {string} name in the registry. Another name wherever the meaning of the following changes
 * @property {string[]} [inputsToSave] what TF.js keeps for the gradient, by name; absent where there is no gradient
 */

/** What this copy has registered: names with their backends. @type {Map<string, Set<string>>} */
const registered = new Map();

/**
 * Runs a kernel on the current backend.
 * @param {TensorFlow} tf
 * @param {CarriedKernel} kernel
 * @param {Record<string, Tensor>} inputs
 * @param {{ run: (args: KernelArgs) => object, gradient?: GradFunc, [name: string]: any }} attrs `run` is what the kernel
 *     does on this backend, `gradient` its gradient as TF.js wants it; both are given the attributes
 * @returns {Tensor}
 */
export function runCarried(tf, kernel, inputs, attrs) {
    const engine = tf.engine();
    const isSaved = kernel.inputsToSave?.length && engine.isTapeOn();
    if (!isSaved && !engine.state.profiling && !engine.ENV.getBool('DEBUG'))
        return runAtOnce(engine, kernel, inputs, attrs);
    if (!tf.getKernel(kernel.name, engine.backendName)) register(tf, kernel, engine.backendName);
    return engine.runKernel(kernel.name, inputs, attrs);
}

/**
 * What TF.js' engine makes of a kernel whose inputs it need not save, without its detour through the registry, which takes
 * longer than the kernel for small weights. Where somebody looks on, as `tf.profile` does, kernels take that way.
 * @param {any} engine @param {CarriedKernel} kernel @param {Record<string, Tensor>} inputs
 * @param {Parameters<typeof runCarried>[3]} attrs
 * @returns {Tensor}
 */
function runAtOnce(engine, kernel, inputs, attrs) {
    const { state, backend } = engine;
    let info;
    state.kernelDepth++; // whatever `run` does, TF.js is not to write down
    try {
        info = attrs.run({ inputs, backend, attrs });
    } finally {
        state.kernelDepth--;
    }
    const output = engine.makeTensorFromTensorInfo(info);
    if (kernel.inputsToSave && engine.isTapeOn()) {
        const gradient = (/** @type {Tensor} */ dy) => attrs.gradient?.(dy, [], attrs);
        engine.addTapeNode(kernel.name, inputs, [output], gradient, [], attrs);
    }
    return output;
}

/** @param {TensorFlow} tf @param {CarriedKernel} kernel @param {string} backendName */
function register(tf, { name: kernelName, inputsToSave }, backendName) {
    tf.registerKernel({
        kernelName,
        backendName,
        kernelFunc: (/** @type {any} */ args) => args.attrs.run(args),
    });
    if (inputsToSave && !tf.getGradient(kernelName)) {
        /** @type {GradFunc} */
        const gradFunc = (dy, saved, attrs) => attrs.gradient(dy, saved, attrs);
        tf.registerGradient({ kernelName, inputsToSave, gradFunc });
    }
    registered.set(kernelName, (registered.get(kernelName) ?? new Set()).add(backendName));
}

/** Takes away what this copy has registered. @param {TensorFlow} tf */
export function removeCarried(tf) {
    for (const [kernelName, backendNames] of registered) {
        for (const backendName of backendNames) {
            if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
        }
        if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
    }
    registered.clear();
}
