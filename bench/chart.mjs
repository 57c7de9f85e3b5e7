/** The measurements as a picture. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { fasterBy } from './harness.mjs';
import { PLAIN } from './works.mjs';

/**
 * How many times as fast as the plain loop each contestant is, by length; a panel for each work on vectors.
 * @param {readonly import('./report.mjs').Measured[]} measured
 * @returns {string} SVG
 */
export function chart(measured) {
    const points = measured.flatMap(({ work, bySize }) =>
        [...bySize].flatMap(([size, results]) => {
            const plain = results.find(({ name }) => name === PLAIN);
            if (!plain) return [];
            return results.map(result => ({
                work: work.title,
                length: Number(size),
                contestant: result.name,
                speed: fasterBy(result, plain),
            }));
        }),
    );
    const { document } = parseHTML('<html><body></body></html>');
    const x = 'length';
    const y = 'speed';
    const marks = { fy: 'work', x, y, stroke: 'contestant' };
    const figure = Plot.plot({
        document: /** @type {any} */ (document),
        width: 860,
        height: 1500,
        marginLeft: 60,
        marginRight: 10,
        marginBottom: 45,
        style: { background: 'white', color: 'black', fontFamily: 'sans-serif', fontSize: '12px' },
        x: { type: 'log', label: 'elements', grid: true, tickFormat: '~s' },
        y: { type: 'log', label: 'times as fast as a plain JS loop', grid: true, tickFormat: '~r' },
        fy: { label: null, axis: null },
        color: { legend: false, scheme: 'Observable10' },
        marks: [
            Plot.frame({ stroke: '#ccc' }),
            Plot.ruleY([1], { stroke: '#888' }),
            Plot.line(points, { ...marks, strokeWidth: 1.5 }),
            Plot.dot(points, { ...marks, fill: 'contestant', r: 2.5, symbol: 'contestant' }),
            Plot.text(points, Plot.selectFirst({ fy: 'work', text: 'work', frameAnchor: 'top-left', dx: 8, dy: 8 })),
            Plot.text(
                points,
                Plot.selectMaxX({
                    ...marks,
                    stroke: undefined,
                    fill: 'contestant',
                    z: 'contestant',
                    text: 'contestant',
                    textAnchor: 'end',
                    dx: -6,
                    dy: -8,
                }),
            ),
        ],
    });
    figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    return `${figure.outerHTML}\n`;
}
