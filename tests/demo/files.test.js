import { expect, test } from '@jest/globals';
import { open } from '../../demo/src/weights/files.js';
import { tensorFromNpy } from '../../demo/src/weights/npy.js';
import { halfFloat } from '../../demo/src/weights/numbers.js';
import { modelFiles, npy } from '../browser/weight-files.js';

test.each(['<f4', '>f4', '<f8', '|u1'])('an array of type %s is read', descr => {
    const { name, shape, data } = tensorFromNpy('w.npy', npy([1, 2, 3, 4, 5, 6], [2, 3], { descr }));
    expect({ name, shape, data: [...data] }).toEqual({ name: 'w', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] });
});

test("Fortran's order is turned into rows", () => {
    const { data } = tensorFromNpy('w.npy', npy([1, 2, 3, 4, 5, 6], [3, 2], { fortran: true }));
    expect([...data]).toEqual([1, 4, 2, 5, 3, 6]);
});

test('vectors and scalars are read', () => {
    expect(tensorFromNpy('v.npy', npy([1, 2], [2])).shape).toEqual([2]);
    expect([...tensorFromNpy('s.npy', npy([7], [])).data]).toEqual([7]);
});

test.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0x7e00, Number.NaN],
    [0x8000, -0],
])('the half %i is %d', (bits, value) => {
    expect(halfFloat(bits)).toBe(value);
});

test.each([
    ['a text', new TextEncoder().encode('name,weight\n'), 'w.npy: this is not a NumPy file.'],
    ['nothing', new Uint8Array(), 'w.npy: this is not a NumPy file.'],
    ['too few bytes', npy([1, 2], [2]).subarray(0, -1), 'w.npy: a shape of (2) needs 8 bytes, the file has 7.'],
    ['another type', npy([1], [1], { descr: '<U4' }), 'w.npy: its numbers are of type "<U4"'],
])('%s is refused with a reason', (_, bytes, reason) => {
    expect(() => tensorFromNpy('w.npy', bytes)).toThrow(reason);
});

test('a header that is cut off, or says nonsense, is refused', () => {
    const bytes = npy([1], [1]);
    expect(() => tensorFromNpy('w.npy', bytes.subarray(0, 40))).toThrow('its header cannot be read');
    bytes.set(new TextEncoder().encode('__import__'), 12);
    expect(() => tensorFromNpy('w.npy', bytes)).toThrow('its header cannot be read');
});

test('a model is read with its weights, quantized ones too, and its own regularizers', () => {
    const { title, tensors, own } = open(modelFiles());
    expect(title).toBe('model.json');
    expect(tensors.map(({ name, data }) => [name, [...data]])).toEqual([
        ['d/kernel', [1, 0, -3, 2]],
        ['d/bias', [-1, 1]],
    ]);
    expect(own.map(({ path, role, words }) => [path, role, words])).toEqual([['d', 'kernel', 'L2(l2=0.5)']]);
    expect(tensors.map(tensor => tensor.own?.words)).toEqual(['L2(l2=0.5)', undefined]);
});

test('folders in the names of files do not matter', () => {
    const files = modelFiles().map(({ name, bytes }) => ({ name: `some/folder/${name}`, bytes }));
    expect(open(files).tensors).toHaveLength(2);
});

const [model, weights] = modelFiles();
const edited = (/** @type {(json: any) => void} */ edit) => {
    const json = JSON.parse(new TextDecoder().decode(model.bytes));
    edit(json);
    return { name: model.name, bytes: new TextEncoder().encode(JSON.stringify(json)) };
};

test.each([
    ['no file', [], 'got nothing'],
    ['the weights alone', [weights], 'got group1-shard1of1.bin'],
    ['the model alone', [model], 'The model also needs group1-shard1of1.bin'],
    ['two models', [model, { ...model, name: 'b.json' }], 'Expected one model.json at a time'],
    ['broken JSON', [{ ...model, bytes: model.bytes.subarray(0, 50) }, weights], 'model.json is no valid JSON'],
    ['another JSON', [{ name: 'model.json', bytes: new TextEncoder().encode('{}') }], 'it is not a TF.js model.json'],
    ['null', [{ name: 'model.json', bytes: new TextEncoder().encode('null') }], 'it is not a TF.js model.json'],
    [
        'short weights',
        [model, { ...weights, bytes: weights.bytes.subarray(0, 9) }],
        '9 bytes, too short for the tensor d/kernel',
    ],
    ['long weights', [model, { ...weights, bytes: new Uint8Array(20) }], '20 bytes, but the model describes 18'],
    [
        'another type of numbers',
        [
            edited(json => {
                json.weightsManifest[0].weights[0].dtype = 'decimal';
            }),
            weights,
        ],
        'of type decimal, which this page cannot read',
    ],
    [
        'a wrong shape',
        [
            edited(json => {
                json.weightsManifest[0].weights[0].shape = [-2];
            }),
            weights,
        ],
        'no valid shape',
    ],
])('%s is refused with a reason', (_, files, reason) => {
    expect(() => open(files)).toThrow(reason);
});

test('a regularizer that cannot be read does not keep the weights from being shown', () => {
    const strange = edited(json => {
        json.modelTopology.config.layers[0].config.kernel_regularizer.class_name = 'Mine';
    });
    const { tensors, problems } = open([strange, weights]);
    expect(tensors).toHaveLength(2);
    expect(problems.join()).toMatch(/own regularizers could not be read: .*Mine/);
});
