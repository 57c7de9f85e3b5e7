/** What a zip archive holds: NumPy's .npz and Keras' .keras are such. */
import { unzipSync } from 'fflate';
import { Problem } from './problem.js';

/**
 * @param {string} name of the archive
 * @param {Uint8Array} bytes
 * @param {(path: string) => boolean} [wanted] what else it holds is not unpacked
 * @returns {Map<string, Uint8Array>} by path inside
 * @throws {Problem}
 */
export function unzipped(name, bytes, wanted = () => true) {
    try {
        return new Map(Object.entries(unzipSync(bytes, { filter: file => wanted(file.name) })));
    } catch {
        throw new Problem(
            `${name} is no zip archive that this page can unpack: it is damaged, encrypted or of another kind.`,
        );
    }
}
