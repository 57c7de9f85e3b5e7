import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { explain } from '../js/explain/index.js';
import { interpret } from '../js/explain/line.js';
import { LINES } from '../js/explain/table.js';
import { L2, Regularizer } from '../js/index.js';
import { outcomeOf } from './behaviour/outcomes.js';
import { identifiers } from './behaviour/python-values.js';

const { keras, tfjs_4_22_0: tfjs } = JSON.parse(
    readFileSync(new URL('vectors/keras-behaviour.json', import.meta.url), 'utf8'),
);

/** The versions that were run, oldest first, as numbers to compare. */
const VERSIONS = [
    ...[
        '2.3.1',
        'v2.6.0',
        'v2.7.0',
        'v2.8.0',
        'v2.9.0',
        'v2.10.0',
        'v2.11.0',
        'v2.12.0',
        'v2.13.1',
        'v2.14.0',
        'v2.15.0',
    ],
    ...[
        'v3.0.0',
        'v3.0.1',
        'v3.0.2',
        'v3.1.0',
        'v3.3.0',
        'v3.6.0',
        'v3.7.0',
        'v3.13.2',
        'v3.14.0',
        'v3.14.1',
        'v3.15.0',
    ],
    ...['v3.15.1', 'HEAD'],
];

/** @param {string} version @returns {number[]} HEAD is what became the last line */
const partsOf = version => (version === 'HEAD' ? 'v3.15.1' : version).replace('v', '').split('.').map(Number);

/** Compares as many parts as the bound has: 2.8.0 is within 2.8. @param {string} version @param {string} bound */
function compare(version, bound) {
    const limit = partsOf(bound);
    const parts = partsOf(version);
    const i = limit.findIndex((part, at) => part !== parts[at]);
    return i < 0 ? 0 : parts[i] - limit[i];
}

/** @param {string} version */
const lineOf = version =>
    LINES.findLast(
        ({ family, from, to }) => family === 'Keras' && compare(version, from) >= 0 && compare(version, to) <= 0,
    );

/** Names that Python's module happens to hold, which no table of regularizers lists. */
const GLOBALS = ["get('math')", "get('deserialize')"];

const probes = Object.keys(keras).filter(probe => {
    const label = /^get\((.*)\)$/s.exec(probe)?.[1] ?? '';
    const isPlain = identifiers.has(label) && typeof identifiers.get(label) !== 'function';
    return !GLOBALS.includes(probe) && (/^'.*'$/.test(label) || isPlain) && !/^b'|nan/.test(label);
});

/** @param {string} probe */
const identifierOf = probe => {
    const label = probe.slice(4, -1);
    return /^'.*'$/.test(label) ? label.slice(1, -1) : identifiers.get(label);
};

/** @param {ReturnType<typeof interpret>} outcome */
const asOutcome = ({ loads, result, config }) => {
    if (loads) return config ? { made: config.class_name, config: config.config } : { value: null };
    return /^\w+Error: |^Error: /.test(result) ? { error: result } : { value: result.slice(1, -1) };
};

/** Whether an error of the fixture, which is cut, begins as the table's, which may be cut too. @param {string} theirs @param {string} ours */
function sameError(theirs, ours) {
    const [start] = ours.split('…');
    const length = Math.min(start.length, theirs.length);
    return theirs.slice(0, length).replace(/\s+/g, ' ') === start.slice(0, length).replace(/\s+/g, ' ');
}

/** @param {any} theirs @param {any} ours */
function expectSame(theirs, ours) {
    if (theirs.error && ours.error) {
        if (!sameError(theirs.error, ours.error)) expect(ours.error).toBe(theirs.error);
        return;
    }
    // The base class has no get_config, which the fixture tells by an error in its place.
    if (theirs.made === 'Regularizer' || /Regularizer/.test(theirs.thing)) expect(ours.made).toBe('Regularizer');
    else expect(ours).toEqual(theirs);
}

describe('the table says of each Keras what was observed of', () => {
    test.each(probes)('%s', probe => {
        for (const [from, to, text] of keras[probe]) {
            const range = VERSIONS.slice(VERSIONS.indexOf(from), VERSIONS.indexOf(to) + 1);
            for (const line of new Set(range.map(lineOf))) {
                if (!line) throw new Error(`no line for ${from}`);
                expectSame(outcomeOf(text), asOutcome(interpret(line, identifierOf(probe))));
            }
        }
    });

    test('which is every version that was run, and no line is without one', () => {
        const lines = LINES.filter(({ family, from }) => family === 'Keras' && from !== '1.0');
        expect(new Set(VERSIONS.map(lineOf))).toEqual(new Set(lines));
    });
});

/** @param {string} where */
const tfjsLine = where => /** @type {any} */ (LINES.find(line => line.where === where));

describe('the table says of TF.js 4.22 what was observed of', () => {
    const names = Object.keys(tfjs).filter(probe => /^get\("\w*"\)$/.test(probe));
    // TF.js looks for own names nowhere, and among all registered classes.
    const exceptions = /Adam|Zeros|toString|constructor|__proto__|hasOwnProperty/;

    test.each(names.filter(probe => !exceptions.test(probe)))('%s in a layer option', probe => {
        const theirs = outcomeOf(tfjs[probe]);
        expectSame(theirs, asOutcome(interpret(tfjsLine('in a layer option'), JSON.parse(probe.slice(4, -1)))));
    });

    const saved = /** @type {[string, any][]} */ ([
        ['null', null],
        ['"l2" string', 'l2'],
        ['k2 L1L2', { class_name: 'L1L2', config: { l1: 0, l2: 0.009999999776482582 } }],
        ['k2 L2', { class_name: 'L2', config: { l2: 0.02 } }],
        ['k2 L1L2 missing l1', { class_name: 'L1L2', config: { l2: 0.02 } }],
        ['k2.13+/k3 L1', { module: 'keras.regularizers', class_name: 'L1', config: {}, registered_name: null }],
        ['OrthogonalRegularizer', { class_name: 'OrthogonalRegularizer', config: {} }],
        ['k3 function', { module: 'builtins', class_name: 'function', config: 'f', registered_name: 'function' }],
        ['ndarray l2', { class_name: 'L1L2', config: { l1: 0, l2: { type: 'ndarray', value: 0.02 } } }],
    ]);

    test.each(saved)('%s in loadLayersModel', (label, identifier) => {
        const theirs = outcomeOf(tfjs[`loadLayersModel kernel_regularizer ${label}`]);
        expectSame(theirs, asOutcome(interpret(tfjsLine('in loadLayersModel'), identifier)));
    });

    const options = /** @type {[string, any][]} */ ([
        ['get(className L1L2 {l1,l2})', { className: 'L1L2', config: { l1: 0.02, l2: 0.03 } }],
        ['get(className L1L2 {})', { className: 'L1L2', config: {} }],
        ['get(className L1L2 {l2})', { className: 'L1L2', config: { l2: 0.03 } }],
        ['get(className L1L2 no config)', { className: 'L1L2' }],
        ['get(className L1L2 config null)', { className: 'L1L2', config: null }],
        ['get(className l2 {l2})', { className: 'l2', config: { l2: 0.02 } }],
        ['get(className l1l2)', { className: 'l1l2', config: {} }],
        ['get(className L1L2 unknown key)', { className: 'L1L2', config: { l1: 0.02, l2: 0.03, foo: 1 } }],
        ['get(className L1L2 {l:0.03})', { className: 'L1L2', config: { l: 0.03 } }],
        ['get(0.01)', 0.01],
        ['get(true)', true],
    ]);

    test.each(options)('%s in a layer option', (probe, identifier) => {
        expectSame(outcomeOf(tfjs[probe]), asOutcome(interpret(tfjsLine('in a layer option'), identifier)));
    });
});

describe('explain', () => {
    test('names each line, what comes out and why, and joins lines that agree', () => {
        const { ours, lines } = explain({ class_name: 'L1L2', config: { l2: 0.03 } });
        expect(ours).toEqual({
            ok: true,
            result: 'L1L2(l1=0, l2=0.03)',
            config: { class_name: 'L1L2', config: { l1: 0, l2: 0.03 } },
        });
        expect(lines.map(({ line, ok, loads }) => [line, ok, loads])).toEqual([
            ['Keras 1.0–1.2', false, false],
            ['Keras 2.0–2.15', true, true],
            ['Keras 3.0–3.13', true, true],
            ['Keras 3.14.0', true, true],
            ['Keras 3.14.1–3.15', true, true],
            ['TF.js 4.22 in a layer option', false, false],
            ['TF.js 4.22 in loadLayersModel', false, true],
        ]);
        expect(lines.at(-1)).toMatchObject({
            result: 'L1L2(l1=0.01, l2=0.03)',
            why: 'l1 is not given: its default is 0.01.',
        });
        expect(lines[3].why).toBe('l1 is not given: its default is 0. Factors are kept as float32.');
    });

    test('tells the same penalty under another class from another penalty', () => {
        const old = explain('l2').lines[0];
        expect(old).toMatchObject({ line: 'Keras 1.0–2.3', ok: true, config: { class_name: 'L1L2' } });
        const class3 = explain('l1l2').lines.find(({ line }) => line.startsWith('Keras 3'));
        expect(class3).toMatchObject({ ok: false, loads: true, result: 'L1L2(l1=0, l2=0)' });
    });

    test('tells a penalty that is computed otherwise', () => {
        const { lines } = explain('OrthogonalRegularizer');
        expect(lines.map(({ line, ok, loads }) => [line, ok, loads])).toEqual([
            ['Keras 1.0–1.2', false, false],
            ['Keras 2.0–2.3', false, false],
            ['Keras 2.6–2.8', false, false],
            ['Keras 2.9', false, true],
            ['Keras 2.10–3.15', true, true],
            ['TF.js 4.22', false, false],
        ]);
        expect(lines[3].why).toMatch(/with their signs/);
    });

    test('gives the error in its own words and ours where nothing loads', () => {
        const { ours, lines, code } = explain({ class_name: 'L2', config: { l3: 1 } });
        expect(ours.ok).toBe(false);
        expect(ours.result).toMatch(/^TypeError: L2: unknown key 'l3'/);
        expect(lines.every(({ ok }) => !ok)).toBe(true);
        expect(lines.find(({ line }) => line === 'Keras 2.6–2.15')).toMatchObject({
            result: "TypeError: Argument(s) not recognized: {'l3': 1}",
            why: 'It takes l2, l, not l3.',
        });
        expect(code).toEqual({});
    });

    test('writes the code of every dialect, with half the weight decay of PyTorch', () => {
        const { code } = explain(new L2(0.01));
        expect(code.JavaScript).toBe('new L2({ l2: 0.01 })');
        expect(code.Keras).toBe('keras.regularizers.L2(l2=0.01)');
        expect(code['TF.js']).toBe('tf.regularizers.l2({ l2: 0.01 })');
        expect(code.PyTorch).toMatch(/weight_decay=0\.02/);
        expect(JSON.parse(code['Keras 3 JSON'])).toMatchObject({ module: 'keras.regularizers', class_name: 'L2' });
    });

    test('takes null, the base class and names of prototypes as they come', () => {
        expect(explain(null)).toMatchObject({ ours: { ok: true, config: null }, code: {}, notes: [] });
        expect(explain(null).lines.every(({ ok }) => ok)).toBe(true);
        expect(explain('Regularizer').lines[0]).toMatchObject({ line: 'Keras 1.0–3.15', ok: true });
        for (const name of ['toString', '__proto__', 'constructor']) {
            expect(explain(name).lines.some(({ loads }) => loads)).toBe(false);
        }
        expect(() => explain(/** @type {any} */ (() => 0))).toThrow(TypeError);
    });

    test('takes configs that are made to break it', () => {
        /** @type {any} */
        const loop = { class_name: 'L2', config: {} };
        loop.config.l2 = loop;
        /** @type {any} */
        let deep = [];
        for (let i = 0; i < 1e5; i++) deep = [deep];
        const long = { class_name: 'L2', config: { l2: 'x'.repeat(1e5) } };
        for (const identifier of [
            loop,
            { config: deep },
            long,
            1n,
            JSON.parse('{"class_name":"L2","config":{"__proto__":1}}'),
        ]) {
            const { ours, lines } = explain(identifier);
            expect(ours.ok).toBe(false);
            expect(lines.every(({ ok, result }) => !ok && result.length < 600)).toBe(true);
        }
    });

    /** Everything that is said of it, which is to be read in a line or two. */
    const saidOf = identifier => {
        const { ours, lines } = explain(identifier);
        return [ours.result, ...lines.flatMap(({ result, why }) => [result, why])];
    };

    test('prints no more of a config than is read, in the time of its objects, not of the paths to them', () => {
        let shared = { end: 1 };
        for (let i = 0; i < 64; i++) shared = { a: shared, b: shared };
        const many = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`key${i}`, 0]));
        const long = 'x'.repeat(1e6);
        for (const identifier of [
            { class_name: 'L2', config: { l2: shared } },
            { class_name: 'L2', config: { more: shared } },
            { name: 'l2', more: shared },
            { config: shared },
            many,
            { class_name: 'L2', config: many },
            { class_name: 'L2', config: { l2: Array(1e5).fill(0) } },
            long,
            { class_name: long, config: {} },
            { class_name: 'L2', config: { [long]: 1 } },
            { class_name: 'L2', config: { l2: { [long]: 1 } } },
            { [long]: 1 },
            { module: 'builtins', class_name: 'function', config: long },
        ]) {
            for (const text of saidOf(identifier)) expect(text.length).toBeLessThan(600);
        }
    });

    test('escapes what strangers call things', () => {
        const hostile = '\u001b[2J\u202e\u0085\ud800';
        for (const identifier of [
            hostile,
            { class_name: hostile, config: {} },
            { class_name: 'L2', config: { [hostile]: 1 } },
            { class_name: 'L2', config: { l2: hostile } },
            { class_name: 'OrthogonalRegularizer', config: { mode: hostile } },
            { [hostile]: 1 },
            { module: 'builtins', class_name: 'function', config: hostile },
        ]) {
            // The line break is in TF.js' own words.
            for (const text of saidOf(identifier)) expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
        }
        const { lines } = explain(hostile);
        expect(lines.some(({ result }) => result.includes('\\u001b[2J\\u202e\\u0085\\ud800'))).toBe(true);
    });

    test('leaves what it is given as it is', () => {
        const config = { class_name: 'L2', config: { l: 0.5, deep: { list: [1, { a: null }] } } };
        const before = structuredClone(config);
        explain(config);
        expect(config).toEqual(before);
        expect(Regularizer.className).toBe('Regularizer');
    });
});

test('a group penalty has code for this package and TF.js, none for Keras, and says that Keras has no such class', () => {
    const { ours, code, notes } = explain({ class_name: 'regularizers>GroupLasso', config: { factor: 0.02, axis: 0 } });
    expect(ours.ok).toBe(true);
    expect(code).toMatchObject({
        JavaScript: 'new GroupLasso({ factor: 0.02, axis: 0 })',
        'TF.js': 'install(tf).groupLasso({ factor: 0.02, axis: 0 })  // from regularizers/tfjs',
        'Keras 2 JSON': '{"class_name":"regularizers>GroupLasso","config":{"factor":0.02,"axis":0}}',
    });
    expect(code).not.toHaveProperty('Keras');
    expect(notes[0]).toMatch(/Neither Keras nor TF\.js has such a class/);
});

test('soft orthogonality and distances to an anchor have code for each framework, none for Keras, which has no such class', () => {
    const soft = explain({ class_name: 'SoftOrthogonal', config: { factor: 0.5, mode: 'columns', diagonal: false } });
    expect(soft.ours.ok).toBe(true);
    expect(soft.code).toMatchObject({
        JavaScript: "new SoftOrthogonal({ factor: 0.5, mode: 'columns', diagonal: false })",
        'TF.js':
            'install(tf).softOrthogonal({"factor":0.5,"mode":"columns","diagonal":false})  // from regularizers/tfjs',
        PyTorch: 'loss = loss + 0.5 * ((w.T @ w) * (1 - torch.eye(n))).square().sum()  # n: how many columns w has',
    });
    const config = { l2: 0.5, anchor: { data: [1, 2], shape: [2] }, importance: null };
    const anchored = explain({ class_name: 'regularizers>AnchoredL2', config });
    expect(anchored.ours.ok).toBe(true);
    expect(anchored.code).toMatchObject({
        JavaScript: 'new AnchoredL2({ l2: 0.5, anchor: {"data":[1,2],"shape":[2]}, importance: null })',
        'TF.js': `install(tf).anchoredL2(${JSON.stringify(config)})  // from regularizers/tfjs`,
        PyTorch: 'loss = loss + 0.5 * ((weight - anchor).square()).sum()',
        'TF.js JSON': JSON.stringify({ className: 'AnchoredL2', config }),
    });
    for (const { code, notes, lines } of [soft, anchored]) {
        expect(code).not.toHaveProperty('Keras');
        expect(notes[0]).toMatch(/Neither Keras nor TF\.js has such a class/);
        expect(lines.every(({ ok }) => !ok)).toBe(true);
    }
});
