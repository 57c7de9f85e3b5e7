// Imports an entry while every door to compiling and instantiating wasm is watched, calls it once, and prints what came.
import { createRequire } from 'node:module';

const seen = [];
for (const name of ['Module', 'Instance', 'Memory', 'Table', 'Global']) {
    WebAssembly[name] = new Proxy(WebAssembly[name], {
        construct(target, args) {
            seen.push(name);
            return Reflect.construct(target, args);
        },
    });
}
for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'validate']) {
    const original = WebAssembly[name];
    WebAssembly[name] = (...args) => {
        seen.push(name);
        return original(...args);
    };
}
const [entry] = process.argv.slice(2);
const api = entry.endsWith('.cjs') ? createRequire(import.meta.url)(entry) : await import(entry);
const atImport = seen.splice(0);
api.L1?.prototype && new api.L1(1)(new Float32Array(100));
const atFirstCall = seen.splice(0);
api.L1?.prototype && new api.L1(1)(new Float32Array(100));
process.stdout.write(JSON.stringify({ atImport, atFirstCall, atSecondCall: seen }));
