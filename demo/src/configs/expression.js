/** Reads Python and JS expressions of literals, names and calls. Nothing is ever run. */

export class Name {
    /** @param {string} name such as 'keras.regularizers.l2' */
    constructor(name) {
        this.name = name;
    }
}

export class Call {
    /** @param {string} name of what is called @param {any[]} args @param {Record<string, any>} named */
    constructor(name, args, named) {
        this.name = name;
        this.args = args;
        this.named = named;
    }
}

const TOKEN =
    /\s*(?:(?:#|\/\/)[^\n]*\s*)*(?:("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)*)|(=>|[{}[\]():,=;]))/y;

/** A model nests a few levels only. */
const DEEPEST = 200;

/** @type {Record<string, unknown>} */
const CONSTANTS = { None: null, null: null, undefined: null, True: true, true: true, False: false, false: false };
const CLOSING = /** @type {Record<string, string>} */ ({ '{': '}', '[': ']', '(': ')' });

/** @typedef {{ kind: 'string' | 'number' | 'name' | 'sign' | 'end', text: string, at: number }} Token */

/** @param {string} text @returns {Token[]} @throws {SyntaxError} */
function tokensOf(text) {
    /** @type {Token[]} */
    const tokens = [];
    TOKEN.lastIndex = 0;
    let at = 0;
    while (/\S/.test(text.slice(at).replace(/(#|\/\/)[^\n]*/g, ''))) {
        const match = TOKEN.exec(text);
        if (!match) throw unexpected(text.slice(at).trim().slice(0, 20));
        const [, string, number, name, sign] = match;
        const kind = string ? 'string' : number ? 'number' : name ? 'name' : 'sign';
        tokens.push({ kind, text: string ?? number ?? name?.replace(/\s/g, '') ?? sign, at });
        at = TOKEN.lastIndex;
    }
    tokens.push({ kind: 'end', text: 'the end', at });
    return tokens;
}

/** @param {string} what */
const unexpected = what => new SyntaxError(`${what.startsWith('the end') ? what : `“${what}”`} was not expected`);

/** @param {string} quoted */
const unquoted = quoted =>
    quoted
        .slice(1, -1)
        .replace(/\\(.)/g, (_, letter) => ({ n: '\n', t: '\t' })[/** @type {'n' | 't'} */ (letter)] ?? letter);

class Parser {
    #at = 0;
    #depth = 0;

    /** @param {Token[]} tokens */
    constructor(tokens) {
        this.tokens = tokens;
    }

    get next() {
        return this.tokens[this.#at];
    }

    take() {
        return this.tokens[this.#at++];
    }

    /** @param {string} sign */
    has(sign) {
        if (this.next.kind !== 'sign' || this.next.text !== sign) return false;
        this.#at++;
        return true;
    }

    /** @param {string} sign */
    expect(sign) {
        if (!this.has(sign)) throw unexpected(this.next.text);
    }

    /** @returns {any} */
    value() {
        if (++this.#depth > DEEPEST) throw new SyntaxError('it is nested too deeply');
        const token = this.take();
        const value = this.#valueOf(token);
        this.#depth--;
        return value;
    }

    /** @param {Token} token @returns {any} */
    #valueOf(token) {
        if (token.kind === 'string') return unquoted(token.text);
        if (token.kind === 'number') return Number(token.text);
        if (token.kind === 'name') return this.#named(token.text);
        if (token.text === '{') return this.#entries();
        if (token.text === '[' || token.text === '(') return this.#list(CLOSING[token.text]);
        throw unexpected(token.text);
    }

    /** @param {string} name @returns {any} */
    #named(name) {
        if (Object.hasOwn(CONSTANTS, name)) return CONSTANTS[name];
        if (name === 'new') return this.value();
        if (!this.has('(')) return new Name(name);
        /** @type {any[]} */
        const args = [];
        /** @type {[string, any][]} */
        const named = [];
        while (!this.has(')')) {
            const isKey = this.next.kind === 'name' && this.tokens[this.#at + 1].text === '=';
            if (isKey) {
                const key = this.take().text;
                this.expect('=');
                named.push([key, this.value()]);
            } else {
                args.push(this.value());
            }
            if (!this.has(',')) {
                this.expect(')');
                break;
            }
        }
        return new Call(name, args, Object.fromEntries(named));
    }

    #entries() {
        /** @type {[string, any][]} */
        const entries = [];
        while (!this.has('}')) {
            const key = this.take();
            if (key.kind === 'sign' || key.kind === 'end') throw unexpected(key.text);
            this.expect(':');
            entries.push([key.kind === 'string' ? unquoted(key.text) : key.text, this.value()]);
            if (!this.has(',')) {
                this.expect('}');
                break;
            }
        }
        return Object.fromEntries(entries);
    }

    /** One value in parentheses is that value, as in both languages. @param {string} end */
    #list(end) {
        const values = [];
        let commas = 0;
        while (!this.has(end)) {
            values.push(this.value());
            if (!this.has(',')) {
                this.expect(end);
                break;
            }
            commas++;
        }
        return end === ')' && values.length === 1 && !commas ? values[0] : values;
    }
}

/**
 * @param {string} text
 * @returns {{ target: string, value: any }} target: the name that it is given to, as in kernel_regularizer=l2(0.01)
 * @throws {SyntaxError} whose message ends a sentence
 */
export function parseExpression(text) {
    const parser = new Parser(tokensOf(text));
    let target = '';
    const after = parser.tokens[1]?.text;
    if ((parser.next.kind === 'name' || parser.next.kind === 'string') && (after === '=' || after === ':')) {
        target = parser.take().text.replace(/^["']|["']$/g, '');
        parser.take();
    }
    const value = parser.value();
    while (parser.has(',') || parser.has(';'));
    if (parser.next.kind !== 'end') throw unexpected(parser.next.text);
    return { target, value };
}
