// The sum of the penalties of many tensors on TF.js' WebGL backend: one program, or two for large ones.

import { chunks, hasFactor, isLive } from './terms.js';
import { extent, run, sourceOf } from './webgl.js';

/**
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {import('./webgl.js').Source} Source
 * @typedef {import('./webgl.js').Uniform} Uniform
 * @typedef {import('./terms.js').Term} Term
 */

/** Textures that one program reads; every WebGL allows as many, and compilers get slow with more. */
const MOST_SOURCES = 8;
/** Texels that one output may add up alone. */
const FEW_TEXELS = 256;
/** Rows of a texture of partial sums: of a single row, GPUs made of software make one thread. */
const PARTIAL_ROWS = 8;

/**
 * The sum of l1 * sum|x| + l2 * sum x^2 over all terms: one program, two when there is more than one output can read.
 * Sums are made of eights of eights, so that their rounding errors grow with the logarithm of the size.
 * @param {any} backend
 * @param {Term[]} terms
 * @returns {TensorInfo} a scalar
 */
export function sum(backend, terms) {
    const live = terms.filter(isLive).map(term => ({ ...term, source: sourceOf(backend, term.x) }));
    if (!live.length) return backend.makeTensorInfo([], 'float32', Float32Array.of(0));
    const groups = [true, false].flatMap(kind =>
        chunks(
            live.filter(({ source }) => source.isPacked === kind),
            MOST_SOURCES,
        ),
    );
    const texels = live.reduce((total, { source }) => total + source.texels, 0);
    if (groups.length === 1 && texels <= FEW_TEXELS) return partialSums(backend, groups[0], 0);
    const share = Math.ceil(Math.sqrt(texels) / 16) * 8; // the last output reads about as much as each before it
    const made = new Set();
    const total = (/** @type {typeof live} */ group, /** @type {number} */ share) => {
        const partial = partialSums(backend, group, share);
        made.add(partial);
        return partial;
    };
    try {
        let partials = groups.map(group => total(group, share));
        do {
            const sources = partials.map(x => ({ x, l1: 0, l2: 0, source: sourceOf(backend, x) }));
            partials = chunks(sources, MOST_SOURCES).map(group => total(group, 0));
        } while (partials.length > 1);
        made.delete(partials[0]);
        return partials[0];
    } finally {
        for (const partial of made) backend.disposeIntermediateTensorInfo(partial);
    }
}

/**
 * One program: each output adds up about `share` texels of one tensor, or the only output all of them. Without factors the
 * elements themselves are added. Outputs side by side read texels side by side, which lie in the same lines of a cache.
 * @param {any} backend
 * @param {Array<Term & { source: Source }>} terms of one kind of texture
 * @param {number} share 0: all
 */
function partialSums(backend, terms, share) {
    const [{ source }] = terms;
    const isElastic = terms.some(hasFactor);
    let outputs = 0;
    /** @type {Uniform[]} */
    const uniforms = [];
    for (const [i, { source, l1, l2 }] of terms.entries()) {
        const stride = share ? Math.ceil(source.texels / share) : 1;
        uniforms.push({
            name: `extent${i}`,
            type: 'ivec4',
            value: [source.texels, source.rows, source.columns, stride],
        });
        if (isElastic) uniforms.push({ name: `factors${i}`, type: 'vec2', value: [l1, l2] });
        outputs += stride;
    }
    const parts = terms.map(({ source }, i) => partOf(source, i, isElastic));
    const all = terms.map((_, i) => `part${i}(0)`);
    const chosen = terms.map(
        (_, i) => `
            if (output_ >= 0 && output_ < extent${i}.w) result = part${i}(output_);
            output_ -= extent${i}.w;`,
    );
    const body = `
        ${common}
        ${parts.join('\n')}
        void main() {
            ivec2 place = ivec2(gl_FragCoord.xy);
            int output_ = place.y * outTexShape.y + place.x;
            float result = 0.0;
            ${share ? `${chosen.join('')} setOutput(result);` : `setOutput(vec4(${all.join(' + ')}));`}
        }`;
    const inputs = terms.map(({ source }) => source.tensor);
    const names = terms.map((_, i) => `w${i}_of`);
    const shape = share ? [PARTIAL_ROWS, Math.ceil(outputs / PARTIAL_ROWS)] : [];
    // Packed, since what the sum is added to mostly is.
    return run(backend, 'RegularizerSum', inputs, names, shape, [source.isPacked, !share], uniforms, body);
}

/** The sum of every stride-th texel of the i-th tensor. @param {Source} source @param {number} i @param {boolean} isElastic */
function partOf(source, i, isElastic) {
    const [sums, add, result] = isElastic
        ? [
              ['magnitude', 'square'],
              `magnitude2 += abs(x); square2 += factors${i}.y * x * x;`,
              `(factors${i}.x != 0.0 ? factors${i}.x * total(magnitude0) : 0.0) +
                   (factors${i}.y != 0.0 ? total(square0) : 0.0)`,
          ]
        : [['plain'], 'plain2 += x;', 'total(plain0)'];
    const zero = (/** @type {number} */ level) => sums.map(sum => `vec4 ${sum}${level} = vec4(0.0);`).join(' ');
    const carry = (/** @type {number} */ level) => sums.map(sum => `${sum}${level} += ${sum}${level + 1};`).join(' ');
    const { begin, next, channels } = walkOf(source, i);
    const together = 4 / channels.length;
    const gather = Array.from({ length: together }, (_, j) => {
        const places = 'rgba'.slice(j * channels.length, (j + 1) * channels.length);
        return `x.${places} = next${i}().${channels};`;
    });
    // Whole eights are written out: a loop that asks at each texel whether there is another takes twice the time.
    return `
        ${next}
        float part${i}(int first) {
            index = first;
            int count = extent${i}.x;
            int stride = extent${i}.w;
            int most = count - ${8 * together - 1} * stride;
            ${begin}
            vec4 x;
            ${zero(0)}
            for (int block = 0; block < 65536; block++) {
                if (index >= count) break;
                ${zero(1)}
                for (int j = 0; j < 8; j++) {
                    ${zero(2)}
                    if (index < most) {
                        for (int k = 0; k < 8; k++) { ${gather.join(' ')} ${add} }
                    } else {
                        for (int k = 0; k < ${8 * together}; k++) {
                            if (index >= count) break;
                            x = vec4(0.0);
                            x.${channels} = next${i}().${channels};
                            ${add}
                        }
                    }
                    ${carry(1)}
                }
                ${carry(0)}
            }
            return ${result};
        }`;
}

const common = `
    int index;
    ivec2 at;
    ivec2 cell;
    float total(vec4 sum) { return (sum.x + sum.z) + (sum.y + sum.w); }
    ivec2 advanced(ivec2 from, ivec2 by, int width) {
        ivec2 to = from + by;
        return to.x < width ? to : ivec2(to.x - width, to.y + 1);
    }`;

/**
 * How a program goes through a tensor, texel by texel: each division by a width costs more than the rest of a step, so
 * there are some at the beginning only. A packed texel holds anything where its matrix has no more rows or columns.
 * @param {Source} source @param {number} i
 * @returns {{ begin: string, next: string, channels: string }} channels: of a texel, where its elements are
 */
function walkOf({ isPacked, rows, columns, texels }, i) {
    const [name, sides] = [`w${i}_of`, `extent${i}.yz`];
    const size = extent(`${name}TexShape`, isPacked);
    const offset = isPacked ? 'index' : `offset${name} + index`;
    const isRow = isPacked && rows === 1 && texels === Math.ceil(columns / 2);
    const channels = isPacked ? (isRow ? 'rg' : 'rgba') : 'r';
    let begin = `size${i} = ${size}; at = placeOf(${offset}, size${i}.x); by${i} = placeOf(stride, size${i}.x);`;
    let step = `at = advanced(at, by${i}, size${i}.x); index += extent${i}.w;`;
    let mask = '';
    if (isRow && columns % 2) mask = `if (index == extent${i}.x - 1) x.g = 0.0;`;
    if (isPacked && !isRow && (rows % 2 || columns % 2)) {
        mask = `
            if (2 * cell.x + 1 >= ${sides}.y) { x.g = 0.0; x.a = 0.0; }
            if (2 * cell.y + 1 >= ${sides}.x) { x.b = 0.0; x.a = 0.0; }`;
        begin += `
            texels${i} = (${sides} + 1) / 2;
            cell = placeOf(index, texels${i}.y);
            cell.y -= cell.y / texels${i}.x * texels${i}.x;
            along${i} = placeOf(stride, texels${i}.y);
            along${i}.y -= along${i}.y / texels${i}.x * texels${i}.x;`;
        step += `
            cell = advanced(cell, along${i}, texels${i}.y);
            if (cell.y >= texels${i}.x) cell.y -= texels${i}.x;`;
    }
    const next = `
        ivec2 size${i}; ivec2 by${i}; ivec2 texels${i}; ivec2 along${i};
        vec4 next${i}() {
            vec4 x = texel(${name}, size${i}, at);
            ${mask}
            ${step}
            return x;
        }`;
    return { begin, next, channels };
}
