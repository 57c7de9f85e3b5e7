/** What a person may paste: JSON, a Python dict, a quoted or a bare name. */
import { parsePython } from '../python.js';

/**
 * @param {string} text
 * @returns {unknown} a name, a config, or null
 * @throws {SyntaxError} in a sentence for a person
 */
export function parseConfig(text) {
    const trimmed = text.trim();
    if (/^[\w>.:$ -]+$/.test(trimmed) && !/^(null|None|true|false|True|False|-?[\d.]+)$/.test(trimmed)) return trimmed;
    try {
        return JSON.parse(trimmed);
    } catch (inJson) {
        try {
            return parsePython(trimmed);
        } catch {
            throw new SyntaxError(`This is neither a name nor JSON: ${/** @type {Error} */ (inJson).message}.`);
        }
    }
}
