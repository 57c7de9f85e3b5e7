/** NumPy's .npy format (NumPy Enhancement Proposal 1; versions 1 to 3 of the format). */
import { parsePython } from '../python.js';
import { floatsFrom, isShape, isWhole, numberType, sizeOf } from './numbers.js';
import { Problem } from './problem.js';

/**
 * @typedef {object} Tensor
 * @property {string} name
 * @property {number[]} shape
 * @property {Float32Array} data row by row
 * @property {boolean} [whole] whether the file holds integers or truth values, which nobody trains
 * @property {import('./own.js').Own} [own] the regularizer that the model itself was saved with
 * @property {string} [layer] class of the layer that it belongs to, where the file says so
 */

const MAGIC = '\x93NUMPY';

/** The letter and bytes of a descr, as in '<f4'. @type {Record<string, string>} */
const TYPES = {
    f2: 'float16',
    f4: 'float32',
    f8: 'float64',
    i1: 'int8',
    u1: 'uint8',
    b1: 'bool',
    i2: 'int16',
    u2: 'uint16',
    i4: 'int32',
    u4: 'uint32',
    i8: 'int64',
    u8: 'uint64',
};

/**
 * @param {string} name of the file
 * @param {Uint8Array} bytes
 * @returns {Tensor}
 * @throws {Problem} that says what is wrong with the file
 */
export function tensorFromNpy(name, bytes) {
    const { descr, fortran_order, shape, start } = headerOf(name, bytes);
    const typeName = typeof descr === 'string' && Object.hasOwn(TYPES, descr.slice(1)) ? TYPES[descr.slice(1)] : '';
    const type = numberType(typeName);
    if (!type)
        throw new Problem(`${name}: its numbers are of type ${JSON.stringify(descr)}, which this page cannot read.`);
    if (!isShape(shape)) throw new Problem(`${name}: its header gives no valid shape.`);
    const count = sizeOf(shape);
    if (bytes.length - start !== count * type.size) {
        throw new Problem(
            `${name}: a shape of (${shape.join(', ')}) needs ${count * type.size} bytes, the file has ${bytes.length - start}.`,
        );
    }
    const data = floatsFrom(bytes.subarray(start), typeName, count, descr[0] !== '>');
    return {
        name: name.replace(/\.npy$/i, ''),
        shape,
        data: fortran_order ? rowMajor(data, shape) : data,
        whole: isWhole(typeName),
    };
}

/** @param {string} name @param {Uint8Array} bytes @returns {any} what its header says, and where the numbers start */
function headerOf(name, bytes) {
    const magic = String.fromCharCode(...bytes.subarray(0, 6));
    if (magic !== MAGIC || bytes.length < 12) throw new Problem(`${name}: this is not a NumPy file.`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [from, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
    try {
        const header = parsePython(new TextDecoder().decode(bytes.subarray(from, from + length)));
        return { ...header, start: from + length };
    } catch {
        throw new Problem(`${name}: its header cannot be read.`);
    }
}

/** From Fortran's order, first index fastest. @param {Float32Array} data @param {number[]} shape */
function rowMajor(data, shape) {
    const result = new Float32Array(data.length);
    const index = shape.map(() => 0);
    for (const value of data) {
        let at = 0;
        shape.forEach((side, axis) => {
            at = at * side + index[axis];
        });
        result[at] = value;
        for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++) index[axis] = 0;
    }
    return result;
}
