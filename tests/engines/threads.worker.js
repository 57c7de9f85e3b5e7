// A thread of threads.test.js: one that never stops writing, or one that attaches to a memory and uses a part of it.
import { parentPort, workerData } from 'node:worker_threads';
import { attach, backend, L1L2 } from '../../js/index.js';

const { role, buffer, at, size, memory, place } = workerData;

if (role === 'writer') {
    const weights = new Float32Array(buffer, at, size);
    parentPort?.postMessage('ready');
    for (let number = 2; ; number = 3 - number) weights.fill(number);
}

attach(memory);
const length = 20_000;
const weights = new Float32Array(memory.buffer, 8192 + 4 * length * place, length);
const regularizer = new L1L2(1, 1);
let wrong = 0;
for (let i = 1; i <= 2000; i++) {
    const number = (place + i) % 8;
    weights.fill(number);
    if (regularizer(weights) !== length * (number + number * number)) wrong++;
    const { grad } = regularizer.valueAndGrad(weights);
    if (grad[i] !== (number && 1 + 2 * number)) wrong++;
}
parentPort?.postMessage({ backend: backend(), wrong });
