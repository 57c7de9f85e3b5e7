// Reads a model by the entry `explain` alone, calls what it has read, and prints what ran and what came.
import { createRequire } from 'node:module';

const instances = [];
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
        const instance = Reflect.construct(target, args);
        instances.push(Object.keys(instance.exports)[0]);
        return instance;
    },
});
const [entry] = process.argv.slice(2);
const { backend, regularizersOf } = entry.endsWith('.cjs')
    ? createRequire(import.meta.url)(entry)
    : await import(entry);
const layer = (name, kernel_regularizer) => ({ class_name: 'Dense', config: { name, kernel_regularizer } });
const model = {
    class_name: 'Sequential',
    config: { layers: [layer('a', 'l2'), layer('b', 'OrthogonalRegularizer'), layer('c', 'GroupLasso')] },
};
const w = { data: new Float32Array(5000).fill(0.5), shape: [50, 100] };
const penalties = regularizersOf(model).map(({ regularizers }) => regularizers.kernel(w));
process.stdout.write(JSON.stringify({ backend: backend(), instances, penalties }));
