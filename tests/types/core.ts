// Compiled, not run: what the core's exports take and give, and a wrong use of each, which TypeScript must refuse.
import {
    AnchoredL2,
    allocate,
    attach,
    backend,
    customObjectScope,
    deserialize,
    GroupLasso,
    get,
    L1,
    L1L2,
    L2,
    l1,
    l1_l2,
    l2,
    OrthogonalRegularizer,
    orthogonal_regularizer,
    Regularizer,
    register,
    SoftOrthogonal,
    SparseGroupLasso,
    serialize,
    weightDecay,
} from 'regularizers';

const w: Float32Array = allocate([2, 2]);
attach(new WebAssembly.Memory({ initial: 1 }));
const made: Regularizer[] = [
    new L1(),
    new L1(null),
    new L1({ l: 0.1 }),
    new L2({ l2: 0.1 }),
    new L1L2(0.1, null),
    new L1L2({ l2: 0.1 }),
    new OrthogonalRegularizer(0.1, 'columns'),
    new GroupLasso({ axis: 0 }),
    new SparseGroupLasso(0.1, 0.2, -2),
    new SoftOrthogonal({ mode: 'columns', diagonal: false }),
    new AnchoredL2(0.1, w, [
        [1, 2],
        [3, 4],
    ]),
    l1(),
    l2({ l2: 1 }),
    l1_l2({ l1: 1 }),
    orthogonal_regularizer({ mode: 'rows' }),
    L1L2.fromConfig({ l1: 0.1 }),
];
for (const reg of made) {
    const penalty: number = reg(w) + reg.call([1, 2]) + reg.apply({ data: w, shape: [2, 2] });
    const grad: Float32Array = reg.grad(w, { out: w, accumulate: true, scale: penalty });
    const { value }: { value: number } = reg.valueAndGrad(grad);
    weightDecay(reg.prox([[1], [2]], value, { out: w }), 0.1);
}
const factor: number = new L1().getConfig().l1;
const which: 'wasm-simd' | 'js' = backend();
const known: L2 = get(L2);
const none: null = get(null);
const found: Regularizer = deserialize({ className: 'L1', config: { l1: factor } }, { Largest: w => Number(w) });
const saved = serialize(found, { format: 'keras3' });
class Largest extends Regularizer {
    static override className = 'Largest';
    readonly factor: number;
    constructor({ factor = 0.01 } = {}) {
        super();
        this.factor = factor;
    }
    override call(w: Float32Array): number {
        return Math.max(...w) * this.factor;
    }
    override getConfig() {
        return { factor: this.factor };
    }
}
const mine: Largest = get(register(Largest, { package: 'types' }));
const sum: number = customObjectScope({ Largest }, () => mine.factor);
console.log(which, known, none, saved, sum);

// @ts-expect-error a factor is a number
new L1('0.01');
// @ts-expect-error there is no such factor
new L2({ l1: 0.1 });
// @ts-expect-error factors are given by position or by name
new L1L2({ l1: 0.1 }, 0.2);
// @ts-expect-error there is no such mode
new OrthogonalRegularizer({ mode: 'diagonals' });
// @ts-expect-error an axis is a number
new GroupLasso(0.1, 'last');
// @ts-expect-error there is no such argument
new SparseGroupLasso({ l2: 0.1 });
// @ts-expect-error diagonal is a boolean
new SoftOrthogonal(0.1, 'rows', 1);
// @ts-expect-error an anchor is an array
new AnchoredL2({ anchor: 1 });
// @ts-expect-error the base class takes nothing
new Regularizer(0.01);
// @ts-expect-error a factor is a number
l1([0.1]);
// @ts-expect-error one factor
l2(0.1, 0.2);
// @ts-expect-error a factor is no boolean
l1_l2(true);
// @ts-expect-error 'row' is no mode
orthogonal_regularizer(0.1, 'row');
// @ts-expect-error weights are numbers
weightDecay(['1'], 0.1);
// @ts-expect-error a rate is needed
weightDecay(w);
// @ts-expect-error a config is no number
get(1);
// @ts-expect-error custom objects are classes or functions
deserialize('mine', { mine: 1 });
// @ts-expect-error there is no such format
serialize(mine, { format: 'keras4' });
// @ts-expect-error a class or a function is registered, not an instance's name
register('L1');
// @ts-expect-error there is nothing to run
customObjectScope({ Largest });
// @ts-expect-error it takes nothing
backend('js');
// @ts-expect-error a shape is of numbers
allocate(['2', '2']);
// @ts-expect-error a memory, not its buffer
attach(new ArrayBuffer(8));
// @ts-expect-error weights are no string
made[0]('1, 2');
// @ts-expect-error out is a Float32Array
made[0].grad(w, { out: [1, 2] });
// @ts-expect-error there is no such option
made[0].valueAndGrad(w, { factor: 1 });
// @ts-expect-error a step is needed
made[0].prox(w);
