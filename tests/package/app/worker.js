import { Worker } from 'node:worker_threads';

new Worker(new URL('./esm.js', import.meta.url));
