// Programs of our own on TF.js' WebGPU backend: element-wise formulas, and the sum of the penalties of many tensors.

import { functionOf } from './formula.js';

/**
 * @typedef {import('./formula.js').Formula} Formula
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {import('./webgl.js').Term} Term
 * @typedef {{ name: string, type: 'int32' | 'float32', value: number }} Uniform
 */

/** Every device binds eight buffers to a program, and one is for the result. */
const MOST_SOURCES = 7;
const THREADS = 128;
/** Vectors that one workgroup may add up alone. */
const FEW_VECTORS = 16 * THREADS;
/** Workgroups that share the work on large tensors. */
const GROUPS = 128;

/** @param {number[]} shape */
const sizeOf = shape => shape.reduce((size, side) => size * side, 1);

/** Elements that are read at once: a buffer ends with its last element. @param {number} size */
const componentsOf = size => (size % 4 === 0 ? 4 : 1);

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
function run(backend, program, inputs, uniforms, body) {
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
function map(backend, formula, tensors, numbers) {
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

/**
 * The sum of l1 * sum|x| + l2 * sum x^2 over all terms: one program, two when there is more than one workgroup can read.
 * @param {any} backend
 * @param {Term[]} terms
 * @returns {TensorInfo} a scalar
 */
function sum(backend, terms) {
    const live = terms.filter(({ x, l1, l2 }) => sizeOf(x.shape) > 0 && (l1 !== 0 || l2 !== 0));
    if (!live.length) return backend.makeTensorInfo([], 'float32', Float32Array.of(0));
    const vectors = live.reduce((total, { x }) => total + vectorsOf(x), 0);
    const groups = chunks(live);
    const isFew = groups.length === 1 && vectors <= FEW_VECTORS;
    const share = isFew ? 0 : Math.max(8 * THREADS, Math.ceil(vectors / GROUPS));
    let partials = groups.map(group => partialSums(backend, group, share));
    while (partials.length > 1 || sizeOf(partials[0].shape) > 1) {
        const totals = chunks(partials.map(x => ({ x, l1: 0, l2: 0 }))).map(group => partialSums(backend, group, 0));
        for (const partial of partials) backend.disposeData(partial.dataId);
        partials = totals;
    }
    return { ...partials[0], shape: [] };
}

/** @param {TensorInfo} x */
function vectorsOf({ shape }) {
    const size = sizeOf(shape);
    return size / componentsOf(size);
}

/** @template T @param {T[]} list @returns {T[][]} */
const chunks = list =>
    Array.from({ length: Math.ceil(list.length / MOST_SOURCES) }, (_, i) =>
        list.slice(i * MOST_SOURCES, (i + 1) * MOST_SOURCES),
    );

/**
 * One program: each workgroup adds up `share` vectors of one tensor, or the only one all of them. Without factors the
 * elements themselves are added.
 * @param {any} backend
 * @param {Term[]} terms
 * @param {number} share 0: all
 */
function partialSums(backend, terms, share) {
    const isElastic = terms.some(({ l1, l2 }) => l1 !== 0 || l2 !== 0);
    const components = terms.map(({ x }) => componentsOf(sizeOf(x.shape)));
    let groups = 0;
    /** @type {Uniform[]} */
    const uniforms = [{ name: 'share', type: 'int32', value: share }];
    for (const [i, { x, l1, l2 }] of terms.entries()) {
        groups += share ? Math.ceil(vectorsOf(x) / share) : 0;
        uniforms.push({ name: `count${i}`, type: 'int32', value: vectorsOf(x) });
        uniforms.push({ name: `groups${i}`, type: 'int32', value: groups });
        uniforms.push({ name: `absFactor${i}`, type: 'float32', value: l1 });
        uniforms.push({ name: `squareFactor${i}`, type: 'float32', value: l2 });
    }
    const all = terms.map((_, i) => `part${i}(0, uniforms.count${i})`);
    const chosen = terms.map((_, i) => {
        const begin = `(group - ${i ? `uniforms.groups${i - 1}` : '0'}) * uniforms.share`;
        return `if (group < uniforms.groups${i}) {
                sum = part${i}(${begin}, min(uniforms.count${i}, ${begin} + uniforms.share));
            }`;
    });
    const body = `
        var<workgroup> sums : array<f32, ${THREADS}>;
        ${terms.map((_, i) => partOf(i, components[i], isElastic)).join('\n')}
        fn main(index : i32) {
            let group = i32(workgroupId.x);
            var sum = 0.0;
            ${share ? chosen.join(' else ') : `sum = ${all.join(' + ')};`}
            sums[localIndex] = sum;
            workgroupBarrier();
            for (var half = ${THREADS / 2}u; half > 0u; half = half / 2u) {
                if (localIndex < half) { sums[localIndex] = sums[localIndex] + sums[localIndex + half]; }
                workgroupBarrier();
            }
            if (localIndex == 0u) { setOutputAtIndex(group, sums[0]); }
        }`;
    const program = {
        constructor: { name: 'RegularizerSum' },
        variableNames: terms.map((_, i) => `w${i}_of`),
        variableComponents: components,
        outputComponent: 1,
        outputShape: [groups || 1],
        dispatch: [groups || 1, 1, 1],
    };
    return run(
        backend,
        program,
        terms.map(({ x }) => x),
        uniforms,
        body,
    );
}

/**
 * What one thread adds up of a range of the i-th tensor: every so many vectors one, in eights, so that its rounding errors
 * grow with the logarithm of the size.
 * @param {number} i @param {number} components @param {boolean} isElastic
 */
function partOf(i, components, isElastic) {
    const type = components === 4 ? 'vec4<f32>' : 'f32';
    const total = (/** @type {string} */ sum) =>
        components === 4 ? `((${sum}.x + ${sum}.z) + (${sum}.y + ${sum}.w))` : sum;
    const [l1, l2] = [`uniforms.absFactor${i}`, `uniforms.squareFactor${i}`];
    const sums = isElastic ? ['magnitudes', 'squares'] : ['plain'];
    const add = isElastic
        ? `magnitudesOf8 = magnitudesOf8 + abs(x); squaresOf8 = squaresOf8 + ${l2} * x * x;`
        : 'plainOf8 = plainOf8 + x;';
    const result = isElastic
        ? `pick(${l1} != 0.0, ${l1} * ${total('magnitudes')}, 0.0) + pick(${l2} != 0.0, ${total('squares')}, 0.0)`
        : total('plain');
    return `fn part${i}(begin : i32, end : i32) -> f32 {
            ${sums.map(sum => `var ${sum} = ${type}();`).join(' ')}
            for (var at = begin + i32(localIndex); at < end; at = at + ${8 * THREADS}) {
                ${sums.map(sum => `var ${sum}Of8 = ${type}();`).join(' ')}
                for (var k = at; k < min(end, at + ${8 * THREADS}); k = k + ${THREADS}) {
                    let x = w${i}_of[k];
                    ${add}
                }
                ${sums.map(sum => `${sum} = ${sum} + ${sum}Of8;`).join(' ')}
            }
            return ${result};
        }`;
}

export const webgpu = { map, sum };
