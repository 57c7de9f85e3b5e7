// The sum of the penalties of many tensors on TF.js' WebGL backend: one program, or two for large ones.

import { extent, run, sizeOf, sourceOf } from './webgl.js';

/**
 * @typedef {import('./heap.js').TensorInfo} TensorInfo
 * @typedef {import('./webgl.js').Source} Source
 * @typedef {import('./webgl.js').Uniform} Uniform
 * @typedef {{ x: TensorInfo, l1: number, l2: number }} Term of a sum of penalties
 */

/** Textures that one program reads; every WebGL allows as many, and compilers get slow with more. */
const MOST_SOURCES = 8;
/** Quads, of four elements each, that one output may add up alone. */
const FEW_QUADS = 256;

/**
 * The sum of l1 * sum|x| + l2 * sum x^2 over all terms: one program, two when there is more than one output can read.
 * Sums are made of eights of eights, so that their rounding errors grow with the logarithm of the size.
 * @param {any} backend
 * @param {Term[]} terms
 * @returns {TensorInfo} a scalar
 */
export function sum(backend, terms) {
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
    const { begin, take } = walkOf(source, i);
    return `${i ? '' : common}
        float part${i}(int begin, int end) {
            if (end > extent${i}.x) end = extent${i}.x;
            ivec2 size = ${extent(`w${i}_ofTexShape`, source.isPacked)};
            ${begin}
            ${zero(0)}
            for (int block = 0; block < 65536; block++) {
                int first = begin + 64 * block;
                if (first >= end) break;
                ${zero(1)}
                for (int j = 0; j < 8; j++) {
                    ${zero(2)}
                    for (int k = 0; k < 8; k++) {
                        int index = first + 8 * j + k;
                        if (index < end) { ${take} ${add} }
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
    void advance(inout ivec2 at, int width) {
        at.x++;
        if (at.x == width) at = ivec2(0, at.y + 1);
    }`;

/**
 * How a program goes through a tensor, quad by quad: each division by a width costs more than the rest of a step, so there
 * is one at the beginning only. A packed texel holds anything where its matrix has no more rows or columns.
 * @param {Source} source @param {number} i
 */
function walkOf({ isPacked, rows, columns, quads }, i) {
    const [name, sides] = [`w${i}_of`, `extent${i}.yz`];
    if (!isPacked) {
        const element = `if (4 * index + c < ${sides}.x) x[c] = texel(${name}, size, at).r; advance(at, size.x);`;
        return {
            begin: `ivec2 at = placeOf(offset${name} + 4 * begin, size.x);`,
            take: `vec4 x = vec4(0.0); ${[0, 1, 2, 3].map(c => element.replace(/\bc\b/g, `${c}`)).join(' ')}`,
        };
    }
    const begin = 'ivec2 at = placeOf(begin, size.x);';
    const take = `vec4 x = texel(${name}, size, at); advance(at, size.x);`;
    if (rows % 2 === 0 && columns % 2 === 0) return { begin, take };
    if (quads === Math.ceil(columns / 2)) {
        return { begin, take: `${take} if (2 * index + 1 >= ${sides}.y) x.g = 0.0; x.b = 0.0; x.a = 0.0;` };
    }
    return {
        begin: `${begin}
            ivec2 texels = (${sides} + 1) / 2;
            ivec2 cell = placeOf(begin, texels.y);
            cell.y -= cell.y / texels.x * texels.x;`,
        take: `${take}
            if (2 * cell.x + 1 >= ${sides}.y) { x.g = 0.0; x.a = 0.0; }
            if (2 * cell.y + 1 >= ${sides}.x) { x.b = 0.0; x.a = 0.0; }
            advance(cell, texels.y);
            if (cell.y == texels.x) cell.y = 0;`,
    };
}
