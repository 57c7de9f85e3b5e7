// The README's table of engines, of what engines.test.js has written down: `node tests/other-engines/table.js` puts it in.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const readme = new URL('../../README.md', import.meta.url);
const written = new URL('../../build/engines.json', import.meta.url);

/** @typedef {{ version: string, programs: number, trains?: string, demo?: string }} Row what ran in an engine */

/** The table in a page. */
const pattern = /^\| ran in \|.*\n(?:\|.*\n)+/m;

const WHAT = {
    programs: 'programs that print the same bits',
    trains: 'the plug-in trains on',
};

/** @param {Record<string, Row>} rows by engine */
export function tableOf(rows) {
    const order = ['Node', 'Bun', 'Deno', 'Chromium', 'Firefox', 'WebKit'];
    const place = name => order.indexOf(name.split(' ')[0]);
    const engines = Object.entries(rows).sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
    const titles = engines.map(([name, { version }]) => {
        if (name.startsWith('Node')) return name;
        // Of the versions of browsers that follow one another every month, the first number.
        return `${name} ${/^\d{2,}|^\d\.\d+/.exec(version)[0]}`;
    });
    const lines = Object.entries(WHAT).map(([key, title]) => [title, ...engines.map(([, row]) => row[key] ?? '')]);
    const table = [['ran in', ...titles], titles.map(() => '---').concat('---'), ...lines];
    return table.map(cells => `| ${cells.join(' | ')} |\n`).join('');
}

/** The table that a page has. @param {string} page */
export const tableIn = page => pattern.exec(page)?.[0];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const page = readFileSync(readme, 'utf8');
    writeFileSync(readme, page.replace(pattern, tableOf(JSON.parse(readFileSync(written, 'utf8')))));
}
