// Programs of our own on TF.js' WebGPU backend: element-wise formulas, and how any program is run.

import { sizeOf } from '../../input/tensor.js';
import { functionOf } from './formula.js';

/**
 * @typedef {import('./formula.js').Formula} Formula
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {{ name: string, type: 'int32' | 'float32', value: number }} Uniform
 */

/** Threads of a workgroup. */
export const THREADS = 64;

/** Elements that are read at once: a buffer ends with its last element. @param {number} size */
export const componentsOf = size => (size % 4 === 0 ? 4 : 1);

/** The value of a scalar that is not on the GPU; one that is there is not read back. @param {any} backend @param {TensorInfo | number} number */
function knownValue(backend, number) {
    if (typeof number === 'number') return number;
    const { resource, values } = backend.tensorMap.get(number.dataId);
    return resource == null && values ? values[0] : undefined;
}

const prelude = `
    fn pick(condition : bool, yes : f32, no : f32) -> f32 { return select(no, yes, condition); }
    fn nan(value : f32) -> bool { return isnan(value); }`;

/**
 * @param {any} backend
 * @param {object} program
 * @param {TensorInfo[]} inputs
 * @param {Uniform[]} uniforms
 * @param {string} body
 * @returns {TensorInfo}
 */
export function run(backend, program, inputs, uniforms, body) {
    const described = {
        size: true,
        workgroupSize: [THREADS, 1, 1],
        dispatchLayout: { x: [0] },
        ...program,
        uniforms: uniforms.map(({ name, type }) => `${name} : ${type === 'int32' ? 'i32' : 'f32'},`).join(' '),
        shaderKey: body,
        getUserCode: () => `${prelude}\n${body}`,
    };
    // Flat, so that neither rank nor shape makes another program.
    const flat = inputs.map(input => ({ ...input, shape: [sizeOf(input.shape)] }));
    const data = uniforms.map(({ type, value }) => ({ type, data: [value] }));
    return backend.runWebGPUProgram(described, flat, 'float32', data);
}

/**
 * A formula for each element of tensors of one size.
 * @param {any} backend
 * @param {Formula} formula
 * @param {TensorInfo[]} tensors as the formula names them
 * @param {Array<number | TensorInfo>} numbers as the formula names them; a tensor of one element stays on the GPU
 * @returns {TensorInfo} of the first one's shape
 */
export function map(backend, formula, tensors, numbers) {
    const { shape } = tensors[0];
    const size = sizeOf(shape);
    const components = componentsOf(size);
    const values = numbers.map(number => knownValue(backend, number));
    const onGpu = formula.numbers.filter((_, i) => values[i] === undefined);
    const scalars = /** @type {TensorInfo[]} */ (numbers.filter((_, i) => values[i] === undefined));
    /** @type {Uniform[]} */
    const uniforms = formula.numbers.flatMap((name, i) =>
        values[i] === undefined ? [] : [{ name, type: 'float32', value: /** @type {number} */ (values[i]) }],
    );
    const read = (/** @type {string} */ name) => (onGpu.includes(name) ? `f32(${name}_of[0])` : `uniforms.${name}`);
    const elements = (/** @type {string} */ channel) => `element(${formula.tensors.map(name => name + channel)})`;
    const body = `
        ${formula.numbers.map(name => `var<private> ${name} : f32;`).join(' ')}
        ${functionOf(formula, 'wgsl')}
        fn main(index : i32) {
            if (index >= uniforms.size) { return; }
            ${formula.numbers.map(name => `${name} = ${read(name)};`).join(' ')}
            ${formula.tensors.map(name => `let ${name} = ${name}_of[index];`).join(' ')}
            setOutputAtIndex(index, ${components === 4 ? `vec4<f32>(${['.x', '.y', '.z', '.w'].map(elements)})` : elements('')});
        }`;
    const program = {
        constructor: { name: formula.name },
        variableNames: [...formula.tensors, ...onGpu].map(name => `${name}_of`),
        variableComponents: [...formula.tensors.map(() => components), ...onGpu.map(() => 1)],
        outputComponent: components,
        outputShape: [size],
        dispatch: [Math.ceil(size / components / THREADS), 1, 1],
    };
    return { ...run(backend, program, [...tensors, ...scalars], uniforms, body), shape };
}
