/** Trees of parameters: the path of each array, and which arrays rules and masks are about. */

import { tree } from '@jax-js/jax';
import { rulesOf } from '../configs/rules.js';
import { isPlainObject, listed, rangeError, shown, tagOf, typeError } from '../input/check.js';
import { identified } from './penalty.js';

/**
 * @typedef {import('./types.js').JaxArray} JaxArray
 * @typedef {import('./types.js').Mask} Mask
 */

/** Names of offsets, scales and running means, with or without a number: 'b', 'b1', 'bias_2'. */
const OFFSET = /^(b|bias|biases|beta|gamma|scale|offset|shift|(moving|running)_?(mean|var|variance))_?\d*$/i;

/** Names of layers that normalise, whose weights are scales and offsets whatever they are called. */
const NORMALISATION = /norm(?!al)|^(bn|gn|ln)([_\d].*)?$/i;

/**
 * Whether an array is left alone unless a rule or mask is about it: biases and parts of normalisations, by their names; in lists
 * without names, whatever has one axis or none. A tree that is one array has no names, and is meant.
 * @param {string} path
 * @param {readonly number[]} shape
 */
function isLeftOut(path, shape) {
    if (path === '') return false;
    const names = path.split('/').filter(part => !/^\d+$/.test(part));
    if (names.length === 0) return shape.length < 2;
    return OFFSET.test(names[names.length - 1]) || names.some(name => NORMALISATION.test(name));
}

/**
 * The path of each leaf, in the order of `tree.flatten`: keys and indices with a '/' between them.
 * @param {any} node
 * @param {string} [at]
 * @returns {string[]}
 */
function pathsOf(node, at = '') {
    const isObject = !Array.isArray(node) && node?.constructor === Object;
    if (!Array.isArray(node) && !isObject) return [at];
    return Object.entries(node).flatMap(([key, child]) => pathsOf(child, at ? `${at}/${key}` : key));
}

/**
 * The arrays of a tree and what the rules say of each.
 * @template T
 * @param {string} who
 * @param {any} params a tree; it stays as it is
 * @param {any} rules
 * @param {Mask | undefined} mask
 * @param {(value: any) => T} [get] makes of a rule's value what it stands for
 * @returns {{ leaves: JaxArray[], chosen: (T | null)[], rebuild: (leaves: JaxArray[]) => any }} null for what is left alone
 * @throws {TypeError | RangeError} for rules that are none, and for one that matches nothing
 */
export function chosenIn(who, params, rules, mask, get = value => /** @type {any} */ (identified(who, value))) {
    const [leaves, structure] = tree.flatten(params);
    const paths = pathsOf(params);
    /** @type {Map<string, readonly number[]>} */
    const shapes = new Map(paths.map((path, i) => [path, shapeOf(who, path, leaves[i])]));
    const shapeAt = (/** @type {string} */ path) => /** @type {readonly number[]} */ (shapes.get(path));
    const isIn = maskOf(who, mask, paths, shapeAt);
    const leftOut = (/** @type {string} */ path) => mask === undefined && isLeftOut(path, shapeAt(path));
    checkRules(who, rules);
    const compiled = rulesOf(get, rules, { isLeftOut: leftOut });
    for (const { pattern, matches } of compiled) {
        if (paths.some((path, i) => isIn[i] && matches(path))) continue;
        throw rangeError(who, `an array for ${pattern}`, `the arrays ${listed(paths)}`);
    }
    const chosen = paths.map((path, i) =>
        isIn[i] ? (compiled.find(({ matches }) => matches(path))?.regularizer ?? null) : null,
    );
    return { leaves: /** @type {JaxArray[]} */ (leaves), chosen, rebuild: next => tree.unflatten(structure, next) };
}

/** @param {string} who @param {string} path @param {any} leaf @returns {number[]} */
function shapeOf(who, path, leaf) {
    if (typeof leaf?.dispose === 'function' && Array.isArray(leaf.shape)) return leaf.shape;
    throw typeError(who, 'a tree of arrays of jax-js', `${shown(leaf)}${path && ` at ${path}`}`);
}

/** @param {string} who @param {any} rules */
function checkRules(who, rules) {
    const isEmpty = Array.isArray(rules) ? rules.length === 0 : isPlainObject(rules) && Object.keys(rules).length === 0;
    if (rules === undefined || isEmpty) {
        throw typeError(who, 'a regularizer, or patterns of paths with regularizers', shown(rules));
    }
    if (!Array.isArray(rules)) return;
    for (const rule of rules) {
        const isPair =
            Array.isArray(rule) && rule.length === 2 && (typeof rule[0] === 'string' || tagOf(rule[0]) === 'RegExp');
        if (!isPair) throw typeError(who, 'a list of [pattern, regularizer]', `${shown(rule)} in it`);
    }
}

/**
 * Whether each array may be touched.
 * @param {string} who
 * @param {Mask | undefined} mask
 * @param {string[]} paths
 * @param {(path: string) => readonly number[]} shapeAt
 * @returns {boolean[]}
 */
function maskOf(who, mask, paths, shapeAt) {
    if (mask === undefined) return paths.map(() => true);
    const asked =
        typeof mask === 'function'
            ? paths.map(path => mask(path, { shape: [...shapeAt(path)] }))
            : booleansIn(who, mask, paths);
    asked.forEach((answer, i) => {
        if (typeof answer !== 'boolean')
            throw typeError(who, `mask to say true or false of ${paths[i]}`, shown(answer));
    });
    return asked;
}

/** @param {string} who @param {any} mask @param {string[]} paths @returns {any[]} */
function booleansIn(who, mask, paths) {
    const own = pathsOf(mask);
    if (own.length === paths.length && own.every((path, i) => path === paths[i])) return tree.leaves(mask);
    const sorted = new Map(own.map((path, i) => [path, tree.leaves(mask)[i]]));
    const strange = own.find(path => !paths.includes(path)) ?? paths.find(path => !sorted.has(path));
    if (strange === undefined) return paths.map(path => sorted.get(path));
    throw typeError(
        who,
        'mask to be a tree like that of the parameters, or a function',
        `no match for ${strange || 'it'}`,
    );
}
