/**
 * npm run bench              every work and size; writes RESULTS.md and results.svg
 * npm run bench -- --quick   a minute's worth of it, to the terminal alone
 */
import { writeFileSync } from 'node:fs';
import { chart } from './chart.mjs';
import { compare, machine } from './harness.mjs';
import { buildNative } from './native.mjs';
import { goalTable, losses, workTable } from './report.mjs';
import { furtherSections } from './sections.mjs';
import { works } from './works.mjs';

const quick = process.argv.includes('--quick');
const effort = quick ? { rounds: 3, milliseconds: 30 } : { rounds: 5, milliseconds: 60 };

const native = buildNative();
const about = [...machine(), native.compiler ?? 'no C compiler'];
console.log(about.join('\n'));

/** @type {import('./report.mjs').Measured[]} */
const measured = [];
for (const work of works(native)) {
    /** @type {import('./report.mjs').Measured['bySize']} */
    const bySize = new Map();
    for (const size of quick ? work.quick : work.sizes) {
        bySize.set(size.join('x'), compare(work.contestants(size), effort));
    }
    if (bySize.size === 0) continue;
    measured.push({ work, bySize });
    console.log(`\n${workTable({ work, bySize })}`);
}
console.log(`\n${goalTable(measured)}`);

if (!quick) {
    const sections = [
        '# Results\n\n<!-- Written by `npm run bench`. -->\n',
        'How these were measured, and how to read them: [README.md](README.md). Times are for one call; in brackets how',
        'many times as fast as the first row (the median of the rounds); ± is the median absolute deviation.\n',
        ...about.map(line => `- ${line}`),
        `- ${effort.rounds} rounds of ${effort.milliseconds} ms, each contestant in a process of its own\n`,
        '![How many times as fast as a plain JS loop, by length](results.svg)\n',
        `## Goals\n\n${goalTable(measured)}\n`,
        `## Where we lose\n\n${losses(measured)}\n`,
        ...measured.map(({ work, bySize }) => `## ${work.title}\n\n${workTable({ work, bySize })}\n`),
    ];
    writeFileSync(new URL('RESULTS.md', import.meta.url), sections.join('\n') + furtherSections());
    writeFileSync(new URL('results.svg', import.meta.url), chart(measured));
}
