/** Hugging Face's .safetensors: a length, a JSON header with types, shapes and places, then the numbers, low byte first. */
import { floatsFrom, isShape, isWhole, numberType, sizeOf } from './numbers.js';
import { Problem } from './problem.js';

/** @typedef {import('./npy.js').Tensor} Tensor */

/** @type {Map<string, string>} */
const TYPES = new Map([
    ['F64', 'float64'],
    ['F32', 'float32'],
    ['F16', 'float16'],
    ['BF16', 'bfloat16'],
    ['I64', 'int64'],
    ['I32', 'int32'],
    ['I16', 'int16'],
    ['I8', 'int8'],
    ['U64', 'uint64'],
    ['U32', 'uint32'],
    ['U16', 'uint16'],
    ['U8', 'uint8'],
    ['BOOL', 'bool'],
]);

/**
 * @param {string} name of the file
 * @param {Uint8Array} bytes
 * @returns {{ tensors: Tensor[], problems: string[] }} problems: what was left out, and why
 * @throws {Problem} that says what is wrong with the file
 */
export function tensorsFromSafetensors(name, bytes) {
    const { header, start } = headerOf(name, bytes);
    /** @type {string[]} */
    const problems = [];
    /** @type {Tensor[]} */
    const tensors = [];
    for (const [key, entry] of Object.entries(header)) {
        if (key === '__metadata__') continue;
        const typeName = TYPES.get(entry?.dtype);
        const type = numberType(typeName ?? '');
        if (!typeName || !type) {
            problems.push(`${key} is of type ${entry?.dtype}, which this page cannot read, and was left out`);
            continue;
        }
        const shape = entry.shape;
        if (!isShape(shape)) throw new Problem(`${name}: its header gives no valid shape for ${key}.`);
        const [from, to] = Array.isArray(entry.data_offsets) ? entry.data_offsets : [];
        const count = sizeOf(shape);
        if (!(from >= 0) || to - from !== count * type.size) {
            throw new Problem(`${name}: its header says of ${key} a shape and a place that do not fit each other.`);
        }
        if (start + to > bytes.length) {
            throw new Problem(`${name}: ${bytes.length} bytes, too short for the tensor ${key}.`);
        }
        const data = floatsFrom(bytes.subarray(start + from, start + to), typeName, count);
        tensors.push({ name: key, shape, data, whole: isWhole(typeName) });
    }
    return { tensors, problems };
}

/** @param {string} name @param {Uint8Array} bytes @returns {{ header: Record<string, any>, start: number }} */
function headerOf(name, bytes) {
    const damaged = new Problem(`${name}: its header cannot be read, so it is damaged or no .safetensors file.`);
    if (bytes.length < 8) throw damaged;
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    if (length > bytes.length - 8) throw damaged;
    try {
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
        if (typeof header === 'object' && header && !Array.isArray(header)) return { header, start: 8 + length };
    } catch {}
    throw damaged;
}
