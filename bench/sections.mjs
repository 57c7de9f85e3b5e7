/** RESULTS.md is written by several benchmarks: each has its section there, between two marks, and leaves the others alone. */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('RESULTS.md', import.meta.url);
const marked = /<!-- Written by `npm run (bench:[\w-]+)`\. -->\n[\s\S]*?\n<!-- End of \1\. -->\n/g;

/** @returns {string} the sections of further benchmarks, which `npm run bench` carries over */
export const furtherSections = () =>
    [...readFileSync(file, 'utf8').matchAll(marked)].map(([section]) => `\n${section}`).join('');

/**
 * @param {string} script the benchmark's name in package.json
 * @param {string} text
 */
export function replaceSection(script, text) {
    const section = `<!-- Written by \`npm run ${script}\`. -->\n${text}\n<!-- End of ${script}. -->\n`;
    const before = readFileSync(file, 'utf8');
    const old = [...before.matchAll(marked)].find(([, name]) => name === script)?.[0];
    writeFileSync(file, old ? before.replace(old, () => section) : `${before.trimEnd()}\n\n${section}`);
}
