/** The Python values that the probes of keras-behaviour.json name, as JavaScript has them. */
import { L1L2, L2, l1, l1_l2, Regularizer } from '../../js/index.js';

export class MyReg extends Regularizer {
    static className = 'MyReg';

    constructor({ k = 0.1 } = {}) {
        super();
        this.k = k;
    }

    getConfig() {
        return { k: this.k };
    }
}

export class Foo extends Regularizer {
    static className = 'Foo';

    constructor({ k = 1 } = {}) {
        super();
        this.k = k;
    }

    getConfig() {
        return { k: this.k };
    }
}

class NoCfg extends Regularizer {
    static className = 'NoCfg';
}

class ArgReg extends Regularizer {
    static className = 'ArgReg';

    constructor(/** @type {any} */ k) {
        super();
        if (k === undefined) throw new TypeError('ArgReg: expected k');
    }
}

export function l1_reg(/** @type {ArrayLike<number>} */ w) {
    return 0.01 * Array.from(w).reduce((sum, x) => sum + Math.abs(x), 0);
}

const NotReg = () => 0;
const myfn = () => 0;

/** What NumPy, a tensor library or `fractions` makes of a number: an object that converts to one. */
const boxed = (/** @type {number} */ value) => ({ valueOf: () => value });

const cn = (/** @type {string} */ class_name, /** @type {any} */ config) => ({ class_name, config });
const k3 = (/** @type {any} */ class_name, /** @type {any} */ config, rest = {}) => ({
    module: 'keras.regularizers',
    class_name,
    config,
    registered_name: null,
    ...rest,
});

/** What stands between the brackets of get(), deserialize() and serialize(). */
export const identifiers = new Map(
    /** @type {[string, any][]} */ ([
        ['cn L1 {l1:.02}', cn('L1', { l1: 0.02 })],
        ['cn L2 {l2:.02}', cn('L2', { l2: 0.02 })],
        ['cn l1 {l1:.02}', cn('l1', { l1: 0.02 })],
        ['cn l2 {l2:.02}', cn('l2', { l2: 0.02 })],
        ['cn l1 {l:.02}', cn('l1', { l: 0.02 })],
        ['cn l2 {l:.02}', cn('l2', { l: 0.02 })],
        ['cn L1 {l:.02}', cn('L1', { l: 0.02 })],
        ['cn L2 {l:.02}', cn('L2', { l: 0.02 })],
        ['cn L2 {l:.02,l2:.03}', cn('L2', { l: 0.02, l2: 0.03 })],
        ['cn L2 {l1:.02}', cn('L2', { l1: 0.02 })],
        ['cn L1 {l2:.02}', cn('L1', { l2: 0.02 })],
        ['cn L2 {}', cn('L2', {})],
        ['cn L1 {}', cn('L1', {})],
        ['cn L1L2 {l1:.02,l2:.03}', cn('L1L2', { l1: 0.02, l2: 0.03 })],
        ['cn L1L2 {}', cn('L1L2', {})],
        ['cn L1L2 {l2:.03}', cn('L1L2', { l2: 0.03 })],
        ['cn L1L2 {l1:0,l2:0.009999999776482582}', cn('L1L2', { l1: 0, l2: 0.009999999776482582 })],
        ['cn L1L2 {l1:null,l2:.03}', cn('L1L2', { l1: null, l2: 0.03 })],
        ['cn L1L2 {l:.03}', cn('L1L2', { l: 0.03 })],
        ['cn L1L2 {name:..}', cn('L1L2', { name: 'L1L2Regularizer', l1: 0.02, l2: 0.03 })],
        ['cn l1_l2 {}', cn('l1_l2', {})],
        ['cn l1_l2 {l1,l2}', cn('l1_l2', { l1: 0.02, l2: 0.03 })],
        ['cn l1l2 {}', cn('l1l2', {})],
        ['cn L2 config null', cn('L2', null)],
        ['cn L2 no config', { class_name: 'L2' }],
        ['config only', { config: { l2: 0.02 } }],
        ['empty dict', {}],
        ['cn L2 {l2:null}', cn('L2', { l2: null })],
        ['cn L2 {l2:"0.01"}', cn('L2', { l2: '0.01' })],
        ['cn L2 {l2:true}', cn('L2', { l2: true })],
        ['cn L2 {l2:-.01}', cn('L2', { l2: -0.01 })],
        ['cn L2 {l2:inf}', cn('L2', { l2: Number.POSITIVE_INFINITY })],
        ['cn L2 {l2:[.01]}', cn('L2', { l2: [0.01] })],
        ['cn L2 {l2:{type:ndarray,value}}', cn('L2', { l2: { type: 'ndarray', value: 0.01 } })],
        ['cn L2 {l2, foo}', cn('L2', { l2: 0.02, foo: 1 })],
        ['cn Orth {factor,mode rows}', cn('OrthogonalRegularizer', { factor: 0.02, mode: 'rows' })],
        ['cn Orth {factor,mode columns}', cn('OrthogonalRegularizer', { factor: 0.02, mode: 'columns' })],
        ['cn Orth {mode bad}', cn('OrthogonalRegularizer', { factor: 0.02, mode: 'diag' })],
        ['cn Orth {factor null}', cn('OrthogonalRegularizer', { factor: null })],
        ['cn orthogonal_regularizer {}', cn('orthogonal_regularizer', {})],
        ['cn Regularizer {}', cn('Regularizer', {})],
        ['cn Unknown {}', cn('MyReg', {})],
        ['camel L2', { className: 'L2', config: { l2: 0.02 } }],
        ['k3 L2', k3('L2', { l2: 0.02 })],
        ['k3 L1', k3('L1', { l1: 0.02 })],
        ['k3 L1L2', k3('L1L2', { l1: 0.02, l2: 0.03 })],
        ['k3 Orth', k3('OrthogonalRegularizer', { factor: 0.02, mode: 'rows' })],
        [
            'k3.0.0 L2 (module keras.src.regularizers.regularizers, registered_name L2)',
            k3('L2', { l2: 0.02 }, { module: 'keras.src.regularizers.regularizers', registered_name: 'L2' }),
        ],
        ['k3 L2 registered_name Custom>L2 (unregistered)', k3('L2', { l2: 0.02 }, { registered_name: 'Custom>L2' })],
        ['k3 module wrong', k3('L2', { l2: 0.02 }, { module: 'my.mod' })],
        ['k3 module null', k3('L2', { l2: 0.02 }, { module: null })],
        ['k3 module builtins function l2', k3('function', 'l2', { module: 'builtins', registered_name: 'function' })],
        ['k3 custom unregistered', k3('MyReg', { k: 0.5 }, { module: null, registered_name: 'Custom>MyReg' })],
        [
            'k3 custom module set unregistered',
            k3('MyReg', { k: 0.5 }, { module: 'my.mod', registered_name: 'Custom>MyReg' }),
        ],
        [
            'k3 lambda',
            {
                class_name: '__lambda__',
                config: { value: ['4wE=', null, null] },
                registered_name: null,
                module: 'builtins',
            },
        ],
        ['shared_object_id', { ...cn('L2', { l2: 0.02 }), shared_object_id: 7 }],
        ['None', null],
        ['0.01 (float)', 0.01],
        ['0', 0],
        ['True', true],
        ['nan', Number.NaN],
        ['[]', []],
        ['["l2"]', ['l2']],
        ['("l2",)', Object.freeze(['l2'])],
        ["['l1','l2']", ['l1', 'l2']],
        ["b'l2'", Uint8Array.of(0x6c, 0x32)],
        ['L2(0.02) instance', new L2(0.02)],
        ['L1L2 class', L1L2],
        ['L2 class', L2],
        ['Regularizer class', Regularizer],
        ['MyReg instance', new MyReg()],
        ['MyReg class', MyReg],
        ['NoCfg class', NoCfg],
        ['ArgReg class (needs arg)', ArgReg],
        ['non-Regularizer callable instance', NotReg],
        ['function', myfn],
        [
            'lambda',
            (
                () => () =>
                    0
            )(),
        ],
        ['object()', new (class object {})()],
        ['l1 factory', l1],
        ['l1_l2 factory', l1_l2],
        ['numpy str', 'l2'],
        ['json string', '{"class_name":"L2","config":{"l2":0.02}}'],
    ]),
);

/** What stands behind `l1=`. */
export const factors = new Map(
    /** @type {[string, any][]} */ ([
        ['0', 0],
        ['0.0', 0],
        ['-0.0', -0],
        ['1', 1],
        ['0.1', 0.1],
        ['True', true],
        ['False', false],
        ['None', null],
        ['-0.01', -0.01],
        ['nan', Number.NaN],
        ['inf', Number.POSITIVE_INFINITY],
        ['-inf', Number.NEGATIVE_INFINITY],
        ["'0.01'", '0.01'],
        ['[0.01]', [0.01]],
        ['np.float32(0.01)', boxed(Math.fround(0.01))],
        ['np.float64(0.01)', 0.01], // a subclass of Python's float, as no other of NumPy's types is
        ['np.int64(1)', boxed(1)],
        ['np.array(0.01)', { data: [0.01], shape: [] }],
        ['np.bool_(True)', boxed(1)],
        ['1e-50 (float32 underflow)', 1e-50],
        ['1e39 (float32 overflow)', 1e39],
        ['1j', { re: 0, im: 1 }],
        ['10**400', 10n ** 400n],
        ['tensor', { data: [Math.fround(0.01)], shape: [] }],
        ['Fraction(1,100)', boxed(0.01)],
        ['Decimal("0.01")', boxed(0.01)],
    ]),
);
