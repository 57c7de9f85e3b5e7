/** The story of the page in a few steps, each of which sets both runs and has a link of its own. */
import { element } from '../draw/element.js';
import { INITIAL, queryOf, trainingOf, trainsAs } from '../state.js';

/** @typedef {import('../state.js').State} State */

/** @type {Record<string, import('../state.js').Choice>} */
const RUNS = {
    none: { kind: 'none', factor: 0.001, step: 'gradient' },
    l2: { kind: 'l2', factor: 0.03, step: 'gradient' },
    l1: { kind: 'l1', factor: 0.003, step: 'gradient' },
    prox: { kind: 'l1', factor: 0.003, step: 'prox' },
    units: { kind: 'units', factor: 0.003, step: 'prox' },
    tooMuch: { kind: 'l1', factor: 0.03, step: 'prox' },
};
const TASK = { digits: 500, wrong: 0.3, hidden: 0 };

/** @type {{ title: string, says: string, sets: import('../state.js').Training }[]} */
export const STORY = [
    {
        title: 'It overfits',
        says: `Of 500 digits, 30 % carry a wrong label. Without a penalty the model learns those by heart, and reads new digits
            the worse for it. Under L2 it can no longer learn what is false: it does worse on the digits it was taught, and better on new ones.`,
        sets: { ...TASK, a: RUNS.none, b: RUNS.l2 },
    },
    {
        title: 'L1 picks pixels',
        says: `L2 shrinks every weight a little. L1 takes the same amount off each, so that only those last that the digits
            keep asking for: the pictures of the weights come out of the noise.`,
        sets: { ...TASK, a: RUNS.l2, b: RUNS.l1 },
    },
    {
        title: 'Prox makes zeros',
        says: `A gradient step moves a weight by the same amount however small it is, so it jumps over zero and back. The
            proximal step of L1 stops at zero: weights that the digits do not need become exactly 0.`,
        sets: { ...TASK, a: RUNS.l1, b: RUNS.prox },
    },
    {
        title: 'Groups shrink the model',
        says: `Now with 64 hidden units. Scattered zeros save little: a unit stays for the sake of a single weight. The group lasso asks one
            price for all the weights of a unit, so that units leave whole, and compact() makes a smaller model that says the same.`,
        sets: { ...TASK, hidden: 64, a: RUNS.prox, b: RUNS.units },
    },
    {
        title: 'Too much hurts',
        says: `The price is chosen, not given. Ten times as much leaves hardly a weight, and the model no longer tells the
            digits apart. Move the factor while it trains, or try more digits with right labels: then less is better.`,
        sets: { ...TASK, a: RUNS.prox, b: RUNS.tooMuch },
    },
];

/** What the page begins with. */
const COVER = {
    says: `Both saw the same 500 digits, 30 % of them with a wrong label. B pays for each of its weights: most of them are exactly 0,
        and it reads more new digits than A. Five steps say how that comes about.`,
    sets: trainingOf(INITIAL),
};
const OWN = 'Your own settings. Any step above brings the story back.';

/**
 * @param {HTMLElement} root
 * @param {import('../state.js').Store} store
 * @param {() => void} onStep called when a step was taken
 */
export function story(root, store, onStep) {
    const says = element('p', { class: 'says', 'aria-live': 'polite' });
    const links = STORY.map((step, i) => {
        const link = element(
            'a',
            {
                href: `?${queryOf({ ...store.state, ...step.sets })}#train`,
                onclick: (/** @type {MouseEvent} */ event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    store.set(step.sets, { isStep: true });
                    onStep();
                },
            },
            element('span', { class: 'number', 'aria-hidden': 'true' }, String(i + 1)),
            step.title,
        );
        return { step, link };
    });
    root.append(element('ol', { class: 'steps' }, ...links.map(({ link }) => element('li', {}, link))), says);
    store.subscribe(state => {
        const at = links.find(({ step }) => trainsAs(state, step.sets));
        for (const { link } of links) link.removeAttribute('aria-current');
        at?.link.setAttribute('aria-current', 'step');
        const words = at?.step.says ?? (trainsAs(state, COVER.sets) ? COVER.says : OWN);
        says.textContent = words.replace(/\s+/g, ' ');
    });
}
