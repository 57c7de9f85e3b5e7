// Small changes of C sources: an operator, a limit, a constant or a statement each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';

/**
 * @typedef {object} Mutant
 * @property {string} file
 * @property {number} line from 1
 * @property {string} before the line as it is
 * @property {string} after and as it becomes
 */

/** What is put in the place of what; the length of an array that is a parameter is for readers. @type {Array<[RegExp, (found: string) => string]>} */
const changes = [
    [/(?<=\w\)? )<=(?= )/g, () => '<'],
    [/(?<=\w\)? )>=(?= )/g, () => '>'],
    [/(?<=\w\)? )<(?= )/g, () => '<='],
    [/(?<=\w\)? )>(?= )/g, () => '>='],
    [/==(?= )/g, () => '!='],
    [/!=(?= )/g, () => '=='],
    [/&&/g, () => '||'],
    [/\|\|/g, () => '&&'],
    [/(?<=[\w)\]] )\+(?= )/g, () => '-'],
    [/(?<=[\w)\]] )-(?= )/g, () => '+'],
    [/(?<=[\w)\]] )\*(?= [\w(])/g, () => '/'],
    [/(?<=[\w)\]] )\/(?= [\w(])/g, () => '*'],
    [/(?<=[\w)\]] )\+=(?= )/g, () => '-='],
    [/(?<![\w.])\d+(?![\w.]|\][,)])/g, found => String(Number(found) + 1)],
    [/(?<![\w.])[1-9]\d*(?![\w.]|\][,)])/g, found => String(Number(found) - 1)],
];

/** A call or an assignment that stands alone on its line. */
const statement = /^\s+(?:[\w.[\]*>-]+(?: [+*-]?=) .*|\w+\(.*\));$/;

/** Lines that are code for the native build: no comments, no preprocessor, nothing that only wasm has. @param {string} text */
function nativeLines(text) {
    let isComment = false;
    /** @type {boolean[]} */
    const skipped = [];
    return text.split('\n').map((line, i) => {
        const directive = /^#\s*(if|ifdef|else|endif)\b(.*)/.exec(line);
        if (directive?.[1].startsWith('if')) skipped.push(/__wasm/.test(directive[2]));
        else if (directive?.[1] === 'else') skipped.push(!skipped.pop());
        else if (directive?.[1] === 'endif') skipped.pop();
        const wasComment = isComment || /^\s*(\/\*|\/\/)/.test(line);
        if (line.includes('/*')) isComment = true;
        if (line.includes('*/')) isComment = false;
        return { line, number: i + 1, isCode: !wasComment && !line.startsWith('#') && !skipped.some(Boolean) };
    });
}

/** All mutants of the C core, in the order of the files. @returns {Mutant[]} */
export function mutants() {
    const files = readdirSync(join(root, 'src')).filter(name => name !== 'regularizers.h');
    return files.flatMap(file =>
        nativeLines(readFileSync(join(root, 'src', file), 'utf8'))
            .filter(({ isCode }) => isCode)
            .flatMap(({ line, number }) => {
                const [code] = line.split(/ *(?:\/\*|\/\/)/);
                const found = changes.flatMap(([pattern, replace]) =>
                    [...code.matchAll(pattern)].map(
                        ({ index, 0: text }) => code.slice(0, index) + replace(text) + code.slice(index + text.length),
                    ),
                );
                if (statement.test(code)) found.push(`${/^\s*/.exec(code)?.[0]};`);
                return [...new Set(found)].map(after => ({
                    file: `src/${file}`,
                    line: number,
                    before: line.trim(),
                    after: after.trim(),
                }));
            }),
    );
}
