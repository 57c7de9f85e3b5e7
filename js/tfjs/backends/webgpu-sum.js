// The sum of the penalties of many tensors on TF.js' WebGPU backend: one program, or two for large ones.

import { sizeOf } from '../../input/tensor.js';
import { chunks, hasFactor, isLive } from './terms.js';
import { componentsOf, run, THREADS } from './webgpu.js';

/**
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {import('./terms.js').Term} Term
 * @typedef {import('./webgpu.js').Uniform} Uniform
 */

/** Every device binds eight buffers to a program, and one is for the result. */
const MOST_SOURCES = 7;
/** Threads that add up what the others have; one adds up theirs. More barriers cost more than longer sums. */
const ROWS = 8;
/** Vectors that one workgroup may add up alone. */
const FEW_VECTORS = 16 * THREADS;
/** Workgroups that share the work on large tensors. */
const GROUPS = 64;

/**
 * The sum of l1 * sum|x| + l2 * sum x^2 over all terms: one program, two when there is more than one workgroup can read.
 * @param {any} backend
 * @param {Term[]} terms
 * @returns {TensorInfo} a scalar
 */
export function sum(backend, terms) {
    const live = terms.filter(isLive);
    if (!live.length) return backend.makeTensorInfo([], 'float32', Float32Array.of(0));
    const vectors = live.reduce((total, { x }) => total + vectorsOf(x), 0);
    const groups = chunks(live, MOST_SOURCES);
    const isFew = groups.length === 1 && vectors <= FEW_VECTORS;
    const share = isFew ? 0 : Math.max(8 * THREADS, Math.ceil(vectors / GROUPS));
    const made = new Set();
    const total = (/** @type {Term[]} */ group, /** @type {number} */ share) => {
        const partial = partialSums(backend, group, share);
        made.add(partial);
        return partial;
    };
    try {
        let partials = groups.map(group => total(group, share));
        while (partials.length > 1 || sizeOf(partials[0].shape) > 1) {
            partials = chunks(
                partials.map(x => ({ x, l1: 0, l2: 0 })),
                MOST_SOURCES,
            ).map(group => total(group, 0));
        }
        made.delete(partials[0]);
        return { ...partials[0], shape: [] };
    } finally {
        for (const { dataId } of made) backend.disposeData(dataId);
    }
}

/** @param {TensorInfo} x */
function vectorsOf({ shape }) {
    const size = sizeOf(shape);
    return size / componentsOf(size);
}

/**
 * One program: each workgroup adds up `share` vectors of one tensor, or the only one all of them. Without factors the
 * elements themselves are added.
 * @param {any} backend
 * @param {Term[]} terms
 * @param {number} share 0: all
 */
function partialSums(backend, terms, share) {
    const isElastic = terms.some(hasFactor);
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
    const parts = terms.map((_, i) => partOf(i, components[i], isElastic));
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
        bodyOf(parts, share),
    );
}

/**
 * What a program does: the threads of a workgroup add up a part each, a few of them what all have, one what those have.
 * @param {string[]} parts the function of each tensor @param {number} share 0: all
 */
function bodyOf(parts, share) {
    const all = parts.map((_, i) => `part${i}(0, uniforms.count${i})`);
    const chosen = parts.map((_, i) => {
        const begin = `(group - ${i ? `uniforms.groups${i - 1}` : '0'}) * uniforms.share`;
        return `if (group < uniforms.groups${i}) {
                sum = part${i}(${begin}, min(uniforms.count${i}, ${begin} + uniforms.share));
            }`;
    });
    return `
        var<workgroup> sums : array<f32, ${THREADS}>;
        ${parts.join('\n')}
        fn main(index : i32) {
            let group = i32(workgroupId.x);
            var sum = 0.0;
            ${share ? chosen.join(' else ') : `sum = ${all.join(' + ')};`}
            sums[localIndex] = sum;
            workgroupBarrier();
            sum = 0.0;
            if (localIndex < ${ROWS}u) {
                for (var k = localIndex; k < ${THREADS}u; k = k + ${ROWS}u) { sum = sum + sums[k]; }
            }
            workgroupBarrier();
            if (localIndex < ${ROWS}u) { sums[localIndex] = sum; }
            workgroupBarrier();
            if (localIndex == 0u) {
                for (var k = 1u; k < ${ROWS}u; k = k + 1u) { sum = sum + sums[k]; }
                setOutputAtIndex(group, sum);
            }
        }`;
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
