/**
 * Group penalties of a Float32Array wherever it lives: in wasm, in place or on a copy, or in JS where wasm is missing or the
 * array is tiny. The result has the same bits each way. What is computed is written at reg_group_* in src/regularizers.h.
 */
import { limits, multiplyAdds, text } from '../generated/groups.js';
import { byteOffsetOf, copyInto, lengthOf } from '../input/float32.js';
import { groupGradientInJs, groupNormsInJs, groupProxInJs } from './group-lanes.js';
import { canRun, homeOf, WORKSPACE, WORKSPACE_BYTES } from './memory.js';
import { roomFor } from './room.js';
import { Family } from './wasm.js';

/** @type {Family<import('../generated/groups.js').Groups>} */
export const family = new Family({ text, limits, multiplyAdds });

/**
 * An array as outer x groups x inner, row-major: group g is the elements [.][g][.].
 * @typedef {{ outer: number, groups: number, inner: number }} Slices
 */

/** @typedef {import('../generated/groups.js').Groups} Kernels */

/** Below this many elements, a copy and a call into wasm cost more than the work. */
const TINY = 32;

/** @param {import('./memory.js').Instances} home @returns {Kernels} */
const kernelsOf = home => (home.groupsKernels ??= family.on(home));

/**
 * Runs a kernel where x and out live, if that is one memory and has a workspace where one is needed; else on copies.
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {Float32Array | undefined} out undefined where nothing is written
 * @param {boolean} accumulate
 * @param {(kernels: Kernels, x: number, out: number, workspace: number) => number | void} inWasm
 * @param {() => number | void} inJs
 * @param {() => unknown} [first] makes x, once all memory is there
 * @returns {any} the kernel's answer
 */
function run(x, { groups, inner }, out, accumulate, inWasm, inJs, first) {
    const length = lengthOf(x);
    if (length === 0) return 0; // of which there may be any number of groups
    const there = homeOf(x);
    // Of columns it takes a workspace, which only a memory of ours has room for.
    const inPlace = there && homeOf(out ?? x) === there && (there.sums || inner > 1 || groups === 1);
    const bytes = 4 * length;
    const begin = WORKSPACE + WORKSPACE_BYTES;
    const target = accumulate ? begin + bytes : begin;
    const home = length < TINY || !canRun(family) ? undefined : inPlace ? there : roomFor(target + bytes);
    const kernels = home && kernelsOf(home);
    first?.();
    if (!kernels) return inJs();
    if (inPlace) return inWasm(kernels, byteOffsetOf(x), byteOffsetOf(out ?? x), WORKSPACE);
    const { buffer } = home.memory;
    copyInto(new Float32Array(buffer, begin, length), x);
    const result = new Float32Array(buffer, target, length);
    if (out && accumulate) copyInto(result, out);
    const answer = inWasm(kernels, begin, target, WORKSPACE);
    if (out) copyInto(out, result);
    return answer;
}

/**
 * The sum of the Euclidean norms of all groups.
 * @param {Float32Array} x
 * @param {Slices} slices whose product is the length of x
 * @returns {number}
 */
export function groupNorms(x, slices) {
    const { outer, groups, inner } = slices;
    return run(
        x,
        slices,
        undefined,
        false,
        (kernels, at, _, workspace) => kernels.group_norms(at, outer, groups, inner, workspace),
        () => groupNormsInJs(x, slices),
    );
}

/**
 * out = scale * d(l1*sum|x| + weight*groupNorms)/dx, or that added to out; 0 for a group whose norm is 0.
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {number} l1
 * @param {number} weight
 * @param {number} scale
 * @param {Float32Array} out of the length of x; x itself or apart from it
 * @param {boolean} accumulate
 */
export function groupGradient(x, slices, l1, weight, scale, out, accumulate) {
    const { outer, groups, inner } = slices;
    const add = Number(accumulate);
    run(
        x,
        slices,
        out,
        accumulate,
        (kernels, at, to, workspace) =>
            kernels.group_gradient(at, outer, groups, inner, l1, weight, scale, to, add, workspace),
        () => groupGradientInJs(x, slices, l1, weight, scale, out, accumulate),
    );
}

/**
 * The block soft threshold: out = argmin_u step*weight*groupNorms(u) + |u - x|^2/2.
 * @param {Float32Array} x
 * @param {Slices} slices
 * @param {number} weight
 * @param {number} step
 * @param {Float32Array} out
 * @param {() => unknown} [first] makes x, which may be out, once nothing can fail any more
 * @returns {Float32Array} out
 */
export function groupProx(x, slices, weight, step, out, first) {
    const { outer, groups, inner } = slices;
    run(
        x,
        slices,
        out,
        false,
        (kernels, at, to, workspace) => kernels.group_prox(at, outer, groups, inner, weight, step, to, workspace),
        () => groupProxInJs(x, slices, weight, step, out),
        first,
    );
    return out;
}
