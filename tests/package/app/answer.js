// What every runtime computes: one line that must be the same everywhere.
export const weights = Float32Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 1000) / 500 - 1);

export function answer({ L1L2, OrthogonalRegularizer, get, serialize }) {
    const reg = new L1L2({ l1: 0.01, l2: 0.02 });
    const { value, grad } = reg.valueAndGrad(weights);
    const same = get(serialize(reg));
    const stepped = same.prox(weights, 0.1);
    const flat = new OrthogonalRegularizer(0.5)([
        [1, 0],
        [1, 0],
    ]);
    return [value, same(weights), grad[4999], same(stepped), flat].join(' ');
}
