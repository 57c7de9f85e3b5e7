// What is no model, or are no rules, is refused in words that say so.
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { install } from '../../js/tfjs/index.js';
import { tf, use } from './tensorflow.js';

const { ActivityRegularization, activityRegularization, activityRegularizerOf, l1, penalties, regularize } =
    install(tf);
await use('cpu');
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });

const noModel = 'expected model to be a tf.LayersModel, or a layer, of the TensorFlow.js given to install, got';
const noRules = 'regularize: expected rules to be a regularizer, or patterns with regularizers, got';

test.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['model.json', '"model.json"'],
    [{ layers: [] }, 'an object'],
    [tf.sequential, 'a function'],
    [Promise.resolve(model), 'a Promise'],
])('%p is no model', (given, got) => {
    expect(() => regularize(given, l1())).toThrow(new TypeError(`regularize: ${noModel} ${got}`));
    expect(() => penalties(given)).toThrow(new TypeError(`penalties: ${noModel} ${got}`));
});

test.each([
    [undefined, `${noRules} undefined`],
    [null, `${noRules} null`],
    [{}, `${noRules} an empty object`],
    [[], `${noRules} an empty list`],
    [['l1'], 'regularize: expected a list of [pattern, regularizer], got "l1" in it'],
    [[[/kernel/, 'l1'], [l1()]], 'regularize: expected a list of [pattern, regularizer], got an array of 1 in it'],
    [[[3, 'l1']], 'regularize: expected a list of [pattern, regularizer], got an array of 2 in it'],
])('%p are no rules', (rules, message) => {
    expect(() => regularize(model, rules)).toThrow(new TypeError(message));
    expect(penalties(model).total).toBe(0);
});

test.each([
    [0.5, '0.5'],
    ['l1', '"l1"'],
    [null, 'null'],
    [[0.5], 'an array of 1'],
    [new Map([['l1', 0.5]]), 'a Map'],
])('%p are no arguments of ActivityRegularization', (given, got) => {
    const message = `ActivityRegularization: expected its arguments to be an object, got ${got}`;
    expect(() => activityRegularization(given)).toThrow(new TypeError(message));
    expect(() => new ActivityRegularization(given)).toThrow(new TypeError(message));
});

test.each([
    [null, 'null'],
    ['dense', '"dense"'],
    [l1(), 'an instance of a class'],
])('%p has no activity', (given, got) => {
    expect(() => activityRegularizerOf(given)).toThrow(new TypeError(`activityRegularizerOf: ${noModel} ${got}`));
});

test('rules may be an object of any realm, or without a prototype', () => {
    for (const rules of [Object.assign(Object.create(null), { kernel: 'l1' }), runInNewContext("({ kernel: 'l1' })")]) {
        const { names, remove } = regularize(model, rules);
        expect(names).toHaveLength(1);
        remove();
    }
    expect(() => regularize(model, Object.create(null))).toThrow('an empty object');
});

test('what a rule names must be a regularizer, and a name that nobody knows is said', () => {
    expect(() => regularize(model, 'l3')).toThrow(/l3/);
    expect(() => regularize(model, { kernel: 3 })).toThrow(TypeError);
    expect(() => regularize(model, true)).toThrow(TypeError);
    expect(() => regularize(model, 0)).toThrow(TypeError);
    expect(penalties(model).total).toBe(0);
});

test('a model of another TensorFlow.js is refused by install, not half taken', () => {
    expect(() => install(model)).toThrow('install: expected tf to be TensorFlow.js with its layers');
});
