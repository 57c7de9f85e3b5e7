/** What can be chosen in "Train": which regularizer, how strong, and how it acts. */

import { GroupLasso, L1, L1L2, L2, OrthogonalRegularizer } from 'regularizers';

/**
 * @typedef {'none' | 'l1' | 'l2' | 'l1l2' | 'group' | 'units' | 'orthogonal'} Kind
 * @typedef {'prox' | 'gradient'} Step
 * @typedef {{ kind: Kind, factor: number, step: Step }} Choice
 * @typedef {import('regularizers').Regularizer} Regularizer
 */

/**
 * make: the regularizer of a layer, of which 0 is the one that reads the pixels.
 * @type {Record<Kind, { label: string, make: (factor: number, layer: number) => Regularizer | null, hasProx: boolean }>}
 */
export const KINDS = {
    none: { label: 'None', make: () => null, hasProx: false },
    l1: { label: 'L1', make: factor => new L1(factor), hasProx: true },
    l2: { label: 'L2', make: factor => new L2(factor), hasProx: true },
    l1l2: { label: 'L1 + L2', make: factor => new L1L2(factor, factor), hasProx: true },
    // A row of the weights is all that a pixel says: it goes as a whole.
    group: {
        label: 'Group lasso of pixels',
        make: (factor, layer) => (layer === 0 ? new GroupLasso({ factor, axis: 0 }) : null),
        hasProx: true,
    },
    // A column is all that a unit hears; a row of the layer after it all that it says.
    units: {
        label: 'Group lasso of units',
        make: (factor, layer) => new GroupLasso({ factor, axis: layer === 0 ? -1 : 0 }),
        hasProx: true,
    },
    // A column of the weights is the image of one digit.
    orthogonal: { label: 'Orthogonal', make: factor => new OrthogonalRegularizer(factor, 'columns'), hasProx: false },
};

export const SMALLEST = 1e-5;
export const LARGEST = 1;

/** A factor as the page keeps it: within the slider's ends, to two digits. @param {number} factor */
export const roundedFactor = factor => Number(Math.min(LARGEST, Math.max(SMALLEST, factor)).toPrecision(2));

/** The slider's position is the factor's decimal logarithm. @param {number} position */
export const factorAt = position => roundedFactor(10 ** position);

/** How the choice really acts: where there is no proximal step, by gradient. @param {Choice} choice @returns {Step} */
export const stepOf = ({ kind, step }) => (KINDS[kind].hasProx ? step : 'gradient');

/** In words. @param {Choice} choice */
export function describe(choice) {
    if (choice.kind === 'none') return 'no regularizer';
    return `${KINDS[choice.kind].label}, ${stepOf(choice) === 'prox' ? 'proximal step' : 'gradient'}`;
}
