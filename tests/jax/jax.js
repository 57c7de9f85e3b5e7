// What the tests of this folder share: jax-js, arrays of seeded numbers, and how many buffers are alive.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { numpy as np } from '@jax-js/jax';
import { floats } from '../core/random.js';

/** An array of seeded numbers of a shape, and the numbers for the core. */
export function numbersOf(shape, seed = 1) {
    const data = floats(
        shape.reduce((size, length) => size * length, 1),
        seed,
    );
    return { w: { data, shape }, make: () => np.array(data.slice(), { shape }) };
}

/** The numbers of an array, which is consumed. */
export const plain = array => Array.from(array.dataSync());

const folder = dirname(createRequire(import.meta.url).resolve('@jax-js/jax'));
const chunk = readdirSync(folder).find(name => /^backend-.*\.js$/.test(name));
const inside = await import(pathToFileURL(join(folder, chunk)).href);
const backend = Object.values(inside).find(each => each?.name === 'getBackend')('wasm');

/** How often each buffer of the wasm backend is held. */
const holds = new Map();
const [malloc, incRef, decRef] = [backend.malloc, backend.incRef, backend.decRef].map(method => method.bind(backend));
backend.malloc = (...args) => {
    const slot = malloc(...args);
    holds.set(slot, 1);
    return slot;
};
backend.incRef = slot => {
    incRef(slot);
    holds.set(slot, holds.get(slot) + 1);
};
backend.decRef = slot => {
    decRef(slot);
    if (holds.get(slot) === 1) holds.delete(slot);
    else holds.set(slot, holds.get(slot) - 1);
};

/** Buffers that are alive now. */
export const alive = () => holds.size;
