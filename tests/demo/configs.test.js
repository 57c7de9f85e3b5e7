import { expect, test } from '@jest/globals';
import { parseConfig } from '../../demo/src/configs/parse.js';

test.each([
    ['l2', 'l2'],
    [' Custom>mine ', 'Custom>mine'],
    ['"l1"', 'l1'],
    ["'l1'", 'l1'],
    ['null', null],
    ['None', null],
    ['{"class_name": "L2", "config": {"l2": 1}}', { class_name: 'L2', config: { l2: 1 } }],
    [
        "{'class_name': 'it\\'s', 'config': {'on': True, 'xs': (1, 2,), 'no': None},}",
        { class_name: "it's", config: { on: true, xs: [1, 2], no: null } },
    ],
    ['{className: "L2"}', { className: 'L2' }],
    ['{className: "L1L2", config: {l1: .5, l2: 1e-3},}', { className: 'L1L2', config: { l1: 0.5, l2: 0.001 } }],
    ['keras.regularizers.L2(0.01)', { class_name: 'L2', config: { l2: 0.01 } }],
    ['regularizers.l1_l2(l1=0.01, l2=0.02)', { class_name: 'L1L2', config: { l1: 0.01, l2: 0.02 } }],
    ['l2(0.01)', { class_name: 'L2', config: { l2: 0.01 } }],
    ['tf.keras.regularizers.l2(l=0.01)', { class_name: 'L2', config: { l: 0.01 } }],
    ['tf.regularizers.l1({l1: 0.1})', { class_name: 'L1', config: { l1: 0.1 } }],
    ['new L1L2(0.1, 0.2);', { class_name: 'L1L2', config: { l1: 0.1, l2: 0.2 } }],
    [
        "kernel_regularizer=OrthogonalRegularizer(0.1, mode='columns'),",
        { class_name: 'OrthogonalRegularizer', config: { factor: 0.1, mode: 'columns' } },
    ],
    ["kernelRegularizer: 'l1l2'", 'l1l2'],
    ['l2(\n  0.01,  # small\n)', { class_name: 'L2', config: { l2: 0.01 } }],
    ['my.Own(strength=2)', { class_name: 'Own', config: { strength: 2 } }],
])('the pasted text %s is understood', (text, meaning) => {
    expect(parseConfig(text)).toEqual({ kind: 'identifier', value: meaning, note: '' });
});

test.each([
    ['weight_decay=1e-4', 5e-5, /adds it to the gradient/],
    ['{"weight_decay": 0.02}', 0.01, /adds it to the gradient/],
    ['torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)', 5e-5, /of SGD that adds it to the gradient/],
    ['torch.optim.AdamW(params, weight_decay=0.01)', 0.005, /of AdamW is decoupled/],
    ['keras.optimizers.Adam(weight_decay=0.01)', 0.005, /of Adam is decoupled/],
])('%s is told as what it comes to', (text, l2, note) => {
    const pasted = parseConfig(text);
    expect(pasted.value).toEqual({ class_name: 'L2', config: { l2 } });
    expect(pasted.note).toMatch(note);
});

const l2 = { class_name: 'L2', config: { l2: 0.01 } };

test.each([
    [
        "layers.Dense(64, name='h', kernel_regularizer=l2(0.01))",
        { class_name: 'Dense', config: { 'argument 1': 64, name: 'h', kernel_regularizer: l2 } },
    ],
    [
        '{"name": "h", "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.01}}}',
        { class_name: 'Layer', config: { name: 'h', kernel_regularizer: l2 } },
    ],
    ['{"class_name": "Sequential", "config": {"layers": []}}', { class_name: 'Sequential', config: { layers: [] } }],
    ['{"modelTopology": {}}', { modelTopology: {} }],
    [
        "{'class_name': 'Dense', 'config': {'kernelRegularizer': None}}",
        { class_name: 'Dense', config: { kernelRegularizer: null } },
    ],
])('%s is a model or a layer', (text, value) => {
    expect(parseConfig(text)).toEqual({ kind: 'model', value, note: '' });
});

test.each([
    ['{', 'the end was not expected'],
    ['{"a": }', '“}” was not expected'],
    ['L2(', 'the end was not expected'],
    ['l2(0.1))', '“)” was not expected'],
    ['l2(1, 2)', 'l2 takes no more than l2'],
    ['alert(1) + 2', '“+'],
    ['`l2`', '“`l2`” was not expected'],
    ['weight_decay="much"', 'a weight decay is a number'],
    [`l2(${'('.repeat(9000)}`, 'it is nested too deeply'],
])('%s is refused in a sentence', (text, reason) => {
    expect(() => parseConfig(text)).toThrow(
        new RegExp(`neither a name nor JSON.*${reason.replace(/[()+.`]/g, '\\$&')}`),
    );
});

test('nothing that is pasted is run', () => {
    const pasted = parseConfig('globalThis.touched(constructor={"__proto__": 1})');
    expect(/** @type {any} */ (globalThis).touched).toBeUndefined();
    expect(Object.getPrototypeOf(pasted.value)).toBe(Object.prototype);
});
