import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { below, curveOf, threshold, together } from '../../demo/src/weights/curve.js';
import { open } from '../../demo/src/weights/files.js';
import { kindOf } from '../../demo/src/weights/kinds.js';
import { unpackLzf } from '../../demo/src/weights/lzf.js';
import { measure } from '../../demo/src/weights/measures.js';
import { brainFloat } from '../../demo/src/weights/numbers.js';
import { ownOfTensor } from '../../demo/src/weights/own.js';
import { sentenceFor } from '../../demo/src/weights/problem.js';
import { contents, strangeNumbers } from '../../demo/src/weights/words.js';
import { modelFiles, npy, safetensors } from '../browser/weight-files.js';

const fixture = (/** @type {string} */ name) => ({
    name,
    bytes: new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url))),
});
const text = (/** @type {string} */ letters) => new TextEncoder().encode(letters);
const plain = (/** @type {import('../../demo/src/weights/npy.js').Tensor[]} */ tensors) =>
    Object.fromEntries(tensors.map(({ name, data }) => [name, [...data]]));

test('an .h5 of Keras 2 gives its weights by the names of its layers, and its regularizers', () => {
    const { tensors, problems } = open([fixture('keras2.h5')]);
    expect(plain(tensors)).toEqual({
        'bn/beta': [1, 1],
        'bn/gamma': [1, 1],
        'bn/moving_mean': [1, 1],
        'bn/moving_variance': [1, 1],
        'd/bias': [0.5, Number.NaN],
        'd/kernel': [1, 0, -3, 2],
    });
    const kernel = tensors.find(({ name }) => name === 'd/kernel');
    expect(kernel?.own?.words).toBe('L2(l2=0.5)');
    expect(measure(/** @type {any} */ (kernel), 'weights').own).toBe(7);
    expect(problems).toEqual(['the state of its optimizer was left out']);
    expect(tensors.map(tensor => kindOf(tensor, true))).toEqual([...Array(4).fill('norm'), 'weights', 'weights']);
});

test('a .keras of Keras 3 gives numbered variables the names that their layers use', () => {
    const { tensors, own } = open([fixture('keras3.keras')]);
    expect(plain(tensors)).toEqual({
        'first/kernel': [1, -2],
        'first/bias': [0, 4],
        'norm/beta': [1, 1], // it has no gamma
        'norm/moving_mean': [2, 2],
        'norm/moving_variance': [3, 3],
        'second/kernel': [5, 6],
        'second/bias': [7],
        'memory/cell/kernel': [1, 2, 3, 4],
        'memory/cell/recurrent_kernel': [5, 6, 7, 8],
        'memory/cell/bias': [0, 0, 0, 0],
        'inner/deep/kernel': [9],
    });
    expect(own.map(({ path, words }) => [path, words])).toEqual([['first', 'L1(l1=0.25)']]);
    expect(tensors.filter(tensor => tensor.own).map(({ name }) => name)).toEqual(['first/kernel']);
});

test('a whole .h5 of Keras 2 gives scopes, cells, nested models and many layers, and no layer that has no weights', () => {
    const { tensors, problems, own } = open([fixture('keras2-whole.h5')]);
    expect(plain(tensors)).toEqual({
        'block1_conv/kernel': [1, -3],
        'block1_conv/bias': [0, 1],
        'lstm/lstm_cell/kernel': [1, 2, 3, 4],
        'lstm/lstm_cell/bias': [0, 0, 0, 0],
        'inner/deep/kernel': [9],
        'inner/deep/bias': [8],
        ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`d${i}/kernel`, [i]])),
    });
    expect(own.map(({ path, words }) => [path, words])).toEqual([['block1_conv', 'L1(l1=0.25)']]);
    expect(tensors.filter(tensor => tensor.own).map(({ name }) => name)).toEqual(['block1_conv/kernel']);
    expect(problems).toEqual(['the state of its optimizer was left out']);
});

test.each(['keras30.h5', 'keras34.h5'])('%s, as Keras 3 writes .h5, has its weights by the name of the layer', name => {
    const { tensors } = open([fixture(name)]);
    expect(plain(tensors)).toEqual({ 'dense/bias': [0, 4], 'dense/kernel': [1, 2] });
    expect(tensors.map(tensor => tensor.own?.words)).toEqual([undefined, 'L2(l2=0.5)']);
});

test('a .weights.h5 of Keras 3 is read without a config, and a kernel in bfloat16 takes none with it', () => {
    const { tensors, problems } = open([fixture('keras3.weights.h5')]);
    expect(plain(tensors)).toEqual({
        'layers/dense/vars/0': [1, -2],
        'layers/dropout/seed_generator/vars/0': [7, 1337],
    });
    expect(tensors.map(tensor => kindOf(tensor, true))).toEqual(['weights', 'integers']);
    expect(problems).toEqual([
        "layers/dense_1/vars/0 is of a type that this page cannot read, as Keras' bfloat16 in HDF5, and was left out",
    ]);
});

test('packed HDF5 arrays are read, and what the library cannot unpack is named', () => {
    const { tensors, problems } = open([fixture('packed.h5')]);
    const { 'lzf noise': packedNoise, noise, ...arrays } = plain(tensors);
    const numbers = Array.from({ length: 63 }, (_, i) => i);
    expect(arrays).toEqual({
        double: [0, 1, 2, 3, 4, 5],
        half: Array.from({ length: 64 }, (_, i) => i / 4),
        chunks: numbers,
        gzip: numbers,
        lzf: numbers,
        'lzf chunks': numbers,
        'lzf zeros': Array(4096).fill(0),
        checked: numbers,
        scalar: [3],
    });
    expect(noise).toHaveLength(63);
    expect(packedNoise).toEqual(noise);
    expect(problems).toEqual([
        'never written is packed in a way that this page cannot unpack, and was left out',
        'scaled is packed in a way that this page cannot unpack, and was left out',
        'text holds no plain numbers and was left out',
    ]);
});

test("HDF5's newest layout is read, but for its newest index of chunks, which is named", () => {
    const { tensors, problems } = open([fixture('latest.h5')]);
    expect(tensors.map(({ name }) => name).sort()).toEqual(
        Array.from({ length: 12 }, (_, i) => `layer${i}/kernel`).sort(),
    );
    expect(tensors.find(({ name }) => name === 'layer11/kernel')?.data[62]).toBe(73);
    expect(problems).toEqual(['indexed anew is packed in a way that this page cannot unpack, and was left out']);
});

test.each([
    ['cut off', [2, 65, 66], 'ends too early'],
    ['copying from nowhere', [0, 65, 0x20, 9], 'before its start'],
    ['too long', [0, 65, 0xe0, 200, 0], 'longer'],
    ['too short', [0, 65], 'shorter'],
])('LZF that is %s is refused', (_, bytes, reason) => {
    expect(() => unpackLzf(Uint8Array.from(bytes), 8)).toThrow(reason);
});

test('a .npz is the arrays that it holds', () => {
    const bytes = zipSync({ 'a.npy': npy([1, 2], [2]), 'b.npy': npy([3], [1], { descr: '<f8' }), 'c.npy': text('?') });
    const { tensors, problems } = open([{ name: 'w.npz', bytes }]);
    expect(plain(tensors)).toEqual({ a: [1, 2], b: [3] });
    expect(problems).toEqual(['c.npy: this is not a NumPy file.']);
});

test('every type of a .safetensors is read, and one that is not known is named', () => {
    const bytes = safetensors({
        full: ['F32', [2], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]],
        half: ['F16', [1], [0x00, 0x3c]],
        brain: ['BF16', [2], [0x80, 0x3f, 0x80, 0xff]],
        double: ['F64', [1], [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]],
        long: ['I64', [1], [0xfe, 255, 255, 255, 255, 255, 255, 255]],
        byte: ['U8', [], [200]],
        odd: ['F8_E4M3', [1], [1]],
    });
    const { tensors, problems } = open([{ name: 'm.safetensors', bytes }]);
    expect(plain(tensors)).toEqual({
        full: [1, -2],
        half: [1],
        brain: [1, Number.NEGATIVE_INFINITY],
        double: [1.5],
        long: [-2],
        byte: [200],
    });
    expect(tensors.filter(({ whole }) => whole).map(({ name }) => name)).toEqual(['long', 'byte']);
    expect(problems).toEqual(['odd is of type F8_E4M3, which this page cannot read, and was left out']);
    expect(brainFloat(0x4049)).toBeCloseTo(Math.PI, 1);
});

test('text among the tensors of a model is stepped over', () => {
    const [model, weights] = modelFiles();
    const json = JSON.parse(new TextDecoder().decode(model.bytes));
    json.format = 'graph-model';
    json.weightsManifest[0].weights.unshift({ name: 'words', shape: [2], dtype: 'string' });
    const words = [3, 0, 0, 0, 97, 98, 99, 0, 0, 0, 0];
    const { tensors, problems } = open([
        { name: 'model.json', bytes: text(JSON.stringify(json)) },
        { ...weights, bytes: Uint8Array.from([...words, ...weights.bytes]) },
    ]);
    expect(plain(tensors)).toEqual({ 'd/kernel': [1, 0, -3, 2], 'd/bias': [-1, 1] });
    expect(problems).toEqual(['words holds text and was left out']);
});

test('several files at once are told apart, and one that is broken does not hide the others', () => {
    const npz = zipSync({ 'a.npy': npy([1], [1]) });
    const tensor = safetensors({ a: ['F32', [1], [0, 0, 0x80, 0x3f]] });
    const { tensors, problems, title } = open([
        { name: 'one.npz', bytes: npz },
        { name: 'two.safetensors', bytes: tensor },
        { name: 'b.npy', bytes: npy([5], [1]) },
        { name: 'broken.h5', bytes: text('no') },
        { name: 'config.json', bytes: text('{}') },
        { name: 'photo.jpg', bytes: text('no') },
    ]);
    expect(title).toBe('one.npz, two.safetensors, b.npy');
    expect(tensors.map(({ name }) => name)).toEqual(['one.npz: a', 'two.safetensors: a', 'b.npy: b']);
    expect(problems).toHaveLength(3);
    expect(problems.join()).toMatch(/photo.jpg is of a kind .*broken.h5 cannot be read as HDF5.*config.json has no/);
});

const bytes = safetensors({ a: ['F32', [2], [0, 0, 0, 0, 0, 0, 0, 0]] });

test.each([
    ['cut.safetensors', bytes.subarray(0, -1), 'too short for the tensor a'],
    ['head.safetensors', bytes.subarray(0, 12), 'its header cannot be read'],
    ['empty.safetensors', new Uint8Array(), 'its header cannot be read'],
    ['huge.safetensors', new Uint8Array(16).fill(255), 'its header cannot be read'],
    ['a.npz', text('PK'), 'a.npz is no zip archive'],
    ['a.keras', zipSync({ 'x.txt': text('x') }), 'holds no model.weights.h5: it is no .keras archive'],
    ['a.keras', zipSync({ 'model.weights.h5': text('x') }), 'a.keras: model.weights.h5 cannot be read as HDF5'],
    ['a.h5', fixture('packed.h5').bytes.subarray(0, 900), 'a.h5'],
])('%s is refused in a sentence', (name, content, reason) => {
    expect(() => open([{ name, bytes: content }])).toThrow(reason);
});

test('whatever is thrown, a person reads a sentence', () => {
    const fault = new TypeError("Cannot read properties of undefined (reading 'x')");
    expect(sentenceFor(fault, 'a.h5')).toMatch(/^a.h5 could not be read: it is damaged/);
    expect(sentenceFor(new RangeError('Array buffer allocation failed'), 'a.h5')).toMatch(/^a.h5 does not fit/);
});

test.each([
    ['batch_normalization_3/gamma', [8], 'norm'],
    ['bn/moving_variance', [8], 'norm'],
    ['layer_normalization/beta', [8], 'norm'],
    ['encoder.layer.0.attention.output.LayerNorm.weight', [8], 'norm'],
    ['h.3.ln_1.bias', [8], 'norm'],
    ['layer1.0.bn2.running_mean', [8], 'norm'],
    ['model.layers.0.input_layernorm.weight', [8], 'norm'],
    ['model.norm.weight', [8], 'norm'],
    ['layer1.0.bn2.weight', [1, 8, 1, 1], 'norm'],
    ['dense/bias', [8], 'weights'],
    ['normal_dense/kernel', [8, 8], 'weights'],
    ['norm/kernel', [8, 8], 'weights'],
    ['blocks.0.mlp.fc1.bias', [8], 'weights'],
    ['abnormal/bias', [8], 'weights'],
    ['normalizer.bias', [8], 'weights'],
])('%s is of the kind %s', (name, shape, kind) => {
    expect(kindOf({ name, shape, data: new Float32Array() }, true)).toBe(kind);
});

test('the class of a layer tells what a name does not', () => {
    const tensor = { name: 'before/scale', shape: [4], data: new Float32Array(4) };
    expect(kindOf(tensor, true)).toBe('weights');
    expect(kindOf({ ...tensor, layer: 'RMSNormalization' }, true)).toBe('norm');
});

test('integers stand apart where floats are beside them', () => {
    const tensor = { name: 'position_ids', shape: [4], data: new Float32Array(4), whole: true };
    expect([kindOf(tensor, true), kindOf(tensor, false)]).toEqual(['integers', 'weights']);
});

test('a tensor is priced by the regularizer of its own layer and role', () => {
    const own = [
        { path: 'outer/dense', role: 'kernel', words: 'A', regularizer: null },
        { path: 'dense', role: 'kernel', words: 'B', regularizer: null },
        { path: 'both/lstm', role: 'recurrent', words: 'C', regularizer: null },
    ];
    const priced = (/** @type {string} */ name) => ownOfTensor(name, own)?.words;
    expect(priced('outer/dense/kernel')).toBe('A');
    expect(priced('dense/kernel:0')).toBe('B');
    expect(priced('both/backward_lstm/lstm_cell/recurrent_kernel')).toBe('C');
    expect(priced('both/forward_lstm/lstm_cell/kernel')).toBeUndefined();
    expect(priced('dense/bias')).toBeUndefined();
    expect(priced('dense_1/kernel')).toBeUndefined();
});

test('numbers that are not finite are counted and named, and the rest is measured', () => {
    const data = Float32Array.of(1, 0, Number.NaN, -2, Number.POSITIVE_INFINITY, Number.NaN);
    const found = measure({ name: 'w', shape: [2, 3], data }, 'weights');
    expect(found).toMatchObject({ zeros: 1, lone: 3, ltwo: 5, strange: { nan: 2, infinity: 1, first: [0, 2] } });
    expect(strangeNumbers([found])).toBe(
        'Not finite: 2 NaN and 1 infinite, the first in w at [0, 2]. They count as 0 here; a real penalty would be NaN.',
    );
    expect(contents([found, { ...found, kind: 'norm' }])).toBe(
        '6 weights in 1 tensor. Beside them, and in no share: 1 tensor of normalization layers.',
    );
});

test('what is left above a threshold is exact at every step', () => {
    const data = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i * i) * 2 ** ((i % 23) - 18));
    data[7] = 0;
    const halves = [data.subarray(0, 1000), data.subarray(1000)].map(part => curveOf(part.slice()));
    const curve = together([...halves, curveOf(new Float32Array(3))]);
    const sum = (/** @type {(x: number) => number} */ of) => data.reduce((total, x) => total + of(x), 0);
    for (let step = curve.first; step <= curve.first + curve.count.length; step += 7) {
        const t = threshold(step);
        const kept = (/** @type {number} */ x) => (Math.abs(x) < t ? 0 : Math.abs(x));
        const found = below(curve, step);
        expect(found.zeroed).toBe(sum(x => Number(x !== 0 && Math.abs(x) < t)));
        expect(found.lone).toBeCloseTo(sum(kept) / sum(Math.abs), 12);
        expect(found.ltwo).toBeCloseTo(sum(x => kept(x) ** 2) / sum(x => x * x), 12);
    }
    expect(below(curve, curve.first)).toEqual({ zeroed: 0, lone: 1, ltwo: 1 });
    expect(below(curveOf(new Float32Array(2)), 9)).toEqual({ zeroed: 0, lone: 1, ltwo: 1 });
});
