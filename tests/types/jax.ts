// Compiled, not run: what `regularizers/jax` exports fits the types of jax-js, and wrong arguments are caught.
import { grad, jit, type numpy as np, tree, valueAndGrad, vmap } from '@jax-js/jax';
import { GroupLasso, L1 } from 'regularizers';
import {
    anchoredL2,
    decoupled,
    groupLasso,
    l1,
    l1l2,
    l2,
    orthogonal,
    penalties,
    penalty,
    prox,
    proximal,
    softOrthogonal,
    sparseGroupLasso,
} from 'regularizers/jax';

type Params = { layers: { w: np.Array; b: np.Array }[] };
declare const params: Params;
declare const w: np.Array;

// A function of an array to a scalar, under every transformation.
const value: np.Array = l1(0.1)(w);
const slopes: np.Array = grad(l2({ l2: 0.1 }))(w);
const both: [np.Array, np.Array] = valueAndGrad(l1l2(0.1, 0.2))(w);
jit(orthogonal(0.1, 'columns'))(w);
vmap(groupLasso({ factor: 0.1, axis: 0 }))(w);
sparseGroupLasso({ l1: 0.1, group: 0.2, axis: -1 })(w);
softOrthogonal({ factor: 0.1, mode: 'rows', diagonal: false })(w);
anchoredL2({ l2: 0.1, anchor: [1, 2], importance: new Float32Array(2) })(w);
l1(0.1).regularizer?.getConfig();

// Whatever stands for a penalty.
penalty('l1');
penalty(L1);
penalty(new GroupLasso());
penalty({ class_name: 'L1', config: { l1: 0.1 } });
penalty(null);
penalty((x: np.Array) => x.sum());

// Trees keep their form.
const total: np.Array = penalties(params, l1());
const moved: Params = prox(params, { w: l1(), 'layers/0/*': null }, 0.1, { mask: path => path.endsWith('w') });
const treeOfSlopes: Params = grad((p: Params) =>
    penalties(p, [[/w$/, 'l1']], { mask: { layers: [{ w: true, b: false }] } }),
)(params);

const optimizer = proximal(count => 0.1 / (1 + count), l1(), { mask: (path, { shape }) => shape.length > 1 });
const state = optimizer.init(params);
const [updates, next] = decoupled(0.1, { rate: 0.01 }).update(params, state, params);
const added: Params = tree.map((p: np.Array, u: np.Array) => p.add(u), params, updates);

// @ts-expect-error a factor is a number
l1('0.1');
// @ts-expect-error an unknown name
l2({ l1: 0.1 });
// @ts-expect-error a third factor
l1l2(0.1, 0.2, 0.3);
// @ts-expect-error neither rows nor columns
orthogonal(0.1, 'diagonal');
// @ts-expect-error an axis is a number
groupLasso({ axis: 'last' });
// @ts-expect-error an unknown name
sparseGroupLasso({ factor: 0.1 });
// @ts-expect-error a boolean
softOrthogonal({ diagonal: 1 });
// @ts-expect-error numbers
anchoredL2({ anchor: 'w' });
// @ts-expect-error numbers of JS are no array of jax-js
l1()([1, 2]);
// @ts-expect-error nothing stands for a penalty
penalty(1);
// @ts-expect-error no rules
penalties(params);
// @ts-expect-error no step
prox(params, l1());
// @ts-expect-error a mask is of booleans
penalties(params, l1(), { mask: { layers: [1] } });
// @ts-expect-error a rate is a number or a function
proximal('0.1', l1());
// @ts-expect-error an unknown option
decoupled(0.1, { decay: 0.1 });

export { added, both, moved, next, slopes, total, treeOfSlopes, value };
