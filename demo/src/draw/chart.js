/** Charts by Observable Plot, under a policy that forbids inline styles. */
import * as Plot from '@observablehq/plot';

/** Room for the ticks and labels of both axes. */
export const margins = { marginLeft: 42, marginRight: 12, marginTop: 18, marginBottom: 32 };

/** The lines of an axis. */
export const grid = { stroke: 'var(--rule)', strokeOpacity: 1 };

/**
 * Draws into an element, in its width, in place of what it showed.
 * @param {HTMLElement} place
 * @param {string} label what a person who cannot see it hears
 * @param {(width: number) => Plot.PlotOptions} options
 */
export function chart(place, label, options) {
    const width = place.clientWidth;
    if (!width) return;
    const svg = Plot.plot({ width, className: 'plot', ariaLabel: label, ...options(width) });
    svg.querySelector('style')?.remove(); // its rules are in page.css, as the policy does not allow them here
    for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label'); // the whole is one picture
    svg.setAttribute('role', 'img');
    place.replaceChildren(svg);
}

/**
 * Runs a drawing at the next frame, once however often it is asked for.
 * @param {() => void} draw
 * @returns {() => void}
 */
export function onFrame(draw) {
    let asked = false;
    return () => {
        if (asked) return;
        asked = true;
        requestAnimationFrame(() => {
            asked = false;
            draw();
        });
    };
}

/** Tells when the page is laid out for paper and when for the screen again. @param {(onPaper: boolean) => void} tell */
export function watchPaper(tell) {
    addEventListener('beforeprint', () => tell(true));
    addEventListener('afterprint', () => tell(false));
}

/** Redraws when the width of the place or the colours change. @param {HTMLElement} place @param {() => void} draw */
export function redrawWith(place, draw) {
    let width = place.clientWidth;
    new ResizeObserver(() => {
        if (place.clientWidth !== width) draw();
        width = place.clientWidth;
    }).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
