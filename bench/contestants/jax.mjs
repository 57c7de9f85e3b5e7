/** jax-js, as its users would write a penalty: jitted, on its wasm backend, results read back as numbers and arrays. */
import { pathToFileURL } from 'node:url';
import { fill, L1, L2 } from '../data.mjs';

/** It is no dependency of this package: engines.mjs installs it, and says where. */
const { init, defaultDevice, jit, valueAndGrad, numpy } = await import(pathToFileURL(process.env.JAX ?? '').href);
await init('wasm');
defaultDevice('wasm');

/** @param {any} x */
const elasticNet = x => numpy.add(numpy.sum(numpy.abs(x.ref)).mul(L1), numpy.sum(numpy.square(x)).mul(L2));

/** @type {Record<string, (size: [number]) => () => number>} */
export const works = {
    l1l2: ([n]) => {
        const x = numpy.array(fill(new Float32Array(n)));
        const penalty = jit(elasticNet);
        return () => penalty(x.ref).dataSync()[0];
    },
    gradient: ([n]) => {
        const x = numpy.array(fill(new Float32Array(n)));
        const both = jit(valueAndGrad(elasticNet));
        return () => {
            const [value, grad] = both(x.ref);
            return value.dataSync()[0] + grad.dataSync()[n - 1];
        };
    },
};
