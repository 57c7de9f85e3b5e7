// Programs of our own on TF.js' WebGL backend: element-wise formulas, and the sum of the penalties of many tensors.
//
// A texture holds an element in each texel, row by row, or packed, two rows by two columns in each. Both are read as they
// are: a packed tensor that is unpacked first costs a program more. Texels are numbered row by row through the texture.

import { functionOf } from './formula.js';

/**
 * @typedef {import('./formula.js').Formula} Formula
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {{ x: TensorInfo, l1: number, l2: number }} Term of a sum of penalties
 * @typedef {{ name: string, type: string, value: number[] }} Uniform
 * @typedef {{ tensor: TensorInfo, isPacked: boolean, rows: number, columns: number, quads: number }} Source quads: of
 *     four elements, texels where it is packed
 */

/** Textures that one program reads; every WebGL allows as many, and compilers get slow with more. */
const MOST_SOURCES = 8;
/** Quads, of four elements each, that one output may add up alone. */
const FEW_QUADS = 256;

/** @param {number[]} shape */
const sizeOf = shape => shape.reduce((size, side) => size * side, 1);

/** TF.js declares no uniform for the sides of larger ranks; to a packed texture the others are one. @param {number[]} shape */
const atMost4 = shape => (shape.length <= 4 ? shape : [sizeOf(shape.slice(0, -2)), ...shape.slice(-2)]);

/**
 * How a tensor lies on the GPU. One that is not there yet will be packed, as TF.js' own kernels want it.
 * @param {any} backend @param {TensorInfo} tensor @returns {Source}
 */
function sourceOf(backend, tensor) {
    const { texture, isPacked } = backend.texData.get(tensor.dataId);
    const size = sizeOf(tensor.shape);
    if (texture != null && !isPacked) {
        return {
            tensor: { ...tensor, shape: [size, 1] },
            isPacked: false,
            rows: size,
            columns: 1,
            quads: Math.ceil(size / 4),
        };
    }
    const [rows, columns] = [1, 1, ...tensor.shape].slice(-2);
    const shape = tensor.shape.length < 2 ? [rows, columns] : atMost4(tensor.shape);
    const quads = sizeOf(tensor.shape.slice(0, -2)) * Math.ceil(rows / 2) * Math.ceil(columns / 2);
    return { tensor: { ...tensor, shape }, isPacked: true, rows, columns, quads };
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
    vec4 texel(sampler2D from, ivec2 size, int index) {
        int row = index / size.x;
        ivec2 at = ivec2(index - row * size.x, row);
    #if __VERSION__ == 300
        return texelFetch(from, at, 0);
    #else
        return texture2D(from, (vec2(at) + 0.5) / vec2(size));
    #endif
    }`;

/** Width and height of a texture in texels, by the uniforms of TF.js. @param {string} name @param {boolean} isPacked */
const extent = (name, isPacked) => (isPacked ? `(${name}.yx + 1) / 2` : `${name}.yx`);

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
function run(backend, name, inputs, variableNames, outputShape, [packedInputs, packedOutput], uniforms, body) {
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
function map(backend, formula, tensors, numbers) {
    const { shape } = tensors[0];
    const { isPacked } = sourceOf(backend, tensors[0]);
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
    const fetch = (/** @type {string} */ name, /** @type {string} */ index) =>
        `texel(${name}_of, ${extent(`${name}_ofTexShape`, isPacked)}, ${index})`;
    const read = isPacked
        ? formula.tensors.map(name => `vec4 ${name} = ${fetch(name, 'index')};`)
        : formula.tensors.map(name => `float ${name} = ${fetch(name, `index + offset${name}_of`)}.r;`);
    const elements = (/** @type {string} */ channel) => `element(${formula.tensors.map(name => name + channel)})`;
    const body = `
        ${onGpu.map(name => `float ${name};`).join(' ')}
        ${functionOf(formula, 'glsl')}
        void main() {
            ${onGpu.map(name => `${name} = ${fetch(name, isPacked ? '0' : `offset${name}_of`)}.r;`).join(' ')}
            ivec2 at = ivec2(gl_FragCoord.xy);
            int index = at.y * (${extent('outTexShape', isPacked)}).x + at.x;
            ${read.join('\n            ')}
            setOutput(${isPacked ? `vec4(${['.r', '.g', '.b', '.a'].map(elements)})` : elements('')});
        }`;
    const output = run(backend, formula.name, inputs, names, atMost4(shape), [isPacked, isPacked], uniforms, body);
    return { ...output, shape };
}

/**
 * The sum of l1 * sum|x| + l2 * sum x^2 over all terms: one program, two when there is more than one output can read.
 * Sums are made of eights of eights, so that their rounding errors grow with the logarithm of the size.
 * @param {any} backend
 * @param {Term[]} terms
 * @returns {TensorInfo} a scalar
 */
function sum(backend, terms) {
    const live = terms
        .filter(({ x, l1, l2 }) => sizeOf(x.shape) > 0 && (l1 !== 0 || l2 !== 0))
        .map(term => ({ ...term, source: sourceOf(backend, term.x) }));
    if (!live.length) return backend.makeTensorInfo([], 'float32', Float32Array.of(0));
    const groups = [true, false].flatMap(kind => chunks(live.filter(({ source }) => source.isPacked === kind)));
    const quads = live.reduce((total, { source }) => total + source.quads, 0);
    if (groups.length === 1 && quads <= FEW_QUADS) return partialSums(backend, groups[0], 0);
    const share = Math.ceil(Math.sqrt(quads) / 16) * 8; // the last output reads about as much as each before it
    let partials = groups.map(group => partialSums(backend, group, share));
    do {
        const sources = partials.map(x => ({ x, l1: 0, l2: 0, source: sourceOf(backend, x) }));
        const totals = chunks(sources).map(group => partialSums(backend, group, 0));
        for (const partial of partials) backend.disposeIntermediateTensorInfo(partial);
        partials = totals;
    } while (partials.length > 1);
    return partials[0];
}

/** @template T @param {T[]} list @returns {T[][]} */
const chunks = list =>
    Array.from({ length: Math.ceil(list.length / MOST_SOURCES) }, (_, i) =>
        list.slice(i * MOST_SOURCES, (i + 1) * MOST_SOURCES),
    );

/**
 * One program: each output adds up `share` quads of one tensor, or the only output all of them. Without factors the
 * elements themselves are added.
 * @param {any} backend
 * @param {Array<Term & { source: Source }>} terms of one kind of texture
 * @param {number} share 0: all
 */
function partialSums(backend, terms, share) {
    const [{ source }] = terms;
    const isElastic = terms.some(({ l1, l2 }) => l1 !== 0 || l2 !== 0);
    let outputs = 0;
    /** @type {Uniform[]} */
    const uniforms = [{ name: 'share', type: 'int', value: [share] }];
    for (const [i, { source, l1, l2 }] of terms.entries()) {
        outputs += share ? Math.ceil(source.quads / share) : 0;
        uniforms.push({
            name: `extent${i}`,
            type: 'ivec4',
            value: [source.quads, source.rows, source.columns, outputs],
        });
        if (isElastic) uniforms.push({ name: `factors${i}`, type: 'vec2', value: [l1, l2] });
    }
    const parts = terms.map(({ source }, i) => partOf(source, i, isElastic));
    const all = terms.map((_, i) => `part${i}(0, extent${i}.x)`);
    const chosen = terms.map((_, i) => {
        const before = i ? `extent${i - 1}.w` : '0';
        const begin = `(index - ${before}) * share`;
        return `if (index < extent${i}.w) setOutput(part${i}(${begin}, ${begin} + share));`;
    });
    const body = `
        ${parts.join('\n')}
        void main() {
            ivec2 at = ivec2(gl_FragCoord.xy);
            int index = at.y * outTexShape.y + at.x;
            ${share ? chosen.join('\n            else ') : `setOutput(vec4(${all.join(' + ')}));`}
        }`;
    const inputs = terms.map(({ source }) => source.tensor);
    const names = terms.map((_, i) => `w${i}_of`);
    const shape = share ? [outputs] : [];
    // Packed, since what the sum is added to mostly is.
    return run(backend, 'RegularizerSum', inputs, names, shape, [source.isPacked, !share], uniforms, body);
}

/** The sum over a range of quads of the i-th tensor. @param {Source} source @param {number} i @param {boolean} isElastic */
function partOf({ isPacked, rows, columns }, i, isElastic) {
    const name = `w${i}_of`;
    const size = extent(`${name}TexShape`, isPacked);
    const element = (/** @type {number} */ k) =>
        `4 * index + ${k} < count ? texel(${name}, size, offset${name} + 4 * index + ${k}).r : 0.0`;
    // A packed texel holds anything where its matrix has no more rows or columns.
    const isWhole = isPacked && rows % 2 === 0 && columns % 2 === 0;
    const quad = isPacked
        ? `vec4 x = texel(${name}, ${size}, index);
           ${isWhole ? 'return x;' : `return inside(x, index, extent${i}.yz);`}`
        : `ivec2 size = ${size}; int count = extent${i}.y;
           return vec4(${[0, 1, 2, 3].map(element).join(', ')});`;
    const [sums, add, result] = isElastic
        ? [
              ['abs', 'square'],
              (/** @type {number} */ level) => `abs${level} += abs(x); square${level} += factors${i}.y * x * x;`,
              `(factors${i}.x != 0.0 ? factors${i}.x * total(abs0) : 0.0) + (factors${i}.y != 0.0 ? total(square0) : 0.0)`,
          ]
        : [['plain'], (/** @type {number} */ level) => `plain${level} += x;`, 'total(plain0)'];
    const zero = (/** @type {number} */ level) => sums.map(sum => `vec4 ${sum}${level} = vec4(0.0);`).join(' ');
    const carry = (/** @type {number} */ level) => sums.map(sum => `${sum}${level} += ${sum}${level + 1};`).join(' ');
    return `${i ? '' : common}
        vec4 quad${i}(int index) { ${quad} }
        float part${i}(int begin, int end) {
            if (end > extent${i}.x) end = extent${i}.x;
            ${zero(0)}
            for (int block = 0; block < 65536; block++) {
                int first = begin + 64 * block;
                if (first >= end) break;
                ${zero(1)}
                for (int j = 0; j < 8; j++) {
                    ${zero(2)}
                    for (int k = 0; k < 8; k++) {
                        int index = first + 8 * j + k;
                        if (index < end) { vec4 x = quad${i}(index); ${add(2)} }
                    }
                    ${carry(1)}
                }
                ${carry(0)}
            }
            return ${result};
        }`;
}

const common = `
    float total(vec4 sum) { return (sum.x + sum.z) + (sum.y + sum.w); }
    vec4 inside(vec4 x, int index, ivec2 sides) {
        ivec2 texels = (sides + 1) / 2;
        int row = index / texels.y;
        int column = index - row * texels.y;
        row -= row / texels.x * texels.x;
        bool right = 2 * column + 1 < sides.y;
        bool below = 2 * row + 1 < sides.x;
        return vec4(x.r, right ? x.g : 0.0, below ? x.b : 0.0, right && below ? x.a : 0.0);
    }`;

export const webgl = { map, sum };
