// Which files of tests are asked about which room of js: those that run in one process and take little time.

const core = [
    'refusals',
    'arguments',
    'anchored',
    'built-in',
    'errors',
    'gradients',
    'groups',
    'inputs',
    'instances',
    'keras',
    'kinds',
    'reentrant',
    'soft-orthogonal',
    'memory',
].map(name => `tests/core/${name}.test.js`);
const peers = ['keras-2', 'keras-3', 'tfjs'].map(name => `tests/peers/${name}.test.js`);

/** @type {Record<string, { mutate: string, tests: string[] }>} */
export const rooms = {
    input: { mutate: 'js/input/*.js', tests: [...core, 'tests/strangers.test.js'] },
    kernels: {
        mutate: 'js/kernels/*.js',
        tests: [
            ...core,
            ...core.map(file => `js:${file}`),
            ...['anchored-kernels', 'group-kernels', 'lanes', 'optimizer'].map(name => `tests/core/${name}.test.js`),
            // Of these the tests of every length are too slow, which ask the same.
            ...['both-kernels', 'places-in-memory'].flatMap(name => [
                `tests/core/${name}.test.js`,
                `js:tests/core/${name}.test.js`,
            ]),
        ],
    },
    classes: {
        mutate: 'js/classes/*.js',
        tests: [...core, ...peers, 'tests/core/copies.test.js', 'tests/configs.test.js'],
    },
    configs: {
        mutate: 'js/configs/*.js',
        tests: [
            'tests/core/dialects.test.js',
            'tests/tfjs/formulas.test.js',
            'tests/core/copies.test.js',
            'tests/configs.test.js',
            ...peers,
            'tests/explain.test.js',
            'tests/core/built-in.test.js',
            'tests/core/errors.test.js',
            'tests/core/kinds.test.js',
            'tests/keras-behaviour.test.js',
            'tests/core/anchored.test.js',
            'tests/core/groups.test.js',
            'tests/core/soft-orthogonal.test.js',
        ],
    },
    explain: { mutate: 'js/explain/*.js', tests: ['tests/explain.test.js', 'tests/keras-behaviour.test.js'] },
};
