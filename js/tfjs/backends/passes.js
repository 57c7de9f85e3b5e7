// Forward passes of TF.js: which scope each has, and the tensors that must live until its gradients are taken.

import { Changes } from '../changes.js';

/**
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {{ name: string, id: number, track: Tensor[] }} Scope
 * @typedef {{ forward: Scope | undefined, held: Tensor[] }} Pass forward: the scope of the function that is differentiated
 * @typedef {{ passes: Pass[], observers: number, hook: Changes }} Observed passes: those under way, the outermost first
 */

/** @type {WeakMap<object, Observed>} by engine, which two copies of TF.js share */
const observed = new WeakMap();

/**
 * Makes `engine` tell when a gradient is being taken, whoever asks for it: `tf.grad` and its kin, optimizers and models
 * all end in its method `gradients`.
 * @param {any} engine
 * @param {Changes} changes
 */
export function observePasses(engine, changes) {
    const found = observed.get(engine) ?? observe(engine);
    found.observers++;
    changes.onUndo(() => {
        if (--found.observers > 0) return;
        found.hook.undo();
        observed.delete(engine);
    });
}

/** @param {any} engine @returns {Observed} */
function observe(engine) {
    /** @type {Pass[]} */
    const passes = [];
    const hook = new Changes();
    const { gradients } = engine;
    hook.value(engine, 'gradients', function (f, ...others) {
        /** @type {Pass} */
        const pass = { forward: undefined, held: [] };
        const noted = () => {
            pass.forward = this.state.activeScope;
            return f();
        };
        passes.push(pass);
        try {
            return gradients.call(this, noted, ...others);
        } finally {
            passes.pop();
            // The tape of an inner gradient is a part of the outer one's.
            if (passes.length) passes[0].held.push(...pass.held);
            else for (const tensor of pass.held) tensor.dispose();
        }
    });
    const found = { passes, observers: 0, hook };
    observed.set(engine, found);
    return found;
}

/**
 * The scope of the outermost forward pass under way: what is tracked there lives exactly as long as that. It is not
 * looked for by its name, 'forward', which a user's own scope may have.
 * @param {any} engine
 * @returns {Scope | undefined}
 */
export function forwardScopeOf(engine) {
    const { scopeStack } = engine.state;
    return observed.get(engine)?.passes.find(({ forward }) => scopeStack.includes(forward))?.forward;
}

/**
 * The numbers that x has now, as a tensor that lives until the gradients are taken, or fail: whatever becomes of x, the
 * backward pass finds them. They are shared, not copied as TF.js' wasm backend copies what it saves.
 * @param {any} engine
 * @param {Tensor} x
 * @returns {Tensor | undefined} undefined where no gradient is being taken that would let go of it again
 */
export function hold(engine, x) {
    const passes = observed.get(engine)?.passes;
    if (!passes?.length || !engine.isTapeOn()) return undefined;
    const { dataId, shape, dtype } = x;
    const { backend } = engine.state.tensorInfo.get(dataId);
    backend.incRef(dataId);
    const held = engine.keep(engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, backend));
    passes[passes.length - 1].held.push(held);
    // An outer gradient has to know that a function of `held` is one of x.
    if (passes.length > 1) {
        const gradient = (/** @type {Tensor} */ dy) => ({ x: () => engine.runKernel('Identity', { x: dy }) });
        engine.addTapeNode('hold', { x }, [held], gradient, [], {});
    }
    return held;
}
