// Passes of TF.js: the scope of each, the tensors that must live until its gradients are taken, and what is added to these.

import { Changes } from '../changes.js';

/**
 * @typedef {import('../types.js').Tensor} Tensor
 * @typedef {{ name: string, id: number, track: Tensor[] }} Scope
 * @typedef {object} Pass
 * @property {Scope | undefined} forward the scope of the function that is differentiated
 * @property {Tensor[]} held
 * @property {Tensor[]} asked what gradients are taken to, as TF.js was given it; it reads this list when `forward` has run
 * @property {Late[]} late
 * @property {Array<[Tensor, Tensor]>} links what was held of what, which the tape has to know where an inner gradient is taken
 * @property {number} backward the first id of tensors made on the way back, 0 on the way there
 * @typedef {(name: string, dy: Tensor, gradient: Tensor | undefined, isOwned: boolean) => Tensor} Add gives the sum of a
 *     gradient, undefined for none, and that of the input of this name; in its memory where nobody else has it
 * @typedef {{ node: any, inputs: Record<string, Tensor>, gradient: Function, names: string[], dy: Tensor | null, add: Add }} Late
 *     names: those of the inputs whose gradients come later
 * @typedef {{ passes: Pass[], observers: number, hook: Changes }} Observed passes: those under way, the outermost first
 */

/** Marks a list of what gradients are taken to as one that is read when `forward` has run. */
const ASKED = Symbol.for('regularizers/tfjs: asked');

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
    hook.value(engine, 'gradients', function (f, xs, ...others) {
        const wanted = [...xs];
        // Another copy of this package may lie between us and TF.js: the list that TF.js reads is the one that both add to.
        const asked = ASKED in xs ? xs : Object.assign([...xs], { [ASKED]: true });
        /** @type {Pass} */
        const pass = { forward: undefined, held: [], asked, late: [], links: [], backward: 0 };
        /** @type {any} */
        let y;
        const begin = this.nextTensorId();
        const noted = () => {
            pass.forward = this.state.activeScope;
            y = f();
            pass.backward = this.nextTensorId();
            return y;
        };
        if (passes.length && !passes[0].backward) recall(this, passes[0]);
        passes.push(pass);
        try {
            return added(pass, wanted, gradients.call(this, noted, pass.asked, ...others));
        } catch (error) {
            if (passes.length === 1) forget(this.state);
            if (y?.id > begin && !y.kept) y.dispose(); // TF.js has let it out of its scope, and nobody else gets it
            throw error;
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
    const pass = passes[passes.length - 1];
    const held = share(engine, x, pass);
    // An outer gradient has to know that a function of `held` is one of x.
    if (passes.length > 1) link(engine, x, held);
    else pass.links.push([x, held]);
    return held;
}

/** @param {any} engine @param {Tensor} x @param {Tensor} held */
function link(engine, x, held) {
    const gradient = (/** @type {Tensor} */ dy) => ({ x: () => engine.runKernel('Identity', { x: dy }) });
    engine.addTapeNode('hold', { x }, [held], gradient, [], {});
}

/** @param {any} engine @param {Tensor} x @param {Pass} pass @returns {Tensor} another of the same numbers, for as long as the pass */
function share(engine, x, pass) {
    const shared = engine.keep(sharing(engine, x));
    pass.held.push(shared);
    return shared;
}

/**
 * Another tensor of the same numbers: shared, where `clone` copies them on TF.js' wasm backend.
 * @param {any} engine @param {Tensor} x @returns {Tensor}
 */
export function sharing(engine, { dataId, shape, dtype }) {
    const { backend } = engine.state.tensorInfo.get(dataId);
    backend.incRef(dataId);
    return engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, backend);
}

/**
 * Lets the gradients of an output, a scalar that was just put down on the tape, be added to those of the pass when it is
 * over, as far as they are asked for: TF.js would make an array of each and another one of the sum. All that TF.js hears
 * of is one number that the output depends on, whose gradient is the factor of all these gradients.
 * @param {any} engine
 * @param {Tensor} output
 * @param {Add} add
 */
export function addLater(engine, output, add) {
    const passes = observed.get(engine)?.passes;
    const tape = engine.state.activeTape;
    const node = tape?.at(-1);
    // An inner gradient may be differentiated again, for which TF.js has to know all. A penalty that comes first may be alone.
    if (passes?.length !== 1 || node?.outputs[0] !== output || tape.length < 2) return;
    const [pass] = passes;
    const { asked } = pass;
    const { inputs, gradient } = node;
    /** @type {Late['names']} */
    const names = [];
    /** @type {Record<string, any>} */
    const others = {};
    for (const name in inputs) {
        if (asked.includes(inputs[name])) names.push(name);
        else others[name] = inputs[name];
    }
    if (!names.length) return;
    const isAll = names.length === Object.keys(inputs).length;
    const factor = { id: engine.nextTensorId(), shape: [], dtype: 'float32' };
    /** @type {Late} */
    const late = { node, inputs, gradient, names, dy: null, add };
    others.factor = factor;
    node.inputs = others;
    node.gradient = (/** @type {Tensor[]} */ dys) => {
        const slopes = isAll ? {} : gradient(dys);
        slopes.factor = () => {
            late.dy = share(engine, dys[0], pass);
            asked.splice(asked.indexOf(factor), 1); // so that TF.js does not hand out its gradient
            return dys[0];
        };
        return slopes;
    };
    asked.push(/** @type {any} */ (factor));
    pass.late.push(late);
}

/** Puts all on the tape that TF.js has not heard of: an inner gradient is about to be taken. @param {any} engine @param {Pass} pass */
function recall(engine, { late, links }) {
    for (const { node, inputs, gradient } of late.splice(0)) Object.assign(node, { inputs, gradient });
    for (const [x, held] of links.splice(0)) link(engine, x, held);
}

/**
 * Lets go of what TF.js has saved for gradients that will not be taken: it does so itself only where nothing fails.
 * @param {{ activeTape: any[] | null }} state
 */
function forget(state) {
    for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
    state.activeTape = null;
}

/** @param {Pass} pass @param {Tensor[]} xs @param {{ value: Tensor, grads: Array<Tensor | undefined> }} result of TF.js */
function added(pass, xs, result) {
    if (!pass.late.length) return result;
    const { value } = result;
    const grads = result.grads.slice(0, xs.length);
    try {
        return { value, grads: addLate(pass, xs, grads) };
    } catch (error) {
        for (const tensor of new Set(grads)) tensor?.dispose();
        throw error;
    }
}

/**
 * @param {Pass} pass @param {Tensor[]} xs @param {Array<Tensor | undefined>} grads of the xs
 * @returns {Array<Tensor | undefined>} the same list
 */
function addLate({ late, backward }, xs, grads) {
    const isMade = (/** @type {any} */ { id, kept }) => id > backward && !kept;
    const replaced = new Set();
    for (const { inputs, names, dy, add } of late) {
        if (!dy) continue; // the loss does not depend on it
        for (const name of names) {
            const x = inputs[name];
            const gradient = grads[xs.indexOf(x)];
            const isShared = grads.some((other, i) => other === gradient && xs[i] !== x);
            const sum = add(name, dy, gradient, gradient !== undefined && isMade(gradient) && !isShared);
            if (gradient && sum !== gradient) replaced.add(gradient);
            for (let i = 0; i < xs.length; i++) if (xs[i] === x) grads[i] = sum;
        }
    }
    for (const gradient of replaced) if (isMade(gradient) && !grads.includes(gradient)) gradient.dispose();
    return grads;
}
