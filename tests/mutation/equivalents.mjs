// Changes that make no difference, each with its reason, from equivalent.md.
import { readFileSync } from 'node:fs';

/** @typedef {{ file: string, before: string, after: string }} Change lines without their indentation */

/** @param {Change} change */
export const keyOf = ({ file, before, after }) => `${file}\n${before}\n${after}`;

/** Code between as many backticks as it needs. @param {string} code */
const quoted = code => (code.includes('`') ? `\`\` ${code} \`\`` : `\`${code}\``);

/** A change as equivalent.md has it. @param {Change} change */
export const lineOf = ({ file, before, after }) => `- \`${file}\`: ${quoted(before)} -> ${quoted(after)}`;

/** Keys of the changes in files whose paths begin so. @param {string} start @returns {Set<string>} */
export function equivalents(start) {
    const page = readFileSync(new URL('equivalent.md', import.meta.url), 'utf8');
    const lines = [...page.matchAll(/^- `(.*?)`: (?:`` (.*?) ``|`(.*?)`) -> (?:`` (.*?) ``|`(.*?)`)$/gm)];
    return new Set(
        lines
            .filter(([, file]) => file.startsWith(start))
            .map(([, file, before, plainBefore, after, plainAfter]) =>
                keyOf({ file, before: before ?? plainBefore, after: after ?? plainAfter }),
            ),
    );
}

/** @param {string[]} stale keys */
export const staleness = stale =>
    new Error(`tests/mutation/equivalent.md names what is no mutant any more:\n${stale.join('\n\n')}`);
