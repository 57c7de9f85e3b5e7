/** No lower room knows an upper one: not by an import, and not by a word in code, messages or comments. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = execFileSync('git', ['ls-files', 'js'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
/** Without examples, which are written from where users are, as empty lines. */
const textOf = file =>
    readFileSync(`${root}/${file}`, 'utf8').replace(/@example\n(?: *\*(?!\/).*\n)*/g, example =>
        example.replace(/.*/g, ''),
    );

/** Which rooms each may import from, beside itself. What the build generates lies beside the kernels, and imports nothing. */
const BELOW = {
    generated: [],
    input: [],
    kernels: ['generated', 'input'],
    classes: ['input', 'kernels'],
    configs: ['input', 'kernels', 'classes'],
    index: ['input', 'kernels', 'classes', 'configs'],
    slim: ['generated', 'input', 'kernels', 'classes', 'configs', 'index'],
    explain: ['input', 'kernels', 'classes', 'configs', 'index'],
    tfjs: ['input', 'kernels', 'classes', 'configs', 'index'],
    jax: ['input', 'kernels', 'classes', 'configs', 'index'],
};

/** What a room imports from elsewhere: the library that it is for, where that is not handed in. */
const PACKAGES = { jax: ['@jax-js/jax'] };

/** 'js/kernels/lanes.js' is in the room 'kernels', 'js/index.js' in 'index'. */
const roomOf = path => path.split('/')[1].replace(/\.js$/, '');

/** A line of an example in JSDoc is a user's, who imports the package by its name. */
const withoutExamples = text => text.replace(/^ *\* import .* from '[^.].*';$/gm, '');

/** Static, dynamic and JSDoc's imports alike: a type from above is knowledge of what is above. */
const importsIn = (file, text) =>
    [...withoutExamples(text).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\s]+)\1/g)].map(([, , to]) =>
        to.startsWith('.') ? posix.join(posix.dirname(file), to) : to,
    );

/** The arrows of a file that go up, to the side, or out of the package. */
const wrongArrows = (file, text) =>
    importsIn(file, text)
        .filter(to => !PACKAGES[roomOf(file)]?.includes(to))
        .filter(to => !/^js\//.test(to) || ![roomOf(file), ...BELOW[roomOf(file)]].includes(roomOf(to)))
        .map(to => `${file} -> ${to}`);

/** The words of the rooms above, which a room does not say. */
const REGULARIZERS = /regulari[sz]|orthogonalreg|lasso|l1_?l2|elasticnet|\b(l1|l2) class/i;
const FRAMEWORKS = /keras|tf\.?js|tensorflow|pytorch|python/i;
const CONFIGS = /serializ|dialect|class_name|registered_name|custom_?objects?/i;
const DIALECTS = /keras[0-9]|tf\.?js|tensorflow|dialect|serializ|class_name|registered_name|custom_?objects?/i;
const EXPLAIN = /\bexplain/i;

const UNSAID = {
    input: [REGULARIZERS, FRAMEWORKS, CONFIGS, EXPLAIN],
    kernels: [REGULARIZERS, FRAMEWORKS, CONFIGS, EXPLAIN],
    // A class says itself which of Keras' it is, and where the versions of Keras disagree, which it obeys.
    classes: [DIALECTS, EXPLAIN],
    // How code for each framework is written, and its formula, stands in the row of a class.
    configs: [EXPLAIN],
    index: [EXPLAIN, FRAMEWORKS],
    slim: [EXPLAIN, FRAMEWORKS],
    tfjs: [EXPLAIN],
    jax: [EXPLAIN],
};

/** The package's own name, where it is only that: a path to publish or to read. */
const withoutOwnName = line => line.replace(/src\/regularizers\.h|regularizers\/kernels\//g, '');

/**
 * What may stand where it does, by the number of its lines. JSON.stringify asks the regularizer itself for toJSON, also where
 * no room above is imported.
 */
const EXCEPTIONS = { 'js/classes/regularizer.js says class_name': 2 };

const wordsFromAbove = (file, text) =>
    text.split('\n').flatMap((line, i) => {
        const found = (UNSAID[roomOf(file)] ?? []).map(words => words.exec(withoutOwnName(line))?.[0]);
        return found.filter(Boolean).map(word => `${file}:${i + 1} says ${word}`);
    });

describe('the rooms of js', () => {
    test('are all on the drawing, so that none is left out of these tests', () => {
        expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(BELOW).filter(room => room !== 'generated')));
        expect(files.flatMap(file => importsIn(file, textOf(file))).length).toBeGreaterThan(150);
    });

    test('import no room above them, nor one beside them, nor a package', () => {
        // Types of TF.js, for those who have it installed: no code is imported.
        const found = files.filter(file => !file.endsWith('.d.ts')).flatMap(file => wrongArrows(file, textOf(file)));
        expect(found).toEqual([]);
    });

    test.each([
        ['js/kernels/lanes.js', "import { L1 } from '../classes/elastic-net.js';"],
        ['js/kernels/lanes.js', "/** @typedef {import('../classes/regularizer.js').Weights} Weights */"],
        ['js/input/check.js', "export * from '../kernels/lanes.js';"],
        ['js/classes/decay.js', "import { L1 } from '../index.js';"],
        ['js/configs/registry.js', "import '../tfjs/index.js';"],
        ['js/explain/line.js', "const later = import('../tfjs/index.js');"],
        ['js/tfjs/backends/heap.js', "import { explain } from '../../explain/index.js';"],
        ['js/tfjs/classes.js', "import * as tf from '@tensorflow/tfjs';"],
        ['js/tfjs/classes.js', "import * as jax from '@jax-js/jax';"],
        ['js/jax/ops.js', "import { install } from '../tfjs/index.js';"],
        ['js/jax/ops.js', "import * as optax from '@jax-js/optax';"],
    ])('do not get by with it: %s with %s', (file, line) => {
        expect(wrongArrows(file, line)).toHaveLength(1);
    });

    test('have no words of those above them', () => {
        const found = files.flatMap(file => wordsFromAbove(file, textOf(file)));
        const where = found.map(line => line.replace(/:\d+/, ''));
        expect(found.filter((_, i) => !(where[i] in EXCEPTIONS))).toEqual([]);
        for (const [exception, lines] of Object.entries(EXCEPTIONS)) {
            expect([exception, where.filter(line => line === exception).length]).toEqual([exception, lines]);
        }
    });

    test.each([
        ['js/kernels/orthogonal.js', "throw new TypeError('OrthogonalRegularizer: too large');"],
        ['js/kernels/resident.js', "throw typeError('attach', 'a memory of TF.js', shown(memory));"],
        ['js/input/check.js', '// as Keras reads them'],
        ['js/classes/regularizer.js', 'return { className, dialect };'],
        ['js/classes/regularizer.js', "format: 'keras2'"],
        ['js/configs/deserialize.js', '// see explain()'],
    ])('do not get by with it: %s with %s', (file, line) => {
        expect(wordsFromAbove(file, line)).not.toEqual([]);
    });
});
