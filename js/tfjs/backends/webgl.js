// Programs of our own on TF.js' WebGL backend: how tensors lie there, and element-wise formulas.
//
// A texture holds an element in each texel, row by row, or packed, two rows by two columns in each. Both are read as they
// are: a packed tensor that is unpacked first costs a program more. Texels are numbered row by row through the texture.

import { sizeOf } from '../../input/tensor.js';
import { functionOf } from './formula.js';

/**
 * @typedef {import('./formula.js').Formula} Formula
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {{ name: string, type: string, value: number[] }} Uniform
 * @typedef {{ tensor: TensorInfo, isPacked: boolean, rows: number, columns: number, texels: number }} Source
 */

/** TF.js declares no uniform for the sides of larger ranks; to a packed texture the others are one. @param {number[]} shape */
const atMost4 = shape => (shape.length <= 4 ? shape : [sizeOf(shape.slice(0, -2)), ...shape.slice(-2)]);

/**
 * How a tensor lies on the GPU. One that is not there yet will be packed, as TF.js' own kernels want it.
 * @param {any} backend @param {TensorInfo} tensor @returns {Source}
 */
export function sourceOf(backend, tensor) {
    const { texture, isPacked } = backend.texData.get(tensor.dataId);
    const size = sizeOf(tensor.shape);
    if (texture != null && !isPacked) {
        return {
            tensor: { ...tensor, shape: [size, 1] },
            isPacked: false,
            rows: size,
            columns: 1,
            texels: size,
        };
    }
    const [rows, columns] = [1, 1, ...tensor.shape].slice(-2);
    const shape = tensor.shape.length < 2 ? [rows, columns] : atMost4(tensor.shape);
    const texels = sizeOf(tensor.shape.slice(0, -2)) * Math.ceil(rows / 2) * Math.ceil(columns / 2);
    return { tensor: { ...tensor, shape }, isPacked: true, rows, columns, texels };
}

/**
 * The value of a scalar that is not on the GPU, which then needs no texture; a value that is there is not read back.
 * @param {any} backend @param {TensorInfo | number} number
 */
function knownValue(backend, number) {
    if (typeof number === 'number') return number;
    const { texture, values } = backend.texData.get(number.dataId);
    return texture == null && values ? values[0] : undefined;
}

const prelude = `
    float pick(bool condition, float yes, float no) { return condition ? yes : no; }
    bool nan(float value) { return isnan(value); }
    ivec2 placeOf(int index, int width) {
        int row = index / width;
        return ivec2(index - row * width, row);
    }
    vec4 texel(sampler2D from, ivec2 size, ivec2 at) {
    #if __VERSION__ == 300
        return texelFetch(from, at, 0);
    #else
        return texture2D(from, (vec2(at) + 0.5) / vec2(size));
    #endif
    }
    vec4 texel(sampler2D from, ivec2 size, int index) { return texel(from, size, placeOf(index, size.x)); }`;

/** Width and height of a texture in texels, by the uniforms of TF.js. @param {string} name @param {boolean} isPacked */
export const extent = (name, isPacked) => (isPacked ? `(${name}.yx + 1) / 2` : `${name}.yx`);

/**
 * @param {any} backend
 * @param {string} name
 * @param {TensorInfo[]} inputs
 * @param {string[]} variableNames
 * @param {number[]} outputShape
 * @param {boolean[]} packed inputs, output
 * @param {Uniform[]} uniforms
 * @param {string} body
 * @returns {TensorInfo}
 */
export function run(backend, name, inputs, variableNames, outputShape, [packedInputs, packedOutput], uniforms, body) {
    const program = {
        constructor: { name },
        variableNames,
        outputShape,
        packedInputs,
        packedOutput,
        enableShapeUniforms: true,
        customUniforms: uniforms.map(({ name, type }) => ({ name, type })),
        userCode: `${prelude}\n${body}`,
    };
    return backend.runWebGLProgram(
        program,
        inputs,
        'float32',
        uniforms.map(({ value }) => value),
    );
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
    // Packed as soon as one is: what TF.js makes by filling is not, and would keep all that comes of it so.
    const isPacked = tensors.some(tensor => sourceOf(backend, tensor).isPacked);
    const values = numbers.map(number => knownValue(backend, number));
    const onGpu = formula.numbers.filter((_, i) => values[i] === undefined);
    const scalars = /** @type {TensorInfo[]} */ (numbers.filter((_, i) => values[i] === undefined));
    const inputs = [...tensors, ...scalars].map(tensor => {
        if (!isPacked) backend.uploadToGPU(tensor.dataId); // a small one would come as a uniform, which is no texture
        return { ...tensor, shape: atMost4(tensor.shape) };
    });
    const names = [...formula.tensors, ...onGpu].map(name => `${name}_of`);
    const uniforms = formula.numbers.flatMap((name, i) =>
        values[i] === undefined ? [] : [{ name, type: 'float', value: [/** @type {number} */ (values[i])] }],
    );
    const offsetOf = (/** @type {string} */ name) => (isPacked ? '0' : `offset${name}_of`);
    const sizeOfTexture = (/** @type {string} */ name) => extent(`${name}_ofTexShape`, isPacked);
    // Mostly all textures have the same sides; a division for each texel would take as long as all the rest.
    const fetch = (/** @type {string} */ name) => {
        const isSame = `${offsetOf(name)} == 0 && ${sizeOfTexture(name)} == size`;
        const elsewhere = `placeOf(index + ${offsetOf(name)}, (${sizeOfTexture(name)}).x)`;
        return `texel(${name}_of, ${sizeOfTexture(name)}, ${isSame} ? at : ${elsewhere})`;
    };
    const first = (/** @type {string} */ name) => `texel(${name}_of, ${sizeOfTexture(name)}, ${offsetOf(name)}).r`;
    const [type, part] = isPacked ? ['vec4', ''] : ['float', '.r'];
    const read = formula.tensors.map(name => `${type} ${name} = ${fetch(name)}${part};`);
    const elements = (/** @type {string} */ channel) => `element(${formula.tensors.map(name => name + channel)})`;
    const isRow = sizeOf(shape) === shape.at(-1); // of which a packed texel holds two elements
    const channels = isRow ? ['.r', '.g'] : ['.r', '.g', '.b', '.a'];
    const texel = [...channels.map(elements), ...(isRow ? ['0.0', '0.0'] : [])];
    const body = `
        ${onGpu.map(name => `float ${name};`).join(' ')}
        ${functionOf(formula, 'glsl')}
        void main() {
            ${onGpu.map(name => `${name} = ${first(name)};`).join(' ')}
            ivec2 at = ivec2(gl_FragCoord.xy);
            ivec2 size = ${extent('outTexShape', isPacked)};
            int index = at.y * size.x + at.x;
            ${read.join('\n            ')}
            setOutput(${isPacked ? `vec4(${texel})` : elements('')});
        }`;
    const output = run(backend, formula.name, inputs, names, atMost4(shape), [isPacked, isPacked], uniforms, body);
    return { ...output, shape };
}
