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
    const bar = (/** @type {number} */ i, /** @type {number} */ count) => {
        const tall = (Math.sqrt(count) / most) * height;
        return count
            ? `M${(i * step).toFixed(2)} ${height}v${-tall.toFixed(2)}h${(step - 0.5).toFixed(2)}V${height}z`
            : '';
    };
    const shape = (/** @type {string} */ kind, /** @type {string} */ outline) => {
        // One path for all bars: a table of rects takes the browser much longer to lay out.
        const path = document.createElementNS(SVG, 'path');
        path.setAttribute('class', kind);
        path.setAttribute('d', outline);
        svg.append(path);
    };
    shape('bars', bins.map(({ count }, i) => bar(i, count)).join(''));
    if (zeros) shape('zero', bar((bins.length - 1) / 2, zeros));
    return svg;
}
