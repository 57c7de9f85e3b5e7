/** What can be chosen in "Train": which regularizer, how strong, and how it acts. */

/**
 * @typedef {'none' | 'l1' | 'l2' | 'l1l2' | 'orthogonal'} Kind
 * @typedef {'prox' | 'gradient'} Step
 * @typedef {{ kind: Kind, factor: number, step: Step }} Choice
 * @typedef {'L1' | 'L2' | 'L1L2' | 'OrthogonalRegularizer'} ClassName
 */

/** @type {Record<Kind, { label: string, className?: ClassName, config?: (factor: number) => object, hasProx: boolean }>} */
export const KINDS = {
    none: { label: 'None', hasProx: false },
    l1: { label: 'L1', className: 'L1', config: l1 => ({ l1 }), hasProx: true },
    l2: { label: 'L2', className: 'L2', config: l2 => ({ l2 }), hasProx: true },
    l1l2: { label: 'L1 + L2', className: 'L1L2', config: f => ({ l1: f, l2: f }), hasProx: true },
    // A column of the weights is the image of one digit.
    orthogonal: {
        label: 'Orthogonal',
        className: 'OrthogonalRegularizer',
        config: factor => ({ factor, mode: 'columns' }),
        hasProx: false,
    },
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
