import {
    allocate,
    attach,
    backend,
    customObjectScope,
    deserialize,
    get,
    L1,
    L1L2,
    OrthogonalRegularizer,
    Regularizer,
    register,
    serialize,
    weightDecay,
} from 'regularizers';
import { useKernels } from 'regularizers/slim';

const weights: Float32Array = allocate([2, 2]);
const reg = new L1L2({ l1: 0.01, l2: 0.02 });
const penalty: number = reg(weights) + reg.call([1, 2]) + reg.apply({ data: weights, shape: [2, 2] });
const gradient: Float32Array = reg.grad(weights, { out: weights, accumulate: true, scale: 2 });
const { value }: { value: number } = new OrthogonalRegularizer(0.1, 'columns').valueAndGrad(gradient);
const which: 'wasm-simd' | 'js' = backend();
attach(new WebAssembly.Memory({ initial: 1 }));
useKernels(new Uint8Array(8));

class Group extends Regularizer {
    static override className = 'Group';
    override call(w: Float32Array): number {
        return w.length;
    }
    override getConfig() {
        return {};
    }
}
register(Group, { package: 'Mine' });
const config = serialize(new Group(), { format: 'keras3' });
const again = get(deserialize(JSON.parse(JSON.stringify(config))));
export const all = [penalty, value, which, again, customObjectScope({ Group }, () => new L1(0.5).l1), weightDecay(weights, 0.1)];

// @ts-expect-error a factor is a number
new L1('0.01');
// @ts-expect-error 'diagonals' is no mode
new OrthogonalRegularizer({ mode: 'diagonals' });
