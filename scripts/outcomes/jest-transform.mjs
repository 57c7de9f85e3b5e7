// Jest reads the sources of the package through this when their outcomes are counted.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../run.mjs';
import { instrument } from './instrument.mjs';

const how = readFileSync(new URL('instrument.mjs', import.meta.url));

export default {
    /** @param {string} source @param {string} path */
    process: (source, path) => ({ code: instrument(source, relative(root, path)).code }),
    /** Jest keeps what it was given until this changes. @param {string} source @param {string} path */
    getCacheKey: (source, path) => createHash('sha256').update(how).update(path).update(source).digest('hex'),
};
