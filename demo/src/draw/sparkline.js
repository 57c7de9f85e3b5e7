const SVG = 'http://www.w3.org/2000/svg';

/**
 * A histogram the size of a word.
 * @param {{ bins: import('../histogram.js').Bin[], zeros: number }} counted
 * @param {number} [width]
 * @param {number} [height]
 * @returns {SVGSVGElement}
 */
export function sparkline({ bins, zeros }, width = 82, height = 24) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('class', 'sparkline');
    svg.setAttribute('aria-hidden', 'true');
    const most = Math.sqrt(Math.max(1, zeros, ...bins.map(bin => bin.count)));
    const step = width / bins.length;
    const bar = (/** @type {number} */ i, /** @type {number} */ count, /** @type {string} */ kind) => {
        const rect = document.createElementNS(SVG, 'rect');
        const tall = (Math.sqrt(count) / most) * height;
        const place = { x: i * step, y: height - tall, width: step - 0.5, height: tall, class: kind };
        for (const [name, value] of Object.entries(place)) rect.setAttribute(name, String(value));
        svg.append(rect);
    };
    bins.forEach(({ count }, i) => {
        bar(i, count, 'bars');
    });
    if (zeros) bar((bins.length - 1) / 2, zeros, 'zero');
    return svg;
}
