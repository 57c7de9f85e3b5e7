// Writes counters into a module: one for each statement, and for each outcome of each operand of a condition. What the
// counters can tell is a goal, and a test has to reach it.
import { parseAst } from 'rollup/parseAst';

/** @typedef {{ type: string, start: number, end: number, [name: string]: any }} Node as ESTree has it */
/**
 * A line that runs; a branch: a function that is called, a decision that falls one way, an operand or a default that is
 * evaluated; or an outcome of an operand. Reached when the counters of `plus` together exceed those of `minus`.
 *
 * @typedef {{ kind: Kind, line: number, column: number, what: string, plus: number[], minus: number[] }} Goal
 * @typedef {'line' | 'branch' | 'outcome'} Kind
 */

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
/** Hoisted or empty: nothing can be counted before them. */
const uncounted = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'FunctionDeclaration', 'EmptyStatement']);
const comparisons = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const predicate = /^(is|are|has|can|every|some|includes|test|startsWith|endsWith)([A-Z]|$)/;

/** Whether an operand that decides nothing here, as the last of what is returned, is true or false by what is written. */
function isTruth(/** @type {Node} */ node) {
    if (node.type === 'BinaryExpression') return comparisons.has(node.operator);
    if (node.type === 'UnaryExpression') return node.operator === '!';
    const named = node.type === 'CallExpression' ? node.callee : node;
    return predicate.test((named.property ?? named).name ?? '');
}

/** Collects what is to be written where. @param {string} source */
function edits(source) {
    /** @type {Map<number, { closing: string[], opening: string[] }>} */
    const places = new Map();
    const at = (/** @type {number} */ position) => {
        const place = places.get(position) ?? { closing: [], opening: [] };
        places.set(position, place);
        return place;
    };
    return {
        /** Outer nodes come first: they open before inner ones and close after them. */
        around(/** @type {Node} */ { start, end }, /** @type {string} */ before, /** @type {string} */ after) {
            at(start).opening.push(before);
            at(end).closing.unshift(after);
        },
        before: (/** @type {number} */ position, /** @type {string} */ text) => at(position).opening.push(text),
        apply() {
            let [text, from] = ['', 0];
            for (const [position, { closing, opening }] of [...places].sort(([a], [b]) => a - b)) {
                text += source.slice(from, position) + closing.join('') + opening.join('');
                from = position;
            }
            return text + source.slice(from);
        },
    };
}

class Instrument {
    counters = 0;
    /** @type {Goal[]} */
    goals = [];

    constructor(/** @type {string} */ source) {
        this.source = source;
        this.edits = edits(source);
    }

    counter() {
        return this.counters++;
    }

    /** @param {Kind} kind @param {Node} node @param {string} what @param {number[]} plus @param {number[]} [minus] */
    goal(kind, { start }, what, plus, minus = []) {
        const before = this.source.slice(0, start).split('\n');
        const [line, column] = [before.length, before[before.length - 1].length + 1];
        this.goals.push({ kind, line, column, what, plus, minus });
    }

    text(/** @type {Node} */ { start, end }) {
        const text = this.source.slice(start, end).replace(/\s+/g, ' ');
        return text.length > 60 ? `${text.slice(0, 57)}...` : text;
    }

    /** Counts how often an expression is evaluated. */
    count(/** @type {Node} */ node) {
        const i = this.counter();
        this.edits.around(node, `($t[${i}]++, `, ')');
        return i;
    }

    /**
     * Counts whether an expression is true or false, or something or nothing.
     *
     * @param {Node} node
     * @param {[yes: Kind, no: Kind]} kinds
     * @param {boolean} [isNullish]
     */
    outcomes(node, [whenYes, whenNo], isNullish = false) {
        const [yes, no] = [this.counter(), this.counter()];
        const [open, close] = node.type === 'SequenceExpression' ? ['(', '))'] : ['', ')'];
        this.edits.around(node, `${isNullish ? '$n' : '$b'}(${yes}, ${open}`, close);
        this.goal(whenYes, node, `${this.text(node)} is ${isNullish ? 'something' : 'true'}`, [yes]);
        this.goal(whenNo, node, `${this.text(node)} is ${isNullish ? 'nothing' : 'false'}`, [no]);
        return [yes, no];
    }

    /** @param {Node} test of an `if`, a `?:` or a loop */
    decision(test) {
        if (test.type !== 'Literal') this.outcomes(test, ['branch', 'branch']);
        if (/^(Logical|Unary)/.test(test.type)) this.operands(test, true);
        else this.visit(test);
    }

    /** @param {Node} node operands of `&&`, `||` and `!` @param {boolean} decides whether its own truth matters */
    operands(node, decides) {
        if (node.type === 'UnaryExpression' && node.operator === '!') this.operands(node.argument, decides);
        else if (node.type === 'LogicalExpression' && node.operator !== '??') {
            this.operands(node.left, true);
            this.operands(node.right, decides);
        } else {
            const isCounted = decides || isTruth(node);
            const counters = isCounted ? this.outcomes(node, ['outcome', 'outcome']) : [this.count(node)];
            this.goal('branch', node, `${this.text(node)} is asked for`, counters);
            this.visit(node);
        }
    }

    statement(/** @type {Node} */ node) {
        const i = this.counter();
        this.goal('line', node, 'runs', [i]);
        return i;
    }

    /** @param {Node[]} statements those of a block */
    block(statements) {
        for (const node of statements) {
            if (uncounted.has(node.type) || node.type.startsWith('Export')) this.visit(node);
            else {
                const i = this.statement(node);
                this.edits.before(node.start, `$t[${i}]++; `);
                this.visit(node, i);
            }
        }
    }

    /** @param {Node} node what follows an `if`, an `else` or the head of a loop */
    body(node) {
        if (node.type === 'BlockStatement') return this.visit(node);
        const i = this.statement(node);
        this.edits.around(node, `{ $t[${i}]++; `, ' }');
        this.visit(node, i);
    }

    function(/** @type {Node} */ { params, body }) {
        const entered = this.counter();
        this.goal('branch', body, 'is called', [entered]);
        if (body.type === 'BlockStatement') {
            this.edits.before(body.start + 1, ` $t[${entered}]++; `);
            this.block(body.body);
        } else {
            this.edits.around(body, `($t[${entered}]++, `, ')');
            this.visit(body);
        }
        for (const pattern of params) this.visit(pattern, entered);
    }

    /** `a?.b` and `a?.()`; a call is told by its arguments, as a method shall keep its object. */
    optional(/** @type {Node} */ node, /** @type {Node | undefined} */ chain) {
        if (node.type === 'MemberExpression') return this.outcomes(node.object, ['outcome', 'outcome'], true);
        if (node.callee.type === 'Identifier') return this.outcomes(node.callee, ['outcome', 'outcome'], true);
        if (chain?.expression !== node) throw new Error(`A call in the middle of a chain: ${this.text(node)}`);
        const called = this.counter();
        const parenthesis = this.source.indexOf('?.(', node.callee.end) + 3;
        this.edits.before(parenthesis, `...($t[${called}]++, []), `);
        this.goal('outcome', node, `${this.text(node.callee)} is called`, [called]);
        this.goal('outcome', node, `${this.text(node.callee)} is nothing`, [this.count(chain)], [called]);
    }

    /**
     * @param {Node} node
     * @param {number} [evaluated] the counter of how often a pattern is matched
     * @param {Node} [chain] the optional chain that it is part of
     * @returns {unknown} nothing
     */
    visit(node, evaluated, chain) {
        if (functions.has(node.type)) return this.function(node);
        switch (node.type) {
            case 'Program':
            case 'BlockStatement':
            case 'StaticBlock':
                return this.block(node.body);
            case 'SwitchStatement':
                throw new Error('A switch: teach this file to count its cases');
            case 'IfStatement':
                this.decision(node.test);
                this.body(node.consequent);
                if (node.alternate) this.body(node.alternate);
                return;
            case 'ConditionalExpression':
                this.decision(node.test);
                this.visit(node.consequent);
                return this.visit(node.alternate);
            case 'LogicalExpression':
                if (node.operator !== '??') return this.operands(node, false);
                this.outcomes(node.left, ['outcome', 'branch'], true);
                break;
            case 'AssignmentExpression':
                if (['??=', '||=', '&&='].includes(node.operator)) this.assignment(node);
                break;
            case 'AssignmentPattern':
                this.byDefault(node, evaluated);
                break;
            case 'ChainExpression':
                return this.visit(node.expression, undefined, node);
        }
        this.children(node, evaluated, chain);
    }

    children(
        /** @type {Node} */ node,
        /** @type {number | undefined} */ evaluated,
        /** @type {Node | undefined} */ chain,
    ) {
        if (node.optional) this.optional(node, chain);
        const isLoop = /^(For|While|DoWhile)/.test(node.type);
        for (const [key, value] of Object.entries(node)) {
            if (isLoop && key === 'body') this.body(value);
            else if (isLoop && key === 'test' && value) this.decision(value);
            else
                for (const child of [value].flat()) {
                    if (typeof child?.type === 'string') this.visit(child, isLoop ? undefined : evaluated, chain);
                }
        }
    }

    assignment(/** @type {Node} */ node) {
        const whole = this.count(node);
        const assigned = this.count(node.right);
        this.goal('branch', node, `${this.text(node.left)} ${node.operator} assigns`, [assigned]);
        this.goal(
            'outcome',
            node,
            `${this.text(node.left)} ${node.operator} leaves what is there`,
            [whole],
            [assigned],
        );
    }

    byDefault(/** @type {Node} */ { left, right }, /** @type {number | undefined} */ evaluated) {
        const taken = this.count(right);
        this.goal('branch', left, `${this.text(left)} is left out`, [taken]);
        if (evaluated !== undefined) this.goal('outcome', left, `${this.text(left)} is given`, [evaluated], [taken]);
    }
}

/**
 * @param {string} source
 * @param {string} name under which the counters are found in `globalThis.outcomes`
 * @returns {{ code: string, goals: Goal[] }}
 */
export function instrument(source, name) {
    const work = new Instrument(source);
    work.visit(/** @type {any} */ (parseAst(source)));
    const counters = `(globalThis.outcomes ??= {})[${JSON.stringify(name)}] ??= new Float64Array(${work.counters})`;
    const head =
        `const $t = ${counters}, $b = (i, v) => (v ? $t[i]++ : $t[i + 1]++, v), ` +
        '$n = (i, v) => ((v ?? null) !== null ? $t[i]++ : $t[i + 1]++, v); ';
    return { code: head + work.edits.apply(), goals: work.goals };
}
