/** Reads what Python prints of dicts, lists, tuples, strings, numbers, None, True and False. */

const TOKENS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\b(?:None|True|False)\b|[()]|,(?=\s*[\])}])/g;

/** @type {Record<string, string>} */
const IN_JSON = { None: 'null', True: 'true', False: 'false', '(': '[', ')': ']', ',': '' };

/**
 * @param {string} text
 * @returns {any} a tuple as an array
 * @throws {SyntaxError} where it is anything else
 */
export function parsePython(text) {
    const json = text.replace(TOKENS, token => {
        if (token[0] === "'") return JSON.stringify(token.slice(1, -1).replace(/\\(.)/g, '$1'));
        return Object.hasOwn(IN_JSON, token) ? IN_JSON[token] : token;
    });
    return JSON.parse(json);
}
