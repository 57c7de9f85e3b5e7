// The page of jax.test.js: penalties and steps of jax-js on the device that the address names.
import { defaultDevice, grad, init, jit, numpy as np, tree, valueAndGrad, vmap } from '@jax-js/jax';
import * as entry from 'regularizers/jax';
import { randomNumbers } from '../tfjs/by-hand.js';

const device = new URLSearchParams(location.search).get('device');
const makers = { ...entry };
const plain = async array => Array.from(await array.data());
const apart = (found, wanted) =>
    found.reduce((most, v, i) => Math.max(most, Number.isNaN(v) ? Infinity : Math.abs(v - wanted[i])), 0);

window.tests = {
    async start() {
        const ready = await init(device);
        defaultDevice(device);
        return [ready.includes(device), np.zeros([1]).device];
    },

    /** How far a penalty, its slopes and its step are from the core's, with and without jit. */
    async errors(name, args, shape) {
        const data = Float32Array.from(
            randomNumbers(
                shape.reduce((size, length) => size * length, 1),
                3,
            ),
        );
        const w = { data, shape };
        const make = () => np.array(data.slice(), { shape });
        const reg = makers[name](...args);
        const wanted = reg.regularizer.valueAndGrad(w);
        const rows = [];
        for (const run of [valueAndGrad(reg), jit(valueAndGrad(reg))]) {
            const [value, slopes] = run(make());
            const curvature = await plain(grad(v => np.square(grad(reg)(v)).sum())(make()));
            const [first, second] = await plain(vmap(reg)(np.stack([make(), make()])));
            rows.push({
                value: Math.abs((await plain(value))[0] / wanted.value - 1),
                slopes: apart(await plain(slopes), wanted.grad),
                mapped: Math.abs(first / wanted.value - 1) + Math.abs(second / wanted.value - 1),
                isFinite: curvature.every(Number.isFinite),
            });
        }
        if (/rthogonal/.test(name)) return rows;
        const stepped = Array.from(reg.regularizer.prox(w, 0.5));
        const found = await plain(entry.prox(make(), reg, 0.5));
        return [
            ...rows,
            { prox: apart(found, stepped), zeros: stepped.filter((v, i) => (v === 0) !== (found[i] === 0)).length },
        ];
    },

    async special(length) {
        const slopes = values => plain(grad(entry.l1(1))(np.array(values)));
        const groups = np.array([
            [0, 0],
            [3, 4],
        ]);
        return {
            nan: Number.isNaN((await plain(entry.l1(1)(np.array([1, Number.NaN]))))[0]),
            atZero: (await slopes([0, -0, 2, -2])).map(v => v + 0),
            group: await plain(grad(entry.groupLasso({ factor: 1, axis: 0 }))(groups)),
            ones: (await plain(jit(entry.l1(1))(np.ones([length]))))[0],
            quarters: (await plain(jit(entry.l2(1))(np.full([length + 1], 0.5))))[0],
        };
    },

    /** Least squares of an answer that has two zeros, by descent and proximal steps that are compiled together. */
    async train() {
        const x = randomNumbers(64 * 4, 3);
        const make = () => np.array(Float32Array.from(x), { shape: [64, 4] });
        const y = np.matmul(make(), np.array([[3], [0], [0], [-2]])).add(1);
        const inputs = make();
        const loss = p => np.square(np.matmul(inputs.ref, p.w).add(p.b).sub(y.ref)).mean();
        const prox = entry.proximal(0.1, entry.l1(0.2));
        const step = jit(p => {
            const [value, slopes] = valueAndGrad(loss)(tree.ref(p));
            value.dispose();
            const [moves] = prox.update(
                tree.map(slope => slope.mul(-0.1), slopes),
                [],
                tree.ref(p),
            );
            return tree.map((v, move) => v.add(move), p, moves);
        });
        let params = { w: np.array([[0.5], [0.5], [0.5], [0.5]]), b: np.array([0.5]) };
        for (let i = 0; i < 100; i++) params = step(params);
        return [...(await plain(params.w)), ...(await plain(params.b))];
    },
};
