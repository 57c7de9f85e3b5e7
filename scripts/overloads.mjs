// TypeScript 7 writes declarations of `@overload`s without what is said of them, which is what editors show at a call.

const COMMENT = String.raw`\/\*\*(?:(?!\*\/)[\s\S])*?\*\/`;
const OVERLOADED = new RegExp(
    String.raw`((?:${COMMENT}\s*)+)(?:(constructor)|(?:export )?(?:async )?function (\w+))\(`,
    'g',
);

/**
 * @typedef {object} Overloaded
 * @property {string} owner the head of the class or function, as a declaration has it
 * @property {string} signature how each of its signatures begins
 * @property {string[]} comments one for each signature
 */

/** @param {string} source @returns {Overloaded[]} */
function overloadsIn(source) {
    return [...source.matchAll(OVERLOADED)].flatMap(({ 1: written, 2: isConstructor, 3: name, index }) => {
        const comments = (written.match(new RegExp(COMMENT, 'g')) ?? []).filter(text => text.includes('@overload'));
        if (comments.length === 0) return [];
        const className = [...source.slice(0, index).matchAll(/^(?:export )?class (\w+)/gm)].pop()?.[1];
        const [owner, signature] = isConstructor
            ? [`class ${className} `, '    constructor(']
            : ['', `declare function ${name}(`];
        return [{ owner, signature, comments: comments.map(text => text.replace(/\n *\* @overload/, '')) }];
    });
}

/**
 * Puts the comments of overloads back.
 * @param {string} declarations of a file
 * @param {string} source of the same file
 * @returns {string}
 * @throws {Error} where there are not as many signatures as comments
 */
export function withOverloadComments(declarations, source) {
    let text = declarations;
    for (const { owner, signature, comments } of overloadsIn(source)) {
        const start = text.indexOf(owner);
        const end = owner ? text.indexOf('\n}', start) : text.length;
        const lines = text.slice(start, end).split('\n');
        const places = lines.flatMap((line, i) => (line.replace(/^export /, '').startsWith(signature) ? [i] : []));
        if (start < 0 || places.length !== comments.length) {
            throw new Error(`${owner}${signature}: ${comments.length} overloads, ${places.length} signatures`);
        }
        for (const [k, i] of [...places.entries()].reverse()) {
            const indent = /^ */.exec(lines[i])?.[0];
            lines.splice(i, 0, indent + comments[k]);
        }
        text = text.slice(0, start) + lines.join('\n') + text.slice(end);
    }
    return text;
}
