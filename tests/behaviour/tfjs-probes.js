/** The probes of TF.js in keras-behaviour.json, as programs of this package. */
import * as R from '../../js/index.js';
import { k3function, k3MyReg } from './keras-probes.js';
import { MyReg } from './python-values.js';

const { get, deserialize, register } = R;

const className = (/** @type {string} */ name, /** @type {any} */ config) => ({ className: name, config });
const saved = (/** @type {any} */ config) => () => deserialize(config);
const snake = (/** @type {string} */ name, /** @type {any} */ config) => saved({ class_name: name, config });
const k3 = (/** @type {string} */ name, /** @type {any} */ config) =>
    saved({ module: 'keras.regularizers', class_name: name, config, registered_name: null });

/** Registered as TF.js registers its own: by name, in a package. */
class MyReg2 extends MyReg {
    static className = 'MyReg2';
}

/** The probes of TF.js that are no expressions. */
const tfjsPrograms = new Map(
    /** @type {[string, () => unknown][]} */ ([
        ['get(L1L2 instance)', () => get(new R.L1L2({ l1: 0, l2: 0.02 }))],
        ['get(class L1L2)', () => get(R.L1L2)],
        ['get(className L1L2 {l1,l2})', () => get(className('L1L2', { l1: 0.02, l2: 0.03 }))],
        ['get(className L1L2 {})', () => get(className('L1L2', {}))],
        ['get(className L1L2 {l2})', () => get(className('L1L2', { l2: 0.03 }))],
        ['get(className L1L2 no config)', () => get({ className: 'L1L2' })],
        ['get(className L1L2 config null)', () => get(className('L1L2', null))],
        ['get(className L1 {l1})', () => get(className('L1', { l1: 0.02 }))],
        ['get(className l2 {l2})', () => get(className('l2', { l2: 0.02 }))],
        ['get(className l1l2)', () => get(className('l1l2', { l1: 0.02, l2: 0.03 }))],
        ['get(className OrthogonalRegularizer)', () => get(className('OrthogonalRegularizer', { factor: 0.02 }))],
        ['get(k3 snake)', k3('L1L2', { l1: 0.02, l2: 0.03 })],
        ['get(className Dense)', () => get(className('Dense', { units: 1 }))],
        ['get(className L1L2 {l2:NaN})', () => get(className('L1L2', { l1: 0, l2: Number.NaN }))],
        [
            'get(className L1L2 {l1:{type:ndarray,value}})',
            () => get(className('L1L2', { l1: { type: 'ndarray', value: 0.02 }, l2: 0 })),
        ],
        ['get(className L1L2 unknown key)', () => get(className('L1L2', { l1: 0.02, l2: 0.03, foo: 1 }))],
        ['get(className L1L2 {l:0.03})', () => get(className('L1L2', { l: 0.03 }))],
        ['get("MyReg") unregistered', () => get('MyReg')],
        ['get("MyReg") registered', () => register(MyReg) && get('MyReg')],
        ['get({className:"Custom>MyReg2"})', () => register(MyReg2) && get(className('Custom>MyReg2', {}))],
        ['loadLayersModel kernel_regularizer null', saved(null)],
        ['loadLayersModel kernel_regularizer "l2" string', saved('l2')],
        ['loadLayersModel kernel_regularizer k2 L1L2', snake('L1L2', { l1: 0, l2: 0.009999999776482582 })],
        ['loadLayersModel kernel_regularizer k2 L2', snake('L2', { l2: 0.02 })],
        ['loadLayersModel kernel_regularizer k2 L1', snake('L1', { l1: 0.02 })],
        ['loadLayersModel kernel_regularizer k2 L1L2 missing l1', snake('L1L2', { l2: 0.02 })],
        ['loadLayersModel kernel_regularizer k2.13+/k3 L1L2', k3('L1L2', { l1: 0.01, l2: 0.02 })],
        ['loadLayersModel kernel_regularizer k2.13+/k3 L2', k3('L2', { l2: 0.02 })],
        ['loadLayersModel kernel_regularizer k2.13+/k3 L1', k3('L1', { l1: 0.02 })],
        [
            'loadLayersModel kernel_regularizer OrthogonalRegularizer',
            snake('OrthogonalRegularizer', { factor: 0.02, mode: 'rows' }),
        ],
        ['loadLayersModel kernel_regularizer Custom>Nope', snake('Custom>Nope', {})],
        [
            'loadLayersModel kernel_regularizer k3 custom {module null,class_name MyReg2,registered_name Custom>MyReg2}',
            () =>
                register(MyReg2) && deserialize({ ...k3MyReg, class_name: 'MyReg2', registered_name: 'Custom>MyReg2' }),
        ],
        ['loadLayersModel kernel_regularizer k3 function', saved(k3function('l1_reg'))],
        [
            'loadLayersModel kernel_regularizer ndarray l2',
            snake('L1L2', { l1: 0, l2: { type: 'ndarray', value: 0.02 } }),
        ],
        ['loadLayersModel activity_regularizer L2', snake('L2', { l2: 0.02 })],
        ['dense("L2") after shim', () => get('L2')],
        ['dense activityRegularizer "l1l2"', () => get('l1l2')],
        ['layer.getConfig kernelRegularizer for l2', () => tfjsText(R.l2())],
        ['layer.getConfig kernelRegularizer for Custom>MyReg2', () => tfjsText(new (register(MyReg2))())],
    ]),
);

const tfjsText = (/** @type {any} */ x) => JSON.stringify(R.serialize(x, { format: 'tfjs' }));

/** Probes of layers, losses, gradients and of TF.js' own exports; the plug-in's tests have them. */
export const elsewhere = [
    /^(CALL|exports|registerClass|shim|fit\/|losses|l2 gradient|L2 sum|model\.toJSON)/,
    /real Keras3|activity_regularizer L1L2/,
];

/** @param {string} probe @returns {(() => unknown) | undefined} */
export function programOf(probe) {
    if (tfjsPrograms.has(probe)) return tfjsPrograms.get(probe);
    if (!/^(get\(("|[\d.]|null|true|NaN)|R\.)/.test(probe)) return undefined;
    return () => new Function('R', 'get', `return ${probe}`)({ l1: R.l1, l2: R.l2, l1l2: R.l1_l2 }, get);
}
