/** Recomputes here what Keras computed. */
import { L1, L1L2, L2, OrthogonalRegularizer } from 'regularizers';

/**
 * @typedef {{ shape: number[], kind: string, data: string, penalty: Record<string, number> }} Case data: base64 of
 *     little-endian float32
 * @typedef {{ name: string, size: number, error: number }} Comparison error: relative to Keras' penalty
 */

/** Keras squares in float32. */
export const TOLERANCE = 1e-6;

/** @type {Record<string, any>} */
const CLASSES = { L1, L2, L1L2, Orthogonal: OrthogonalRegularizer };

/** @param {string} name such as 'L1L2(0.01,0.02)' or 'Orthogonal(0.5,rows)' */
function regularizerFrom(name) {
    const [className, args] = name.slice(0, -1).split('(');
    return new CLASSES[className](...args.split(',').map(arg => (Number.isNaN(Number(arg)) ? arg : Number(arg))));
}

/** @param {string} base64 */
const floatsFrom = base64 => new Float32Array(Uint8Array.from(atob(base64), letter => letter.charCodeAt(0)).buffer);

/** @param {Case[]} cases @returns {Comparison[]} */
export function compare(cases) {
    return cases.flatMap(({ shape, data, penalty }) => {
        const w = { data: floatsFrom(data), shape };
        return Object.entries(penalty).map(([name, wanted]) => {
            const difference = Math.abs(regularizerFrom(name)(w) - wanted);
            return { name, size: w.data.length, error: difference && difference / Math.abs(wanted) };
        });
    });
}
