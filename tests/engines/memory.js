// Prints what many calls, many allocated arrays and one very large array leave behind. Needs --expose-gc.
import { allocate, L1, L1L2 } from '../../js/index.js';
import { held } from './held.js';

const pages = [];
/** Of every memory: V8 counts none of them in its heap. */
const memories = [];
WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, args) {
        pages.push(args[0].initial);
        const memory = Reflect.construct(target, args);
        memories.push(new WeakRef(memory));
        return memory;
    },
});
const grow = WebAssembly.Memory.prototype.grow;
let growths = 0;
WebAssembly.Memory.prototype.grow = function (n) {
    growths++;
    return grow.call(this, n);
};

const reg = new L1L2(0.01, 0.02);
const small = new Float32Array(100).fill(0.5);
const large = new Float32Array(3000).fill(0.5);
const out = new Float32Array(3000);
function calls(n) {
    for (let i = 0; i < n; i += 4) {
        reg(small);
        reg(large);
        reg.grad(large, { out });
        reg.prox(large, 0.1, { out });
    }
}

function allocations(n) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
        // Every fiftieth has a memory of its own.
        const x = allocate(i % 50 === 0 ? 2_000_000 : 1000);
        x[0] = 1;
        sum += new L1(1)(x.subarray(0, 100));
    }
    return sum;
}

calls(10_000);
allocations(100);
const before = await held();
calls(1_000_000);
const afterCalls = (await held()) - before;
const sum = allocations(10_000);
const afterAllocations = (await held()) - before;
const alive = memories.filter(ref => ref.deref()).length;

const giant = new Float32Array(2 ** 28).fill(1);
pages.length = 0;
const penalty = new L1(1)(giant);
process.stdout.write(
    JSON.stringify({ afterCalls, sum, afterAllocations, made: memories.length, alive, penalty, pages, growths }),
);
