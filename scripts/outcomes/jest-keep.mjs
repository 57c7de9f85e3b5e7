// Set-up of Jest: keeps what a test file counted.
import { afterAll } from '@jest/globals';
import { keep } from './keep.mjs';

afterAll(() => keep(/** @type {any} */ (globalThis).outcomes));
